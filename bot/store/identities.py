"""Writing whom GitHub takes commits' authors for, and which commits are yet to be asked about."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.facts import CommitIdentitySeen
from bot.store.actors import ActorBook
from bot.store.database import Database
from bot.store.scans import LIVE

_AT_ONCE = 1_000
_PENDING = (
    " FROM landing l JOIN repository r ON r.id = l.repository_id JOIN git_commit c ON c.id = l.commit_id"
    " LEFT JOIN commit_identity i ON i.commit_id = c.id"
    f" WHERE l.repository_id = :repository AND NOT l.is_merge AND {LIVE} AND i.commit_id IS NULL"
)
_WRITE = text(
    "INSERT INTO commit_identity (commit_id, author_id, signature) VALUES (:commit, :author, :signature)"
    " ON CONFLICT (commit_id) DO UPDATE SET author_id = excluded.author_id, signature = excluded.signature"
)


class Pending(NamedTuple):
    """How many landed commits GitHub was not asked about, and when the oldest of them was committed."""

    commits: int
    oldest: int


def scanned_tip(database: Database, repository_id: int) -> str | None:
    """Give the tip that was scanned last; None where nothing was."""
    with database.reading() as connection:
        query = text("SELECT tip FROM repository WHERE id = :repository")
        return connection.execute(query, {"repository": repository_id}).scalar_one()  # type: ignore[no-any-return]


def pending_identities(database: Database, repository_id: int) -> Pending:
    """Count the landed commits, merges aside, that GitHub was not asked about."""
    with database.reading() as connection:
        query = text(f"SELECT COUNT(*), MIN(c.committed_at){_PENDING}")
        count, oldest = connection.execute(query, {"repository": repository_id}).one()
    return Pending(count, oldest or 0)


def write_identities(
    connection: Connection, repository_id: int, seen: Sequence[CommitIdentitySeen], actors: ActorBook
) -> int:
    """Write what GitHub says of commits that were scanned; say of how many for the first time."""
    query = text(
        "SELECT c.sha, c.id, i.commit_id FROM git_commit c LEFT JOIN commit_identity i ON i.commit_id = c.id"
        " WHERE c.repository_id = :repository AND c.sha IN :shas AND NOT c.is_merge"
    ).bindparams(bindparam("shas", expanding=True))
    found = connection.execute(query, {"repository": repository_id, "shas": [each.sha for each in seen]}).all()
    commits: Mapping[str, int] = {row[0]: row[1] for row in found}
    known = [each for each in seen if each.sha in commits]
    addresses = [pair for each in known for pair in each.addresses]
    ids = actors.ids_of(connection, [*(each.author for each in known), *(actor for _, actor in addresses)])
    rows: list[dict[str, Any]] = [
        {
            "commit": commits[each.sha],
            "author": ids[each.author.github_id] if each.author else None,
            "signature": each.signature,
        }
        for each in known
    ]
    if rows:
        connection.execute(_WRITE, sorted(rows, key=lambda row: row["commit"]))
    actors.confirm(connection, addresses, ids)
    return sum(1 for row in found if row[2] is None)


def settle_identities(database: Database, repository_id: int) -> None:
    """Note of the commits that GitHub does not list that nothing is known: they are not asked about again."""
    query = text(f"SELECT c.id{_PENDING} LIMIT :most")
    while True:
        with database.writing() as connection:
            rows = connection.execute(query, {"repository": repository_id, "most": _AT_ONCE}).all()
            if rows:
                connection.execute(_WRITE, [{"commit": row[0], "author": None, "signature": None} for row in rows])
        if len(rows) < _AT_ONCE:
            return
