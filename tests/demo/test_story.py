"""`make demo` as somebody who has just cloned the project runs it, on the small world."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from giveback_runner import ROOT


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "demo", "--small", "--folder", str(folder / "demo-world")]


def settings(folder: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", **variables}


def demo(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = settings(folder, ONCE="1", **variables)
    return subprocess.run(
        command(folder), cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def begun(folder: Path, **variables: str) -> "subprocess.Popen[str]":
    environment = settings(folder, **variables)
    return subprocess.Popen(
        command(folder), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def said_until(running: "subprocess.Popen[str]", pattern: str) -> str:
    """What it says, up to the line that the pattern finds."""
    assert running.stdout
    said = ""
    for line in running.stdout:
        said += line
        if re.search(pattern, line):
            return said
    raise AssertionError(said)


def end(running: "subprocess.Popen[str]") -> None:
    running.terminate()
    assert running.stdout
    with running:
        assert running.stdout.read() == "\nStopped: what the demo started has ended with it.\n"
    assert running.returncode == 130


@dataclass
class Told:
    folder: Path
    running: "subprocess.Popen[str]"
    text: str

    @property
    def addresses(self) -> dict[str, str]:
        """Where to look, by what is there."""
        return {what: address for address, what in re.findall(r"^  (http://\S+)  (the .+)$", self.text, re.MULTILINE)}


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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story, told to its end; pages stay up until the tests are over."""
    folder = tmp_path_factory.mktemp("told")
    own = {"GIVEBACK_DATABASE": str(folder / "own.db"), "GIVEBACK_REGISTRY": str(folder / "no-such-folder")}
    running = begun(folder, **own)
    try:
        yield Told(folder, running, said_until(running, r"^  http://\S+  the scorecard repository$"))
    finally:
        end(running)


def test_it_tells_the_whole_story_whatever_the_readers_own_settings(told: Told) -> None:
    steps = ("doctor", "serve", "inbox", "scan", "jobs run collect", "close 2026-06", "publish --dry-run",
             "close 2026-07", "publish --to", "jobs", "status", "scorecard")  # fmt: skip
    place = 0
    for step in steps:
        place = told.text.index(f"$ giveback {step}", place) + 1
    assert "BROKEN" not in told.text
    assert "Traceback" not in told.text
    assert re.search(r"giveback\[bot\]:\n  │ @[\w-]+:\n  │\n  │ ### commons/loom, twelve months", told.text)
    assert told.text.count(" edited and commented") == 2
    assert re.search(r"issue #\d+ unchanged\nopen-index/scorecards: files unchanged", told.text)
    assert "Acme Compute" in told.text
    assert {path.name for path in told.folder.iterdir()} == {"demo-world"}


def test_its_pages_can_be_opened_meanwhile(told: Told) -> None:
    shown = {what: requests.get(address, timeout=20) for what, address in told.addresses.items()}
    assert {answer.status_code for answer in shown.values()} == {200}
    assert "July 2026 is closed" in shown["the living issue in commons/loom"].text
    assert "/giveback check" in shown["the question and its answer"].text
    assert "scorecard-2026-07" in shown["the scorecard repository"].text
    assert "Acme Compute" in shown["the scorecard's pages"].text


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    with begun(tmp_path) as running:
        address = re.search(r"Serving on (\S+)", said_until(running, r"set-up secret is"))
        assert address
        assert requests.get(f"{address[1]}setup", timeout=20).status_code == 200
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 130
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address[1]}setup", timeout=20)


def test_a_step_that_fails_ends_it_with_its_status(tmp_path: Path) -> None:
    git = tmp_path / "bin" / "git"  # one that can write repositories, and is too old for `giveback doctor`
    git.parent.mkdir()
    real = shutil.which("git")
    git.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "git version 1.0.0" && exit\nexec {real} "$@"\n')
    git.chmod(0o755)
    ran = demo(tmp_path, PATH=f"{git.parent}:{os.environ['PATH']}")
    assert ran.returncode == 2
    assert ran.stderr == "\nThe demo ends here: giveback doctor ended with status 2\n"
