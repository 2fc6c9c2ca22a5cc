"""Scanning from the command line: one after the other, one broken repository does not stop the others."""

import os
import pty
import select
import shutil
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest
from git_builder import GitBuilder
from giveback_runner import Giveback
from processes import is_gone, wait_for

KEYS = ["repository", "head", "commits", "lines_added", "lines_deleted", "lines_counted", "unreadable", "seconds"]


def repository(folder: Path, name: str, commits: int = 2) -> GitBuilder:
    builder = GitBuilder(folder / name)
    for number in range(commits):
        builder.commit({f"file-{number}.py": b"one\ntwo\n"})
    builder.git("config", "remote.origin.url", f"https://github.com/made-up/{name}.git")
    return builder


def test_the_others_are_scanned_and_the_exit_status_says_that_one_is_broken(
    deployment: Giveback, tmp_path: Path
) -> None:
    first, last = repository(tmp_path, "first"), repository(tmp_path, "last", 3)
    empty = GitBuilder(tmp_path / "empty")
    (tmp_path / "folder").mkdir()
    ran = deployment(
        "scan", first.path, tmp_path / "nothing", tmp_path / "folder", empty.path, "ext::sh", last.path, "--json",
        status=2,
    )  # fmt: skip
    assert [line["repository"] for line in ran.json_lines] == ["made-up/first", "made-up/last"]
    for complaint in (
        "nothing: no such repository",
        "folder: ",
        "empty: ",
        "ext::sh: the transport 'ext' is not allowed",
    ):
        assert complaint in ran.err
    assert [each["commits"] for each in deployment("status", "--json").json["repositories"]] == [2, 3]


def test_the_totals_are_those_of_git(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    builder.commit({"file-0.py": b"one\n2\nthree\n", "package-lock.json": b"{}\n" * 40})
    builder.commit({"side.py": b"1\n"}, branch="side", parents=[builder.head()])
    builder.merge("side")
    told = deployment("scan", builder.path, "--json").json_lines[0]
    assert list(told) == KEYS
    assert told["head"] == builder.head()
    numstat = builder.git("log", "--no-merges", "--numstat", "--format=", "main").decode().split("\n")
    added, deleted = (sum(int(line.split("\t")[column]) for line in numstat if line) for column in (0, 1))
    assert (told["commits"], told["lines_added"], told["lines_deleted"]) == (5, added, deleted)
    assert told["lines_counted"] == added + deleted - 40
    assert told["unreadable"] == 0
    assert 0 <= told["seconds"] < 60


def test_a_scan_with_nothing_new_says_so_and_gives_the_same_totals(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine")
    first = deployment("scan", builder.path, "--json").json_lines[0]
    second = deployment("scan", builder.path, "--json").json_lines[0]
    assert {**first, "seconds": 0} == {**second, "seconds": 0}
    out = deployment("scan", builder.path).out
    assert out.startswith("made-up/engine: 2 commits, +4 −0 lines (4 counted); nothing new; ")
    assert "made-up/engine is not in the index: its facts are kept, scorecards leave it out" in out


def test_what_is_new_is_told_apart_into_commits_and_merges(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    builder.commit({"side.py": b"1\n"}, branch="side", parents=[builder.head()])
    builder.merge("side")
    assert (
        "engine: 4 commits, +7 −0 lines (7 counted); new: 4 commits and 1 merge; "
        in deployment("scan", builder.path).out
    )
    builder.commit({"more.py": b"1\n"})
    assert "engine: 5 commits, +8 −0 lines (8 counted); new: 1 commit; " in deployment("scan", builder.path).out


def test_lines_that_cannot_be_read_are_unknown_not_none(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    whole = deployment("scan", builder.path, "--as", "me/whole")
    assert "unknown" not in whole.out + whole.err
    partial = builder.partial_clone(tmp_path / "partial.git")
    out = deployment("scan", partial, "--as", "me/partial").out
    assert out.startswith("me/partial: 3 commits, lines unknown; new: 3 commits; ")
    builder.remove_object(builder.git("rev-parse", "main:file-2.py").decode().strip())
    builder.commit({"file-3.py": b"else\n"})
    ran = deployment("scan", builder.path, "--as", "me/damaged")
    assert " lines (" in ran.out
    assert " unknown; new: 4 commits; " in ran.out


def test_a_rewritten_history_is_said(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    deployment("scan", builder.path)
    root = builder.git("rev-list", "--max-parents=0", "main").decode().strip()
    builder.set_branch("main", root)
    builder.commit({"other.py": b"1\n"})
    out = deployment("scan", builder.path).out
    assert "2 commits" in out
    assert "2 gone by a rewritten history" in out


def test_a_history_that_shares_no_commit_with_the_one_before_is_a_warning(deployment: Giveback, tmp_path: Path) -> None:
    first, other = repository(tmp_path, "engine", 3), GitBuilder(tmp_path / "other")
    other.commit({"unlike.py": b"1\n"})
    assert deployment("scan", first.path).err == ""
    ran = deployment("scan", other.path, "--as", "made-up/engine")
    assert "warning: made-up/engine: shares no commit with what was read of it before" in ran.err
    assert "giveback scan made-up/engine, or PATH --as made-up/engine" in ran.err
    ran = deployment("scan", first.path, "--json")
    assert "shares no commit" in ran.json_lines[0]["warning"]
    assert deployment("scan", first.path, "--json").json_lines[0].keys() == set(KEYS)


def test_a_branch_that_was_rewritten_from_its_root_on_is_no_warning(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    before = builder.head()
    deployment("scan", builder.path)
    builder.set_branch("main", builder.commit({"new.py": b"1\n"}, branch="aside", parents=[]))
    builder.merge(before)
    ran = deployment("scan", builder.path)
    assert ran.err == ""
    assert "3 gone by a rewritten history" in ran.out


def test_unreadable_commits_are_a_warning_and_no_failure(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    blob = builder.git("rev-parse", "main:file-1.py").decode().strip()
    builder.commit({"file-9.py": b"something else\n"})
    tree = builder.git("rev-parse", "main:").decode().strip()
    builder.remove_object(tree)
    ran = deployment("scan", builder.path, "--json")
    assert blob
    assert ran.json_lines[0]["unreadable"] == 1
    assert ran.json_lines[0]["commits"] == 4
    assert "warning: made-up/engine: the files of 1 commit cannot be read" in ran.err


def test_what_a_partial_clone_lacks_is_fetched_as_the_warning_says(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 3)
    clone = GitBuilder(builder.partial_clone(tmp_path / "partial.git"))
    ran = deployment("scan", clone.path, "--as", "made-up/engine")
    assert "3 commits cannot be read" in ran.err
    assert "fsck" not in ran.err
    clone.git("config", "remote.origin.url", f"file://{builder.path}")
    words = ran.err.rpartition(": git ")[2].split()
    clone.git(*words)
    ran = deployment("scan", clone.path, "--as", "made-up/engine", "--json")
    assert (ran.json_lines[0]["unreadable"], ran.json_lines[0]["lines_added"], ran.err) == (0, 6, "")


def git_that(folder: Path, where: str, script: str) -> dict[str, str]:
    """Put a git first on the PATH that runs a script where the lines of one repository's commits are asked for."""
    (folder / "bin").mkdir()
    real = shutil.which("git")
    (folder / "bin" / "git").write_text(f"""#!/bin/sh
for word; do case $word in --git-dir=*) place=${{word#--git-dir=}};; esac; done
case "$*" in *--numstat*) if grep -q '{where}' "$place/objects/info/alternates"; then {script}; fi;; esac
exec {real} "$@"
""")
    (folder / "bin" / "git").chmod(0o755)
    return {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def test_a_worker_that_is_killed_costs_its_repository_alone(deployment: Giveback, tmp_path: Path) -> None:
    paths = [repository(tmp_path, name).path for name in ("first", "doomed", "last")]
    path = git_that(tmp_path, "doomed", "kill -9 $PPID")
    ran = deployment.process("scan", *paths, "--json", status=1, variables=path)
    assert [line["repository"] for line in ran.json_lines] == ["made-up/first", "made-up/last"]
    assert "doomed: a worker process was killed from outside" in ran.err
    assert "fewer --workers" in ran.err
    assert "Traceback" not in ran.err
    assert deployment("scan", paths[1], "--json").json_lines[0]["commits"] == 2


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=str,
)
def test_a_scan_that_is_told_to_stop_says_so_and_leaves_nothing_running(
    deployment: Giveback, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    path = git_that(
        tmp_path, "engine", f"sleep 60 & echo $! $PPID > {tmp_path}/some; mv {tmp_path}/some {tmp_path}/ids; wait"
    )
    command = deployment.command("scan", repository(tmp_path, "engine").path)
    running = subprocess.Popen(command, env=deployment.environment() | path, stderr=subprocess.PIPE)
    wait_for((tmp_path / "ids").exists)
    running.send_signal(number)
    _, said = running.communicate(timeout=30)
    assert (running.returncode, said.decode().splitlines()) == (
        status,
        ["giveback: Stopped.", "What was committed is kept; the next run goes on from there."],
    )
    for process in (tmp_path / "ids").read_text().split():
        wait_for(partial(is_gone, int(process)))


def test_a_name_is_given_by_as_else_by_the_origin(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine")
    assert deployment("scan", builder.path, "--as", "me/mine", "--json").json_lines[0]["repository"] == "me/mine"
    for name in ("engine", "me/", "/engine", "a/b/c", "me/..", "-x/y", "me/<b>"):
        ran = deployment("scan", builder.path, "--as", name, status=2)
        assert "Write it as owner/name" in ran.err


def test_a_clone_from_somewhere_else_does_not_replace_a_tracked_repository(
    deployment: Giveback, tmp_path: Path
) -> None:
    tracked, foreign = repository(tmp_path, "engine", 4), repository(tmp_path, "copy")
    deployment("scan", tracked.path)
    foreign.git("config", "remote.origin.url", "https://evil.example/made-up/engine.git")
    ran = deployment("scan", foreign.path, status=2)
    assert "its origin https://evil.example/made-up/engine.git names no owner/name on https://github.com" in ran.err
    assert "--as owner/name" in ran.err
    assert [each["commits"] for each in deployment("status", "--json").json["repositories"]] == [4]


@pytest.mark.parametrize("name", ["--upload-pack=touch${IFS}owned", "-x", "--"])
def test_a_name_that_looks_like_an_option_is_no_option(deployment: Giveback, tmp_path: Path, name: str) -> None:
    ran = deployment.process("scan", "--", name, status=2, cwd=tmp_path)
    assert "looks like an option" in ran.err
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(("where", "shown"), [("", "''"), ("  ", "'  '"), ("\n", r"'\n'")])
def test_no_name_at_all_is_shown_as_that(deployment: Giveback, where: str, shown: str) -> None:
    assert f"giveback: {shown}: no such repository" in deployment("scan", where, status=2).err


@pytest.mark.parametrize("scheme", ["https", "HTTP", "ssh", "ext", "ftp"])
@pytest.mark.parametrize("names", [[], ["--as", "a/b"]])
def test_a_password_in_an_address_is_never_shown(deployment: Giveback, scheme: str, names: list[str]) -> None:
    ran = deployment("scan", f"{scheme}://user:secretpw@localhost:9/x/y", *names, status=2)
    assert "localhost:9/x/y" in ran.err
    assert "secretpw" not in ran.err


def test_another_branch_can_be_named(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine")
    builder.commit({"x": b"1\n"}, branch="release", parents=[builder.head()])
    told = deployment("scan", builder.path, "--branch", "release", "--json").json_lines[0]
    assert told["commits"] == 3
    assert "no-such" in deployment("scan", builder.path, "--branch", "no-such", status=2).err


def test_on_a_terminal_there_is_a_bar_and_elsewhere_there_is_none(deployment: Giveback, tmp_path: Path) -> None:
    builder = repository(tmp_path, "engine", 40)
    assert deployment.process("scan", builder.path).err == ""
    deployment.database = str(tmp_path / "other.db")
    assert "engine" in on_a_terminal(deployment, "scan", builder.path)


def on_a_terminal(deployment: Giveback, *words: str | Path) -> str:
    leader, follower = pty.openpty()
    variables = deployment.environment() | {"TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(deployment.command(*words), env=variables, stderr=follower, stdout=subprocess.DEVNULL)
    os.close(follower)
    shown = b""
    deadline = time.monotonic() + 60  # on a machine that is busy it takes a while until the first word
    while select.select([leader], [], [], max(0, deadline - time.monotonic()))[0]:
        try:
            data = os.read(leader, 4096)
        except OSError:  # the terminal is gone with the process
            break
        if not data:
            break
        shown += data
    assert running.wait(30) == 0
    os.close(leader)
    return shown.decode()
