"""Whose commits are, by GitHub's own mapping: of what was scanned, once, and no more than that."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest
from activity_stage import Stage
from git_builder import GitBuilder

from bot.activity import read_activity
from bot.collect import Collector, collect
from bot.sources.git_place import PlaceOptions


@pytest.fixture
def builder(tmp_path: Path, stage: Stage) -> GitBuilder:
    """The history of acme/engine, as the stand-in serves it."""
    made = GitBuilder(tmp_path / "engine.git")
    stage.repository.git = tmp_path / "engine.git"
    stage.dana.addresses.add("dana@acme.example")
    return made


@pytest.fixture
def scanner(stage: Stage, pool: Executor, tmp_path: Path) -> Any:
    """Scan what the builder has made, then read what GitHub says."""

    def scan(builder: GitBuilder) -> Any:
        builder.flush()
        options = PlaceOptions(tmp_path / "cache")
        collect(
            Collector(stage.reader.database, stage.reader.registry, pool, 2, options), str(builder.path), "acme/engine"
        )
        stage.clock.advance(days=1)
        return read_activity(stage.reader, "acme/engine")

    return scan


IDENTITIES = (
    "SELECT c.sha, a.login, i.signature FROM commit_identity i JOIN git_commit c ON c.id = i.commit_id"
    " LEFT JOIN account a ON a.id = i.author_id ORDER BY c.id"
)


def test_commits_are_whose_github_says_they_are(stage: Stage, builder: GitBuilder, scanner: Any) -> None:
    own = builder.commit({"a": b"1"}, author=("D.", "dana@acme.example"))
    message = "Two\n\nCo-authored-by: Dana <dana@acme.example>"
    other = builder.commit({"a": b"2"}, message=message, author=("Sam", "sam@mail.example"))
    stage.repository.signatures[own] = "VALID"
    found = scanner(builder)
    assert found.commits == 2
    assert {sha: rest for sha, *rest in stage.rows(IDENTITIES)} == {own: ["dana", "valid"], other: [None, None]}
    query = "SELECT key, login FROM account WHERE told_by_github ORDER BY key"
    assert stage.rows(query) == [(f"github:{stage.dana.id}", "dana"), ("mail:dana@acme.example", "dana")]


def test_only_new_commits_are_asked_about(stage: Stage, builder: GitBuilder, scanner: Any) -> None:
    for number in range(130):
        builder.commit({"a": str(number).encode()}, author=("D.", "dana@acme.example"))
    assert scanner(builder).commits == 130
    asked = stage.asked()
    assert scanner(builder).questions == 1
    assert stage.asked() == asked + 1
    builder.commit({"a": b"new"}, author=("D.", "dana@acme.example"))
    assert scanner(builder).questions == 2
    assert stage.rows("SELECT COUNT(*) FROM commit_identity") == [(131,)]


def test_an_old_branch_that_is_merged_late_is_asked_about_too(stage: Stage, builder: GitBuilder, scanner: Any) -> None:
    root = builder.commit({"a": b"0"}, author=("D.", "dana@acme.example"))
    old = builder.commit({"b": b"1"}, branch="side", parents=[root], author=("D.", "dana@acme.example"))
    for number in range(120):
        builder.commit({"a": str(number).encode()}, author=("Sam", "sam@mail.example"))
    scanner(builder)
    builder.merge("side")
    scanner(builder)
    assert (old, "dana", None) in stage.rows(IDENTITIES)


def test_commits_that_github_does_not_know_are_not_asked_about_again(
    stage: Stage, builder: GitBuilder, scanner: Any, tmp_path: Path
) -> None:
    builder.commit({"a": b"1"}, author=("D.", "dana@acme.example"))
    stage.repository.git = GitBuilder(tmp_path / "another.git").path
    found = scanner(builder)
    assert (found.is_whole, found.commits) == (True, 0)
    assert scanner(builder).questions == 1
    assert stage.rows(IDENTITIES) == []


def test_a_trailer_that_is_scanned_later_lands_the_pull_request(
    stage: Stage, builder: GitBuilder, pool: Executor, tmp_path: Path
) -> None:
    repository = stage.github.repository("acme/bot-merged", git=builder.path)
    pull = stage.github.open_pull_request(repository, "Start faster", user=stage.sam)
    stage.github.close_issue(repository, pull.number, user=stage.dana)
    options = PlaceOptions(tmp_path / "cache")
    collector = Collector(stage.reader.database, stage.reader.registry, pool, 2, options)
    query = "SELECT landed_by, merge_sha FROM pull_request"

    def scan() -> list[Any]:
        collect(collector, str(builder.path), "acme/bot-merged")
        stage.clock.advance(days=1)
        assert read_activity(stage.reader, "acme/bot-merged").is_whole
        return stage.rows(query)

    builder.commit({"a": b"0"})
    assert scan() == [(None, None)]
    message = "Start faster\n\nPull Request resolved: https://github.com/acme/bot-merged/pull/1"
    landed = builder.commit({"a": b"1"}, message=message)
    assert scan() == [("trailer", landed)]
