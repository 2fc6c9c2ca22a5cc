"""Comparing two registries over the same facts: whose numbers would move, and by how much. Nothing stored changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from bot.errors import InputError
from bot.registry import Registry
from bot.store.database import Database
from bot.store.employments import derive_presence, would_be
from bot.store.grouped import derive_changes
from bot.store.ledger import read_ledger
from reports.methodology import Methodology
from reports.months import Month
from reports.scorecard import Change, Move, differences, make_content, moves


@dataclass(frozen=True)
class Moved:
    """What would differ in a month's content; of that the numbers that readers cite; and what would be read anew.

    Reading anew (other landing profiles or agents' marks) happens in the next scan and may move numbers further.
    """

    month: Month
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    read_anew: tuple[str, ...]


def compare(database: Database, old: Registry, new: Registry, month: Month, methodology: Methodology) -> Moved:
    """Measure a month with either registry, by the facts as they are, and give what differs.

    Raises InputError where nothing has been scanned.
    """
    derive_changes(database)
    derive_presence(database)
    with database.reading() as connection:  # one snapshot: nothing but the registry differs between the two
        before, after = (_content(connection, registry, month, methodology) for registry in (old, new))
        scanned = sorted(str(row[0]) for row in connection.execute(text("SELECT name FROM repository WHERE scan > 0")))
    if not scanned:
        message = f"{database.shown}: no history has been scanned into it, so that no number could move"
        raise InputError(message, "Give the database of your scans with --database, or scan first.")
    anew = tuple(name for name in scanned if old.reading_profile(name) != new.reading_profile(name))
    return Moved(month, tuple(differences(before, after)), tuple(moves(before, after)), anew)


def _content(connection: Connection, registry: Registry, month: Month, methodology: Methodology) -> Mapping[str, Any]:
    attribution = would_be(connection, registry, int(month.end.timestamp()))
    return make_content(read_ledger(connection, registry, month, methodology, attribution), methodology)
