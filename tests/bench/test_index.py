from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.index import IndexShape, project_sizes, write_index
from bench.index_registry import write_registry
from bot.registry import Registry, load_registry
from bot.store.database import Database
from bot.store.employments import attribute
from bot.store.ledger import read_ledger
from reports.ledger import UNKNOWN
from reports.methodology import methodology
from reports.scorecard import make_content

SHAPE = IndexShape(projects=6, commits=3_000, accounts=200)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = tmp_path_factory.mktemp("registry")
    write_registry(folder, SHAPE.projects)
    return load_registry(only=folder)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(str(tmp_path_factory.mktemp("index") / "index.db"))
    write_index(database, SHAPE)
    yield database
    database.close()


def number(database: Database, query: str) -> int:
    with database.reading() as connection:
        return connection.execute(text(query)).scalar_one()


def test_project_sizes_add_up_exactly_and_fall() -> None:
    sizes = project_sizes(IndexShape())
    assert (len(sizes), sum(sizes)) == (200, 1_000_000)
    assert max(sizes) == sizes[0] > 20 * sizes[-1]


def test_the_index_holds_what_its_shape_says(database: Database) -> None:
    assert number(database, "SELECT COUNT(*) FROM git_commit WHERE NOT is_merge") == SHAPE.commits
    assert number(database, "SELECT SUM(commits) FROM repository") == SHAPE.commits
    assert number(database, "SELECT COUNT(*) FROM repository") == SHAPE.projects
    assert number(database, "SELECT COUNT(*) FROM account") == SHAPE.accounts
    assert number(database, "SELECT COUNT(*) FROM landing") == number(database, "SELECT COUNT(*) FROM git_commit")


def test_every_commit_has_one_author_and_about_a_tenth_have_more(database: Database) -> None:
    assert (
        number(database, "SELECT COUNT(*) FROM git_commit WHERE id NOT IN (SELECT commit_id FROM commit_author)") == 0
    )
    assert number(database, "SELECT COUNT(*) FROM commit_author WHERE role = 0") == number(
        database, "SELECT COUNT(*) FROM git_commit"
    )
    shared = number(database, "SELECT COUNT(DISTINCT commit_id) FROM commit_author WHERE role = 1")
    assert 0.05 < shared / SHAPE.commits < 0.15


def test_nothing_lands_after_the_last_month_and_reverts_name_what_is_there(database: Database) -> None:
    assert number(database, "SELECT MAX(landed_month) FROM landing") <= SHAPE.last.index
    named = number(database, "SELECT COUNT(*) FROM git_commit WHERE reverts_sha IS NOT NULL")
    found = "SELECT COUNT(*) FROM git_commit a JOIN git_commit b ON b.sha = a.reverts_sha"
    assert 0 < named == number(database, found)


def test_the_same_shape_gives_the_same_index(database: Database, tmp_path: Path) -> None:
    other = Database(str(tmp_path / "other.db"))
    write_index(other, SHAPE)
    for query in ("SELECT SUM(lines_counted) FROM git_commit", "SELECT SUM(change) FROM landing"):
        assert number(other, query) == number(database, query)
    other.close()


def test_its_registry_loads_and_knows_employers_bots_and_nobodies(database: Database, registry: Registry) -> None:
    attribute(database, registry)
    with database.reading() as connection:
        ledger = read_ledger(connection, registry, SHAPE.last, methodology())
    organizations = {key.organization for key in ledger.rows}
    assert UNKNOWN in organizations
    assert len(organizations) > 20
    assert any(totals.automation for totals in ledger.totals.values())
    assert any(totals.reverts for totals in ledger.totals.values())
    assert len(make_content(ledger, methodology())["projects"]) == SHAPE.projects
