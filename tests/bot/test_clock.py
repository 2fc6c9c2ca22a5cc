"""The clock: one process ticks, whoever is killed is succeeded, and nothing is done twice."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from processes import wait_for
from sqlalchemy import text

from bot.clock import LEASE, LEASE_NAME, Clock, Workers, ask_for_due
from bot.errors import GivebackError
from bot.job_worker import Done, Held, JobWorker
from bot.schedules import SCHEDULES
from bot.store import leases
from bot.store.database import Database
from bot.store.jobs import find, listed, periods

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
KINDS = [schedule.kind for schedule in SCHEDULES]


def holder(database: Database) -> str | None:
    with database.reading() as connection:
        return connection.execute(text("SELECT holder FROM lease WHERE name = 'clock'")).scalar()


def test_what_is_due_is_asked_for_once(database: Database) -> None:
    assert ask_for_due(database, NOON) == len(KINDS) - 1, "the provisional state is left out where the month is final"
    assert ask_for_due(database, NOON) == 0
    assert ask_for_due(database, NOON + timedelta(hours=1)) == 1
    assert periods(database, "catch-up") == {"2026-11-24T12", "2026-11-24T13"}


def test_only_the_kinds_that_can_be_done_here_are_asked_for(database: Database) -> None:
    assert ask_for_due(database, NOON, kinds=["nightly", "close-final"]) == 2
    assert {job.kind for job in listed(database)} == {"nightly", "close-final"}


def test_whose_lease_was_taken_over_asks_for_nothing(database: Database) -> None:
    stale = leases.take(database, LEASE_NAME, "one", 1_000, LEASE)
    fresh = leases.take(database, LEASE_NAME, "two", 1_000 + LEASE, LEASE)
    assert stale is not None
    assert fresh is not None
    assert ask_for_due(database, NOON, stale) == 0
    assert listed(database) == []
    assert ask_for_due(database, NOON, fresh) > 0


def test_of_two_clocks_one_ticks_and_the_other_takes_over_at_once_when_it_ends(database: Database) -> None:
    looks: list[datetime] = []

    def looking() -> datetime:
        looks.append(NOON)
        return NOON

    with ExitStack() as until_the_end:
        with Clock(database, lambda: NOON, "first", KINDS, every=0.02):
            wait_for(lambda: holder(database) == "first")
            until_the_end.enter_context(Clock(database, looking, "second", KINDS, every=0.02))
            wait_for(lambda: len(looks) > 3)
            assert holder(database) == "first"
        wait_for(lambda: holder(database) == "second")  # by a clock that stands still: no lease has run out


def test_a_clock_outlives_a_database_that_is_away(database: Database) -> None:
    failures = iter([GivebackError("the connection was lost")] * 3)

    def now() -> datetime:
        for failure in failures:
            raise failure
        return NOON

    with Clock(database, now, "one", KINDS, every=0.02):
        wait_for(lambda: bool(listed(database)))


def test_workers_do_what_is_due_and_a_long_job_does_not_hold_up_the_others(database: Database) -> None:
    blocked: list[bool] = [True]

    def run(held: Held) -> Done:
        if held.kind == "nightly":
            wait_for(lambda: not blocked[0])
        return Done("done")

    ask_for_due(database, NOON)
    worker = JobWorker(database, dict.fromkeys(KINDS, run), lambda: NOON, "here")
    others = [kind for kind in KINDS if kind != "nightly"]
    with Workers(worker, [["nightly"], others], look_every=0.02):
        wait_for(lambda: all(job.state == "done" for job in listed(database, others)))
        nightly = find(database, "nightly", "2026-11-24")
        assert nightly is not None
        assert nightly.state == "running"
        blocked[0] = False
    assert all(job.state == "done" for job in listed(database))


class Program:
    """A process of `clock_program`."""

    def __init__(self, address: str, folder: Path, name: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("clock_program.py")), address, str(folder), name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        )


@contextmanager
def running(address: str, folder: Path, *names: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    programs = {name: Program(address, folder, name).process for name in names}
    try:
        wait_for(lambda: len(lines(folder / "started")) == len(names))
        yield programs
    finally:
        for process in programs.values():
            assert process.stdin is not None
            process.stdin.close()
            process.wait(20)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def set_time(folder: Path, now: datetime) -> None:
    scratch = folder / "now.part"
    scratch.write_text(str(now.timestamp()))
    scratch.replace(folder / "now")


def test_two_processes_on_one_database_do_nothing_twice_and_a_killed_one_is_succeeded(
    new_address: Callable[..., str], new_database: Callable[..., Database], tmp_path: Path
) -> None:
    address = new_address()
    database = new_database(address)
    ran = tmp_path / "ran"

    set_time(tmp_path, NOON)
    with running(address, tmp_path, "one", "two") as processes:
        wait_for(lambda: len(lines(ran)) == len(KINDS) - 1)
        for hour in range(1, 6):
            set_time(tmp_path, NOON + timedelta(hours=hour))
            wait_for(lambda hour=hour: len(lines(ran)) == len(KINDS) - 1 + hour)
        killed = str(holder(database))
        processes[killed].kill()
        processes[killed].wait(20)
        set_time(tmp_path, NOON + timedelta(days=70))  # the lease has run out, and months were missed
        wait_for(lambda: sum("close-final" in line for line in lines(ran)) == 3)
        wait_for(lambda: all(job.state == "done" for job in listed(database)))
        assert holder(database) != killed
    counts = Counter(line.rpartition(" ")[0] for line in lines(ran))
    assert set(counts.values()) == {1}
    assert {f"{job.kind} {job.period}" for job in listed(database)} == set(counts)
