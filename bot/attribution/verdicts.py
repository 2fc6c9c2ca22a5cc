"""What attribution rules are asked about, and what they answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.registry import Registry

CONFIRMED = 800
"""Thousandths of confidence from which on a credit is confirmed, not just probable."""
TRAILER_ONLY = 500
"""The most confidence that anybody gets in a project that knows them from trailers alone."""


class AccountSeen(NamedTuple):
    """An account as the rules see it: its identifiers, and whether it is only ever named in trailers of a project."""

    address: str
    login: str | None
    github_id: int | None
    trailer_only: bool = False


class Attributed(NamedTuple):
    """Whom the account works for: a registry slug or '*independent'; confidence in thousandths."""

    organization: str
    rule: str
    confidence: int
    evidence: str


def attributed(account: AccountSeen, organization: str, rule: str, confidence: int, evidence: str) -> Attributed:
    """Attribute as surely as the rule is, but weakly from trailers alone: anybody can write any trailer."""
    if account.trailer_only and confidence > TRAILER_ONLY:
        return Attributed(organization, rule, TRAILER_ONLY, f"{evidence}; seen in trailers alone")
    return Attributed(organization, rule, confidence, evidence)


class Refused(NamedTuple):
    """Why a rule that looked does not attribute. Holds no address, at most its domain."""

    reason: str


Verdict = Attributed | Refused | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, its confidence in thousandths, what it goes by in one sentence, and the pure function."""

    name: str
    confidence: int
    description: str
    judge: Callable[[AccountSeen, Registry], Verdict]
