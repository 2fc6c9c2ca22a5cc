"""Scans one repository into a new database, in a process of its own, and says how much memory that took at its peak."""

import json
import sys
from pathlib import Path

from bench.machine import children, cores, peak_mib, seconds
from bot.collect import Collector, collect
from bot.registry import load_registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool


def main() -> None:
    repository, database = map(Path, sys.argv[1:])
    executor = process_pool(cores())
    collector = Collector(
        Database(str(database)), load_registry(), executor, cores(), PlaceOptions(database.parent / "cache")
    )
    took = seconds(lambda: collect(collector, str(repository), "generated/history"))
    peaks = [peak_mib(process) for process in children()]  # read while the workers live
    answer = {"seconds": took, "parent": peak_mib(), "workers": [peak for peak in peaks if peak is not None]}
    json.dump(answer, sys.stdout)
    executor.shutdown()


if __name__ == "__main__":
    main()
