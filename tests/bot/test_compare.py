"""Comparing registries over the same facts: what would move is told, and nothing that is stored changes."""

from pathlib import Path
from typing import Any

import pytest
from counting import ACME, BOLT, ENGINE, FILES, LONER, Counting
from sqlalchemy import text

from bot.compare import Moved, compare
from bot.registry import Registry, load_registry
from bot.store.employments import attribute
from bot.store.ledger import read_ledger
from reports.methodology import methodology
from reports.months import Month
from reports.scorecard import make_content

JULY = Month(2026, 7)


@pytest.fixture
def other(tmp_path: Path) -> Any:
    """Make the counting registry anew with something replaced."""

    def replaced(file: str, old: str, new: str) -> Registry:
        folder = tmp_path / "other"
        folder.mkdir(exist_ok=True)
        for name, content in FILES.items():
            assert name != file or old in content
            changed = content.replace(old, new) if name == file else content
            (folder / name).write_text(changed, encoding="utf-8")
        return load_registry(only=folder)

    return replaced


def compared(counting: Counting, new: Registry) -> Moved:
    counting.ledger()  # scans and attributes
    return compare(counting.database, counting.registry, new, JULY, methodology())


def test_the_same_registry_moves_nothing(counting: Counting, other: Any) -> None:
    counting.lands("2026-07-01", ACME)
    moved = compared(counting, other("upstreams.toml", "library", "library"))
    assert (moved.changes, moved.moves, moved.read_anew) == ((), (), ())


def test_a_domain_that_changes_hands_moves_both_and_what_is_stored_stays(counting: Counting, other: Any) -> None:
    for day in (1, 2, 3):
        counting.lands(f"2026-07-0{day}", ACME)
    counting.lands("2026-07-04", BOLT)
    counting.lands("2026-07-05", LONER)
    ledger = counting.ledger()
    stored = tables(counting)
    new = other("organizations.toml", "acme.example", "acme-elsewhere.example")
    moved = compared(counting, new)
    people = {move.subject: (move.before, move.after) for move in moved.moves if move.measure == "work_back_people"}
    assert people == {"acme": (1, None)}  # nothing is said of whom nothing is known
    resolved = next(move for move in moved.moves if (move.subject, move.measure) == (ENGINE, "resolved_share"))
    assert (resolved.before, resolved.after) == (0.8, 0.2)
    assert tables(counting) == stored
    attribute(counting.database, new)  # what was told is what comes
    with counting.database.reading() as connection:
        after = make_content(read_ledger(connection, new, JULY, methodology()), methodology())
    engine = next(project for project in after["projects"] if project["repository"] == ENGINE)
    assert engine["trailing12"]["metrics"]["resolved_share"]["value"] == 0.2
    assert ledger.month == JULY


def test_an_account_that_becomes_automation_moves_counts_and_newcomers(counting: Counting, other: Any) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", BOLT)
    bot = f'[automation.bolt]\nkind = "bot"\nroles = ["ci"]\naddresses = ["{BOLT[1]}"]\n[automation.quill]'
    moved = compared(counting, other("automation.toml", "[automation.quill]", bot))
    of_engine = {move.measure: (move.before, move.after) for move in moved.moves if move.subject == ENGINE}
    assert of_engine["changes"] == (2, 1)
    assert of_engine["newcomers"] == (2, 1)


def test_what_would_be_read_anew_is_told(counting: Counting, other: Any) -> None:
    counting.lands("2026-07-01", ACME)
    moved = compared(counting, other("automation.toml", "assisted-by: quill", "assisted-by: pen"))
    assert moved.read_anew == (ENGINE,)
    assert moved.moves == ()


def tables(counting: Counting) -> dict[str, list[Any]]:
    with counting.database.reading() as connection:
        return {
            table: sorted(map(str, connection.execute(text(f"SELECT * FROM {table}"))))
            for table in ("employment", "account", "attribution_run", "closed_month", "presence")
        }
