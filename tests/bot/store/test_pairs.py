"""Looking up by pairs: all that is asked for, once, whatever it holds, on both engines."""

import pytest
from sqlalchemy import text

from bot.store import pairs
from bot.store.database import Database
from bot.store.pairs import look_up

ACCOUNTS = "SELECT a.id, a.key FROM wanted JOIN account a ON a.id = wanted.a AND a.key = wanted.b ORDER BY a.id"
NUMBERS = "SELECT wanted.a, wanted.b FROM wanted ORDER BY wanted.b"


@pytest.fixture
def accounts(database: Database) -> Database:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO person (id) VALUES (1)"))
        for number, key in ((1, "mail:a@acme.example"), (2, "mail:'\"\\$[0]{}@bolt.example"), (3, "mail:ü@x.example")):
            connection.execute(
                text("INSERT INTO account (id, key, person_id, address, name, kind) VALUES (:id, :key, 1, '', '', '')"),
                {"id": number, "key": key},
            )
    return database


def test_only_what_matches_both_columns_is_found(accounts: Database) -> None:
    wanted = [(3, "mail:ü@x.example"), (2, "mail:'\"\\$[0]{}@bolt.example"), (1, "mail:ü@x.example"), (9, "")]
    with accounts.reading() as connection:
        found = [tuple(row) for row in look_up(connection, ACCOUNTS, wanted, {})]
    assert found == [(2, "mail:'\"\\$[0]{}@bolt.example"), (3, "mail:ü@x.example")]


def test_nothing_asked_for_is_nothing_found(database: Database) -> None:
    with database.reading() as connection:
        assert list(look_up(connection, ACCOUNTS, [], {})) == []


def test_numbers_of_any_size_and_sign_come_back_as_they_were_in_any_number_of_batches(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [(1, number) for number in (-(2**62), -70_000, -1, 0, 1, 40_000, 2**31, 2**62)]
    with database.reading() as connection:
        for size in (1, 3, 8, 1_000):
            monkeypatch.setattr(pairs, "_AT_ONCE", size)
            assert [tuple(row) for row in look_up(connection, NUMBERS, reversed(wanted), {})] == wanted
