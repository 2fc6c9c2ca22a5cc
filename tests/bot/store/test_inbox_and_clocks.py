"""The inbox where the clock was ahead and has been set back: nothing waits for a time that was never meant."""

from bot.store import inbox
from bot.store.arrivals import Arrival, receive
from bot.store.database import Database
from bot.store.inbox import claim

NOW = 1_790_000_000
AHEAD = NOW + 30 * 86_400
LEASE = 30


def arrival(number: int, received_at: int) -> Arrival:
    return Arrival(
        f"guid-{number:08}", "push", None, 4242, 9001, "repository:9001", received_at, f"{number:064x}", b"{}"
    )


def guids(database: Database, worker: str) -> list[str]:
    return [each.guid for each in claim(database, worker, NOW, LEASE, 50)]


def test_what_came_while_the_clock_was_ahead_is_handled_and_holds_up_nothing(database: Database) -> None:
    receive(database, [arrival(1, AHEAD)])
    receive(database, [arrival(2, NOW)])
    assert guids(database, "w") == ["guid-00000001", "guid-00000002"]


def test_what_was_put_off_by_a_clock_that_was_ahead_is_tried_again(database: Database) -> None:
    receive(database, [arrival(1, AHEAD)])
    (claimed,) = claim(database, "w", AHEAD, LEASE, 50)
    inbox.put_off(database, "w", claimed.id, AHEAD + 10, "no", attempts=1)
    assert guids(database, "v") == ["guid-00000001"]


def test_a_claim_of_a_killed_process_whose_clock_was_ahead_ends(database: Database) -> None:
    receive(database, [arrival(1, AHEAD)])
    assert claim(database, "w", AHEAD, LEASE, 50)
    assert guids(database, "v") == ["guid-00000001"]
