"""Forgetting a repository: every row that is about it, and the accounts that nothing else speaks of.

Which tables that are, their foreign keys say, so that a new table is not overlooked. In short transactions; one that is
cut off is gone on with.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Table, TextClause, bindparam, text

from bot.batches import batches
from bot.store import activity_tables, app_tables  # noqa: F401 - they belong to the metadata
from bot.store.database import Database
from bot.store.tables import METADATA

_ROWS_A_TRANSACTION = 2_000
_LOOKUP = 500
_DERIVED = frozenset({"employment", "presence"})
"""Tables that say of an account what follows from others: they are no reason to keep it."""


def forget_repository(database: Database, github_id: int, name: str) -> bool:
    """Delete all facts of a repository, found by GitHub's number, else by its name; False where there are none.

    Call it under the repository's lock.
    """
    found = text("SELECT id FROM repository WHERE github_id = :id OR github_id IS NULL AND name_key = :key")
    with database.reading() as connection:
        row = connection.execute(found, {"id": github_id, "key": name.lower()}).first()
        if row is None:
            return False
        about = _about_repositories()
        accounts = set(_accounts_of(connection, about, row[0]))
    for table in reversed(METADATA.sorted_tables):
        if table.name in about:
            _delete(database, table, about[table.name], row[0])
    for some in batches(sorted(accounts), _LOOKUP):
        with database.writing() as connection:
            _forget_accounts(connection, about, some)
    return True


def _about_repositories() -> Mapping[str, str]:
    """Give for each table that has rows about repositories the condition of those about repository :id."""
    about = {"repository": "id = :id"}
    for table in METADATA.sorted_tables:
        parts = [
            f"{key.parent.name} = :id"
            if key.column.table.name == "repository"
            else f"{key.parent.name} IN (SELECT id FROM {key.column.table.name} WHERE {about[key.column.table.name]})"
            for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
            if key.column.table.name in about and key.column.table.name != table.name
        ]
        if parts:
            about[table.name] = " OR ".join(parts)
    return about


def _naming_accounts(about: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the columns, with their tables, by which facts of repositories name accounts."""
    for table in METADATA.sorted_tables:
        if table.name in about and table.name not in _DERIVED:
            for key in table.foreign_keys:
                if key.column.table.name == "account":
                    yield table.name, key.parent.name


def _accounts_of(connection: Connection, about: Mapping[str, str], repository: int) -> Iterator[int]:
    for table, column in _naming_accounts(about):
        query = text(f"SELECT DISTINCT {column} FROM {table} WHERE ({about[table]}) AND {column} IS NOT NULL")
        yield from (row[0] for row in connection.execute(query, {"id": repository}))


def _delete(database: Database, table: Table, condition: str, repository: int) -> None:
    key = ", ".join(column.name for column in table.primary_key)
    query = text(
        f"DELETE FROM {table.name} WHERE ({key}) IN (SELECT {key} FROM {table.name} WHERE {condition} LIMIT :most)"
    )
    while True:
        with database.writing() as connection:
            values = {"id": repository, "most": _ROWS_A_TRANSACTION}
            if connection.execute(query, values).rowcount < _ROWS_A_TRANSACTION:
                return


def _forget_accounts(connection: Connection, about: Mapping[str, str], accounts: list[int]) -> None:
    """Delete those of some accounts that nothing names any more, with what was known of them and their persons."""
    left = set(accounts)
    for table, column in _naming_accounts(about):
        if left:
            named = _among(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN :ids")
            left.difference_update(row[0] for row in connection.execute(named, {"ids": sorted(left)}))
    if not left:
        return
    ids = {"ids": sorted(left)}
    persons = [row[0] for row in connection.execute(_among("SELECT person_id FROM account WHERE id IN :ids"), ids)]
    for table in reversed(METADATA.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table.name == "account":
                connection.execute(_among(f"DELETE FROM {table.name} WHERE {key.parent.name} IN :ids"), ids)
    connection.execute(_among("DELETE FROM account WHERE id IN :ids"), ids)
    lonely = (
        "DELETE FROM person WHERE id IN :ids AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = person.id)"
    )
    connection.execute(_among(lonely), {"ids": persons})


def _among(query: str) -> TextClause:
    return text(query).bindparams(bindparam("ids", expanding=True))
