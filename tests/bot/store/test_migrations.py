"""Migrations: from nothing to the newest and back, the tables are those that the code knows, on both engines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from counting import ACME, BOLT, LONER, Counting, co_authors, confidences
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from bot.errors import InputError
from bot.store import activity_tables, app_tables  # noqa: F401 - they belong to the metadata
from bot.store import database as store
from bot.store.database import NEWEST_REVISION, Database
from bot.store.tables import METADATA

MIGRATIONS = Path(store.__file__).parent / "migrations"


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(address: str, *steps: str) -> set[str]:
    """Run 'upgrade X' and 'downgrade X' in turn and give the tables that there are then."""
    engine = create_engine(make_url(address.replace("postgresql://", "postgresql+psycopg://")))
    with engine.begin() as connection:
        for step in steps:
            verb, _, target = step.partition(" ")
            getattr(command, verb)(config_for(connection), target)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    engine.dispose()
    return tables


def test_the_newest_revision_is_the_only_head() -> None:
    scripts = ScriptDirectory.from_config(config_for(None))  # type: ignore[arg-type]
    assert scripts.get_heads() == [NEWEST_REVISION]
    for script in scripts.walk_revisions():
        assert script.revision == script.path.rpartition("/")[2].partition("_")[0]


@pytest.mark.parametrize("version", ["9999", "abcdef", ""])
def test_a_database_from_a_newer_version_is_refused_and_left_alone(
    database: Database, version: str, new_database: Callable[..., Database]
) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    with pytest.raises(InputError, match="newer Giveback") as error:
        new_database(database.url.render_as_string(hide_password=False))
    assert error.value.exit_status == 2
    assert error.value.remedy
    with database.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == version


def test_up_down_to_nothing_and_up_again(new_address: Callable[..., str]) -> None:
    address = new_address(empty=True)
    known = {*METADATA.tables, "alembic_version"}
    assert migrate(address, "upgrade head") == known
    assert migrate(address, "downgrade base") == {"alembic_version"}
    assert migrate(address, "upgrade head", "downgrade base", "upgrade head") == known


def test_what_is_derived_is_derived_again_after_a_migration(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, body=co_authors(BOLT))
    counting.lands("2026-07-02", ACME, body=co_authors(LONER))
    before = counting.ledger()
    migrate(counting.database.url.render_as_string(hide_password=False), "downgrade 0002", "upgrade head")
    assert counting.ledger() == before
    assert ("bolt", "mail-domain", 500) in confidences(before)


def test_a_database_with_facts_is_migrated_up_and_down_with_all_of_them(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, body=co_authors(BOLT))
    counting.lands("2026-07-02", ACME)
    before = counting.ledger()
    migrate(counting.database.url.render_as_string(hide_password=False), "downgrade 0003", "upgrade head")
    assert counting.ledger() == before
    with counting.database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM landing")).scalar_one() == 2


def test_the_migrated_tables_are_those_that_the_code_knows(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_opening_migrates_and_opening_again_changes_nothing(
    new_address: Callable[..., str], new_database: Callable[..., Database]
) -> None:
    address = new_address(empty=True)
    for _ in range(2):
        database = new_database(address)
        with database.reading() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == NEWEST_REVISION


def test_a_migration_that_fails_leaves_nothing(new_address: Callable[..., str]) -> None:
    address = new_address(empty=True)
    engine = create_engine(make_url(address.replace("postgresql://", "postgresql+psycopg://")))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE scan (id INTEGER)"))  # in the way of the seventh table
    with pytest.raises(Exception, match="scan"):
        Database(address)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"scan", "alembic_version"}
    engine.dispose()
