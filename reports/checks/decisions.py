"""Adding up what was done by insiders and outsiders over the projects that an organization controls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from reports.activity import Activity, Answers, MergesAlike, RequestsAlike, Topic
from reports.bookings import Credits
from reports.standing import Standing, standing
from reports.views import YEAR, View


class _Alike(Protocol):
    """What happened alike: in which project and month, and on whose account."""

    @property
    def project(self) -> str: ...
    @property
    def month(self) -> int: ...
    @property
    def credits(self) -> Credits: ...


_Key = TypeVar("_Key", bound=_Alike)
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Asked:
    """How outsiders' pull requests fared; the same of those whose opener may be of the organization."""

    outsiders: Answers
    unknown: Answers


@dataclass(slots=True)
class Decided:
    """Who decided what was merged: how often people from elsewhere, from within, and somebody not known."""

    elsewhere: int = 0
    within: int = 0
    unknown: int = 0


def answers_asked_for(view: View, organization: str) -> Asked:
    """Add up the answers to pull requests of twelve months in controlled projects, insiders' left out."""
    asked = Asked(Answers(), Answers())
    for alike, answers in _controlled(view, organization, view.remember(_answers_by_project)):
        found = _standing(view, organization, alike)
        if found is not Standing.INSIDE:
            total = asked.outsiders if found is Standing.OUTSIDE else asked.unknown
            total.answered += answers.answered
            total.unanswered += answers.unanswered
            total.closed += answers.closed
    return asked


def decisions_made(view: View, organization: str) -> Decided:
    """Add up the merge decisions of twelve months in controlled projects."""
    decided = Decided()
    for alike, count in _controlled(view, organization, view.remember(_merges_by_project)):
        found = _standing(view, organization, alike)
        if found is Standing.OUTSIDE:
            decided.elsewhere += count
        elif found is Standing.INSIDE:
            decided.within += count
        else:
            decided.unknown += count
    return decided


def split_by_reading(view: View, projects: Iterable[str], topic: Topic) -> tuple[list[str], list[str]]:
    """Give the projects of which a topic was read, and those of which it was not."""
    read: list[str] = []
    unread: list[str] = []
    for project in projects:
        (read if view.ledger.activity.was_read(topic, project) else unread).append(project)
    return read, unread


def partly(read: list[str], unread: list[str], what: str) -> str:
    """Say, to stand behind a reason, that some projects were not read; nothing where all were."""
    if not unread:
        return ""
    return f"; in {len(read)} of {len(read) + len(unread)} projects: {what} of the others were not read"


def _standing(view: View, organization: str, alike: _Alike) -> Standing:
    return standing(organization, alike.credits, view.group, view.methodology.confirmed)


def _controlled(
    view: View, organization: str, by_project: Mapping[str, list[tuple[_Key, _Value]]]
) -> Iterable[tuple[_Key, _Value]]:
    """Give what happened in the twelve months in projects that the organization controls, while it did."""
    for project in view.controlled_projects(organization):
        for alike, value in by_project.get(project, ()):
            if view.controls(organization, project, alike.month):
                yield alike, value


def _answers_by_project(view: View) -> dict[str, list[tuple[RequestsAlike, Answers]]]:
    return _by_project(view, view.ledger.activity, view.ledger.activity.answers, Topic.REQUESTS)


def _merges_by_project(view: View) -> dict[str, list[tuple[MergesAlike, int]]]:
    return _by_project(view, view.ledger.activity, view.ledger.activity.merges, Topic.MERGES)


def _by_project(
    view: View, activity: Activity, found: Mapping[_Key, _Value], topic: Topic
) -> dict[str, list[tuple[_Key, _Value]]]:
    by_project: dict[str, list[tuple[_Key, _Value]]] = {}
    for alike, value in found.items():
        if view.month - YEAR < alike.month <= view.month and activity.was_read(topic, alike.project):
            by_project.setdefault(alike.project, []).append((alike, value))
    return by_project
