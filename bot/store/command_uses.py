"""Who asked for what in comments: counted for quotas, and for telling people once an hour why they are not answered."""

from typing import NamedTuple

from sqlalchemy import Connection, text

TEAM, PUBLIC = "team", "public"
"""Whose use it was: of those who command here, or of everybody else. Each has a pool of its own."""
REFUSED, LIMITED = "refused", "limited"
_KEPT = 30 * 24 * 3600
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(7133031457716312)")


class Use(NamedTuple):
    """That somebody (by GitHub's number) asked for something: where, with what outcome, when (seconds since 1970)."""

    github_id: int
    repository_id: int
    installation_id: int
    outcome: str
    used_at: int


class Counted(NamedTuple):
    """How many uses there were since a time: a person's anywhere, and of one pool in a repository, an installation."""

    person: int
    repository: int
    installation: int


def one_by_one(connection: Connection) -> None:
    """Let nobody else count until this transaction ends: what is counted and then noted is one step."""
    if connection.dialect.name == "postgresql":  # SQLite's transaction is the only writer's already
        connection.execute(_ONE_BY_ONE)


def note_use(connection: Connection, use: Use) -> int:
    """Note one use and give its number; drop those that no quota looks at any more."""
    connection.execute(text("DELETE FROM command_use WHERE used_at < :before"), {"before": use.used_at - _KEPT})
    columns = ", ".join(Use._fields)
    values = ", ".join(f":{name}" for name in Use._fields)
    insert = text(f"INSERT INTO command_use ({columns}) VALUES ({values}) RETURNING id")
    return int(connection.execute(insert, use._asdict()).scalar_one())


def take_back(connection: Connection, number: int) -> None:
    """Forget a use that came to nothing."""
    connection.execute(text("DELETE FROM command_use WHERE id = :number"), {"number": number})


def uses_since(connection: Connection, use: Use, since: int) -> Counted:
    """Count uses since a second: of the same person, and of the same pool in the repository and the installation."""
    query = text(
        "SELECT COALESCE(SUM(CASE WHEN github_id = :github_id THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN repository_id = :repository_id AND outcome = :outcome THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN installation_id = :installation_id AND outcome = :outcome THEN 1 ELSE 0 END), 0)"
        " FROM command_use WHERE used_at > :since AND outcome IN (:team, :public)"
    )
    row = connection.execute(query, {**use._asdict(), "since": since, "team": TEAM, "public": PUBLIC}).one()
    return Counted(*(int(each) for each in row))


def was_told(connection: Connection, use: Use, since: int) -> bool:
    """Whether the same person was told in the same repository since a second that this outcome is theirs."""
    query = text(
        "SELECT 1 FROM command_use WHERE used_at > :since AND outcome = :outcome AND github_id = :github_id"
        " AND repository_id = :repository_id LIMIT 1"
    )
    return connection.execute(query, {**use._asdict(), "since": since}).first() is not None
