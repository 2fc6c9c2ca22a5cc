"""Look-ups in the registry: whose is a domain, an address or a login; who is automation; who was whose parent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from bot.registry.entries import Automation, Claim, Independent, Organization, Providers, Upstream
from reports.months import Month

INDEPENDENT = "*independent"


class DomainClaim(NamedTuple):
    """Whom a mail domain speaks for: an organization, or the kind of provider that speaks for nobody."""

    domain: str
    organization: str | None
    provider: str | None


@dataclass(frozen=True)
class Registry:
    """Everything known before looking. A look-up's cost does not grow with the number of entries."""

    organizations: Mapping[str, Organization]
    independent: Independent
    upstreams: Mapping[str, Upstream]
    automation: Mapping[str, Automation]
    providers: Providers
    takeovers: tuple[str, ...] = field(default=())
    claims: Mapping[str, Claim] = field(default_factory=dict)
    ignored: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By repository, the paths that its own configuration leaves out; never of a project in the index."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the merged content, independent of the files' layout, order and comments."""
        content = {
            "organizations": _plain(self.organizations),
            "independent": self.independent.model_dump(),
            "upstreams": _plain(self.upstreams),
            "automation": _plain(self.automation),
            "providers": self.providers.model_dump(),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def domain_claim(self, domain: str) -> DomainClaim | None:
        """Give the claim on the longest suffix of the domain, cut at dots; None where nobody claims any."""
        suffix = domain
        while suffix:
            claim = self._domains.get(suffix)
            if claim is not None:
                return claim
            suffix = suffix.partition(".")[2]
        return None

    def organization_of_address(self, address: str) -> str | None:
        """Give the slug (or '*independent') that an exact lower-case address is listed under."""
        return self._addresses.get(address)

    def organization_of_login(self, login: str) -> str | None:
        """Give the slug (or '*independent') that a GitHub login is listed under."""
        return self._logins.get(login.lower())

    def automation_of(self, *, address: str, login: str | None, github_id: int | None) -> tuple[str, Automation] | None:
        """Give the automation that an account is: by id first, then address, then login."""
        keys = (("id", github_id), ("address", address), ("login", login.lower() if login else None))
        for key in keys:
            if key[1] is not None and key in self._automation:
                slug = self._automation[key]
                return slug, self.automation[slug]
        return None

    def parent_of(self, slug: str, month: Month) -> str | None:
        """Give the parent as of the month's last day."""
        entry = self.organizations.get(slug)
        for relation in entry.parents if entry else ():
            if relation.holds_in(month):
                return relation.organization
        return None

    def top_of(self, slug: str, month: Month) -> str:
        """Give the ancestor without a parent, as of the month's last day (the organization itself if it has none)."""
        while (parent := self.parent_of(slug, month)) is not None:
            slug = parent
        return slug

    def hosts_of(self, repository: str, month: Month) -> str | None:
        """Give the declared host of an upstream as of the month's last day."""
        for relation in self.upstreams[repository].hosts:
            if relation.holds_in(month):
                return relation.organization
        return None

    def upstream_name(self, repository: str) -> str:
        """Give the upstream's name of today for a repository: GitHub's names ignore case, and repositories move."""
        return self._upstream_names.get(repository.lower(), repository)

    def reading_profile(self, repository: str) -> str:
        """Give a digest of what decides how a repository's commits are read: where it changes, they are read again."""
        upstream = self.upstreams.get(repository)
        landing = upstream.landing.model_dump_json(exclude={"evidence"}) if upstream else ""
        names = sorted(name.lower() for name in upstream.former_names) if upstream else []  # reverts go by them too
        basis = [landing, names, self.ai_trailers, *map(list, filter(None, [self.ignored.get(repository)]))]
        return hashlib.sha256(json.dumps(basis).encode()).hexdigest()[:16]

    @cached_property
    def ai_trailers(self) -> tuple[str, ...]:
        """Lower-case beginnings of message lines by which agents' work is marked."""
        return tuple(sorted({t for entry in self.automation.values() for t in entry.trailers if entry.kind == "agent"}))

    @cached_property
    def _domains(self) -> dict[str, DomainClaim]:
        claims = {
            d: DomainClaim(d, None, kind) for kind in Providers.model_fields for d in getattr(self.providers, kind)
        }
        for slug, entry in self.organizations.items():
            for domain in entry.domains:
                is_provider = entry.kind == "provider"
                claims[domain] = DomainClaim(domain, None if is_provider else slug, slug if is_provider else None)
        return claims

    @cached_property
    def _addresses(self) -> dict[str, str]:
        listed = {a: slug for slug, entry in self.organizations.items() for a in entry.addresses}
        return listed | dict.fromkeys(self.independent.addresses, INDEPENDENT)

    @cached_property
    def _logins(self) -> dict[str, str]:
        listed = {login: slug for slug, entry in self.organizations.items() for login in entry.logins}
        return listed | dict.fromkeys(self.independent.logins, INDEPENDENT)

    @cached_property
    def _automation(self) -> dict[tuple[str, Any], str]:
        keys: dict[tuple[str, Any], str] = {}
        for slug, entry in self.automation.items():
            keys |= {("id", number): slug for number in entry.ids}
            keys |= {("address", address): slug for address in entry.addresses}
            keys |= {("login", login): slug for login in entry.logins}
        return keys

    @cached_property
    def _upstream_names(self) -> dict[str, str]:
        former = {old.lower(): name for name, entry in self.upstreams.items() for old in entry.former_names}
        return former | {name.lower(): name for name in self.upstreams}


def _plain(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry.model_dump() for key, entry in entries.items()}
