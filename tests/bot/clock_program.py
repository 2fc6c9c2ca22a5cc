"""A process with a clock and workers, for tests: it writes a line for each job that it runs, until its input is closed.

Usage: clock_program.py DATABASE FOLDER NAME. FOLDER/now holds the time in seconds since 1970.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import Clock, Workers
from bot.job_worker import Done, Held, JobWorker
from bot.schedules import SCHEDULES
from bot.store.database import Database


def main(address: str, folder: Path, name: str) -> None:
    kinds = [schedule.kind for schedule in SCHEDULES]

    def now() -> datetime:
        return datetime.fromtimestamp(float((folder / "now").read_text()), UTC)

    def run(held: Held) -> Done:
        tell(folder / "ran", f"{held.kind} {held.period} {name}")
        return Done(f"by {name}")

    database = Database(address)
    worker = JobWorker(database, dict.fromkeys(kinds, run), now, name)
    with Clock(database, now, name, kinds, every=0.1), Workers(worker, [kinds], look_every=0.05):
        tell(folder / "started", name)
        sys.stdin.read()
    database.close()


def tell(path: Path, line: str) -> None:
    """Append one line whole, whoever else does."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
