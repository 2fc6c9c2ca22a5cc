"""Catching up: deliveries that GitHub sent and nobody here received are found in its list, and asked for again.

GitHub keeps the list for three days. All of it is compared with the inbox, not the failed ones alone: a delivery that
was never answered can have any status, and one that was answered can have been lost with a machine. A delivery is asked
for a few times at most; what it was about is looked at anyway when installations and repositories are read again.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from bot.batches import batches
from bot.context import Deployment
from bot.github_client import Connection, GitHubError, InvalidError, NotFoundError
from bot.store.arrivals import newest_received, received

WINDOW = 3 * 86_400
"""Seconds for which GitHub lists deliveries, and sends them again."""
_LIST = "/app/hook/deliveries"
_YOUNG = 60  # seconds in which a delivery may still be on its way
_MOST_REDELIVERIES = 3
_MOST_LISTED = 20_000
_MOST_ASKED = 500
_LOOKUP = 200
_log = logging.getLogger(__name__)


class CaughtUp(NamedTuple):
    """What was found: how many deliveries were listed, missed, asked for again, and cannot be recovered."""

    listed: int
    missed: int
    asked: int
    lost: int
    unseen: tuple[int, int] | None
    """A span (seconds since 1970) of which GitHub tells nothing any more, and in which nothing was received here."""


class _Listed(NamedTuple):
    """A delivery in GitHub's list: the number of its newest attempt, and how often it was sent again."""

    number: int
    event: str
    delivered_at: int
    redeliveries: int


def catch_up(deployment: Deployment) -> CaughtUp:
    """Compare GitHub's list with the inbox, and ask for what is missing.

    Raises what GitHub refuses with; what was asked for until then is on its way, and the next time goes on.
    """
    now = deployment.seconds()
    unseen = _unseen(deployment, now)
    with deployment.github.as_app() as app:
        listed = _listed(app, now - WINDOW)
        missed = _missed(deployment, listed, now)
        asked = lost = 0
        for guid, each in missed.items():
            if each.redeliveries >= _MOST_REDELIVERIES:
                lost += 1
                _log.warning("delivery %s (%s) was sent again in vain: it is given up", guid, each.event)
            elif asked < _MOST_ASKED:
                is_on_its_way = _ask(app, guid, each)
                asked, lost = asked + is_on_its_way, lost + (not is_on_its_way)
    if unseen is not None:
        _log.warning("nothing was received for more than three days: some deliveries can no longer be recovered")
    return CaughtUp(len(listed), len(missed), asked, lost, unseen)


def _unseen(deployment: Deployment, now: int) -> tuple[int, int] | None:
    newest = newest_received(deployment.database)
    return (newest, now - WINDOW) if newest is not None and newest < now - WINDOW else None


def _listed(app: Connection, since: int) -> dict[str, _Listed]:
    """Give the deliveries of GitHub's list by GUID, those first that were sent first."""
    found: dict[str, _Listed] = {}
    for item in islice(app.pages(_LIST), _MOST_LISTED):
        guid, each = _read(item)
        if each.delivered_at < since:
            break
        newer = found.pop(guid, each)
        redeliveries = newer.redeliveries + each.redeliveries if newer is not each else each.redeliveries
        found[guid] = newer._replace(redeliveries=redeliveries)
    return dict(reversed(found.items()))


def _read(item: Mapping[str, Any]) -> tuple[str, _Listed]:
    try:
        delivered_at = int(datetime.fromisoformat(item["delivered_at"]).astimezone(UTC).timestamp())
        return str(item["guid"]), _Listed(int(item["id"]), str(item["event"]), delivered_at, int(item["redelivery"]))
    except (KeyError, TypeError, ValueError) as error:
        raise GitHubError(200, f"GitHub: GET {_LIST}: an item that cannot be understood") from error


def _missed(deployment: Deployment, listed: Mapping[str, _Listed], now: int) -> dict[str, _Listed]:
    known: set[str] = set()
    for guids in batches(listed, _LOOKUP):
        known |= received(deployment.database, guids)
    return {guid: each for guid, each in listed.items() if guid not in known and each.delivered_at <= now - _YOUNG}


def _ask(app: Connection, guid: str, each: _Listed) -> bool:
    """Ask for a delivery; asked twice it is received once. False where GitHub cannot send it any more."""
    try:
        app.post_repeatably(f"{_LIST}/{each.number}/attempts")
    except (NotFoundError, InvalidError) as error:
        _log.warning("delivery %s (%s) can no longer be recovered: %s", guid, each.event, error.message)
        return False
    return True
