"""Laying layers over each other: what an upper one claims, whoever had it below loses, and that is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.registry.entries import Automation, Independent, Organization, Providers, Upstream
from bot.registry.files import Layer
from bot.registry.lookup import INDEPENDENT

CLAIMS: Mapping[str, Callable[[Organization], Sequence[str]]] = {
    "domains": lambda entry: entry.domains,
    "addresses": lambda entry: entry.addresses,
    "logins": lambda entry: entry.logins,
    "github": lambda entry: [name.lower() for name in entry.github],
    "hugging_face": lambda entry: [name.lower() for name in entry.hugging_face],
    "open_collective": lambda entry: [name.lower() for name in entry.open_collective],
    "open_source_pledge": lambda entry: [name.lower() for name in entry.open_source_pledge],
}
ACCOUNTS: Mapping[str, Callable[[Automation], Sequence[object]]] = {
    "ids": lambda entry: entry.ids,
    "addresses": lambda entry: entry.addresses,
    "logins": lambda entry: entry.logins,
}


@dataclass
class Merged:
    """What the layers say together, and which layer each organization is from."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    origin: dict[str, Layer] = field(default_factory=dict)
    independent: Independent = field(default_factory=Independent)
    upstreams: dict[str, Upstream] = field(default_factory=dict)
    automation: dict[str, Automation] = field(default_factory=dict)
    takeovers: list[str] = field(default_factory=list)


def lay_over(layers: Sequence[Layer]) -> Merged:
    """Lay layers over each other, the lowest first."""
    merged = Merged()
    for layer in layers:
        _replace(merged, layer)
        for kind in dict.fromkeys((*CLAIMS, *ACCOUNTS)):
            claims = _claims(layer, kind)
            _take_from_organizations(merged, layer, kind, claims)
            _take_from_automation(merged, layer, kind, claims)
            _take_from_independent(merged, layer, kind, claims)
    return merged


def _replace(merged: Merged, layer: Layer) -> None:
    for word, below, above in (
        ("organization", merged.organizations, layer.organizations),
        ("automation", merged.automation, layer.automation),
    ):
        replaced = [name for name in above if name in below]
        merged.takeovers += [f"{word} {name}: {layer.folder} replaces the entry below" for name in replaced]
    merged.organizations |= layer.organizations
    merged.origin |= dict.fromkeys(layer.organizations, layer)
    merged.automation |= layer.automation
    spelled = {name.lower() for name in layer.upstreams}
    kept = {name: entry for name, entry in merged.upstreams.items() if name.lower() not in spelled}
    merged.upstreams = kept | layer.upstreams


def _claims(layer: Layer, kind: str) -> dict[object, str]:
    """Give what a layer claims, and for whom."""
    claims: dict[object, str] = dict.fromkeys(flat(layer.providers), "a mail provider") if kind == "domains" else {}
    claims |= dict.fromkeys(getattr(layer.independent, kind, ()), INDEPENDENT)
    if kind in ACCOUNTS:
        claims |= {v: f"automation {name}" for name, bot in layer.automation.items() for v in ACCOUNTS[kind](bot)}
    if kind in CLAIMS:
        claims |= {value: slug for slug, entry in layer.organizations.items() for value in CLAIMS[kind](entry)}
    return claims


def _take_from_organizations(merged: Merged, layer: Layer, kind: str, claims: Mapping[object, str]) -> None:
    for slug, entry in merged.organizations.items():
        claimed = () if slug in layer.organizations or kind not in CLAIMS else CLAIMS[kind](entry)
        lost = [value for value in claimed if value in claims]
        if lost:
            merged.takeovers += [f"{value} ({kind}): {claims[value]} takes it from {slug}" for value in lost]
            spelled = zip(getattr(entry, kind), claimed, strict=True)
            kept = [value for value, compared in spelled if compared not in claims]
            merged.organizations[slug] = entry.model_copy(update={kind: kept})


def _take_from_automation(merged: Merged, layer: Layer, kind: str, claims: Mapping[object, str]) -> None:
    for name, entry in merged.automation.items():
        accounts = () if name in layer.automation or kind not in ACCOUNTS else ACCOUNTS[kind](entry)
        lost = [value for value in accounts if value in claims]
        if lost:
            merged.takeovers += [f"{value} ({kind}): {claims[value]} takes it from automation {name}" for value in lost]
            kept = [value for value in accounts if value not in claims]
            merged.automation[name] = entry.model_copy(update={kind: kept})


def _take_from_independent(merged: Merged, layer: Layer, kind: str, claims: Mapping[object, str]) -> None:
    if kind in Independent.model_fields:
        taken = {value: holder for value, holder in claims.items() if holder != INDEPENDENT}
        below = getattr(merged.independent, kind)
        merged.takeovers += [f"{v} ({kind}): {taken[v]} takes it from {INDEPENDENT}" for v in below if v in taken]
        left = {value for value in below if value not in taken} | set(getattr(layer.independent, kind))
        merged.independent = merged.independent.model_copy(update={kind: sorted(left)})


def all_providers(layers: Sequence[Layer], merged: Merged) -> Providers:
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
            f"{d} (domains): no longer a mail provider's" for d in sorted(above & flat(layer.providers))
        ]
    return Providers(
        **{kind: sorted({d for entry in kept for d in getattr(entry, kind)}) for kind in Providers.model_fields}
    )


def flat(providers: Providers) -> set[str]:
    """Give a provider list's domains of all kinds."""
    return {domain for kind in Providers.model_fields for domain in getattr(providers, kind)}
