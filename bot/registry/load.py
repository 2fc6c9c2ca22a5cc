"""Loading registry folders, laid over each other, and checking that what results holds together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from bot.errors import RegistryError
from bot.registry.entries import Providers, Relation
from bot.registry.files import Layer, read_layer
from bot.registry.lookup import INDEPENDENT, Registry
from bot.registry.overlay import ACCOUNTS, CLAIMS, Merged, all_providers, lay_over

BUILT_IN = Path(__file__).parent
_NO_FILES = (
    "--registry (GIVEBACK_REGISTRY) takes a folder of registry files, such as organizations.toml, to lie over the"
    " built-in ones; --registry-only takes one that replaces them."
)


def load_registry(over: Path | None = None, *, only: Path | None = None) -> Registry:
    """Load the built-in registry with the folder `over` laid on it, or the folder `only` by itself.

    Raises RegistryError with every problem of every file.
    """
    return load_layers([only] if only is not None else [BUILT_IN, *([over] if over is not None else [])])


def load_layers(folders: Sequence[Path]) -> Registry:
    """Load folders laid over each other, the lowest first. Raises RegistryError with every problem of every file."""
    return lay([read_layer(folder) for folder in folders])


def lay(layers: Sequence[Layer]) -> Registry:
    """Lay what was read over each other, the lowest first. Raises RegistryError with every problem of every file."""
    problems = [problem for layer in layers for problem in layer.problems]
    problems += [problem for layer in layers for find in _DOUBLES for problem in find(layer)]
    merged = lay_over(layers)
    problems += [*_dangling(merged, layers), *_dangling_mirrors(merged, layers)]
    problems += [*_cycles(merged), *_overlaps(merged, layers)]
    if problems:
        raise RegistryError(sorted(set(problems)), "" if all(layer.has_files for layer in layers) else _NO_FILES)
    return Registry(
        organizations=merged.organizations,
        independent=merged.independent,
        upstreams=merged.upstreams,
        automation=merged.automation,
        providers=all_providers(layers, merged),
        claims={name: entry for layer in layers for name, entry in layer.claims.items()},
        takeovers=tuple(merged.takeovers),
    )


def _double_claims(layer: Layer) -> Iterator[str]:
    for kind, claimed in CLAIMS.items():
        holder: dict[str, str] = dict.fromkeys(getattr(layer.independent, kind, ()), INDEPENDENT)
        for slug, entry in layer.organizations.items():
            for value in claimed(entry):
                if value in holder:
                    place = layer.place("organizations", slug, kind)
                    yield f"{place}: {value!r} in {kind} is claimed by {holder[value]} and by {slug}"
                holder.setdefault(value, slug)
    taken = {domain: kind for kind in Providers.model_fields for domain in getattr(layer.providers, kind)}
    for slug, entry in layer.organizations.items():
        for domain in entry.domains:
            if domain in taken and entry.kind != "provider":
                place = layer.place("organizations", slug, "domains")
                yield f"{place}: {domain!r} is listed as a {taken[domain]} domain"


def _double_accounts(layer: Layer) -> Iterator[str]:
    for kind, accounts in ACCOUNTS.items():
        owner = _people_holding(layer, kind)
        for name, bot in layer.automation.items():
            for account in accounts(bot):
                if owner.setdefault(account, name) != name:
                    place = layer.place("automation", name, kind)
                    yield f"{place}: {account!r} in {kind} is claimed by {owner[account]} and by {name}"


def _people_holding(layer: Layer, kind: str) -> dict[object, str]:
    """Give who claims an account for people: it cannot be automation's as well."""
    owner: dict[object, str] = dict.fromkeys(getattr(layer.independent, kind, ()), INDEPENDENT)
    for slug, entry in layer.organizations.items():
        owner |= dict.fromkeys(getattr(entry, kind, ()), f"organization {slug}")
    return owner


def _double_upstreams(layer: Layer) -> Iterator[str]:
    spelled: dict[str, str] = {}
    for name in layer.upstreams:
        if spelled.setdefault(name.lower(), name) != name:
            yield f"{layer.place('upstreams', name)}: {name} is listed above as {spelled[name.lower()]}"
    for name, entry in layer.upstreams.items():
        for former in entry.former_names:
            if spelled.setdefault(former.lower(), name) != name:
                place = layer.place("upstreams", name, "former_names")
                yield f"{place}: {former}, a former name of {name}, is {spelled[former.lower()]}'s as well"


_DOUBLES = (_double_claims, _double_accounts, _double_upstreams)


def _dangling(merged: Merged, layers: Sequence[Layer]) -> Iterator[str]:
    known = merged.organizations
    for layer in layers:
        named = [
            ("organizations", slug, "parents", r.organization)
            for slug, e in layer.organizations.items()
            for r in e.parents
        ]
        named += [("upstreams", name, "hosts", r.organization) for name, e in layer.upstreams.items() for r in e.hosts]
        named += [
            ("upstreams", name, "fiscal_sponsor", e.fiscal_sponsor)
            for name, e in layer.upstreams.items()
            if e.fiscal_sponsor
        ]
        named += [
            ("automation", n, "organization", e.organization) for n, e in layer.automation.items() if e.organization
        ]
        for table, entry, key, slug in named:
            if slug not in known:
                yield f"{layer.place(table, entry, key)}: {entry}: {key} names {slug!r}, which is no organization here"
        for name, bot in layer.automation.items():
            if (bot.kind == "service") != (bot.organization is not None):
                place = layer.place("automation", name)
                yield f"{place}: {name}: a service, and only a service, names its organization"


def _dangling_mirrors(merged: Merged, layers: Sequence[Layer]) -> Iterator[str]:
    """Find mirrors of what is not tracked: what is synced from there would count nowhere."""
    tracked = {n.lower(): name for name, e in merged.upstreams.items() for n in (*e.former_names, name)}
    for layer in layers:
        for name, entry in layer.upstreams.items():
            source = entry.landing.mirror_of
            if source is not None and tracked.get(source.lower(), name).lower() == name.lower():
                place = layer.place("upstreams", name, "landing")
                yield f"{place}: {name}: mirror_of names {source!r}, which is no other upstream here"


def _cycles(merged: Merged) -> Iterator[str]:
    """Find organizations that are, over any dates, their own ancestors."""
    parents = {
        slug: {r.organization for r in entry.parents if r.organization in merged.organizations}
        for slug, entry in merged.organizations.items()
    }
    for group in _strongly_connected(parents):
        for slug in group:
            if len(group) > 1 or slug in parents[slug]:
                place = merged.origin[slug].place("organizations", slug, "parents")
                yield f"{place}: {slug} is its own ancestor"


def _strongly_connected(edges: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Give the groups whose members all lead to each other (Kosaraju), in time that grows with the edges alone."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in edges:
        stack = [] if start in seen else [(start, iter(edges[start]))]
        seen.add(start)
        while stack:
            deeper = next((other for other in stack[-1][1] if other not in seen), None)
            if deeper is None:
                finished.append(stack.pop()[0])
            else:
                seen.add(deeper)
                stack.append((deeper, iter(edges[deeper])))
    back: dict[str, list[str]] = {}
    for one, others in edges.items():
        for other in others:
            back.setdefault(other, []).append(one)
    left = set(edges)
    for start in reversed(finished):
        group, frontier = [], [start] if start in left else []
        left.discard(start)
        while frontier:
            one = frontier.pop()
            group.append(one)
            new = [other for other in back.get(one, ()) if other in left]
            left.difference_update(new)
            frontier += new
        if group:
            yield group


def _overlaps(merged: Merged, layers: Sequence[Layer]) -> Iterator[str]:
    """Find spans that end before they begin, and parents or hosts that hold at once."""
    for slug, layer in merged.origin.items():
        for problem in _span_problems(merged.organizations[slug].parents):
            yield f"{layer.place('organizations', slug, 'parents')}: {slug}: parents: {problem}"
    for layer in layers:
        for name, upstream in layer.upstreams.items():
            for problem in _span_problems(upstream.hosts):
                yield f"{layer.place('upstreams', name, 'hosts')}: {name}: hosts: {problem}"


def _span_problems(relations: Sequence[Relation]) -> Iterator[str]:
    for relation in relations:
        if relation.until is not None and relation.until <= relation.since:
            yield f"the span with {relation.organization} ends ({relation.until}) before it begins ({relation.since})"
    ordered = sorted(relations, key=lambda relation: relation.since)
    for earlier, later in pairwise(ordered):
        if earlier.until is None or earlier.until > later.since:
            yield f"{earlier.organization} and {later.organization} overlap from {later.since}"
