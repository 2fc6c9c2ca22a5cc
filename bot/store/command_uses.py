"""Who asked for what in comments: counted for quotas, and for telling people once an hour why they are not answered."""

from typing import NamedTuple

from sqlalchemy import Connection, text

DONE, REFUSED, LIMITED = "done", "refused", "limited"
_KEPT = 30 * 24 * 3600


class Use(NamedTuple):
    """That somebody (by GitHub's number) asked for something: where, with what outcome, when (seconds since 1970)."""

    github_id: int
    repository_id: int
    installation_id: int
    outcome: str
    used_at: int


class Counted(NamedTuple):
    """How many commands were answered since a time: to a person, in a repository, in an installation."""

    person: int
    repository: int
    installation: int


def note_use(connection: Connection, use: Use) -> None:
    """Note one use, and drop those that no quota looks at any more."""
    connection.execute(text("DELETE FROM command_use WHERE used_at < :before"), {"before": use.used_at - _KEPT})
    columns = ", ".join(Use._fields)
    values = ", ".join(f":{name}" for name in Use._fields)
    connection.execute(text(f"INSERT INTO command_use ({columns}) VALUES ({values})"), use._asdict())


def uses_since(connection: Connection, use: Use, since: int) -> Counted:
    """Count what was answered since a second to the same person, in the same repository and installation."""
    query = text(
        "SELECT COALESCE(SUM(CASE WHEN github_id = :github_id THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN repository_id = :repository_id THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN installation_id = :installation_id THEN 1 ELSE 0 END), 0)"
        " FROM command_use WHERE used_at > :since AND outcome = :outcome"
    )
    row = connection.execute(query, {**use._asdict(), "since": since, "outcome": DONE}).one()
    return Counted(*(int(each) for each in row))


def was_told(connection: Connection, use: Use, since: int) -> bool:
    """Whether the same person was told in the same repository since a second that this outcome is theirs."""
    query = text(
        "SELECT 1 FROM command_use WHERE used_at > :since AND outcome = :outcome AND github_id = :github_id"
        " AND repository_id = :repository_id LIMIT 1"
    )
    return connection.execute(query, {**use._asdict(), "since": since}).first() is not None
