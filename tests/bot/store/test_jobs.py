"""Jobs: asked for once, held by one, tried again, given up; whoever lost a claim changes nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.database import Database
from bot.store.jobs import (
    MOST_ATTEMPTS,
    Claim,
    JobRow,
    ask,
    ask_in,
    claim,
    claim_one,
    fail,
    find,
    finish,
    forget_old,
    listed,
    pause_after,
    periods,
    postpone,
    renew,
    supersede,
    under_way,
)

KINDS = ("collect", "publish")
LEASE = 120


def claimed(database: Database, worker: str = "w", now: int = 1_000) -> Claim:
    held = claim(database, KINDS, worker, now, LEASE)
    assert held is not None
    return held


def row(database: Database, period: str = "a") -> JobRow:
    found = find(database, "collect", period)
    assert found is not None
    return found


def test_a_period_is_asked_for_once(database: Database) -> None:
    assert ask(database, "collect", "a", 1_000)
    assert not ask(database, "collect", "a", 2_000)
    assert ask(database, "publish", "a", 1_000), "another kind's periods are its own"
    assert row(database).due_at == 1_000
    assert periods(database, "collect") == {"a"}


def test_what_is_not_due_or_not_of_these_kinds_is_not_claimed(database: Database) -> None:
    ask(database, "collect", "later", 1_001)
    ask(database, "close-final", "2026-07", 1)
    assert claim(database, KINDS, "w", 1_000, LEASE) is None


def test_what_has_been_due_longest_comes_first(database: Database) -> None:
    for period, due in (("c", 30), ("a", 20), ("b", 10)):
        ask(database, "collect", period, due)
    assert [claimed(database).period for _ in range(3)] == ["b", "a", "c"]


def test_a_job_is_held_by_one_worker(database: Database) -> None:
    ask(database, "collect", "a", 1)
    held = claimed(database)
    assert (row(database).state, row(database).lease_until) == ("running", 1_000 + LEASE)
    assert claim(database, KINDS, "another", 1_000 + LEASE - 1, LEASE) is None
    assert claim_one(database, "collect", "a", "another", 1_000 + LEASE - 1, LEASE) is None
    assert renew(database, held, 1_100, LEASE)
    assert claim(database, KINDS, "another", 1_100 + LEASE - 1, LEASE) is None


def test_of_many_workers_that_claim_at_once_each_gets_another_job(database: Database) -> None:
    with database.writing() as connection:
        ask_in(connection, [("collect", str(number), 1) for number in range(10)])
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda number: claim(database, KINDS, f"w{number}", 1_000, LEASE), range(16)))
    found = [held.period for held in got if held]
    assert sorted(found) == sorted(set(found)) == sorted(map(str, range(10)))


def test_a_job_that_is_done_is_done_for_good(database: Database) -> None:
    ask(database, "collect", "a", 1)
    assert finish(database, claimed(database), 1_005, "read", then=[("publish", "b", 7), ("collect", "a", 7)])
    assert claim(database, ("collect",), "w", 99_999, LEASE) is None
    assert claim_one(database, "collect", "a", "w", 99_999, LEASE) is None
    assert (row(database).state, row(database).outcome, row(database).finished_at) == ("done", "read", 1_005)
    assert find(database, "publish", "b") is not None


def test_a_worker_that_is_gone_is_taken_over_and_what_it_says_later_changes_nothing(database: Database) -> None:
    ask(database, "collect", "a", 1)
    stale = claimed(database, "gone")
    fresh = claimed(database, "other", 1_000 + LEASE)
    assert (fresh.period, fresh.attempt) == ("a", 2)
    before = row(database)
    assert not renew(database, stale, 1_200, LEASE)
    assert not finish(database, stale, 1_200, "read", then=[("publish", "b", 7)])
    assert not fail(database, stale, 1_200, "broken")
    assert not postpone(database, stale, 5_000, "later")
    assert row(database) == before
    assert find(database, "publish", "b") is None, "what follows from a lost claim is not asked for either"
    assert finish(database, fresh, 1_300, "read")


def test_a_failure_is_tried_again_after_growing_pauses_and_given_up(database: Database) -> None:
    ask(database, "collect", "a", 1_000)
    now = 1_000
    for attempt in range(1, MOST_ATTEMPTS + 1):
        held = claimed(database, now=now)
        assert held.attempt == attempt
        assert fail(database, held, now, f"broken {attempt}")
        if attempt < MOST_ATTEMPTS:
            assert row(database).not_before == now + pause_after(attempt)
            assert claim(database, KINDS, "w", now + pause_after(attempt) - 1, LEASE) is None
            now += pause_after(attempt)
    assert (row(database).state, row(database).last_error) == ("failed", f"broken {MOST_ATTEMPTS}")
    assert claim(database, KINDS, "w", now + 10**6, LEASE) is None
    assert [pause_after(attempt) for attempt in (1, 2, 3)] == [60, 240, 960]


def test_what_was_given_up_may_be_run_by_hand_with_all_its_attempts(database: Database) -> None:
    ask(database, "collect", "a", 1_000)
    for attempt in range(MOST_ATTEMPTS):
        fail(database, claimed(database, now=10**6 * (attempt + 1)), 10**6 * (attempt + 1), "broken")
    held = claim_one(database, "collect", "a", "hand", 10**8, LEASE)
    assert held is not None
    assert held.attempt == 1
    assert fail(database, held, 10**8, "still broken")
    assert row(database).state == "waiting"


def test_a_job_that_takes_its_workers_with_it_is_given_up_too(database: Database) -> None:
    ask(database, "collect", "a", 1)
    now = 1_000
    for _ in range(MOST_ATTEMPTS):
        claimed(database, now=now)
        now += LEASE
    assert claim(database, KINDS, "w", now, LEASE) is None
    assert row(database).state == "failed"
    assert "its worker was gone" in str(row(database).last_error)


def test_putting_off_counts_as_no_attempt(database: Database) -> None:
    ask(database, "collect", "a", 1)
    for number in range(MOST_ATTEMPTS * 2):
        held = claimed(database, f"w{number}", now=1_000 + number)
        assert postpone(database, held, 1_001 + number, "scans are under way")
    assert (row(database).state, row(database).attempts) == ("waiting", 0)
    assert row(database).last_error == "scans are under way"


def test_a_job_may_be_run_before_it_is_due(database: Database) -> None:
    ask(database, "collect", "a", 5_000)
    assert claim_one(database, "collect", "a", "hand", 1_000, LEASE)
    assert claim_one(database, "collect", "never asked for", "hand", 1_000, LEASE) is None


def test_what_is_under_way_is_told_without_what_is_put_off(database: Database) -> None:
    for period, due in (("a", 10), ("b", 20), ("c", 30), ("d", 40), ("later", 5_000)):
        ask(database, "collect", period, due)
    ask(database, "publish", "p", 1)
    finish(database, claimed(database), 1_000, "published")
    finish(database, claimed(database), 1_000, "read")
    fail(database, claimed(database), 1_000, "broken")
    claimed(database)
    assert under_way(database, KINDS, 1_000, 1_000) == ["collect c", "collect d"]
    assert under_way(database, ["publish"], 1_000, 1_000) == []
    assert under_way(database, KINDS, 30, 1_000) == ["collect c"], "what came to be due later is another matter"
    assert under_way(database, KINDS, 5_000, 1_000) == ["collect c", "collect d", "collect later"]


def test_a_newer_job_takes_the_place_of_older_ones_of_its_subject_that_wait(database: Database) -> None:
    for period in ("acme/a_b@2026-08-01", "acme/aXb@2026-08-01", "acme/a_b@2026-08-02", "acme/a_b@2026-08-03"):
        ask(database, "collect", period, 1 if period.endswith("01") else 2)
    first = claimed(database)
    assert first.period == "acme/aXb@2026-08-01"
    with database.writing() as connection:
        assert supersede(connection, "collect", "acme/a_b@", "acme/a_b@2026-08-03", 1_000) == 2
    assert [job.period for job in listed(database, ["collect"]) if job.state == "waiting"] == ["acme/a_b@2026-08-03"]


def test_old_jobs_that_ended_are_forgotten_and_others_are_not(database: Database) -> None:
    for period, due in (("done", 10), ("waiting", 20), ("new", 5_000)):
        ask(database, "collect", period, due)
    finish(database, claimed(database), 1_000, "read")
    assert forget_old(database, "collect", 4_000) == 1
    assert periods(database, "collect") == {"waiting", "new"}


def test_the_newest_are_listed_first_and_by_kind(database: Database) -> None:
    for kind, period, due in (("collect", "a", 10), ("publish", "b", 30), ("collect", "c", 20)):
        ask(database, kind, period, due)
    assert [job.period for job in listed(database)] == ["b", "c", "a"]
    assert [job.period for job in listed(database, ["collect"])] == ["c", "a"]


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_long_error_is_cut(database: Database, length: int) -> None:
    ask(database, "collect", "a", 1)
    fail(database, claimed(database), 1_000, "x" * length)
    assert len(str(row(database).last_error)) == min(length, 2_000)


def test_a_job_whose_worker_was_killed_while_its_clock_was_ahead_is_taken_over(database: Database) -> None:
    ask(database, "collect", "a", 1_000)
    assert claim(database, ["collect"], "killed", 30 * 86_400, 120)
    taken = claim(database, ["collect"], "next", 2_000, 120)
    assert taken is not None
    assert taken.attempt == 2
