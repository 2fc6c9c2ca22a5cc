"""The same facts for any number of workers and either engine; and real histories to the last line."""

import json
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from git_builder import GitBuilder
from scan_histories import merged_history, scan
from stored_facts import Stored, stored

from bot.collect import Collector
from bot.registry import Registry, load_registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database


@pytest.fixture(scope="module")
def facts_of_one_worker(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, registry: Registry
) -> tuple[Path, Stored]:
    folder = tmp_path_factory.mktemp("one")
    with GitBuilder(folder / "a.git") as repository:
        merged_history(repository)
        for number in range(300):
            files = {f"{number}.gen": b"x\n", ".gitattributes": b"%d.gen linguist-generated\n" % (number // 2 * 2)}
            repository.commit(files, author=(f"P{number % 9}", f"{number % 9}+{number}@users.noreply.github.com"))
    (folder / "one.db").write_bytes(sqlite_template.read_bytes())
    database = Database(str(folder / "one.db"))
    with ThreadPoolExecutor(1) as executor:
        scan(Collector(database, registry, executor, 1, PlaceOptions(folder)), repository)
    facts = stored(database)
    database.close()
    return repository.path, facts


@pytest.mark.parametrize(("workers", "commits_a_task"), [(1, 1_000), (2, 400), (3, 17)])
def test_the_facts_are_the_same_for_any_number_of_workers_on_both_engines(
    collector: Collector, pool: Executor, facts_of_one_worker: tuple[Path, Stored], workers: int, commits_a_task: int
) -> None:
    where, facts = facts_of_one_worker
    with ThreadPoolExecutor(workers) as threads:
        executor = pool if workers == 2 else threads
        scan(replace(collector, executor=executor, workers=workers, commits_a_task=commits_a_task), where)
    assert stored(collector.database) == facts


# Real histories


@pytest.mark.shared
def test_real_histories_are_counted_to_the_last_line(
    shared: Path, pool: Executor, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("upstreams")
    tool = [sys.executable, str(shared / "tools" / "rebuild_upstream.py")]
    sources = sorted((shared / "data" / "upstreams").glob("*.jsonl.gz"))
    assert len(sources) == 13
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda source: rebuild(tool, source, folder), sources))
    (folder / "giveback.db").write_bytes(sqlite_template.read_bytes())
    database = Database(str(folder / "giveback.db"))
    collector = Collector(database, load_registry(), pool, 2, PlaceOptions(folder / "cache"))
    wrong: dict[str, object] = {}
    for source in sources:
        name = source.name.removesuffix(".jsonl.gz")
        expected = json.loads((folder / f"{name}.expected.json").read_text())
        totals = scan(collector, folder / f"{name}.git", name.replace("__", "/")).totals
        found = {"commits": totals.commits, "added": totals.lines_added, "deleted": totals.lines_deleted}
        if found != expected or totals.unreadable:
            wrong[name] = (found, expected, totals.unreadable)
    database.close()
    assert wrong == {}


def rebuild(tool: list[str], source: Path, folder: Path) -> None:
    target = folder / f"{source.name.removesuffix('.jsonl.gz')}.git"
    subprocess.run([*tool, str(source), str(target)], check=True, capture_output=True)
