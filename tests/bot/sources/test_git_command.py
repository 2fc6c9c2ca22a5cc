"""Running git: failures are told, nobody's configuration or environment has an effect, output is bounded."""

import io
import os
import pickle
import signal
import subprocess
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest
from git_builder import GitBuilder
from hypothesis import given
from hypothesis import strategies as st
from processes import is_gone, wait_for

from bot.sources.git_command import Git, GitFailed, GitTimedOut, fields


@pytest.fixture
def repository(tmp_path: Path) -> GitBuilder:
    made = GitBuilder(tmp_path / "a.git")
    for number in range(5):
        made.commit({"a": b"%d\n" % number}, message=f"Number {number}")
    made.flush()
    return made


def slow_git(repository: GitBuilder, script: str) -> Path:
    """Put a `git` of one's own first on the PATH: what a machine under stress does cannot be asked of the real one."""
    folder = repository.path.parent / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return folder


def test_a_failure_says_what_git_said(repository: GitBuilder) -> None:
    with pytest.raises(GitFailed, match=r"(?i)not a valid object name nothing") as failure:
        Git(str(repository.path)).output("cat-file", "-t", "nothing")
    assert failure.value.status == 128


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ("", "git ended with status 128"),
        ("warning: a\nerror: b\n", "error: b"),
        ("error: a\nfatal: b\nfatal: c", "fatal: b"),
        (
            "fatal: unable to connect to x:\nx[0: 127.0.0.1]: refused",
            "fatal: unable to connect to x: x[0: 127.0.0.1]: refused",
        ),
        ("fatal: nothing follows:", "fatal: nothing follows:"),
        ("ssh: refused\nfatal: Could not read from remote repository.\n\nPlease make sure", "ssh: refused"),
    ],
)
def test_the_reason_is_the_line_that_says_why(errors: str, reason: str) -> None:
    assert GitFailed(128, errors).reason == reason


def test_a_failure_crosses_from_a_worker_process(pool: Executor, repository: GitBuilder) -> None:
    with pytest.raises(GitFailed) as failure:
        pool.submit(Git(str(repository.path)).text, "cat-file", "-t", "nothing").result()
    assert failure.value.status == 128
    assert "nothing" in failure.value.errors
    assert pool.submit(Git(str(repository.path)).text, "rev-list", "--count", "main").result() == "5"


def test_overtime_crosses_from_a_worker_process_as_itself() -> None:
    error = pickle.loads(pickle.dumps(GitTimedOut(-9, "it took longer than 1 seconds")))
    assert type(error) is GitTimedOut
    assert str(error) == str(GitTimedOut(-9, "it took longer than 1 seconds"))


def test_a_command_that_takes_too_long_is_stopped(repository: GitBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = slow_git(repository, "exec sleep 60")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitTimedOut, match="longer than 1 seconds"):
        Git(str(repository.path), timeout=1).output("log")


def test_what_git_has_started_ends_with_it(
    repository: GitBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slow_git(repository, f"sleep 60 & echo $! > {tmp_path}/helper; wait")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitTimedOut):
        Git(str(repository.path), timeout=1).output("fetch")
    helper = int((tmp_path / "helper").read_text())
    wait_for(lambda: is_gone(helper))


def test_a_slow_reader_is_no_slow_git(repository: GitBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = slow_git(repository, "head -c 200000 /dev/zero; sleep 0.4; echo end")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with Git(str(repository.path), timeout=1).stream("log") as out:
        out.read(10)
        time.sleep(1.2)
        rest = b"".join(iter(lambda: out.read(1 << 16), b""))
    assert rest.endswith(b"end\n")


def test_a_git_that_somebody_kills_is_a_failure_not_an_end(
    repository: GitBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = slow_git(repository, "echo half; kill -9 $$")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitFailed) as failure:
        Git(str(repository.path)).output("log")
    assert failure.value.status == -signal.SIGKILL


def test_a_reader_that_stops_early_stops_git(repository: GitBuilder) -> None:
    with Git(str(repository.path)).stream("log", "--format=%H") as out:
        assert len(out.read(10)) == 10


def test_a_reader_that_fails_is_told_its_own_failure(repository: GitBuilder) -> None:
    with pytest.raises(ZeroDivisionError), Git(str(repository.path)).stream("log") as out:
        print(1 // (len(out.read(1)) - 1))


def test_the_machines_configuration_and_environment_have_no_effect(
    repository: GitBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f"[log]\n\tshowSignature = true\n[alias]\n\tlog = !touch {ran}\n[core]\n\tpager = x\n"
    )
    monkeypatch.setenv("HOME", str(home))
    for name, value in {
        "GIT_DIR": "/nowhere",
        "GIT_EXTERNAL_DIFF": f"touch {ran}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": f"touch {ran}",
        "GIT_GRAFT_FILE": str(tmp_path / "grafts"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(tmp_path),
        "GIT_TRACE": str(ran),
        "LANGUAGE": "de",
        "LC_ALL": "de_DE.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "grafts").write_text(f"{repository.head()}\n")
    git = Git(str(repository.path))
    assert git.text("rev-list", "--count", "main") == "5"
    assert git.text("log", "-1", "--format=%s", "--numstat", "main").split() == ["Number", "4", "1", "1", "a"]
    with pytest.raises(GitFailed, match="fatal: Not a valid"):
        git.text("cat-file", "-t", "nothing")
    assert not ran.exists()


@pytest.mark.parametrize("address", ["ext::sh -c 'touch RAN'", "fd::3", "helper::x", "EXT::sh -c 'touch RAN'"])
def test_a_transport_that_could_run_something_is_refused_by_git_too(
    repository: GitBuilder, tmp_path: Path, address: str
) -> None:
    ran = tmp_path / "ran"
    with pytest.raises(GitFailed):
        Git(str(repository.path)).output("ls-remote", "--", address.replace("RAN", str(ran)))
    assert not ran.exists()


def test_what_is_given_reaches_git(repository: GitBuilder) -> None:
    shas = repository.git("rev-list", "main")
    answer = Git(str(repository.path)).output("cat-file", "--batch-check=%(objecttype)", stdin=shas)
    assert answer.split() == [b"commit"] * 5


class Trickle(io.RawIOBase):
    """A stream that gives at most so many bytes at a time, as a pipe does."""

    def __init__(self, content: bytes, step: int) -> None:
        self._content = io.BytesIO(content)
        self._step = step

    def read(self, size: int = -1, /) -> bytes:
        return self._content.read(min(size, self._step))


@given(st.lists(st.binary(max_size=40).map(lambda part: part.replace(b"\0", b"")), max_size=8), st.integers(1, 50))
def test_fields_are_what_stands_between_nul_bytes_however_they_arrive(parts: list[bytes], step: int) -> None:
    stream = b"".join(part + b"\0" for part in parts)
    assert list(fields(Trickle(stream, step))) == parts  # type: ignore[arg-type]


@given(st.integers(1, 20), st.integers(0, 30), st.integers(0, 30))
def test_a_field_that_is_too_long_is_cut_at_the_same_byte_however_it_arrives(step: int, first: int, last: int) -> None:
    content = b"a" * first + b"\0" + bytes(range(1, 101)) + b"\0" + b"z" * last
    expected = [b"a" * min(first, 20), bytes(range(1, 21))]  # the last one is cut off: git died while writing it
    assert list(fields(Trickle(content, step), longest=20)) == expected  # type: ignore[arg-type]


def test_no_child_process_is_left_behind(repository: GitBuilder) -> None:
    git = Git(str(repository.path))
    for _ in range(3):
        with git.stream("log") as out:
            out.read(1)
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, check=False
    ).stdout
    assert b"a.git log" not in children
