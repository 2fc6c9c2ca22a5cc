"""Scanning for a benchmark: a warm process with its pool, and a new database for each round."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.machine import cores, seconds
from bot.collect import Collector, collect
from bot.registry import Registry, load_registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool


@dataclass
class Scanner:
    """Scans repositories, from nothing or again. Opening the database is no part of what is timed."""

    folder: Path
    registry: Registry
    executor: Executor
    rounds: int = 0

    @contextmanager
    def new_round(self) -> Iterator[Collector]:
        """Give a collector that writes into an empty database, which goes with the block."""
        self.rounds += 1
        path = self.folder / f"round-{self.rounds}.db"
        database = Database(str(path))
        yield Collector(database, self.registry, self.executor, cores(), PlaceOptions(self.folder / "cache"))
        database.close()
        for leftover in self.folder.glob(f"{path.name}*"):
            if leftover.is_file():
                leftover.unlink()


@contextmanager
def warm_scanner(folder: Path, repositories: Mapping[str, Path]) -> Iterator[Scanner]:
    """Give a scanner whose workers have run and whose repositories' files have been read once."""
    executor = process_pool(cores())
    try:
        scanner = Scanner(folder, load_registry(), executor)
        with scanner.new_round() as collector:
            for name, path in repositories.items():
                collect(collector, str(path), name)
        yield scanner
    finally:
        executor.shutdown()


def scan_seconds(collector: Collector, name: str, path: Path) -> float:
    """Give how long one scan takes, from the call to everything being stored."""
    return seconds(lambda: collect(collector, str(path), name))
