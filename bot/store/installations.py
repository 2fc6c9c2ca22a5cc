"""Where the App is installed, and what it reaches there: kept as GitHub last told it, by GitHub's numbers.

A removed installation stays as a tombstone: what comes late for it is refused. It is alive again only where GitHub
lists it later on. All times are whole seconds since 1970 (UTC).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.store.checks import forget_check
from bot.store.database import Database

_LEAVE = text(
    "UPDATE installed_repository SET removed_at = :now, configuration = NULL, configuration_sha = NULL"
    " WHERE removed_at IS NULL AND id IN :ids"
).bindparams(bindparam("ids", expanding=True))


class InstallationSeen(NamedTuple):
    """An installation as GitHub tells it."""

    id: int
    account_id: int
    account_login: str
    account_type: str
    repository_selection: str
    permissions: Mapping[str, str]
    installed_at: int
    suspended_at: int | None


class RepositorySeen(NamedTuple):
    """A repository that an installation reaches, as GitHub tells it."""

    id: int
    name: str
    is_private: bool
    default_branch: str | None


class Gone(NamedTuple):
    """A repository that is no longer reached, and what it was called."""

    id: int
    name: str


def is_removed(database: Database, installation_id: int) -> bool:
    """Whether an installation is known and gone."""
    return removed_at(database, installation_id) is not None


def removed_at(database: Database, installation_id: int) -> int | None:
    """Give since when an installation is gone; None where it is not, or was never known."""
    query = text("SELECT removed_at FROM installation WHERE id = :id")
    with database.reading() as connection:
        found: int | None = connection.execute(query, {"id": installation_id}).scalar()
    return found


def known_installations(database: Database) -> list[int]:
    """Give the installations that are not known to be gone, suspended ones too."""
    query = text("SELECT id FROM installation WHERE removed_at IS NULL ORDER BY id")
    with database.reading() as connection:
        return [row[0] for row in connection.execute(query)]


def save_installation(database: Database, seen: InstallationSeen, now: int, *, revived_from: int | None = None) -> bool:
    """Store what GitHub tells of an installation; False where it is a tombstone, which stays one.

    `revived_from`: the removal that GitHub's list contradicts. One that was told of meanwhile stands.
    """
    columns = "account_id, account_login, account_type, repository_selection, permissions, installed_at, suspended_at"
    names = columns.split(", ")
    query = text(
        f"INSERT INTO installation (id, {columns}, seen_at) VALUES (:id, {', '.join(f':{name}' for name in names)},"
        f" :now) ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = :{name}' for name in names)}, seen_at = :now,"
        " missed_at = NULL, removed_at = NULL"
        " WHERE installation.removed_at IS NULL OR installation.removed_at = :revived"
    )
    values = seen._asdict() | {"permissions": json.dumps(dict(seen.permissions), sort_keys=True), "now": now}
    values["revived"] = revived_from
    with database.writing() as connection:
        return bool(connection.execute(query, values).rowcount)


def miss_installation(database: Database, installation_id: int, now: int) -> int:
    """Note that GitHub says of an installation that it is not there; give when it said so first, of late."""
    query = text(
        "INSERT INTO installation (id, account_id, account_login, account_type, repository_selection, permissions,"
        " installed_at, seen_at, missed_at) VALUES (:id, 0, '', '', '', '{}', :now, :now, :now)"
        " ON CONFLICT (id) DO UPDATE SET missed_at = CASE WHEN installation.missed_at <= :now"
        " THEN installation.missed_at ELSE :now END RETURNING missed_at"  # a clock that is set back begins anew
    )
    with database.writing() as connection:
        first: int = connection.execute(query, {"id": installation_id, "now": now}).scalar_one()
    return first


def bury_installation(database: Database, installation_id: int, now: int) -> None:
    """Leave a tombstone of an installation: its number, and when it went. It reaches nothing any more."""
    query = text(
        "INSERT INTO installation (id, account_id, account_login, account_type, repository_selection, permissions,"
        " installed_at, seen_at, removed_at) VALUES (:id, 0, '', '', '', '{}', :now, :now, :now)"
        " ON CONFLICT (id) DO UPDATE SET removed_at = COALESCE(installation.removed_at, :now), seen_at = :now,"
        " account_id = 0, account_login = '', account_type = '', repository_selection = '', permissions = '{}',"
        " suspended_at = NULL, missed_at = NULL"
    )
    with database.writing() as connection:
        connection.execute(query, {"id": installation_id, "now": now})
        _leave(connection, installation_id, frozenset(), now)


def save_repositories(
    database: Database, installation_id: int, seen: Sequence[RepositorySeen], now: int, *, shown: Collection[int] = ()
) -> None:
    """Store all that an installation reaches; what it reached before beside these, it does not any more.

    A tombstone reaches nothing. `shown`: the repositories that were private here before GitHub was asked. These alone
    may become public by what it said; any other was hidden meanwhile.
    """
    with database.writing() as connection:
        if _is_buried(connection, installation_id):
            return
        for repository in seen:
            _save(connection, installation_id, repository, now, shown)
        _leave(connection, installation_id, {each.id for each in seen}, now)


def save_repository(
    database: Database, installation_id: int, seen: RepositorySeen, now: int, *, shown: Collection[int] = ()
) -> None:
    """Store what GitHub tells of one repository that an installation reaches; `shown` as for all of them."""
    with database.writing() as connection:
        if not _is_buried(connection, installation_id):
            _save(connection, installation_id, seen, now, shown)


def leave_repository(database: Database, repository_id: int, now: int) -> None:
    """Note that no installation reaches a repository any more."""
    with database.writing() as connection:
        connection.execute(_LEAVE, {"now": now, "ids": [repository_id]})


def private_and_left(database: Database) -> list[Gone]:
    """Give the private repositories that were reached and are not any more: what is stored of them is to go."""
    query = text("SELECT id, name FROM installed_repository WHERE removed_at IS NOT NULL AND is_private ORDER BY id")
    with database.reading() as connection:
        return [Gone(*row) for row in connection.execute(query)]


def forget_installed(database: Database, repository_id: int) -> None:
    """Forget that there ever was such a repository, unless it is reached again by now."""
    query = text("DELETE FROM installed_repository WHERE id = :id AND removed_at IS NOT NULL")
    with database.writing() as connection:
        connection.execute(query, {"id": repository_id})
        forget_check(connection, repository_id)


def hide(database: Database, repository_id: int) -> None:
    """Take a repository for private from now on, before GitHub has been asked: what is hidden too long harms nobody."""
    with database.writing() as connection:
        for table, column in (("installed_repository", "id"), ("repository", "github_id")):
            query = text(f"UPDATE {table} SET is_private = :private WHERE {column} = :id")
            connection.execute(query, {"private": True, "id": repository_id})


def private_ids(database: Database) -> frozenset[int]:
    """Give GitHub's numbers of the repositories that are private as far as is known here."""
    query = text(
        "SELECT id FROM installed_repository WHERE is_private"
        " UNION SELECT github_id FROM repository WHERE is_private AND github_id IS NOT NULL"
    )
    with database.reading() as connection:
        return frozenset(row[0] for row in connection.execute(query))


def private_names(database: Database) -> set[str]:
    """Give the names of all repositories that are private, in lower case: they appear nowhere outside themselves."""
    with database.reading() as connection:
        return {row[0] for row in connection.execute(text("SELECT name_key FROM repository WHERE is_private"))}


def link(connection: Connection, name_key: str) -> None:
    """Tie what git tells of a name to the repository that bears it on GitHub now, in a writing block.

    Where the App reaches it: its number, and whether it is private.
    """
    found = text(
        "SELECT id, is_private FROM installed_repository WHERE LOWER(name) = :key AND removed_at IS NULL LIMIT 1"
    )
    row = connection.execute(found, {"key": name_key}).first()
    if row is not None:
        _tie(connection, name_key, row[0], is_private=bool(row[1]))


def _is_buried(connection: Connection, installation_id: int) -> bool:
    """Whether an installation is a tombstone; on PostgreSQL burying it waits for the end of the block."""
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    query = text(f"SELECT removed_at FROM installation WHERE id = :id{lock}")
    return connection.execute(query, {"id": installation_id}).scalar() is not None


def _hidden(connection: Connection, repository_id: int) -> bool:
    query = text(
        "SELECT 1 FROM installed_repository WHERE id = :id AND is_private"
        " UNION SELECT 1 FROM repository WHERE github_id = :id AND is_private"
    )
    return connection.execute(query, {"id": repository_id}).first() is not None


def _save(connection: Connection, installation_id: int, seen: RepositorySeen, now: int, shown: Collection[int]) -> None:
    if not seen.is_private and seen.id not in shown and _hidden(connection, seen.id):
        seen = seen._replace(is_private=True)
    query = text(
        "INSERT INTO installed_repository (id, installation_id, name, is_private, default_branch, added_at)"
        " VALUES (:id, :installation, :name, :is_private, :default_branch, :now)"
        " ON CONFLICT (id) DO UPDATE SET installation_id = :installation, name = :name, is_private = :is_private,"
        " default_branch = COALESCE(:default_branch, installed_repository.default_branch), removed_at = NULL"
    )
    connection.execute(query, seen._asdict() | {"installation": installation_id, "now": now})
    _follow(connection, seen)


def _follow(connection: Connection, seen: RepositorySeen) -> None:
    """Have the facts' repository bear the name that it has now."""
    key = seen.name.lower()
    with_number = text("SELECT id, name FROM repository WHERE github_id = :id")
    with_name = text("SELECT id, github_id FROM repository WHERE name_key = :key")
    ours = connection.execute(with_number, {"id": seen.id}).first()
    holder = connection.execute(with_name, {"key": key}).first()
    if ours is not None and holder is not None and holder[0] != ours[0]:
        if holder[1] is None:
            # Read by git alone under the new name: it is the same repository, and its newer reading stays.
            connection.execute(text("UPDATE repository SET github_id = NULL WHERE id = :id"), {"id": ours[0]})
            ours = None
        else:
            # The name was another repository's, which bears one that is not known yet.
            moved = {"id": holder[0], "name": f"{seen.name}@{holder[1]}", "key": f"{key}@{holder[1]}"}
            connection.execute(text("UPDATE repository SET name = :name, name_key = :key WHERE id = :id"), moved)
    if ours is None:
        _tie(connection, key, seen.id, is_private=seen.is_private)
        return
    rename = text("UPDATE repository SET name = :name, name_key = :key, is_private = :private WHERE id = :id")
    connection.execute(rename, {"id": ours[0], "name": seen.name, "key": key, "private": seen.is_private})


def _tie(connection: Connection, name_key: str, github_id: int, *, is_private: bool) -> None:
    query = text(
        "UPDATE repository SET github_id = :id, is_private = :private WHERE name_key = :key"
        " AND (github_id IS NULL OR github_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM repository o WHERE o.github_id = :id AND o.name_key <> :key)"
    )
    connection.execute(query, {"id": github_id, "key": name_key, "private": is_private})


def _leave(connection: Connection, installation_id: int, kept: Collection[int], now: int) -> None:
    query = text("SELECT id FROM installed_repository WHERE installation_id = :id AND removed_at IS NULL")
    reached = connection.execute(query, {"id": installation_id}).scalars()
    gone = [each for each in reached if each not in kept]
    if gone:
        connection.execute(_LEAVE, {"now": now, "ids": gone})
