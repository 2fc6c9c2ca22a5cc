"""Closing a month: attribute, measure, score, and freeze the result with its sidecar."""

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from bot.errors import InputError
from bot.registry import Registry
from bot.signing import Signer
from bot.store.database import Database
from bot.store.employments import attributed_reading
from bot.store.ledger import read_ledger
from bot.store.months import Closing, newest_revision, save
from reports.methodology import NEWEST, methodology
from reports.months import Month
from reports.renderers.canonical import canonical
from reports.scorecard import Change, differences, make_content

# The reply window: a month is provisional until the 24th of the next one.
_FINAL_DAY = 24
_FIRST = Month(1970, 1)
_MOST_DIFFERENCES = 500
_READINGS = text(
    "SELECT r.name, g.source, g.read_until FROM reading g JOIN repository r ON r.id = g.repository_id"
    " WHERE g.read_until IS NOT NULL"
)
_DIGESTS = ("registry_digest", "facts_digest", "activity_digest")


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing did: the month's newest revision, and whether this run made or changed it."""

    closing: Closing
    sidecar: Mapping[str, Any]
    is_new_revision: bool
    is_new_state: bool

    @property
    def what(self) -> str:
        """What became of the month, in words."""
        return "closed" if self.is_new_revision else "moved on" if self.is_new_state else "unchanged"


def close_month(database: Database, registry: Registry, month: Month, signer: Signer, now: datetime) -> Closed:
    """Freeze a month. With the same facts nothing changes; with others a revision is made that states the difference.

    Raises InputError for a month that is not over, and for one before there were commits.
    """
    require_over(month, now)
    with database.lock(f"close {month}"):
        with attributed_reading(database, registry) as connection, _without_collecting():
            before = newest_revision(connection, month)
            facts = _digest(connection.execute(text("SELECT name, tip FROM repository WHERE scan > 0")).all())
            activity = _digest(connection.execute(_READINGS).all())
            old = json.loads(before.sidecar) if before else {}
            version = old.get("methodology", NEWEST)  # closed months keep their methodology
            content = make_content(read_ledger(connection, registry, month, methodology(version)), methodology(version))
        sidecar = {
            "month": str(month),
            "state": "final" if old.get("state") == "final" else _state(month, now),
            "closed_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "methodology": version,
            "registry_digest": registry.digest,
            "facts_digest": facts,
            "activity_digest": activity,
        }
        return _frozen(database, before, old, canonical(content), sidecar, signer)


def require_over(month: Month, now: datetime) -> None:
    """Raise InputError for a month that is not over, and for one before there were commits."""
    if month >= Month.of(now):
        message = f"{month} is not over"
        raise InputError(
            message, f"It can be closed from {month.plus(1)}-01 on; the newest that can is {_newest(now)}."
        )
    if month < _FIRST:
        message = f"{month} is before {_FIRST}, where commits' dates begin"
        raise InputError(message, f"The newest that can be closed is {_newest(now)}.")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for cycles while a ledger grows: there are none, and it would look ever longer."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _frozen(
    database: Database,
    before: Closing | None,
    old: Mapping[str, Any],
    content: str,
    new: dict[str, Any],
    signer: Signer,
) -> Closed:
    same = before is not None and before.content == content
    if before is not None and same and old["state"] == new["state"]:
        return Closed(before, old, is_new_revision=False, is_new_state=False)
    month = Month.parse(new["month"])
    changes = differences(json.loads(before.content), json.loads(content)) if before and not same else []
    sidecar = {
        **new,
        "revision": before.revision + (not same) if before else 1,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "difference": old.get("difference", [])
        if same
        else [_as_json(change) for change in changes[:_MOST_DIFFERENCES]],
        "difference_count": old.get("difference_count", 0) if same else len(changes),
        "why": old.get("why", []) if same else _why(old, new),
    }
    if same:  # only the state moves on: what the content was made with stays said
        sidecar |= {key: old[key] for key in _DIGESTS if key in old}
    sidecar |= {"public_key": signer.public_key, "signature": signer.sign(canonical(sidecar).encode())}
    closing = Closing(month, sidecar["revision"], content, canonical(sidecar))
    with database.writing() as connection:
        save(connection, closing)
    return Closed(closing, sidecar, is_new_revision=not same, is_new_state=same)


def _why(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Say what differs in what the month was made from."""
    if not old:
        return ["first published"]
    reasons = []
    if old["facts_digest"] != new["facts_digest"]:
        reasons.append("histories were scanned that had not been, had grown or had been rewritten")
    if old.get("activity_digest", _digest(())) != new["activity_digest"]:
        reasons.append("activity on GitHub was read that had not been, or has happened since")
    if old["registry_digest"] != new["registry_digest"]:
        reasons.append(f"the registry changed from {old['registry_digest'][:12]} to {new['registry_digest'][:12]}")
    return reasons or ["Giveback itself was mended: see its changelog"]


def _as_json(change: Change) -> dict[str, Any]:
    return change._asdict()


def _state(month: Month, now: datetime) -> str:
    return "final" if now >= month.end.replace(day=_FINAL_DAY) else "provisional"


def _newest(now: datetime) -> Month:
    return Month.of(now).plus(-1)


def _digest(rows: Sequence[Any]) -> str:
    lines = sorted(" ".join(map(str, row)) + "\n" for row in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
