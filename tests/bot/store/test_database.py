"""Opening, reading, writing and locking, on both engines; whatever cannot be used is refused with a way out."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from conftest import ROOT
from sqlalchemy import text
from sqlalchemy.engine import make_url
from stored_facts import count

from bot.errors import BusyError, GivebackError, InputError
from bot.store.database import Database, insert, reserve_ids, translated_errors


def refusal(address: str | Path) -> InputError:
    with pytest.raises(InputError) as error:
        Database(str(address))
    assert error.value.exit_status == 2
    assert error.value.remedy
    return error.value


# Addresses and files that cannot be used


@pytest.mark.parametrize("address", ["", ":memory:", "sqlite://", "sqlite:///:memory:", "sqlite:///"])
def test_a_database_in_memory_would_be_forgotten(address: str) -> None:
    assert "memory" in refusal(address).message


@pytest.mark.parametrize("address", ["", "  ", "sqlite://", "sqlite:///"])
def test_an_empty_address_is_called_that(address: str) -> None:
    assert "is empty" in refusal(address).message
    assert "empty" not in refusal(":memory:").message


@pytest.mark.parametrize("address", ["mysql://u:secret@h/db", "oracle://u:secret@h/db", "nonsense://x:secret@y/z"])
def test_another_engine_is_not_supported_and_its_password_not_shown(address: str) -> None:
    error = refusal(address)
    assert "is not supported" in error.message
    assert "secret" not in str(error)


@pytest.mark.parametrize("address", ["://", "postgresql://u:secret@h:port/db"])
def test_an_address_that_cannot_be_read_is_not_repeated(address: str) -> None:
    assert "secret" not in str(refusal(address))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    assert "not a database" in refusal(tmp_path / "x.db").message
    assert (tmp_path / "x.db").read_bytes().startswith(b"not a database, but")


def test_a_damaged_database(sqlite_template: Path, tmp_path: Path) -> None:
    content = bytearray(sqlite_template.read_bytes())
    content[100:4_000] = b"\xff" * 3_900
    (tmp_path / "x.db").write_bytes(content)
    assert "damaged" in refusal(tmp_path / "x.db").message


def test_a_folder_a_file_for_a_folder_and_a_device(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "x.db", Path("/dev/null/x.db")):
        assert str(path.parent) in refusal(path).message


def test_a_folder_without_permission(
    open_folder: Path, sqlite_template: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    (open_folder / "locked").mkdir(mode=0o500)
    (open_folder / "read-only.db").write_bytes(sqlite_template.read_bytes())
    (open_folder / "read-only.db").chmod(0o444)
    with unprivileged():
        assert "locked" in refusal(open_folder / "locked" / "x.db").message
        assert "locked" in refusal(open_folder / "locked" / "further" / "x.db").message
        with (
            pytest.raises(InputError, match="no permission"),
            Database(str(open_folder / "read-only.db")).writing() as c,
        ):
            c.execute(text("INSERT INTO person DEFAULT VALUES"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    error = refusal(f"postgresql://user:secret@/db?host={tmp_path}")
    assert "no connection" in error.message
    assert "secret" not in str(error)


def test_a_server_without_that_database(postgres: str) -> None:
    error = refusal(make_url(postgres).set(database="nowhere").render_as_string(hide_password=False))
    assert "the server refuses" in error.message


@pytest.mark.parametrize("form", ["{path}", "sqlite:///{path}"])
def test_a_plain_path_is_a_file_and_its_folder_is_made(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a b%c" / "ä.db"
    Database(form.format(path=str(path))).close()
    assert path.is_file()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_scheme_of_postgresql_is_understood(postgres: str, scheme: str) -> None:
    address = make_url(postgres).set(database="template", drivername="x").render_as_string(hide_password=False)
    database = Database(address.replace("x://", f"{scheme}://", 1))
    assert not database.is_sqlite
    database.close()


# Transactions


def test_what_fails_in_a_block_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        print(insert(connection, "person", ("id",), [(1,), (2,)]) or 1 // 0)  # type: ignore[func-returns-value]
    assert count(database, "person") == 0


def test_a_reading_block_sees_one_state(database: Database) -> None:
    with database.reading() as reading:
        before = reading.execute(text("SELECT COUNT(*) FROM person")).scalar_one()
        with database.writing() as writing:
            insert(writing, "person", ("id",), [(1,)])
        assert reading.execute(text("SELECT COUNT(*) FROM person")).scalar_one() == before == 0
    assert count(database, "person") == 1


def test_a_second_writer_waits_for_the_first(database: Database) -> None:
    order: list[str] = []

    def second() -> None:
        with database.writing() as connection:
            insert(connection, "person", ("id",), reserve_ids_as_rows(connection))
            order.append("second")

    thread = threading.Thread(target=second)
    with database.writing() as connection:
        insert(connection, "person", ("id",), reserve_ids_as_rows(connection))
        thread.start()
        thread.join(0.2 if database.is_sqlite else 5)  # only SQLite has one writer at a time
        order.append("first")
    thread.join()
    assert order == (["first", "second"] if database.is_sqlite else ["second", "first"])
    assert count(database, "person") == 2


def reserve_ids_as_rows(connection: object) -> list[tuple[int]]:
    return [(number,) for number in reserve_ids(connection, "person", 1)]  # type: ignore[arg-type]


def test_what_must_survive_a_power_cut_is_flushed_by_sqlite_and_nothing_else_is(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "giveback.db"))
    synchronous, normal, full = text("PRAGMA synchronous"), 1, 2
    with contextlib.suppress(ZeroDivisionError), database.writing(durable=True) as connection:
        assert connection.execute(synchronous).scalar_one() == full
        raise ZeroDivisionError
    with database.writing() as connection:
        assert connection.execute(synchronous).scalar_one() == normal
    database.close()


def test_odd_text_comes_back_as_it_went_in(database: Database) -> None:
    odd = ["", "\t", "\n", "\\N", "\\", "'\"", "é\U0001f600\ufffd", "x" * 2_000, "NULL", "<b>", "\\.", "a\rb"]
    columns = ("id", "key", "person_id", "address", "login", "github_id", "name", "kind")
    with database.writing() as connection:
        insert(connection, "person", ("id",), [(1,)])
        rows = [(number, value, 1, value, None, 1 << 40, value, "human") for number, value in enumerate(odd)]
        insert(connection, "account", columns, rows)
        insert(connection, "account", columns, [])
    with database.reading() as connection:
        found = connection.execute(text("SELECT key, login, github_id FROM account ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(value, None, 1 << 40) for value in odd]


def test_reserved_ids_are_new_and_do_not_collide(database: Database) -> None:
    with database.writing() as connection:
        assert reserve_ids(connection, "person", 0) == []
        first = reserve_ids(connection, "person", 3)
        insert(connection, "person", ("id",), [(number,) for number in first])
        second = reserve_ids(connection, "person", 3)
        insert(connection, "person", ("id",), [(number,) for number in second])
    assert len({*first, *second}) == 6


# Locks


def test_a_lock_that_is_held_is_refused_by_name_in_any_case_and_free_afterwards(
    new_database: Callable[..., Database], database: Database
) -> None:
    other = new_database(database.url.render_as_string(hide_password=False))
    with database.lock("Acme/Tool"):
        with pytest.raises(BusyError, match="acme/tool: another run") as error, other.lock("acme/tool"):
            pass
        assert error.value.exit_status == 2
        with pytest.raises(BusyError), database.lock("Acme/Tool"):
            pass
        with other.lock("acme/other"):
            pass
    with other.lock("acme/tool"):
        pass


def test_a_lock_goes_with_an_error_in_its_block(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.lock("acme/tool"):
        print(1 // 0)
    with database.lock("acme/tool"):
        pass


HOLDER = """
import os, signal, sys
from bot.store.database import Database
with Database(sys.argv[1]).lock("acme/tool"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_goes_with_a_killed_process(database: Database) -> None:
    address = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError), database.lock("acme/tool"):
            pass
        holder.kill()
        holder.wait()
    for _ in range(100):
        try:
            with database.lock("acme/tool"):
                return
        except BusyError:
            threading.Event().wait(0.05)  # the server notices a little later
    pytest.fail("the lock of a killed process stayed")


# Trouble while at work


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file: No space left on device'",
            "disk",
        ),
        (
            "RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'permission denied for x'",
            "no permission",
        ),
    ],
)
def test_what_a_server_reports_is_told_in_words(postgres: str, statement: str, words: str) -> None:
    database = Database(make_url(postgres).set(database="template").render_as_string(hide_password=False))
    with pytest.raises(InputError, match=words), database.writing() as connection:
        connection.execute(text(f"DO $$ BEGIN {statement}; END $$"))
    database.close()


def test_a_connection_that_is_lost_is_our_failure_in_words(postgres: str) -> None:
    database = Database(make_url(postgres).set(database="template").render_as_string(hide_password=False))
    with pytest.raises(GivebackError, match="connection was lost"), database.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    database.close()


def test_an_error_of_our_own_is_not_dressed_up(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as error, database.reading() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert not isinstance(error.value, InputError)


def test_an_error_that_is_not_the_databases_passes() -> None:
    with pytest.raises(sqlite3.Error), translated_errors("x"):
        raise sqlite3.OperationalError


OPENER = "import sys; from bot.store.database import Database; sys.stdin.read(); Database(sys.argv[1]).close()"


def test_a_new_database_may_be_opened_by_many_at_once(
    new_address: Callable[..., str], new_database: Callable[..., Database]
) -> None:
    address = new_address(empty=True)
    command = [sys.executable, "-c", OPENER, address]
    openers = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
    said = [opener.communicate()[1] for opener in openers]
    assert [opener.returncode for opener in openers] == [0] * 4, b"".join(said).decode()
    assert count(new_database(address), "person") == 0
