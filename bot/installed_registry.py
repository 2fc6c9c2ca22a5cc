"""The registry as it is for one repository that installed the App: with its own configuration, where it is no upstream.

A project of the index is measured by the registry alone: nobody configures what the index says of them.
"""

from dataclasses import replace

from bot.configuration import Configuration
from bot.registry import Registry
from bot.registry.entries import Landing, Relation, Upstream
from reports.months import Month

_ALWAYS = str(Month(1970, 1))


def is_in_index(registry: Registry, repository: str) -> bool:
    """Whether a repository is one of the index's projects, under its name of today or a former one."""
    return registry.upstream_name(repository) in registry.upstreams


def with_repository(registry: Registry, repository: str, configuration: Configuration) -> Registry:
    """Give the registry to read a repository's history by: that of the index, and this one as it says of itself."""
    if is_in_index(registry, repository):
        return registry
    upstreams = {**registry.upstreams, repository: _upstream(registry, configuration)}
    return replace(registry, upstreams=upstreams, ignored=_ignored(repository, configuration))


def only_repository(registry: Registry, repository: str, configuration: Configuration) -> Registry:
    """Give the registry to measure a repository by: it is the only project, whatever the index holds."""
    name = registry.upstream_name(repository)
    if is_in_index(registry, repository):
        return replace(registry, upstreams={name: registry.upstreams[name]})
    upstreams = {repository: _upstream(registry, configuration)}
    return replace(registry, upstreams=upstreams, ignored=_ignored(repository, configuration))


def _upstream(registry: Registry, configuration: Configuration) -> Upstream:
    host = configuration.host if configuration.host in registry.organizations else None
    hosts = [Relation(organization=host, since=configuration.host_since or _ALWAYS)] if host else []
    profile = {"profile": configuration.landing}
    return Upstream(kind="library", hosts=hosts, landing=Landing.model_validate(profile))


def _ignored(repository: str, configuration: Configuration) -> dict[str, tuple[str, ...]]:
    return {repository: configuration.ignore_paths} if configuration.ignore_paths else {}
