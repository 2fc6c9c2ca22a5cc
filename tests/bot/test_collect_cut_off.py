"""Scans that are cut off, by kill -9 or a full disk: nothing half-written is seen, and the next run goes on."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import REGISTRY, ROOT
from git_builder import GitBuilder
from scan_histories import merged_history, scan
from sqlalchemy import text
from stored_facts import count, stored

from bot.collect import Collector
from bot.store.database import Database


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def non_merges(repository: GitBuilder) -> int:
    return int(repository.git("rev-list", "--count", "--no-merges", "HEAD"))


@pytest.mark.parametrize("after", [0, 3])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    collector: Collector, repository: GitBuilder, after: int
) -> None:
    for number in range(8):
        repository.commit({"a": b"%d\n" % number})
    with collector.database.writing() as connection:
        full = "x: No space left on device" if not collector.database.is_sqlite else "database or disk is full"
        condition = f"(SELECT COUNT(*) FROM landing) >= {after}"
        if collector.database.is_sqlite:
            action = f"BEGIN SELECT RAISE(ABORT, '{full}') WHERE {condition}; END"
            connection.execute(text(f"CREATE TRIGGER full_disk BEFORE INSERT ON landing {action}"))
        else:
            body = f"IF {condition} THEN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = '{full}'; END IF"
            function = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS '{}'"
            quoted = f"BEGIN {body}; RETURN NEW; END".replace("'", "''")
            connection.execute(text(function.replace("{}", quoted)))
            event = "BEFORE INSERT ON landing FOR EACH ROW EXECUTE FUNCTION full_disk()"
            connection.execute(text(f"CREATE TRIGGER full_disk {event}"))
    small = replace(collector, commits_a_task=2)
    with pytest.raises(Exception, match="disk") as error:
        scan(small, repository)
    assert not collector.database.is_sqlite or "full" in str(error.value)
    assert stored(collector.database).landings == {}
    with collector.database.writing() as connection:
        connection.execute(text("DROP TRIGGER full_disk" + ("" if collector.database.is_sqlite else " ON landing")))
    assert scan(small, repository).totals.commits == 8


SCANNING = """
import os, resource, signal, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from bot.collect import Collector, collect
from bot.errors import GivebackError
from bot.registry import load_registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool

def main():
    address, where, registry, how, amount = sys.argv[1:]
    seen = 0
    def watch(_repository, commits):
        nonlocal seen
        seen += commits
        if how == "die" and seen >= int(amount):
            os.kill(os.getpid(), signal.SIGKILL)
    database = Database(address)
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(amount), resource.RLIM_INFINITY))
    with process_pool(2) as executor:
        options = PlaceOptions(Path(where).parent / "cache")
        known = load_registry(only=Path(registry))
        collector = Collector(database, known, executor, 2, options, watch, commits_a_task=7)
        try:
            collect(collector, where, "acme/plain")
        except GivebackError as error:
            print(error)
            sys.exit(error.exit_status)

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def scanning(tmp_path: Path, collector: Collector) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Scan in a process of its own, which dies after so many commits, or may write files of so many bytes only."""
    (tmp_path / "scanning.py").write_text(SCANNING)
    (tmp_path / "registry").mkdir()
    for name, content in REGISTRY.items():
        (tmp_path / "registry" / name).write_text(content)
    address = collector.database.url.render_as_string(hide_password=False)

    def run(where: Path, how: str, amount: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(tmp_path / "scanning.py"), address, str(where), str(tmp_path / "registry")]
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
        return subprocess.run(
            [*command, how, str(amount)], capture_output=True, text=True, check=False, env=environment, timeout=60
        )

    return run


@pytest.mark.parametrize("died_after", [1, 40])
def test_after_kill_9_in_the_middle_the_next_run_goes_on_and_nothing_was_visible(
    collector: Collector,
    repository: GitBuilder,
    scanning: Callable[..., subprocess.CompletedProcess[str]],
    new_database: Callable[..., Database],
    died_after: int,
) -> None:
    merged_history(repository)
    assert scanning(repository.path, "die", died_after).returncode == -9
    half = stored(collector.database)
    assert (half.landings, half.commits, half.repository) == ({}, {}, (None, 0, 0, 0, 0, 0))
    already = count(collector.database, "git_commit")
    assert died_after <= already < 120
    scanned = scan(replace(collector, commits_a_task=10), repository)
    assert scanned.totals.commits == non_merges(repository) == 90
    fresh = replace(collector, database=new_database())
    scan(fresh, repository)
    assert stored(collector.database) == stored(fresh.database)


def test_after_kill_9_in_a_rescan_the_old_state_stands(
    collector: Collector, repository: GitBuilder, scanning: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    base = repository.commit({"a": b"1\n"})
    repository.commit({"a": b"2\n"})
    scan(collector, repository)
    before = stored(collector.database)
    repository.set_branch("main", base)
    for number in range(30):
        repository.commit({"a": b"%d\n" % number}, parents=None)
    assert scanning(repository.path, "die", 10).returncode == -9
    assert stored(collector.database) == before
    assert scan(collector, repository).gone == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # a server's files are not ours to limit
def test_a_disk_that_is_really_full_is_told_with_the_file(
    collector: Collector, repository: GitBuilder, scanning: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    merged_history(repository)
    path = Path(str(collector.database.url.database))
    ended = scanning(repository.path, "limit", path.stat().st_size + 30_000)
    assert ended.returncode == 2, ended.stderr
    assert str(path) in ended.stdout
    assert "disk" in ended.stdout
    assert stored(collector.database).landings == {}
    assert scan(collector, repository).totals.commits == 90
