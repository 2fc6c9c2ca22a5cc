"""Status: what has been read, what is under way or was cut off, and which months are closed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from bot.registry import Registry
from bot.store.budgets import kept_budgets
from bot.store.database import Database
from bot.store.months import closed_months, read_closing
from bot.store.readings import readings_by_repository


def status(database: Database, registry: Registry) -> dict[str, Any]:
    """Give the state of everything that is stored."""
    repositories = text(
        "SELECT r.name, r.tip, r.commits, r.unreadable, s.finished_at FROM repository r"
        " LEFT JOIN scan s ON s.repository_id = r.id AND s.number = r.scan WHERE r.scan > 0"
    )
    unfinished = text(
        "SELECT r.name, s.started_at FROM scan s JOIN repository r ON r.id = s.repository_id"
        " WHERE s.finished_at IS NULL"
    )
    with database.reading() as connection:
        read = sorted(tuple(row) for row in connection.execute(repositories))
        cut_off = sorted((row[0], str(row[1])) for row in connection.execute(unfinished))
        activity = readings_by_repository(connection)
        accounts = connection.execute(text("SELECT COUNT(*) FROM account")).scalar_one()
    months = [json.loads(read_closing(database, month).sidecar) for month in closed_months(database)]
    budgets = kept_budgets(database)
    names = {registry.upstream_name(row[0]) for row in read}
    return {
        "database": database.shown,
        "repositories": [
            {
                "repository": name,
                "in_index": registry.upstream_name(name) in registry.upstreams,
                "head": tip,
                "commits": commits,
                "unreadable": unreadable,
                "scanned_at": str(finished) if finished else None,
                "activity": _activity(activity.get(name, {})),
            }
            for name, tip, commits, unreadable, finished in read
        ],
        "not_scanned": sorted(set(registry.upstreams) - names),
        "unfinished_scans": [{"repository": name, "started_at": started} for name, started in cut_off],
        "accounts": accounts,
        "budgets": [
            {
                "credential": each.credential,
                "bucket": each.bucket,
                "limit": each.limit,
                "remaining": each.remaining,
                "reserve": each.reserve,
                "until": _instant(each.reset_at),
                "seen_at": _instant(each.seen_at),
            }
            for each in budgets
        ],
        "months": [
            {key: each[key] for key in ("month", "state", "revision", "closed_at", "sha256")} for each in months
        ],
    }


def _activity(readings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Say how far GitHub's API was read; nothing of it where the repository is known by git alone."""
    return {
        source: {
            "read_until": _instant(reading["read_until"]) if reading["read_until"] is not None else None,
            "is_interrupted": reading["is_interrupted"],
        }
        for source, reading in sorted(readings.items())
    }


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
