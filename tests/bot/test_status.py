"""What is stored, as an operator sees it: read, cut off, not read, closed."""

from concurrent.futures import Executor
from pathlib import Path

import pytest
from git_builder import GitBuilder
from giveback_runner import Giveback
from small_world import FORGE, Scanned, over

from bot.collect import Collector, collect
from bot.github_client import BudgetState
from bot.sources.git_place import PlaceOptions
from bot.store.budgets import keep_budget
from bot.store.database import Database


class CutOffError(Exception):
    """Stands for whatever ends a scan in the middle."""


def cut_off(scanned: Scanned, address: str, name: str, pool: Executor, folder: Path) -> None:
    """Begin a scan that ends after the first commits were stored."""

    def stop(_repository: str, _commits: int) -> None:
        raise CutOffError

    database = Database(address)
    collector = Collector(database, scanned.registry, pool, 1, PlaceOptions(folder / "cache"), stop, 20)
    with pytest.raises(CutOffError):
        collect(collector, str(scanned.repositories[name]), name)
    database.close()


def test_nothing_stored_is_said(deployment: Giveback) -> None:
    found = deployment("status", "--json").json
    assert (found["repositories"], found["months"], found["accounts"]) == ([], [], 0)
    assert len(found["not_scanned"]) > 3
    text = deployment("status").out
    assert "0 accounts" in text
    assert "not scanned yet: " in text


def test_a_scan_that_was_cut_off_is_told_and_the_next_one_goes_on(
    small: Scanned, deployment: Giveback, pool: Executor, tmp_path: Path
) -> None:
    deployment.registry = small.world.registry
    deployment.settings["GIVEBACK_GITHUB_URL"] = FORGE
    cut_off(small, deployment.database, "commons/loom", pool, tmp_path)
    found = deployment("status", "--json").json
    assert [each["repository"] for each in found["unfinished_scans"]] == ["commons/loom"]
    assert found["repositories"] == []  # nothing of it counts yet
    assert "commons/loom" in found["not_scanned"]
    assert "under way or cut off: commons/loom, begun 20" in deployment("status").out
    deployment("scan", small.repositories["commons/loom"])
    after = deployment("status", "--json").json
    assert after["unfinished_scans"] == []
    assert [each["repository"] for each in after["repositories"]] == ["commons/loom"]


def test_a_cut_off_scan_leaves_what_an_earlier_one_found(
    small: Scanned, deployment: Giveback, pool: Executor, tmp_path: Path
) -> None:
    over(small, deployment)
    before = deployment("status", "--json").json
    builder = GitBuilder(tmp_path / "grown")
    builder.git("fetch", "--quiet", str(small.repositories["commons/harrow"]), "main:main")
    builder = GitBuilder(tmp_path / "grown")
    for number in range(30):
        builder.commit({f"new-{number}": b"1"}, author_date=1_784_800_000 + number)
    database = Database(deployment.database)

    def stop(_repository: str, _commits: int) -> None:
        raise CutOffError

    collector = Collector(database, small.registry, pool, 1, PlaceOptions(tmp_path / "cache"), stop, 10)
    with pytest.raises(CutOffError):
        collect(collector, str(builder.path), "commons/harrow")
    database.close()
    found = deployment("status", "--json").json
    assert found["repositories"] == before["repositories"]
    assert [each["repository"] for each in found["unfinished_scans"]] == ["commons/harrow"]


def test_repositories_and_months_are_listed(small_deployment: Giveback) -> None:
    found = small_deployment("status", "--json").json
    assert [each["repository"] for each in found["repositories"]] == [
        "acme/tensorkit",
        "commons/harrow",
        "commons/loom",
    ]
    assert all(each["in_index"] and len(each["head"]) == 40 and each["commits"] > 50 for each in found["repositories"])
    assert [(each["month"], each["state"], each["revision"]) for each in found["months"]] == [
        ("2026-06", "final", 1),
        ("2026-07", "provisional", 1),
    ]
    assert found["not_scanned"] == []


def test_a_project_outside_of_the_index_is_marked(small_deployment: Giveback, tmp_path: Path) -> None:
    builder = GitBuilder(tmp_path / "outside")
    builder.commit({"a": b"1"})
    small_deployment("scan", builder.path, "--as", "somebody/else")
    found = small_deployment("status", "--json").json
    assert {each["repository"]: each["in_index"] for each in found["repositories"]}["somebody/else"] is False


def test_a_password_is_not_shown(deployment: Giveback) -> None:
    ran = deployment("status", "--database", "postgresql://me:hunter2@127.0.0.1:1/nowhere", status=2)
    assert "hunter2" not in ran.out + ran.err
    assert "no connection" in ran.err


def test_what_may_still_be_asked_of_github_is_told(deployment: Giveback) -> None:
    database = Database(deployment.database)
    noted = 1_785_758_400  # 2026-08-03 12:00 UTC
    for state in (
        BudgetState("installation:42", "graphql", 5000, 4100, noted + 1800, noted),
        BudgetState("installation:42", "graphql", 5000, 4900, noted + 1800, noted - 60),  # comes late: it is older
        BudgetState("operator", "secondary", 0, 0, noted + 60, noted),
    ):
        keep_budget(database, state)
    database.close()
    found = deployment("status", "--json").json["budgets"]
    assert [(each["credential"], each["remaining"], each["reserve"]) for each in found] == [
        ("installation:42", 4100, 500),
        ("operator", 0, 0),
    ]
    text = deployment("status").out
    assert "GitHub, installation:42: 4,100 of 5,000 graphql requests remain until 2026-08-03 12:30 UTC" in text
    assert "GitHub asked operator for a pause until 2026-08-03 12:01 UTC" in text
