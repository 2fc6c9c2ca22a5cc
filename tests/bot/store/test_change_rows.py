"""Reading rows: in the order of repositories, whole, and from a connection that is the reader's again afterwards."""

from contextlib import closing
from itertools import groupby, islice

import pytest
from counting import ACME, BOLT, COPY, ENGINE, Counting, co_authors
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.batches import batches
from bot.store import change_rows
from bot.store.change_rows import AuthorRow, RepositoryBegins, RowReader, _by_repository
from reports.months import Month

JULY = Month(2026, 7).index


def row_of(repository: int) -> AuthorRow:
    return AuthorRow(repository, 1, 1, 0, 0, 0, 0, documentation_only=False, ai_marked=False, role=0, account=1)


@given(st.lists(st.integers(1, 4), max_size=30).map(sorted), st.integers(1, 9))
def test_rows_are_parted_where_repositories_are_however_they_are_batched(numbers: list[int], size: int) -> None:
    parted = list(_by_repository(batches([row_of(number) for number in numbers], size)))
    assert all({row.repository for row in rows} == {repository} for repository, rows in parted)
    assert [row.repository for _, rows in parted for row in rows] == numbers


def two_repositories(counting: Counting) -> dict[str, int]:
    counting.lands("2026-07-01", ACME, "Change (#1)", co_authors(BOLT))
    counting.lands("2026-07-02", ACME, "Change more (#1)")
    counting.lands("2026-07-03", BOLT, "Tune", repository=COPY)
    counting.ledger()
    with counting.database.reading() as connection:
        rows = connection.execute(text("SELECT name, id FROM repository ORDER BY id")).all()
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("fetched", [1, 2, 2_000])
def test_each_repository_begins_once_and_its_changes_stay_together(
    counting: Counting, monkeypatch: pytest.MonkeyPatch, fetched: int
) -> None:
    repositories = two_repositories(counting)
    monkeypatch.setattr(change_rows, "_FETCH", fetched)
    begun, numbers = [], []
    with counting.database.reading() as connection:
        for part in RowReader(connection, JULY - 35, JULY).read(repositories):
            if isinstance(part, RepositoryBegins):
                begun.append(part.project)
            else:
                numbers += [(begun[-1], row[1]) for row in part]
    assert sorted(begun) == sorted([ENGINE, COPY])
    assert [name for name, _ in numbers].count(ENGINE) == 3
    assert [name for name, _ in numbers].count(COPY) == 1
    assert len(list(groupby(numbers))) == len(set(numbers))


def test_a_reader_that_stops_early_leaves_a_database_that_can_be_read(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    repositories = two_repositories(counting)
    monkeypatch.setattr(change_rows, "_FETCH", 1)
    with (
        counting.database.reading() as connection,
        closing(RowReader(connection, JULY - 35, JULY).read(repositories)) as parts,
    ):
        assert len(list(islice(parts, 2))) == 2
    with counting.database.reading() as connection:
        reader = RowReader(connection, JULY - 35, JULY)
        with closing(reader.read(repositories)) as parts:
            assert len(list(islice(parts, 2))) == 2
    with counting.database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM repository")).scalar_one() == 2
