"""Activity: what other sources than git tell of a ledger's months, added up by project, month and whose it was.

It holds one count for each project, month and way of being credited, never a pull request: so that a grown index fits,
and no name of a person is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from reports.bookings import Cash, Credits, ReviewedChange


class Topic(StrEnum):
    """What can be read of a project, or not, each on its own."""

    REQUESTS = "pull requests"
    REVIEWS = "reviews"
    MERGES = "merge decisions"
    ISSUES = "issues"
    RELEASES = "releases"
    POPULARITY = "stars and forks"


class ReviewedAlike(NamedTuple):
    """Changes of one project whose authors are alike, and whose reviews are: in the same months, and credited alike.

    `authors` are organizations, '*independent', and '*unknown' where nobody knows whom an author worked for. `reviews`
    are the month and the credits of each reviewer's, in order.
    """

    project: str
    authors: frozenset[str]
    reviews: tuple[tuple[int, Credits], ...]


class RequestsAlike(NamedTuple):
    """Pull requests of one project whose openers are credited alike; the month in which the time to answer was over."""

    project: str
    month: int
    credits: Credits


class MergesAlike(NamedTuple):
    """Merge decisions of one project and month that are credited alike: to nobody, where nobody knows who decided."""

    project: str
    month: int
    credits: Credits


@dataclass(slots=True)
class Answers:
    """How many pull requests a human answered in time, how many nobody did, and how many closed before anybody did."""

    answered: int = 0
    unanswered: int = 0
    closed: int = 0


@dataclass(slots=True)
class Counts:
    """What happened in one project and month by GitHub's own count, of what people did; automation is left out.

    `response_times` are the seconds to the first human answer, and `waiting` counts those without one, of the pull
    requests whose time to answer was over in the month.
    """

    opened: int = 0
    accepted: int = 0
    declined: int = 0
    issues_new: int = 0
    issues_closed: int = 0
    releases: int = 0
    waiting: int = 0
    response_times: list[int] = field(default_factory=list)


class Popularity(NamedTuple):
    """How many stars and forks a project had when it was seen last in a month."""

    stars: int
    forks: int


@dataclass(slots=True)
class Activity:
    """What other sources than git told; `read` says of which projects: of the others nothing is known, not nothing.

    `cash` None: no source of money was read.
    """

    read: dict[Topic, set[str]] = field(default_factory=lambda: {topic: set() for topic in Topic})
    reviewed: dict[ReviewedAlike, int] = field(default_factory=dict)
    answers: dict[RequestsAlike, Answers] = field(default_factory=dict)
    merges: dict[MergesAlike, int] = field(default_factory=dict)
    counts: dict[tuple[str, int], Counts] = field(default_factory=dict)
    popularity: dict[tuple[str, int], Popularity] = field(default_factory=dict)
    cash: Mapping[str, Cash] | None = None

    def was_read(self, topic: Topic, project: str) -> bool:
        """Whether a topic of a project was read to the month's end."""
        return project in self.read[topic]

    def count(self, project: str, month: int) -> Counts:
        """Give the counts of a project and month, made empty where there are none."""
        return self.counts.setdefault((project, month), Counts())

    def add_reviewed(self, change: ReviewedChange) -> None:
        """Count a reviewed change."""
        reviews = sorted((review.month, review.reviewer.credits) for review in change.reviews)
        alike = ReviewedAlike(change.project, change.authors, tuple(reviews))
        self.reviewed[alike] = self.reviewed.get(alike, 0) + 1

    def add_merge(self, project: str, month: int, decider: Credits) -> None:
        """Count a merge decision."""
        alike = MergesAlike(project, month, decider)
        self.merges[alike] = self.merges.get(alike, 0) + 1

    def answers_to(self, project: str, month: int, opener: Credits) -> Answers:
        """Give the answers to pull requests that are alike, made empty where there are none."""
        return self.answers.setdefault(RequestsAlike(project, month, opener), Answers())
