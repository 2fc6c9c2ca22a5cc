"""Closed months, revision after revision, as they were published."""

import pytest

from bot.errors import InputError
from bot.store.database import Database
from bot.store.months import Closing, closed_months, newest_revision, read_closing, save
from reports.months import Month

JUNE, JULY = Month(2026, 6), Month(2026, 7)


def saved(database: Database, *closings: Closing) -> None:
    with database.writing() as connection:
        for closing in closings:
            save(connection, closing)


def test_before_anything_is_closed_the_way_out_is_said(database: Database) -> None:
    assert closed_months(database) == []
    for month in (None, JULY):
        with pytest.raises(InputError, match="No month is closed yet") as raised:
            read_closing(database, month)
        assert "giveback close YYYY-MM" in raised.value.remedy


def test_a_month_that_is_not_closed_is_answered_with_those_that_are(database: Database) -> None:
    saved(database, Closing(JUNE, 1, "{}", "{}"))
    with pytest.raises(InputError, match="2026-07 is not closed") as raised:
        read_closing(database, JULY)
    assert raised.value.remedy == "Closed are 2026-06; close it with: giveback close 2026-07"


def test_the_newest_month_and_the_newest_revision_are_given(database: Database) -> None:
    july = [Closing(JULY, number, f'{{"july": {number}}}', "{}") for number in range(1, 12)]
    saved(database, *july, Closing(JUNE, 1, "{}", '{"ü": "–"}'))
    assert closed_months(database) == [JUNE, JULY]
    assert read_closing(database, None) == july[-1]
    assert read_closing(database, JUNE) == Closing(JUNE, 1, "{}", '{"ü": "–"}')
    with database.reading() as connection:
        assert newest_revision(connection, Month(2026, 5)) is None


def test_a_revisions_sidecar_may_move_on_and_its_content_may_not(database: Database) -> None:
    saved(database, Closing(JULY, 1, "content", "provisional"))
    saved(database, Closing(JULY, 1, "another content", "final"))
    assert read_closing(database, JULY) == Closing(JULY, 1, "content", "final")


def test_a_large_content_comes_back_byte_for_byte(database: Database) -> None:
    content = "".join(f'"{number}": "\\u0000 – ü 𝄞 \\\\ \' % {{}}",' for number in range(50_000))
    saved(database, Closing(JULY, 1, content, "{}"))
    assert read_closing(database, JULY).content == content
