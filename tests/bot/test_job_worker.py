"""What becomes of a job: done, put off, tried again, given up, lost to another worker."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from processes import wait_for

from bot.errors import BusyError, ClaimLostError, InputError, NotYetError
from bot.github_errors import RateLimitedError
from bot.job_worker import Done, Held, JobWorker, Ran
from bot.store import jobs
from bot.store.database import Database
from bot.store.jobs import MOST_ATTEMPTS, JobRow, ask, claim_one, find

START = 1_800_000_000


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = START

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


def working(database: Database, run: Callable[[Held], Done], time: Time, lease: int = 120) -> JobWorker:
    return JobWorker(database, {"collect": run, "publish": run}, time.now, "here", lease)


def row(database: Database, kind: str = "collect", period: str = "a") -> JobRow:
    found = find(database, kind, period)
    assert found is not None
    return found


def raising(error: BaseException) -> Callable[[Held], Done]:
    def run(_held: Held) -> Done:
        raise error

    return run


def test_a_job_is_done_and_what_follows_from_it_is_asked_for(database: Database) -> None:
    ask(database, "collect", "a", START)
    worker = working(database, lambda _: Done("7 new commits", (("publish", "b", START + 60),)), Time())
    assert list(worker.run_due()) == [Ran("collect", "a", "done", "7 new commits")]
    assert (row(database).state, row(database).outcome) == ("done", "7 new commits")
    assert row(database, "publish", "b").state == "waiting"
    assert worker.run_one("collect", "a") is None, "it is done for good"


def test_what_follows_is_run_in_the_same_go_where_it_is_due_and_no_more_than_asked(database: Database) -> None:
    for period in "abc":
        ask(database, "collect", period, START)
    worker = working(database, lambda held: Done(held.period), Time())
    assert [ran.period for ran in worker.run_due(most=2)] == ["a", "b"]
    assert [ran.period for ran in worker.run_due(["publish"])] == []
    assert [ran.period for ran in worker.run_due(["collect"])] == ["c"]


@pytest.mark.parametrize(
    ("error", "not_before"),
    [
        (NotYetError("scans are under way", START + 300), START + 300),
        (RateLimitedError(403, "over the limit", START + 3_000), START + 3_000),
        (RateLimitedError(403, "over the limit, said a clock that is behind", START - 50), START + 1),
        (BusyError("acme/engine: another run is at work on it"), START + 300),
    ],
)
def test_what_cannot_be_done_yet_is_put_off_without_losing_an_attempt(
    database: Database, error: Exception, not_before: int
) -> None:
    ask(database, "collect", "a", START)
    ran = working(database, raising(error), Time()).run_next()
    assert ran is not None
    assert ran.state == "waiting"
    assert (row(database).state, row(database).attempts, row(database).not_before) == ("waiting", 0, not_before)


def test_what_fails_is_tried_again_and_given_up_in_the_end_with_its_reason_and_the_way_out(database: Database) -> None:
    ask(database, "collect", "a", START)
    time = Time()
    worker = working(database, raising(InputError("acme/engine: not there", "Check its name.")), time)
    states = []
    for _ in range(MOST_ATTEMPTS):
        ran = worker.run_next()
        assert ran is not None
        states.append(ran.state)
        time.seconds += 10**6
    assert states == ["waiting"] * (MOST_ATTEMPTS - 1) + ["failed"]
    assert row(database).last_error == "acme/engine: not there\nCheck its name."


def test_our_own_mistake_fails_the_job_with_its_place_in_the_log_alone(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ask(database, "collect", "a", START)
    ask(database, "collect", "b", START)
    with caplog.at_level(logging.ERROR):
        ran = list(working(database, raising(KeyError("token")), Time()).run_due())
    assert [each.state for each in ran] == ["waiting", "waiting"], "the other jobs go on"
    assert "Traceback" in caplog.text
    assert "KeyError" in str(row(database).last_error)


def test_a_job_that_is_stopped_is_free_at_once(database: Database) -> None:
    ask(database, "collect", "a", START)
    with pytest.raises(KeyboardInterrupt):
        working(database, raising(KeyboardInterrupt()), Time()).run_next()
    assert (row(database).state, row(database).attempts, row(database).not_before) == ("waiting", 0, START)


def test_a_claim_is_renewed_while_the_job_runs(database: Database) -> None:
    ask(database, "collect", "a", START)
    time = Time()

    def run(held: Held) -> Done:
        before = row(database).lease_until
        assert before is not None
        time.seconds += 100
        wait_for(lambda: (row(database).lease_until or 0) > before)
        held.require()
        return Done("read")

    ran = working(database, run, time, lease=1).run_next()
    assert ran is not None
    assert ran.state == "done"


def test_a_worker_that_was_paused_too_long_stops_before_others_see_anything(database: Database) -> None:
    ask(database, "collect", "a", START)
    time = Time()
    written = []

    def run(held: Held) -> Done:
        time.seconds += 1_000
        assert claim_one(database, "collect", "a", "there", time.seconds, 120)
        wait_for(held.is_lost)
        held.require()
        written.append("twice")
        return Done("read")

    ran = working(database, run, time, lease=1).run_next()
    assert ran is not None
    assert ran.state == "lost"
    assert written == []
    assert (row(database).state, row(database).worker) == ("running", "there")


def test_a_worker_that_was_paused_asks_whether_the_job_is_still_its_own_before_others_see_anything(
    database: Database,
) -> None:
    ask(database, "collect", "a", START)
    time = Time()

    def run(held: Held) -> Done:
        time.seconds += 1_000
        assert claim_one(database, "collect", "a", "there", time.seconds, 120)
        held.require()  # at once, as after a machine slept: nobody has renewed the claim in between
        pytest.fail("written twice")

    ran = working(database, run, time).run_next()
    assert ran is not None
    assert ran.state == "lost"


def test_a_claim_is_renewed_again_whatever_the_database_said_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(database, "collect", "a", START)
    time = Time()
    failures = [TimeoutError("no connection is free"), BusyError("away")]
    renew = jobs.renew

    def failing(*given: Any) -> bool:
        if failures:
            raise failures.pop()
        return renew(*given)

    def run(_held: Held) -> Done:
        before = row(database).lease_until
        assert before is not None
        time.seconds += 100
        wait_for(lambda: (row(database).lease_until or 0) > before)
        return Done("read")

    monkeypatch.setattr(jobs, "renew", failing)
    ran = working(database, run, time, lease=1).run_next()
    assert ran is not None
    assert ran.state == "done"


def test_a_worker_that_ends_after_its_claim_was_taken_over_changes_nothing(database: Database) -> None:
    ask(database, "collect", "a", START)
    time = Time()

    def run(_held: Held) -> Done:
        time.seconds += 1_000
        assert claim_one(database, "collect", "a", "there", time.seconds, 120)
        return Done("read", (("publish", "b", START),))

    ran = working(database, run, time).run_next()
    assert ran is not None
    assert ran.state == "lost"
    assert row(database).worker == "there"
    assert find(database, "publish", "b") is None


def test_no_thread_is_left_behind(database: Database) -> None:
    ask(database, "collect", "a", START)
    before = threading.active_count()
    working(database, lambda _: Done("read"), Time()).run_next()
    assert threading.active_count() == before


def test_that_a_claim_was_lost_says_where_to_look() -> None:
    with pytest.raises(ClaimLostError, match="collect a: another worker has taken it over") as raised:
        Held("collect", "a", START, lambda: True).require()
    assert "giveback jobs" in raised.value.remedy
