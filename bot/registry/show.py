"""Showing one entry of the registry: what it says, where it stands, and what else speaks of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import InputError
from bot.registry.entries import Domain, Organization
from bot.registry.files import Layer, read_layer
from bot.registry.load import lay
from bot.registry.lookup import Registry

_TABLES = ("organizations", "upstreams", "automation", "claims")
_NEAREST = 3


def show(folders: Sequence[Path], subject: str) -> dict[str, Any]:
    """Give the entry that a slug, repository, name, domain, address or account stands for, as plain values.

    `entry` holds what it says, without what is left at its default; `place` is 'file:line'. An organization comes with
    the organizations below it (`children`), the upstreams that it is or was a host or fiscal sponsor of, and its
    service identities. A mail provider's domain is shown with the list that it stands in.
    Raises InputError for what nothing stands for, naming what is spelled alike; RegistryError for broken files.
    """
    layers = [read_layer(folder) for folder in folders]
    registry = lay(layers)
    for find in _FINDERS:
        found = find(registry, subject.strip())
        if found is not None:
            return _shown(layers, registry, *found)
    message = f"{subject}: nothing in the registry has this slug, name, domain, repository or account"
    raise InputError(message, _did_you_mean(registry, subject))


def _by_key(registry: Registry, subject: str) -> tuple[str, str] | None:
    for table in _TABLES:
        if subject in getattr(registry, table):
            return table, subject
    name = registry.upstream_name(subject)
    return ("upstreams", name) if name in registry.upstreams else None


def _by_name(registry: Registry, subject: str) -> tuple[str, str] | None:
    wanted = subject.casefold()
    for slug, name in _names(registry):
        if name.casefold() == wanted:
            return "organizations", slug
    return next((("claims", key) for key, entry in registry.claims.items() if entry.name.casefold() == wanted), None)


def _by_account(registry: Registry, subject: str) -> tuple[str, str] | None:
    wanted = subject.casefold()
    for slug, entry in registry.organizations.items():
        if wanted in (name.casefold() for name in (*entry.github, *entry.hugging_face, *entry.open_collective)):
            return "organizations", slug
    number = int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 20 else None  # noqa: PLR2004
    automation = registry.automation_of(address=wanted, login=wanted, github_id=number)
    if automation is not None:
        return "automation", automation[0]
    owner = registry.organization_of_address(wanted) or registry.organization_of_login(wanted)
    return ("organizations", owner) if owner is not None and owner in registry.organizations else None


def _by_domain(registry: Registry, subject: str) -> tuple[str, str] | None:
    claim = registry.domain_claim(_comparable(subject.rpartition("@")[2])) if "." in subject else None
    if claim is None:
        return None
    return ("organizations", claim.organization) if claim.organization else ("providers", claim.domain)


def _comparable(domain: str) -> str:
    """Give a domain as claims are compared: in lower case, IDNA. What is no domain stays what it is."""
    try:
        return TypeAdapter(Domain).validate_python(domain)
    except ValidationError:
        return domain.lower()


_FINDERS: tuple[Callable[[Registry, str], tuple[str, str] | None], ...] = (_by_key, _by_name, _by_account, _by_domain)


def _names(registry: Registry) -> Iterator[tuple[str, str]]:
    for slug, entry in registry.organizations.items():
        for name in (entry.name, *entry.aliases, *(former.name for former in entry.former_names)):
            yield slug, name


def _did_you_mean(registry: Registry, subject: str) -> str:
    known = {key.casefold(): key for table in _TABLES for key in getattr(registry, table)}
    known |= {name.casefold(): slug for slug, name in _names(registry)}
    near = get_close_matches(subject.casefold()[:200], list(known), _NEAREST)
    meant = ", ".join(dict.fromkeys(known[word] for word in near))
    return f"Did you mean {meant}?" if meant else "Give a slug such as red-hat, or owner/name of an upstream."


def _shown(layers: Sequence[Layer], registry: Registry, table: str, key: str) -> dict[str, Any]:
    if table == "providers":
        claim = registry.domain_claim(key)
        assert claim is not None
        return {"table": table, "key": key, "entry": {"list": claim.provider}, "place": layers[-1].place(table)}
    entry = getattr(registry, table)[key]
    origin = next(layer for layer in reversed(layers) if key in getattr(layer, table))
    shown = {
        "table": table,
        "key": key,
        "entry": entry.model_dump(mode="json", exclude_defaults=True),
        "place": origin.place(table, key),
    }
    return {**shown, **_spoken_of(registry, key)} if isinstance(entry, Organization) else shown


def _spoken_of(registry: Registry, slug: str) -> Mapping[str, list[str]]:
    return {
        "children": [s for s, e in registry.organizations.items() if any(r.organization == slug for r in e.parents)],
        "host_of": [n for n, e in registry.upstreams.items() if any(r.organization == slug for r in e.hosts)],
        "fiscal_sponsor_of": [n for n, e in registry.upstreams.items() if e.fiscal_sponsor == slug],
        "services": [n for n, e in registry.automation.items() if e.organization == slug],
    }
