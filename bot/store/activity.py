"""Writing what GitHub's API tells of a repository, page by page: the same facts give the same rows, however often.

Each function writes within the caller's transaction, together with how far the reading has come.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.facts import ActorSeen, IssueHandled, PullRequestSeen, ReleaseSeen, RepositoryStateSeen
from bot.store.actors import ActorBook
from bot.store.scans import LIVE

_AT_ONCE = 500
_Row = Mapping[str, Any]


def _upsert(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """Give the statement that writes a row, or over the one of that key, where it says something else."""
    names, marks = ", ".join([*key, *columns]), ", ".join(f":{name}" for name in [*key, *columns])
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed}"


_PULL_REQUEST = text(
    _upsert(
        "pull_request",
        ("repository_id", "number"),
        (
            "opener_id", "opened_at", "closed_at", "merged_at", "merger_id", "merge_sha", "landed_by", "base",
            "commits", "first_authored_at", "answered_at", "answerer_id", "updated_at",
        ),
    )
)  # fmt: skip
_REVIEW = text(
    _upsert(
        "review",
        ("pull_request_id", "github_id"),
        ("reviewer_id", "submitted_at", "state", "inline_comments", "is_substantive"),
    )
)
_ISSUE = text(
    _upsert(
        "issue",
        ("repository_id", "number"),
        ("opener_id", "opened_at", "answered_at", "answerer_id", "closed_at", "closer_id", "updated_at"),
    )
)
_RELEASE = text(_upsert("release", ("repository_id", "tag"), ("published_at", "is_prerelease")))
_STATE = text(_upsert("repository_state", ("repository_id", "seen_at"), ("licence", "stars", "forks", "is_archived")))


def write_pull_requests(
    connection: Connection, repository_id: int, seen: Sequence[PullRequestSeen], actors: ActorBook, now: int
) -> None:
    """Write pull requests and their reviews; reviews that are gone go. `now` is when profiles were seen."""
    named = [who for pull in seen for who in (pull.opener, pull.merger, pull.answerer)]
    named += [review.reviewer for pull in seen for review in pull.reviews]
    ids = actors.ids_of(connection, named)
    actors.show(connection, named, ids, now)
    if not seen:
        return
    rows = [_pull_request(repository_id, pull, ids) for pull in sorted(seen, key=lambda pull: pull.number)]
    connection.execute(_PULL_REQUEST, rows)
    pulls = _ids_of(connection, repository_id, [pull.number for pull in seen])
    _drop_reviews(connection, [pulls[pull.number] for pull in seen], {r.github_id for p in seen for r in p.reviews})
    reviews = [_review(pulls[pull.number], review, ids) for pull in seen for review in pull.reviews]
    if reviews:
        connection.execute(_REVIEW, sorted(reviews, key=lambda row: row["github_id"]))


def _ids_of(connection: Connection, repository_id: int, numbers: Sequence[int]) -> Mapping[int, int]:
    query = text("SELECT number, id FROM pull_request WHERE repository_id = :repository AND number IN :numbers")
    values = {"repository": repository_id, "numbers": list(numbers)}
    rows = connection.execute(query.bindparams(bindparam("numbers", expanding=True)), values)
    return {row[0]: row[1] for row in rows}


def _pull_request(repository_id: int, pull: PullRequestSeen, ids: Mapping[int, int]) -> _Row:
    row = pull._asdict()
    del row["reviews"]
    people = {f"{role}_id": _id(row.pop(role), ids) for role in ("opener", "merger", "answerer")}
    return {**row, **people, "repository_id": repository_id}


def _review(pull_request_id: int, review: Any, ids: Mapping[int, int]) -> _Row:
    row = review._asdict()
    return {**row, "reviewer_id": _id(row.pop("reviewer"), ids), "pull_request_id": pull_request_id}


def _id(actor: ActorSeen | None, ids: Mapping[int, int]) -> int | None:
    return None if actor is None else ids[actor.github_id]


def _drop_reviews(connection: Connection, pulls: Sequence[int], kept: set[int]) -> None:
    stored = text("SELECT id, github_id FROM review WHERE pull_request_id IN :pulls").bindparams(
        bindparam("pulls", expanding=True)
    )
    gone = [row[0] for row in connection.execute(stored, {"pulls": list(pulls)}) if row[1] not in kept]
    drop = text("DELETE FROM review WHERE id IN :gone").bindparams(bindparam("gone", expanding=True))
    for some in batches(sorted(gone), _AT_ONCE):
        connection.execute(drop, {"gone": list(some)})


def write_issues(
    connection: Connection, repository_id: int, seen: Sequence[IssueHandled], actors: ActorBook, now: int
) -> None:
    """Write issues. `now` is when profiles were seen."""
    named = [who for issue in seen for who in (issue.opener, issue.answerer, issue.closer)]
    ids = actors.ids_of(connection, named)
    actors.show(connection, named, ids, now)
    rows = []
    for issue in sorted(seen, key=lambda issue: issue.number):
        row = issue._asdict()
        people = {f"{role}_id": _id(row.pop(role), ids) for role in ("opener", "answerer", "closer")}
        rows.append({**row, **people, "repository_id": repository_id})
    if rows:
        connection.execute(_ISSUE, rows)


def write_releases(connection: Connection, repository_id: int, seen: Sequence[ReleaseSeen]) -> None:
    """Write releases."""
    if seen:
        connection.execute(_RELEASE, [{"repository_id": repository_id, **each._asdict()} for each in seen])


def write_state(connection: Connection, repository_id: int, state: RepositoryStateSeen, now: int) -> None:
    """Write what a repository looks like: once a day (UTC), the day's last."""
    day = {"repository_id": repository_id, "seen_at": now - now % 86_400}
    values = {name: getattr(state, name) for name in ("licence", "stars", "forks", "is_archived")}
    connection.execute(_STATE, {**day, **values})


def landed_by_trailer(connection: Connection, repository_id: int) -> dict[int, str]:
    """Give by pull request the commit that landed it last, as a merge bot's trailer in the history says."""
    query = text(
        "SELECT c.bot_number, c.sha FROM git_commit c JOIN landing l ON l.commit_id = c.id"
        f" JOIN repository r ON r.id = l.repository_id WHERE c.repository_id = :repository AND {LIVE}"
        " AND c.bot_number IS NOT NULL ORDER BY l.position, c.sha"
    )
    return {row[0]: row[1] for row in connection.execute(query, {"repository": repository_id})}


def trailers_to_write(connection: Connection, repository_id: int, landed: Mapping[int, str]) -> list[_Row]:
    """Give the pull requests of which the history shows that they landed, or no longer does, other than is stored."""
    query = text(
        "SELECT number, landed_by, merge_sha FROM pull_request WHERE repository_id = :repository"
        " AND merged_at IS NULL AND closed_at IS NOT NULL AND (landed_by IS NULL OR landed_by <> 'commit')"
    )
    found: list[_Row] = []
    for number, by, sha in connection.execute(query, {"repository": repository_id}):
        wanted = ("trailer", landed[number]) if number in landed else (None, None)
        if (by, sha) != wanted and (by == "trailer" or number in landed):
            found.append({"repository": repository_id, "number": number, "by": wanted[0], "sha": wanted[1]})
    return found


def write_trailers(connection: Connection, rows: Sequence[_Row]) -> None:
    """Write what `trailers_to_write` gave; who decided has been written with the pull request."""
    update = text(
        "UPDATE pull_request SET landed_by = :by, merge_sha = :sha"
        " WHERE repository_id = :repository AND number = :number AND merged_at IS NULL"
    )
    connection.execute(update, list(rows))
