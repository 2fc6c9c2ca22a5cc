"""`make demo ONCE=1` as somebody who has just cloned the project runs it, on the small world."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from giveback_runner import ROOT


def demo(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "ONCE": "1", **variables}
    command = [sys.executable, "-m", "demo", "--small", "--folder", str(folder / "demo-world"), *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo-world").mkdir()
    (tmp_path / "demo-world" / "thesis.txt").write_text("mine")
    ran = demo(tmp_path)
    assert ran.returncode != 0
    assert "exists and is no demo world" in ran.stderr
    assert (tmp_path / "demo-world" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("marked", [False, True])
def test_what_the_demo_did_not_make_is_never_removed(tmp_path: Path, marked: bool) -> None:
    world = tmp_path / "demo-world"
    (world / "registry").mkdir(parents=True)
    (world / "registry" / "upstreams.toml").write_text("")
    (world / "thesis.txt").write_text("mine")
    if marked:
        (world / "made-by-the-demo.txt").write_text("")
    before = sorted(world.rglob("*"))
    ran = demo(tmp_path)
    assert ran.returncode != 0
    assert "give another place with --folder" in ran.stderr
    assert sorted(world.rglob("*")) == before


def test_a_deployment_of_ones_own_is_no_demo_world(tmp_path: Path) -> None:
    world = tmp_path / "demo-world"
    (world / "registry").mkdir(parents=True)
    (world / "registry" / "upstreams.toml").write_text("")
    (world / "giveback.db").write_text("mine")
    assert "exists and is no demo world" in demo(tmp_path).stderr
    assert (world / "giveback.db").read_text() == "mine"


def test_the_story_is_told_twice_alike_whatever_the_readers_own_settings(tmp_path: Path) -> None:
    first = demo(tmp_path)
    site = tmp_path / "demo-world" / "site"
    content = (site / "data" / "2026-07.json").read_bytes()
    own = {"GIVEBACK_DATABASE": str(tmp_path / "own.db"), "GIVEBACK_REGISTRY": str(tmp_path / "no-such-folder")}
    second = demo(tmp_path, **own)
    for ran in (first, second):
        assert (ran.returncode, ran.stderr) == (0, "")
        for step in ("doctor", "scan", "close 2026-06", "close 2026-07", "publish", "status", "scorecard"):
            assert f"$ giveback {step}" in ran.stdout
        assert "BROKEN" not in ran.stdout
        assert "Acme Compute" in ran.stdout
        assert f"The site is {site / 'index.html'}" in ran.stdout
    assert (site / "data" / "2026-07.json").read_bytes() == content
    assert not (tmp_path / "own.db").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"demo-world"}
