"""What an organization's people did on GitHub beside landing changes: reviews and merge decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from reports.activity import Activity, Topic
from reports.bookings import Credits
from reports.measurement import Evidence, Measured, Measurement, Unknown
from reports.metrics.metric import OrganizationMetric, ProjectMetric
from reports.metrics.tallying import BOTH
from reports.views import Period, View

NOT_READ = "we did not collect: not read from GitHub"
ELSEWHERE = "we did not collect: its changes are reviewed and merged elsewhere than on GitHub"


@dataclass(slots=True)
class _Given:
    """What one organization did: all of it, the confirmed part, and by which rules it is credited."""

    all: int = 0
    confirmed: int = 0
    rules: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Period:
    """One period's reviews, or decisions: by organization, by project, and by project those of nobody known."""

    given: dict[str, _Given] = field(default_factory=dict)
    of_project: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)


_TOPICS = {"reviews": Topic.REVIEWS, "merges": Topic.MERGES}


def _of_organization(what: str, view: View, organization: str, period: Period) -> Measurement:
    read = view.ledger.activity.read[_TOPICS[what]]
    projects = {project for relation in BOTH for project in view.by(period, organization, relation)}
    projects |= set(view.controlled_projects(organization))
    if not read or (projects and read.isdisjoint(projects)):
        return Unknown(NOT_READ)
    found = view.remember(_added_up, what, period)
    given = found.given.get(organization, _Given())
    unknown = sum(found.unknown.get(project, 0) for project in projects)
    return Measured(given.all, given.confirmed, given.all + unknown, what, Evidence(given.all, given.rules))


def _of_project(what: str, view: View, project: str, period: Period) -> Measurement:
    if not view.ledger.activity.was_read(_TOPICS[what], project):
        known = view.ledger.projects.get(project)
        return Unknown(ELSEWHERE if known and known.reviewed_elsewhere else NOT_READ)
    return Measured.exactly(view.remember(_added_up, what, period).of_project.get(project, 0), what)


def _added_up(view: View, what: str, period: Period) -> _Period:
    activity = view.ledger.activity
    found = _reviews(activity) if what == "reviews" else _merges(activity)
    added, months = _Period(), view.months(period)
    for project, month, credits_, count in found:
        if month not in months or not activity.was_read(_TOPICS[what], project):
            continue
        added.of_project[project] = added.of_project.get(project, 0) + count
        if not credits_:
            added.unknown[project] = added.unknown.get(project, 0) + count
        for organization, confidence, rule in _credited(view, credits_):
            given = added.given.setdefault(organization, _Given())
            given.all += count
            given.confirmed += count if confidence >= view.methodology.confirmed else 0
            given.rules[rule] = given.rules.get(rule, 0) + count
    return added


def _reviews(activity: Activity) -> Iterator[tuple[str, int, Credits, int]]:
    """Give project, month, credits and number of the reviews that are alike."""
    for alike, count in activity.reviewed.items():
        for month, credits_ in alike.reviews:
            yield alike.project, month, credits_, count


def _merges(activity: Activity) -> Iterator[tuple[str, int, Credits, int]]:
    """Give the same of merge decisions."""
    for alike, count in activity.merges.items():
        yield alike.project, alike.month, alike.credits, count


def _credited(view: View, credits_: Credits) -> Iterable[tuple[str, int, str]]:
    """Give each organization once, by its surest credit."""
    surest: dict[str, tuple[int, str]] = {}
    for credit in credits_:
        slug = view.group(credit.organization)
        surest[slug] = max(surest.get(slug, (0, "")), (credit.confidence, credit.rule))
    return ((slug, confidence, rule) for slug, (confidence, rule) in surest.items())


_WHERE = "over the projects of which they were read (see the coverage)"
REVIEWS_GIVEN = OrganizationMetric(
    "reviews",
    "reviews",
    "Substantive reviews given, each person's of a pull request once, in the month of the first, own projects included,"
    f" {_WHERE}. The high end adds those by people whose employer is not known, in the same projects.",
    partial(_of_organization, "reviews"),
)
MERGES_MADE = OrganizationMetric(
    "merges",
    "merges",
    f"Pull requests that its people merged into the default branch, or told a merge bot to, {_WHERE}. The high end"
    " adds those of whose merger nobody knows the employer, in the same projects.",
    partial(_of_organization, "merges"),
)
PROJECT_REVIEWS = ProjectMetric(
    "reviews",
    "reviews",
    "Substantive reviews in the project, each person's of a pull request once.",
    partial(_of_project, "reviews"),
)
PROJECT_MERGES = ProjectMetric(
    "merges",
    "merges",
    "Merge decisions: pull requests that somebody merged into the default branch; what automation merged of automation"
    " is none.",
    partial(_of_project, "merges"),
)
