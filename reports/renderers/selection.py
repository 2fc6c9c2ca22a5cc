"""Which part of a scorecard a reader asked for: one organization, one project, or all of it.

It matches identifiers exactly; a name that is nearly right is answered with suggestions, never guessed.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Selection:
    """An organization's slug, a project's `owner/name`, both, or neither (everything)."""

    organization: str | None = None
    project: str | None = None


class NotInScorecardError(LookupError):
    """The scorecard holds no such organization or project; the message names the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


def choose(content: dict[str, Any], selection: Selection) -> dict[str, Any]:
    """The content with only what was selected, in the same form; raises `NotInScorecardError` for what is not there."""
    if selection == Selection():
        return content
    organizations = projects = []
    if selection.organization is not None:
        organizations = [find_organization(content, selection.organization)]
    if selection.project is not None:
        projects = [find_project(content, selection.project)]
    return {**content, "organizations": organizations, "projects": projects}


def find_organization(content: dict[str, Any], slug: str) -> dict[str, Any]:
    """The organization of that slug; raises `NotInScorecardError`."""
    return _find("organization", slug, {found["id"]: found for found in content["organizations"]})


def find_project(content: dict[str, Any], repository: str) -> dict[str, Any]:
    """The project of that `owner/name`; raises `NotInScorecardError`."""
    return _find("project", repository, {found["repository"]: found for found in content["projects"]})


def names(content: dict[str, Any]) -> dict[str, str]:
    """The name of each organization by its slug."""
    return {found["id"]: found["name"] for found in content["organizations"]}


def _find(what: str, wanted: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if wanted in known:
        return known[wanted]
    raise NotInScorecardError(f"no {what} {wanted!r} in this scorecard{_suggestion(wanted, known)}")


def _suggestion(wanted: str, known: Iterable[str]) -> str:
    by_folded = {name.lower(): name for name in known}
    near = difflib.get_close_matches(wanted.lower(), by_folded, n=3, cutoff=0.5)
    return f"; did you mean {', '.join(by_folded[name] for name in near)}?" if near else ""
