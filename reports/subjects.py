"""Whom and what a scorecard speaks of, before any number: organizations, projects, and which sources were collected."""

from dataclasses import dataclass
from typing import NamedTuple

LONGEST_NAME = 100  # of a slug, an owner or a repository: each is a file's name in the site, with an ending


class Span(NamedTuple):
    """A relation to an organization during the months [since, until), as running numbers."""

    organization: str
    since: int
    until: int | None

    def holds_in(self, month: int) -> bool:
        """Whether it holds on the month's last day."""
        return self.since <= month and (self.until is None or month < self.until)


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people a company employs, by band, where that can be checked, and whether somebody did."""

    band: str
    source: str
    year: int
    count: int | None = None
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Organization:
    """What the scorecard says of an organization before any number."""

    slug: str
    name: str
    kind: str
    staff: Staff | None = None
    parents: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """What the scorecard says of a project before any number. `licence` is an SPDX expression.

    `reviewed_elsewhere`: its changes are reviewed and merged in another system than GitHub, which nobody reads.
    """

    repository: str
    kind: str
    licence: str | None = None
    hosts: tuple[Span, ...] = ()
    historical: bool = False
    archived_since: int | None = None
    reviewed_elsewhere: bool = False


class Coverage(NamedTuple):
    """What is known of a source: 'collected', 'partial' or 'not collected', and why."""

    source: str
    state: str
    reason: str
