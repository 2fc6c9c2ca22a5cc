"""Booking activity: what GitHub told of the index's projects, into a ledger, month by month."""

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.store.activity_read import what_was_read
from bot.store.activity_rows import ActivityRows, RequestRow
from bot.store.calendar import Calendar
from bot.store.employed import Attribution
from bot.store.employers import Employers
from bot.store.reviews_given import ReviewsGiven
from bot.store.scans import month_index
from reports.activity import Popularity, Topic
from reports.ledger import HISTORY, YEAR, Coverage, Ledger
from reports.methodology import Methodology
from reports.months import Month

_A_DAY = 24 * 60 * 60


def add_activity(
    connection: Connection,
    ledger: Ledger,
    repositories: Mapping[str, int],
    attribution: Attribution,
    methodology: Methodology,
    read_by: int,
) -> Coverage:
    """Book the activity of repositories (by project) that was read up to `read_by`; say of which it was not."""
    found = what_was_read(connection, ledger, repositories, read_by)
    for topic in Topic:
        ledger.activity.read[topic].update(found.whole[topic])
    booking = _Booking(ledger, Employers(attribution), methodology)
    for project, repository in sorted(repositories.items()):
        rows = ActivityRows(connection, repository, booking.until)
        topics = {topic for topic in Topic if ledger.activity.was_read(topic, project)}
        booking.book(project, repository, rows, topics)
    return found.coverage


class _Booking:
    """Books what happened, in months that a ledger holds."""

    def __init__(self, ledger: Ledger, employers: Employers, methodology: Methodology) -> None:
        self._ledger, self._employers = ledger, employers
        self._time_to_answer: int = methodology.checks["answering"]["days"] * _A_DAY
        self._control_months = methodology.control_months
        month = ledger.month
        self.until = int(month.end.timestamp())
        self._year = Calendar(month.plus(1 - YEAR), month)
        self._reviews = ReviewsGiven(employers, Calendar(month.plus(1 - HISTORY), month))
        self._since = int(month.plus(1 - YEAR).start.timestamp())

    def book(self, project: str, repository: int, rows: ActivityRows, topics: set[Topic]) -> None:
        """Book the topics of one project that were read."""
        if topics & {Topic.REQUESTS, Topic.MERGES}:
            for request in rows.requests(self._decisions_since(project)):
                self._add_request(project, repository, request, topics)
        if Topic.REVIEWS in topics:
            for change in self._reviews.of(project, repository, rows):
                self._ledger.add_reviewed(change)
        if Topic.ISSUES in topics:
            self._add_issues(project, rows)
        if Topic.RELEASES in topics:
            for published_at in rows.releases(self._since):
                self._count(project, published_at, "releases")
        if Topic.POPULARITY in topics:
            self._add_popularity(project, rows)

    def _add_issues(self, project: str, rows: ActivityRows) -> None:
        for issue in rows.issues(self._since):
            if self._employers.is_human(issue.opener):
                self._count(project, issue.opened_at, "issues_new")
                self._count(project, issue.closed_at, "issues_closed")

    def _add_popularity(self, project: str, rows: ActivityRows) -> None:
        for state in rows.states(self._since):  # the month's last stays
            month = self._year.month(state.seen_at)
            assert month is not None
            self._ledger.activity.popularity[project, month] = Popularity(state.stars, state.forks)

    def _decisions_since(self, project: str) -> int:
        """Give the second since when merge decisions matter: to former hosts, those since a year before they left."""
        handed_over = [span.until for span in self._ledger.projects[project].hosts if span.until is not None]
        first = min(handed_over, default=self._ledger.month.index) - self._control_months + 1
        earliest = int(Month.from_index(first).start.timestamp())
        return min(self._since - self._time_to_answer, earliest)

    def _add_request(self, project: str, repository: int, request: RequestRow, topics: set[Topic]) -> None:
        is_known = request.landed_at is not None and request.landed_at < self.until
        landed_at = request.landed_at if is_known and not request.merged_elsewhere else None
        if landed_at is not None and Topic.MERGES in topics:
            self._add_decision(project, repository, request, landed_at)
        if Topic.REQUESTS not in topics or not self._employers.is_human(request.opener):
            return
        self._count(project, request.opened_at, "opened")
        if landed_at is not None:
            self._count(project, landed_at, "accepted")
        elif not request.merged_elsewhere:
            self._count(project, request.closed_at, "declined")
        self._add_answer(project, repository, request)

    def _add_decision(self, project: str, repository: int, request: RequestRow, landed_at: int) -> None:
        """Book who decided: somebody unknown where automation merged what a person opened; nobody where its own."""
        is_persons = request.merger is not None and self._employers.is_human(request.merger)
        if not is_persons and not self._employers.is_human(request.opener):
            return
        decider = self._employers.on(request.merger, repository, landed_at) if is_persons else ()
        self._ledger.activity.add_merge(project, month_index(landed_at), decider)

    def _add_answer(self, project: str, repository: int, request: RequestRow) -> None:
        """Book whether it was answered in time, in the month in which that time was over."""
        month = self._year.month(request.opened_at + self._time_to_answer)
        if month is None:
            return
        waited = self._waited(request.opened_at, request.answered_at)
        closed = self._waited(request.opened_at, request.closed_at)
        opener = self._employers.on(request.opener, repository, request.opened_at)
        answers = self._ledger.activity.answers_to(project, month, opener)
        if waited is not None and waited <= self._time_to_answer:
            answers.answered += 1
        elif closed is not None and closed <= self._time_to_answer:
            answers.closed += 1
        else:
            answers.unanswered += 1
        counts = self._ledger.activity.count(project, month)
        if waited is not None:
            counts.response_times.append(waited)
        elif closed is None:
            counts.waiting += 1

    def _waited(self, since: int, at: int | None) -> int | None:
        """Give the seconds until something happened; None where it had not by the month's end."""
        return None if at is None or at >= self.until else max(0, at - since)

    def _count(self, project: str, second: int | None, what: str) -> None:
        month = self._year.month(second)
        if month is not None:
            counts = self._ledger.activity.count(project, month)
            setattr(counts, what, getattr(counts, what) + 1)
