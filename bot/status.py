"""Status: what has been read, what is under way or was cut off, and which months are closed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from bot.github_client import BudgetState
from bot.registry import Registry
from bot.store.budgets import kept_budgets
from bot.store.database import Database
from bot.store.months import newest_sidecars
from bot.store.readings import readings_by_repository


def status(database: Database, registry: Registry) -> dict[str, Any]:
    """Give the state of everything that is stored."""
    with database.reading() as connection:
        repositories = _repositories(connection, registry)
        unfinished = _unfinished_scans(connection)
        accounts = connection.execute(text("SELECT COUNT(*) FROM account")).scalar_one()
    read = {registry.upstream_name(each["repository"]) for each in repositories}
    return {
        "database": database.shown,
        "repositories": repositories,
        "not_scanned": sorted(set(registry.upstreams) - read),
        "unfinished_scans": unfinished,
        "accounts": accounts,
        "budgets": [_budget(state) for state in kept_budgets(database)],
        "months": [_month(json.loads(sidecar)) for sidecar in newest_sidecars(database).values()],
    }


def _repositories(connection: Connection, registry: Registry) -> list[dict[str, Any]]:
    query = text(
        "SELECT r.name, r.tip, r.commits, r.unreadable, s.finished_at FROM repository r"
        " LEFT JOIN scan s ON s.repository_id = r.id AND s.number = r.scan WHERE r.scan > 0"
    )
    activity = readings_by_repository(connection)
    return [
        {
            "repository": name,
            "in_index": registry.upstream_name(name) in registry.upstreams,
            "head": tip,
            "commits": commits,
            "unreadable": unreadable,
            "scanned_at": str(finished) if finished else None,
            "activity": _activity(activity.get(name, {})),
        }
        for name, tip, commits, unreadable, finished in sorted(tuple(row) for row in connection.execute(query))
    ]


def _unfinished_scans(connection: Connection) -> list[dict[str, str]]:
    query = text(
        "SELECT r.name, s.started_at FROM scan s JOIN repository r ON r.id = s.repository_id"
        " WHERE s.finished_at IS NULL"
    )
    found = sorted((row[0], str(row[1])) for row in connection.execute(query))
    return [{"repository": name, "started_at": started} for name, started in found]


def _budget(state: BudgetState) -> dict[str, Any]:
    return {
        "credential": state.credential,
        "bucket": state.bucket,
        "limit": state.limit,
        "remaining": state.remaining,
        "reserve": state.reserve,
        "until": _instant(state.reset_at),
        "seen_at": _instant(state.seen_at),
    }


def _month(sidecar: Mapping[str, Any]) -> dict[str, Any]:
    return {key: sidecar[key] for key in ("month", "state", "revision", "closed_at", "sha256")}


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
