"""One holder at a time; whoever was paused too long is fenced off."""

from concurrent.futures import ThreadPoolExecutor

from bot.store.database import Database
from bot.store.leases import is_held, release, renew, take


def test_a_lease_is_held_by_one_until_it_expires(database: Database) -> None:
    first = take(database, "clock", "one", now=1_000, seconds=60)
    assert first is not None
    assert take(database, "clock", "two", now=1_059, seconds=60) is None
    assert take(database, "clock", "one", now=1_059, seconds=60) is None, "two processes may bear one name"
    second = take(database, "clock", "two", now=1_060, seconds=60)
    assert second is not None
    assert second.fencing > first.fencing


def test_a_renewed_lease_is_not_taken_over(database: Database) -> None:
    held = take(database, "clock", "one", now=1_000, seconds=60)
    assert held is not None
    renewed = renew(database, held, now=1_050, seconds=60)
    assert renewed == held._replace(expires_at=1_110)
    assert take(database, "clock", "two", now=1_109, seconds=60) is None


def test_who_was_paused_past_its_lease_cannot_renew_what_another_holds(database: Database) -> None:
    stale = take(database, "clock", "one", now=1_000, seconds=60)
    assert stale is not None
    other = take(database, "clock", "two", now=1_100, seconds=60)
    assert other is not None
    assert renew(database, stale, now=1_101, seconds=60) is None
    release(database, stale)
    with database.writing() as connection:
        assert not is_held(connection, stale)
        assert is_held(connection, other)
    assert take(database, "clock", "three", now=1_102, seconds=60) is None


def test_an_expired_lease_that_nobody_took_is_held_on(database: Database) -> None:
    held = take(database, "clock", "one", now=1_000, seconds=60)
    assert held is not None
    assert renew(database, held, now=9_000, seconds=60) is not None


def test_a_released_lease_is_free_at_once_and_its_number_grows_on(database: Database) -> None:
    held = take(database, "clock", "one", now=1_000, seconds=60)
    assert held is not None
    release(database, held)
    after = take(database, "clock", "two", now=1_001, seconds=60)
    assert after is not None
    assert after.fencing == held.fencing + 1


def test_leases_of_different_names_are_independent(database: Database) -> None:
    assert take(database, "clock", "one", now=1_000, seconds=60)
    assert take(database, "resync", "two", now=1_000, seconds=60)


def test_of_many_who_ask_at_once_one_gets_it(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda number: take(database, "clock", f"worker {number}", 1_000, 60), range(16)))
    assert sum(lease is not None for lease in got) == 1


def test_a_lease_that_a_clock_far_ahead_was_given_and_left_is_taken_by_one_that_is_right(database: Database) -> None:
    ahead = take(database, "clock", "one", 30 * 86_400, 60)
    assert ahead is not None
    right = take(database, "clock", "two", 1_000, 60)
    assert right is not None
    assert right.fencing > ahead.fencing
    assert renew(database, ahead, 1_010, 60) is None
