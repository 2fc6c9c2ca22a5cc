"""Checking registry folders: what would be refused at load, and what loads but should not be believed or kept.

A problem has to be mended; a remark is for the reader to judge. Pure but for reading the folders.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from publicsuffixlist import PublicSuffixList

from bot.errors import RegistryError
from bot.registry.entries import Entry, FormerName, Organization, Relation, Upstream
from bot.registry.files import Layer, read_layer
from bot.registry.load import lay
from bot.registry.lookup import Registry

_SHOWN_BY_A_PATTERN = ("copybara", "merge-bot", "mirror")
_TABLES = ("organizations", "upstreams", "automation", "claims")


@dataclass(frozen=True)
class Checked:
    """What checking found: problems and remarks, each beginning with 'file:line: ', and what there is by kind.

    What a folder takes from those below it is a remark on the folder, and begins with that.

    `facts` and `unchecked` count entries, relations, former names, head counts and admissions: how many there are, and
    how many are marked `checked = false`. `registry` is None where the folders do not load; `remedy` says what mends
    that where it is no line of theirs.
    """

    registry: Registry | None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    unchecked: Mapping[str, int] = field(default_factory=dict)
    remedy: str = ""


def check(folders: Sequence[Path]) -> Checked:
    """Check folders laid over each other, the lowest first; problems and remarks are told of the topmost alone.

    What the folders below say was checked when they were made; what the topmost does to them is its own doing.
    """
    layers = [read_layer(folder) for folder in folders]
    try:
        registry = lay(layers)
    except RegistryError as error:
        remedy = "" if all(layer.has_files for layer in layers) else error.remedy
        return Checked(None, tuple(error.problems), remedy=remedy)
    top = layers[-1]
    problems = [problem for find in _PROBLEMS for problem in find(top, registry)]
    remarks = [remark for find in _REMARKS for remark in find(top, registry)]
    remarks += [f"{top.folder}: lies over the files below: {takeover}" for takeover in registry.takeovers]
    counted = list(_facts(top))
    facts: dict[str, int] = {}
    unchecked: dict[str, int] = {}
    for kind, is_checked in counted:
        facts[kind] = facts.get(kind, 0) + 1
        unchecked[kind] = unchecked.get(kind, 0) + (not is_checked)
    return Checked(registry, tuple(sorted(set(problems))), tuple(sorted(set(remarks))), facts, unchecked)


def _public_suffixes(layer: Layer, _: Registry) -> Iterator[str]:
    """Find work domains under which anybody can have a name of their own: they would claim everybody's addresses."""
    for slug, entry in layer.organizations.items():
        for domain in entry.domains:
            if entry.kind != "provider" and _suffixes().is_public(domain):
                place = layer.place("organizations", slug, "domains")
                yield f"{place}: {slug}: {domain!r} is a public suffix: anybody can register a name under it"


@cache
def _suffixes() -> PublicSuffixList:
    # The list's private section too: where a company hands out names to everybody (github.io), no staff write.
    return PublicSuffixList()


def _alike_names(layer: Layer, registry: Registry) -> Iterator[str]:
    """Find names that are two organizations' when case is ignored: a reader could not tell whom they mean."""
    holders: dict[str, dict[str, str]] = {}
    for slug, entry in registry.organizations.items():
        for name in (entry.name, *entry.aliases, *(former.name for former in entry.former_names)):
            holders.setdefault(name.casefold(), {})[slug] = name
    for named in holders.values():
        for slug, name in sorted(named.items()):
            if len(named) > 1 and slug in layer.organizations:
                others = ", ".join(other for other in sorted(named) if other != slug)
                key = "name" if name == layer.organizations[slug].name else "aliases"
                yield f"{layer.place('organizations', slug, key)}: {slug}: {name!r} is also a name of {others}"
    for slug, entry in layer.organizations.items():
        names = [name.casefold() for name in (entry.name, *entry.aliases)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{layer.place('organizations', slug, 'aliases')}: {slug}: {name!r} stands there twice"


def _order(layer: Layer, _: Registry) -> Iterator[str]:
    """Find entries that do not stand in the order of their keys: sorted files have short diffs and few conflicts."""
    for table in _TABLES:
        keys = list(getattr(layer, table))
        for before, after in pairwise(keys):
            if after < before:
                yield f"{layer.place(table, after)}: {after} stands after {before}: entries are sorted by key"


def _half_mirrors(layer: Layer, _: Registry) -> Iterator[str]:
    """Find mirrors that do not say what is synced from where: it would count twice, or nowhere."""
    for name, entry in layer.upstreams.items():
        landing, place = entry.landing, layer.place("upstreams", name, "landing")
        if (landing.profile == "mirror" or landing.mirror_of) and not landing.sync_subject:
            yield f"{place}: {name}: a mirror without sync_subject: what is synced counts here as well"
        if (landing.profile == "mirror" or landing.sync_subject) and not landing.mirror_of:
            yield f"{place}: {name}: a mirror without mirror_of: say where what is synced counts"


def _unlinked(layer: Layer, registry: Registry) -> Iterator[str]:
    """Find dead slugs: organizations that nothing can be credited to, and that no other entry speaks of."""
    spoken_of = {r.organization for entry in registry.organizations.values() for r in entry.parents}
    spoken_of |= {r.organization for entry in registry.upstreams.values() for r in entry.hosts}
    spoken_of |= {entry.fiscal_sponsor for entry in registry.upstreams.values() if entry.fiscal_sponsor}
    spoken_of |= {entry.organization for entry in registry.automation.values() if entry.organization}
    for slug, entry in layer.organizations.items():
        if slug not in spoken_of and not _recognised_by(entry):
            place = layer.place("organizations", slug)
            yield f"{place}: {slug}: no domain, account or other entry leads to it: nothing can be credited to it"


def _recognised_by(entry: Organization) -> list[str]:
    return [
        *entry.domains, *entry.github, *entry.hugging_face, *entry.open_collective, *entry.open_source_pledge,
        *entry.addresses, *entry.logins,
    ]  # fmt: skip


def _without_source(layer: Layer, _: Registry) -> Iterator[str]:
    """Find what counts as checked and does not say where."""
    for table in ("organizations", "upstreams", "automation"):
        for key, entry in getattr(layer, table).items():
            if entry.checked and not entry.sources:
                yield f"{layer.place(table, key)}: {key}: no sources: say where it can be checked, or checked = false"
            for name, facts in _dated(entry):
                for fact in facts:
                    if fact.checked and fact.source is None:
                        place = layer.place(table, key, name)
                        yield f"{place}: {key}: {name}: no source: say where it can be checked, or checked = false"


def _dated(entry: Entry) -> Iterator[tuple[str, Sequence[Relation | FormerName]]]:
    if isinstance(entry, Organization):
        yield "parents", entry.parents
        yield "former_names", entry.former_names
    if isinstance(entry, Upstream):
        yield "hosts", entry.hosts


def _not_admitted(layer: Layer, _: Registry) -> Iterator[str]:
    """Find upstreams that do not say by which rule they are in the index, or how it shows that work landed."""
    for name, entry in layer.upstreams.items():
        if entry.admission is None:
            yield f"{layer.place('upstreams', name)}: {name}: no admission: say by which rule it is in the index"
        elif (entry.admission.rule == "historical") != entry.historical:
            place, other = layer.place("upstreams", name, "admission"), str(entry.historical).lower()
            yield f"{place}: {name}: admitted as {entry.admission.rule}, but historical = {other}"
        if entry.landing.profile in _SHOWN_BY_A_PATTERN and not (entry.landing.evidence or entry.landing.sync_subject):
            place = layer.place("upstreams", name, "landing")
            yield f"{place}: {name}: landing by {entry.landing.profile} shows by no evidence pattern"


def _hosted_elsewhere(layer: Layer, registry: Registry) -> Iterator[str]:
    """Find upstreams in the account of another organization than their host of today, where no source says why."""
    accounts = {name.lower(): slug for slug, entry in registry.organizations.items() for name in entry.github}
    for name, entry in layer.upstreams.items():
        owner = accounts.get(name.partition("/")[0].lower())
        for host in entry.hosts:
            is_told = host.until is not None or host.source is not None
            if owner is not None and not is_told and not _is_family(registry, owner, host.organization):
                place = layer.place("upstreams", name, "hosts")
                told = f"the host is {host.organization}, but the account is {owner}'s: no source says why"
                yield f"{place}: {name}: {told}"


def _is_family(registry: Registry, one: str, other: str) -> bool:
    """Whether they are the same, or one is or was the other's parent."""
    pairs = ((one, other), (other, one))
    return one == other or any(r.organization == b for a, b in pairs for r in registry.organizations[a].parents)


def _facts(layer: Layer) -> Iterator[tuple[str, bool]]:
    """Give each fact's kind, and whether it counts as checked."""
    for table in ("organizations", "upstreams", "automation"):
        for entry in getattr(layer, table).values():
            yield table, entry.checked
            for name, facts in _dated(entry):
                yield from ((name, fact.checked) for fact in facts)
            for name in ("staff", "admission"):
                fact = getattr(entry, name, None)
                if fact is not None:
                    yield name, fact.checked


_PROBLEMS = (_public_suffixes, _alike_names, _order, _half_mirrors)
_REMARKS = (_unlinked, _without_source, _not_admitted, _hosted_elsewhere)
