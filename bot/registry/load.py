"""Laying registry folders over each other, and checking that what results holds together."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.errors import RegistryError
from bot.registry.entries import Automation, Independent, Organization, Providers, Relation, Upstream
from bot.registry.files import Layer, read_layer
from bot.registry.lookup import INDEPENDENT, Registry

BUILT_IN = Path(__file__).parent

_CLAIMS: Mapping[str, Callable[[Organization], Sequence[str]]] = {
    "domains": lambda entry: entry.domains,
    "addresses": lambda entry: entry.addresses,
    "logins": lambda entry: entry.logins,
    "github": lambda entry: [name.lower() for name in entry.github],
    "hugging_face": lambda entry: [name.lower() for name in entry.hugging_face],
    "open_collective": lambda entry: [name.lower() for name in entry.open_collective],
    "open_source_pledge": lambda entry: [name.lower() for name in entry.open_source_pledge],
}
_ACCOUNTS: Mapping[str, Callable[[Automation], Sequence[object]]] = {
    "ids": lambda entry: entry.ids,
    "addresses": lambda entry: entry.addresses,
    "logins": lambda entry: entry.logins,
}


@dataclass
class _Merged:
    organizations: dict[str, Organization] = field(default_factory=dict)
    origin: dict[str, Layer] = field(default_factory=dict)
    independent: Independent = field(default_factory=Independent)
    upstreams: dict[str, Upstream] = field(default_factory=dict)
    takeovers: list[str] = field(default_factory=list)


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
    merged = _lay_over(layers)
    problems += [*_dangling(merged, layers), *_cycles(merged), *_overlaps(merged, layers)]
    if problems:
        raise RegistryError(sorted(set(problems)))
    return Registry(
        organizations=merged.organizations,
        independent=merged.independent,
        upstreams=merged.upstreams,
        automation={name: entry for layer in layers for name, entry in layer.automation.items()},
        providers=_all_providers(layers, merged),
        claims={name: entry for layer in layers for name, entry in layer.claims.items()},
        takeovers=tuple(merged.takeovers),
    )


def _double_claims(layer: Layer) -> Iterator[str]:
    for kind, claimed in _CLAIMS.items():
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
    for kind, accounts in _ACCOUNTS.items():
        owner: dict[object, str] = {}
        for name, bot in layer.automation.items():
            for account in accounts(bot):
                if owner.setdefault(account, name) != name:
                    place = layer.place("automation", name, kind)
                    yield f"{place}: {account!r} in {kind} is claimed by {owner[account]} and by {name}"


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


def _lay_over(layers: Sequence[Layer]) -> _Merged:
    merged = _Merged()
    for layer in layers:
        for slug, entry in layer.organizations.items():
            if slug in merged.organizations:
                merged.takeovers.append(f"organization {slug}: {layer.folder} replaces the entry below")
            merged.organizations[slug] = entry
            merged.origin[slug] = layer
        for kind, claimed in _CLAIMS.items():
            claims = {value: slug for slug, entry in layer.organizations.items() for value in claimed(entry)}
            if kind == "domains":
                claims = dict.fromkeys(_flat(layer.providers), "a mail provider") | claims
            _take_from_below(
                merged, layer, kind, dict.fromkeys(getattr(layer.independent, kind, ()), INDEPENDENT) | claims
            )
            _take_from_independent(merged, layer, kind, claims)
        above = {name.lower() for name in layer.upstreams}
        kept = {name: entry for name, entry in merged.upstreams.items() if name.lower() not in above}
        merged.upstreams = kept | layer.upstreams
    return merged


def _take_from_independent(merged: _Merged, layer: Layer, kind: str, claims: Mapping[str, str]) -> None:
    if kind in Independent.model_fields:
        below = getattr(merged.independent, kind)
        merged.takeovers += [f"{v} ({kind}): {claims[v]} takes it from {INDEPENDENT}" for v in below if v in claims]
        left = {value for value in below if value not in claims} | set(getattr(layer.independent, kind))
        merged.independent = merged.independent.model_copy(update={kind: sorted(left)})


def _take_from_below(merged: _Merged, layer: Layer, kind: str, claims: Mapping[str, str]) -> None:
    for slug, entry in merged.organizations.items():
        if merged.origin[slug] is layer:
            continue
        lost = [value for value in _CLAIMS[kind](entry) if value in claims]
        if lost:
            merged.takeovers += [f"{value} ({kind}): {claims[value]} takes it from {slug}" for value in lost]
            kept = [value for value in getattr(entry, kind) if value.lower() not in lost]
            merged.organizations[slug] = entry.model_copy(update={kind: kept})


def _all_providers(layers: Sequence[Layer], merged: _Merged) -> Providers:
    """Give every layer's provider domains, less those that an organization of a higher layer claims."""
    kept: list[Providers] = []
    for position, layer in enumerate(layers):
        above = {
            domain
            for higher in layers[position + 1 :]
            for entry in higher.organizations.values()
            for domain in entry.domains
        }
        lists = {kind: [d for d in getattr(layer.providers, kind) if d not in above] for kind in Providers.model_fields}
        kept.append(Providers(**lists))
        merged.takeovers += [
            f"{d} (domains): no longer a mail provider's" for d in sorted(above & _flat(layer.providers))
        ]
    return Providers(
        **{kind: sorted({d for entry in kept for d in getattr(entry, kind)}) for kind in Providers.model_fields}
    )


def _flat(providers: Providers) -> set[str]:
    return {domain for kind in Providers.model_fields for domain in getattr(providers, kind)}


def _dangling(merged: _Merged, layers: Sequence[Layer]) -> Iterator[str]:
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


def _cycles(merged: _Merged) -> Iterator[str]:
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


def _overlaps(merged: _Merged, layers: Sequence[Layer]) -> Iterator[str]:
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
