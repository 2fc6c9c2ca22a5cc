"""The ledger's joins of activity: what GitHub told of one repository up to a second, as rows in no order."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.store.pairs import look_up
from bot.store.scans import LIVE

_LOOKUP = 500
# What a merge bot landed is closed and not merged, as GitHub sees it: what shows that it landed is in `landed_by`.
_LANDED_AT = "COALESCE(merged_at, CASE WHEN landed_by IS NOT NULL THEN closed_at END)"
# What GitHub merged into another branch, as one of a stack into the one below it, did not land by that. A name alone
# does not say so: the default branch may have had another one then, and what is on its first-parent line landed there.
_MERGED_ELSEWHERE = (
    "p.merged_at IS NOT NULL AND r.default_branch IS NOT NULL AND p.base <> r.default_branch AND NOT EXISTS ("
    "SELECT 1 FROM git_commit c JOIN landing l ON l.commit_id = c.id AND l.repository_id = r.id"
    f" WHERE c.repository_id = r.id AND c.sha = p.merge_sha AND l.on_first_parent AND {LIVE})"
)
_REQUESTS = text(
    f"SELECT p.id, p.opener_id, p.opened_at, p.closed_at, {_LANDED_AT}, p.merger_id, p.answered_at, {_MERGED_ELSEWHERE}"
    " FROM pull_request p JOIN repository r ON r.id = p.repository_id"
    " WHERE p.repository_id = :repository AND p.opened_at < :until AND (p.closed_at IS NULL OR p.closed_at >= :since)"
)
# A person's reviews of one pull request are one: the first, which may have been before what is asked for.
_REVIEWS = text(
    "SELECT v.pull_request_id, v.reviewer_id, MIN(v.submitted_at) FROM review v"
    " JOIN pull_request p ON p.id = v.pull_request_id"
    " WHERE p.repository_id = :repository AND v.is_substantive AND v.submitted_at < :until"
    " GROUP BY v.pull_request_id, v.reviewer_id"
)
_AUTHORS = text(
    "SELECT p.id, w.account_id, MIN(COALESCE(l.worked_at, c.authored_at)), MIN(l.landed_at) FROM pull_request p"
    " JOIN landing l ON l.repository_id = p.repository_id AND l.change = p.number"
    " JOIN repository r ON r.id = l.repository_id JOIN git_commit c ON c.id = l.commit_id"
    " JOIN commit_author w ON w.commit_id = c.id"
    f" WHERE p.id IN :some AND NOT l.is_merge AND NOT c.sync AND l.landed_at < :until AND {LIVE}"
    " GROUP BY p.id, w.account_id"
).bindparams(bindparam("some", expanding=True))
_OPENERS = text("SELECT id, opener_id, opened_at FROM pull_request WHERE id IN :some").bindparams(
    bindparam("some", expanding=True)
)
_ASKING = (
    f"SELECT repository_id, number, opener_id, opened_at, merger_id, {_LANDED_AT} FROM wanted"
    " JOIN pull_request ON repository_id = a AND number = b"
)
_ISSUES = text(
    "SELECT opener_id, opened_at, closed_at FROM issue WHERE repository_id = :repository AND opened_at < :until"
    " AND (opened_at >= :since OR closed_at >= :since)"
)
_RELEASES = text(
    "SELECT published_at FROM release WHERE repository_id = :repository AND NOT is_prerelease"
    " AND published_at >= :since AND published_at < :until"
)
_STATES = text(
    "SELECT seen_at, stars, forks FROM repository_state WHERE repository_id = :repository"
    " AND seen_at >= :since AND seen_at < :until ORDER BY seen_at"
)


class Asking(NamedTuple):
    """Who opened and who merged a pull request, and when: whoever asked an agent for it, maybe."""

    opener: int | None
    opened_at: int
    merger: int | None
    landed_at: int | None


class RequestRow(NamedTuple):
    """A pull request; `landed_at` where it was merged, or is shown to have landed. Times in seconds since 1970.

    `merged_elsewhere`: it was merged into another branch than the repository's default one.
    """

    id: int
    opener: int | None
    opened_at: int
    closed_at: int | None
    landed_at: int | None
    merger: int | None
    answered_at: int | None
    merged_elsewhere: bool


class ReviewRow(NamedTuple):
    """An account's first substantive review of a pull request."""

    request: int
    reviewer: int | None
    submitted_at: int


class AuthorRow(NamedTuple):
    """Somebody whose change a pull request is: who opened it, or wrote a commit that landed with it; and the day."""

    request: int
    account: int | None
    day: int


class IssueRow(NamedTuple):
    """An issue."""

    opener: int | None
    opened_at: int
    closed_at: int | None


class StateRow(NamedTuple):
    """How many stars and forks a repository had on a day."""

    seen_at: int
    stars: int
    forks: int


def read_asking(connection: Connection, requests: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Asking]:
    """Give who may have asked an agent for pull requests, by repository and number, where GitHub told of these."""
    return {(row[0], row[1]): Asking._make(row[2:]) for row in look_up(connection, _ASKING, requests, {})}


class ActivityRows:
    """Reads one repository's activity up to a second, from the snapshot that a connection reads."""

    def __init__(self, connection: Connection, repository: int, until: int) -> None:
        """Read what was before `until`."""
        self._connection = connection
        self._values = {"repository": repository, "until": until}

    def requests(self, since: int) -> Iterator[RequestRow]:
        """Give the pull requests that were still open at a second, or later."""
        for row in self._connection.execute(_REQUESTS, {**self._values, "since": since}):
            yield RequestRow._make(row)

    def reviews(self) -> Iterator[ReviewRow]:
        """Give the substantive reviews, one an account and pull request."""
        for row in self._connection.execute(_REVIEWS, self._values):
            yield ReviewRow._make(row)

    def authors(self, requests: set[int]) -> Iterator[AuthorRow]:
        """Give whose changes these pull requests are: who opened them, and who wrote what landed."""
        for some in batches(sorted(requests), _LOOKUP):
            for row in self._connection.execute(_OPENERS, {"some": some}):
                yield AuthorRow._make(row)
            for request, account, authored_at, landed_at in self._connection.execute(
                _AUTHORS, {"some": some, "until": self._values["until"]}
            ):
                yield AuthorRow(request, account, min(authored_at, landed_at))

    def issues(self, since: int) -> Iterator[IssueRow]:
        """Give the issues that were opened or closed since a second."""
        for row in self._connection.execute(_ISSUES, {**self._values, "since": since}):
            yield IssueRow._make(row)

    def releases(self, since: int) -> Iterator[int]:
        """Give when releases were published, pre-releases left out."""
        for row in self._connection.execute(_RELEASES, {**self._values, "since": since}):
            yield row[0]

    def states(self, since: int) -> Iterator[StateRow]:
        """Give what the repository looked like, oldest first."""
        for row in self._connection.execute(_STATES, {**self._values, "since": since}):
            yield StateRow._make(row)
