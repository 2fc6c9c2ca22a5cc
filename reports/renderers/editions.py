"""Published months and how they neighbour each other: what a page of one month needs to lead to another.

It holds values that were read already and knows no place that they came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Edition:
    """One published month: its content and its sidecar (None for a preview that was not closed)."""

    content: dict[str, Any]
    meta: dict[str, Any] | None = None

    @property
    def month(self) -> str:
        """The month, `2026-07`."""
        return str(self.content["month"])

    @cached_property
    def organizations(self) -> dict[str, dict[str, Any]]:
        """Its organizations by slug."""
        return {organization["id"]: organization for organization in self.content["organizations"]}

    @cached_property
    def projects(self) -> dict[str, dict[str, Any]]:
        """Its projects by `owner/name`."""
        return {project["repository"]: project for project in self.content["projects"]}

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """The slugs of an organization's children, by its own."""
        found: dict[str, list[str]] = {}
        for slug, organization in self.organizations.items():
            if organization["parent"]:
                found.setdefault(organization["parent"], []).append(slug)
        return found


@dataclass(frozen=True)
class Neighbours:
    """The nearest months in which a subject is there too, where there are any."""

    earlier: str | None
    later: str | None


def newest_first(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """The editions in the order in which they are listed; raises ValueError where a month is there twice."""
    ordered = tuple(sorted(editions, key=lambda edition: edition.month, reverse=True))
    if len({edition.month for edition in ordered}) != len(ordered):
        raise ValueError("a month is there twice: give one edition for each month")
    return ordered


def neighbours(month: str, months: Iterable[str]) -> Neighbours:
    """The months next to this one among those given, in any order."""
    others = sorted(months)
    earlier = [other for other in others if other < month]
    later = [other for other in others if other > month]
    return Neighbours(earlier[-1] if earlier else None, later[0] if later else None)
