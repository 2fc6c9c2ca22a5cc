"""Deriving changes: landings are grouped by GitHub's word on pull requests, once it or the history has news."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, text

from bot.batches import batches
from bot.store.database import Database
from bot.store.grouping import Grouping, LandedRow, Regrouped, RequestLanded
from bot.store.scans import LIVE

_A_TRANSACTION = 500
# What decides how landings are grouped, as a word: scan, default branch, and how far pull requests have been read.
_STALE = text(
    "SELECT r.id, r.grouped_by, r.scan, r.default_branch, g.cursor, g.read_until, g.finished_at FROM repository r"
    " LEFT JOIN reading g ON g.repository_id = r.id AND g.source = 'github_pull_requests'"
    " WHERE r.scan > 0 ORDER BY r.id"
)
# What was merged into another branch than the default one did not land itself: of a stack that landed by one merge the
# commits are that merge's. On the first-parent line it did: the default branch may have had another name then.
_REQUESTS = text(
    "SELECT p.number, c.sha, p.landed_by, p.commits, p.opened_at, p.first_authored_at FROM pull_request p"
    " JOIN git_commit c ON c.repository_id = p.repository_id AND c.sha = p.merge_sha"
    " JOIN landing l ON l.commit_id = c.id JOIN repository r ON r.id = l.repository_id"
    " WHERE p.repository_id = :repository AND p.landed_by IS NOT NULL AND (l.on_first_parent OR NOT l.is_merge)"
    " AND (p.merged_at IS NULL OR r.default_branch IS NULL OR p.base = r.default_branch OR l.on_first_parent)"
    f" AND {LIVE} ORDER BY c.sha, p.number"
)
_LANDINGS = text(
    "SELECT l.id, l.commit_id, c.sha, l.position, l.on_first_parent, l.is_merge, l.landed_at, c.authored_at, l.change,"
    " l.told, l.worked_at FROM landing l JOIN repository r ON r.id = l.repository_id"
    f" JOIN git_commit c ON c.id = l.commit_id WHERE l.repository_id = :repository AND {LIVE} ORDER BY l.position"
)
_WRITE = text("UPDATE landing SET change = :change, told = :told, worked_at = :worked_at WHERE id = :landing")


def derive_changes(database: Database) -> bool:
    """Group the landings of the repositories that have had a scan, or whose pull requests were read, since last time.

    The same landings and pull requests give the same changes, whichever came first. Says whether there was news.
    """
    with database.reading() as connection:
        stale = ungrouped(connection)
    for repository, basis in stale.items():
        with database.reading() as connection:
            news = list(_regrouped(connection, repository))
        for some in batches(sorted(news), _A_TRANSACTION):
            with database.writing() as connection:
                connection.execute(_WRITE, [row._asdict() for row in some])
        with database.writing() as connection:
            query = text("UPDATE repository SET grouped_by = :basis WHERE id = :id")
            connection.execute(query, {"basis": basis, "id": repository})
    return bool(stale)


def ungrouped(connection: Connection) -> dict[int, str | None]:
    """Give the repositories with news since their landings were grouped last, and what they are to be grouped by."""
    found = ((repository, before, _basis(*now)) for repository, before, *now in connection.execute(_STALE))
    return {repository: basis for repository, before, basis in found if before != basis}


def _basis(
    scan: int, default_branch: str | None, cursor: str | None, read_until: int | None, finished_at: int | None
) -> str | None:
    """Give the word; None where no pull request has been read: the commits' own words are all there is."""
    if cursor is None and read_until is None:
        return None
    return f"{scan} {default_branch} {cursor} {read_until} {finished_at}"


def _regrouped(connection: Connection, repository: int) -> Iterator[Regrouped]:
    requests = (RequestLanded._make(row) for row in connection.execute(_REQUESTS, {"repository": repository}))
    by_sha = {sha: list(some) for sha, some in groupby(requests, key=lambda request: request.sha)}
    rows = connection.execute(_LANDINGS, {"repository": repository}, execution_options={"yield_per": 2_000})
    return Grouping(by_sha).regrouped(LandedRow._make(row) for row in rows)
