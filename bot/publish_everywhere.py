"""Publishing where people are: in each repository that asks for it, and in the operator's scorecard repository.

Twice is once; a dry run lists every write and makes none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.configuration import Configuration
from bot.context import Deployment
from bot.errors import GivebackError
from bot.github_client import Connection
from bot.publish import editions_of, methodology_words
from bot.publishers.discussion import publish_discussion
from bot.publishers.issue import Author, Living, publish_issue
from bot.publishers.scorecard_repository import Release, ScorecardRepository
from bot.publishers.writing import Write, Writer
from bot.registry import Registry
from bot.repository_configuration import configuration_of
from bot.store.installed import Installed, active_repositories, active_repository
from reports.renderers import NotInScorecardError, html, issue, paths, release
from reports.renderers.editions import Edition

_ISSUES = {"metadata": "read", "issues": "write"}
_DISCUSSIONS = {"metadata": "read", "discussions": "write"}
_NOT_YET = "no month is closed yet"


@dataclass(frozen=True)
class ScorecardPlace:
    """The operator's scorecard repository (owner/name), and how to speak to it."""

    repository: str
    connect: Callable[[], Connection] = field(repr=False)


class Published(NamedTuple):
    """What became of one place: the writes made (or, in a dry run, to be made), and the outcome in a line."""

    place: str
    outcome: str
    writes: tuple[Write, ...] = ()
    error: GivebackError | None = None


def publish_everywhere(
    deployment: Deployment, scorecard: ScorecardPlace | None, *, is_dry: bool
) -> Iterator[Published]:
    """Publish in every place that is configured, one after the other; one that fails does not stop the others."""
    for installed in active_repositories(deployment.database):
        writer = Writer(is_dry)
        try:
            published = publish_repository(deployment, installed.id, writer)
        except GivebackError as error:
            yield Published(installed.name, error.message, tuple(writer.writes), error)
        else:
            if published is not None:
                yield published
    if scorecard is not None:
        writer = Writer(is_dry)
        try:
            yield publish_scorecards(deployment, scorecard, writer)
        except GivebackError as error:
            yield Published(scorecard.repository, error.message, tuple(writer.writes), error)


def publish_repository(deployment: Deployment, repository_id: int, writer: Writer) -> Published | None:
    """Publish a repository's newest scorecard in it, as its configuration says; None where it asks for nothing.

    Raises what GitHub says where it cannot be done.
    """
    installed = active_repository(deployment.database, repository_id)
    if installed is None:
        return None
    configuration = configuration_of(deployment, repository_id)
    if configuration.publish == "off":
        if not writer.is_dry:
            _forget(deployment, repository_id)
        return None
    living = _living(deployment, installed, configuration)
    if isinstance(living, str):
        return Published(installed.name, living)
    author = Author(deployment.app_id, deployment.app_slug, deployment.marker_key)
    permissions = _ISSUES if configuration.publish == "issue" else _DISCUSSIONS
    scope = {"repository_ids": [repository_id], "permissions": permissions, "background": True}
    with deployment.github.as_installation(installed.installation_id, **scope) as connection:  # type: ignore[arg-type]
        if configuration.publish == "issue":
            outcome = publish_issue(connection, deployment.effects, writer, living, author)
        else:
            outcome = publish_discussion(connection, deployment.effects, writer, living, author, configuration.category)
    return Published(installed.name, outcome, tuple(writer.writes))


def publish_scorecards(deployment: Deployment, scorecard: ScorecardPlace, writer: Writer) -> Published:
    """Publish the whole site, and a release for each month, in the operator's scorecard repository."""
    editions = editions_of(deployment.database)
    if not editions:
        return Published(scorecard.repository, _NOT_YET)
    files = html.pages(editions, methodology=methodology_words())
    releases = [_release(edition, deployment.public_url or None) for edition in editions]
    newest = max(editions, key=lambda edition: edition.month)
    assert newest.meta is not None
    with scorecard.connect() as connection:
        place = ScorecardRepository(connection, writer, scorecard.repository)
        told = place.publish(files, release.title(newest.content, newest.meta), releases)
    return Published(scorecard.repository, "; ".join(told), tuple(writer.writes))


def _living(deployment: Deployment, installed: Installed, configuration: Configuration) -> Living | str:
    """The texts of a repository's newest scorecard, or why there are none."""
    registry = deployment.registry()
    name = registry.upstream_name(installed.name)
    editions = _editions(deployment, registry, installed, configuration)
    if not editions:
        return _NOT_YET
    newest = editions[0]
    before = editions[1].content if len(editions) > 1 else None
    assert newest.meta is not None
    has_page = name in registry.upstreams and not installed.is_private
    page = paths.project(newest.month, name) if has_page else None
    has_page = name in registry.upstreams and not installed.is_private
    page = paths.project(newest.month, name) if has_page else None
    place = _place(deployment, installed, configuration.publish, page)
    try:
        body = issue.body(newest.content, newest.meta, name, place)
        comment = issue.month_comment(newest.content, newest.meta, before, name, place)
    except NotInScorecardError:
        return f"{newest.month} was closed before the repository was in the index"
    months = [edition.month for edition in editions]
    return Living(installed.id, issue.title(installed.name), body, comment, months)


def _editions(
    deployment: Deployment, registry: Registry, installed: Installed, configuration: Configuration
) -> list[Edition]:
    """The closed months as they speak of a repository, the newest first."""
    del registry, installed, configuration
    return sorted(editions_of(deployment.database), key=lambda edition: edition.month, reverse=True)


def _place(deployment: Deployment, installed: Installed, form: str, page: str | None) -> issue.Place:
    pages = deployment.public_url or None
    return issue.Place(
        form,
        f"{deployment.github.endpoints.web_url}/{installed.name}",
        f"{pages}/{page}" if pages and page else None,
        f"{pages}/{paths.METHODOLOGY}" if pages else None,
    )


def _release(edition: Edition, pages: str | None) -> Release:
    assert edition.meta is not None
    files = html.data_files(edition)
    return Release(
        release.tag(edition.month),
        release.title(edition.content, edition.meta),
        release.body(edition.content, edition.meta, pages),
        {name: text.encode() for name, text in files.items()},
    )


def _forget(deployment: Deployment, repository_id: int) -> None:
    """Forget what was opened: turned on again, what is there is found by its marker, and what is gone is made anew."""
    for key in (f"living:{repository_id}", f"living:{repository_id}:discussion"):
        if deployment.effects.known(key) is not None:
            deployment.effects.forget(key)
