"""Explaining: why a commit or an organization's number is credited as it is, what was refused, and on what evidence.

No address is in an explanation, only its domain.
"""

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from bot.attribution import AccountSeen, decide
from bot.errors import InputError
from bot.people import domain_of
from bot.registry import Registry
from bot.store.database import Database
from bot.store.employments import attribute
from bot.store.evidence import (
    CommitFound,
    Ground,
    Named,
    accounts_seen,
    find_commits,
    grounds_in,
    grounds_of,
    own_accounts,
    people_named,
    taken_back_in,
)
from bot.store.months import closed_months, read_closing
from reports.months import Month
from reports.renderers.selection import NotInScorecardError, find_organization

_EVER = Month(9999, 12).index
_SYNCED = "no: it was synced from another tracked project and counts there only"
_LEFT_OUT = "no: it touches nothing but paths that the repository's configuration ignores"
_MOST_COMMITS = 5
_LONGEST_ASKED = 100
_SHA = re.compile(r"[0-9a-f]{4,64}")


def explain(database: Database, registry: Registry, subject: str) -> dict[str, Any]:
    """Explain a commit (by its sha or the beginning of it) or an organization (by slug, name or alias).

    Raises InputError where it is neither.
    """
    attribute(database, registry)
    slug = _organization(registry, subject)
    if slug is not None:
        return _explain_organization(database, registry, slug)
    if _SHA.fullmatch(subject.lower()):
        with database.reading() as connection:
            found = find_commits(connection, subject.lower())
            if found:
                return {"commits": [_commit(registry, connection, commit) for commit in found]}
    message = f"{subject}: neither an organization in the registry nor the beginning of a commit's sha"
    raise InputError(message, "Give a slug such as red-hat, an organization's name, or at least four digits of a sha.")


def explain_in(
    database: Database, registry: Registry, narrow: Registry, repository: str, subject: str
) -> dict[str, Any]:
    """Explain a commit of one repository, or an organization's part in it, from what is known of that repository alone.

    `narrow` is the registry that it is measured by. What other repositories hold, which may be private, is not looked
    at. Raises InputError where it is neither.
    """
    attribute(database, registry)
    slug = _organization(registry, subject)
    with database.reading() as connection:
        if slug is not None:
            return {
                "organization": slug,
                "name": registry.organizations[slug].name,
                "accounts_by_evidence": [_ground(ground) for ground in grounds_in(connection, slug, repository)],
                "refused": _refused(registry, slug, accounts_seen(connection, repository)),
            }
        if _SHA.fullmatch(subject.lower()):
            found = find_commits(connection, subject.lower(), _MOST_COMMITS, repository)
            if found:
                return {"commits": [_commit(narrow, connection, commit) for commit in found]}
    near = [name for name in _nearest(registry, subject) if name]
    message = (
        f"{subject}: neither an organization in the registry nor the beginning of a commit's sha in this repository"
    )
    raise InputError(message, f"Did you mean {' or '.join(near)}?" if near else "A sha takes at least four digits.")


def explain_person_in(database: Database, registry: Registry, repository: str, github_id: int) -> dict[str, Any]:
    """Explain to somebody how their own accounts are credited in one repository; they are known by GitHub's number."""
    attribute(database, registry)
    with database.reading() as connection:
        own = own_accounts(connection, github_id, repository)
    return {"accounts": [{**_person(registry, each.named, 1), "commits": each.commits} for each in own]}


def organization_named(registry: Registry, subject: str) -> str:
    """Give the slug of an organization by its slug, name or alias. Raises InputError that names the nearest."""
    slug = _organization(registry, subject)
    if slug is None:
        near = _nearest(registry, subject)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "Give a slug such as red-hat, or its name."
        raise InputError(f"{subject}: no organization in the registry", remedy)
    return slug


def _nearest(registry: Registry, subject: str) -> list[str]:
    names = {slug: slug for slug in registry.organizations}
    names |= {entry.name.casefold(): slug for slug, entry in registry.organizations.items()}
    near = difflib.get_close_matches(subject[:_LONGEST_ASKED].casefold(), names, n=3, cutoff=0.7)
    return list(dict.fromkeys(names[name] for name in near))


def _ground(ground: Ground) -> dict[str, Any]:
    return {**ground._asdict(), "confidence": ground.confidence / 1000}


def _organization(registry: Registry, subject: str) -> str | None:
    if subject in registry.organizations:
        return subject
    wanted = subject.casefold()
    named = [
        slug
        for slug, entry in registry.organizations.items()
        if wanted in (name.casefold() for name in (entry.name, *entry.aliases))
    ]
    return named[0] if len(named) == 1 else None


def _commit(registry: Registry, connection: Connection, commit: CommitFound) -> dict[str, Any]:
    people = people_named(connection, commit)
    landed = datetime.fromtimestamp(commit.landed_at, UTC).isoformat() if commit.landed_at is not None else None
    humans = sum(1 for person in people if person.kind == "human")
    return {
        "repository": commit.repository,
        "sha": commit.sha,
        "landed_at": landed,
        "change": f"#{commit.change}" if commit.change and commit.change > 0 else commit.sha,
        "counts": _counts(registry, connection, commit),
        "lines_counted": commit.lines_counted,
        "people": [_person(registry, person, humans) for person in people],
    }


def _counts(registry: Registry, connection: Connection, commit: CommitFound) -> str:
    if commit.landed_at is None:
        return "no: it is not on the default branch"
    if commit.is_merge:
        return "no: merge commits never count"
    if commit.sync:
        return _LEFT_OUT if registry.ignored.get(commit.repository) else _SYNCED
    if registry.upstream_name(commit.repository) not in registry.upstreams:
        return "no: its project is outside of the index"
    if commit.is_revert:
        return "a revert: it takes back what it names, where that can be found"
    undone = taken_back_in(connection, commit, _EVER)
    return f"until {Month.from_index(undone)}: a revert took its change back" if undone is not None else "yes"


def _person(registry: Registry, person: Named, humans: int) -> dict[str, Any]:
    decision = decide(person.seen, registry)
    role = "author" if person.role == 0 else "co-author"
    credited = [
        {
            "organization": credit.organization,
            "rule": credit.rule,
            "confidence": credit.confidence / 1000,
            "evidence": evidence + ("; for this project" if of_project else ""),
        }
        for credit, evidence, of_project in (person.credits if person.kind in ("human", "service") else ())
    ]
    return {
        "role": role,
        "kind": person.kind,
        "domain": domain_of(person.seen.address),
        "share": f"1/{humans}" if person.kind == "human" else "none: counted apart" if person.kind == "bot" else "none",
        "credited": credited,
        "refused": [{"rule": rule, "reason": refusal.reason} for rule, refusal in decision.refused],
    }


def _refused(registry: Registry, slug: str, accounts: Iterable[tuple[AccountSeen, str]]) -> list[str]:
    """Say of which accounts with the organization's domains, or of its making, it is not credited with the work."""
    reasons: Counter[str] = Counter()
    for account, kind in accounts:
        claim = registry.domain_claim(domain_of(account.address))
        known = registry.automation_of(address=account.address, login=account.login, github_id=account.github_id)
        if kind in ("bot", "agent"):
            if known is not None and known[1].vendor == slug:
                reasons["an AI agent's vendor is never credited for its work"] += 1
            elif claim is not None and claim.organization == slug:
                reasons["automation is counted apart"] += 1
        elif claim is not None and claim.organization == slug:
            decision = decide(account, registry)
            if decision.attributed is None:
                reasons[decision.refused[-1][1].reason] += 1
    return [f"{count} account{'s' if count > 1 else ''}: {reason}" for reason, count in sorted(reasons.items())]


def _explain_organization(database: Database, registry: Registry, slug: str) -> dict[str, Any]:
    entry = registry.organizations[slug]
    with database.reading() as connection:
        grounds = grounds_of(connection, slug)
        refused = _refused(registry, slug, accounts_seen(connection))
    explained: dict[str, Any] = {
        "organization": slug,
        "name": entry.name,
        "kind": entry.kind,
        "claims": {"domains": entry.domains, "addresses": len(entry.addresses), "logins": len(entry.logins)},
        "accounts_by_evidence": [_ground(ground) for ground in grounds],
        "refused": refused,
        "month": None,
    }
    if closed_months(database):
        closing = read_closing(database, None)
        explained["month"] = str(closing.month)
        try:
            shown = find_organization(json.loads(closing.content), slug)
        except NotInScorecardError:
            explained["numbers"] = "none found in the listed sources"
        else:
            explained["numbers"] = {
                "projects": shown["as_was"]["projects"],
                "trailing12": shown["as_was"]["trailing12"],
            }
            explained["scores"] = shown["as_was"]["scores"]
    return explained
