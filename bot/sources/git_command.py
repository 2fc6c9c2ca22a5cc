"""Running git: no shell, no prompts, no hooks, nothing of anybody's configuration, with a limit on time."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

# What a scanned repository could use to change what git says, or to run something, is off.
_OPTIONS = (
    "-c", "core.commitGraph=false",  # a graph file could claim other parents than the commits do
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "core.deltaBaseCacheLimit=256m",
    "-c", "diff.renames=true",
    "-c", "diff.renameLimit=1000",
    "-c", "diff.algorithm=myers",
    "-c", "diff.orderFile=/dev/null",
    "-c", "log.showSignature=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
)  # fmt: skip
ALLOWED_PROTOCOLS = ("https", "http", "ssh", "git", "file")
_ERROR_TAIL = 4000


class GitFailed(Exception):  # noqa: N818 - it says what happened; the verbs decide whether it is an error
    """Git ended with a status other than 0; `errors` is what it wrote, in the C locale."""

    def __init__(self, status: int, errors: str) -> None:
        super().__init__(f"git ended with status {status}: {errors}")
        self.status = status
        self.errors = errors


class GitTimedOut(GitFailed):
    """Git was stopped because it took longer than it may."""


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SSH_AUTH_SOCK", "TMPDIR") if name in os.environ}
    return kept | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "/bin/false",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_ALLOW_PROTOCOL": ":".join(ALLOWED_PROTOCOLS),
        "GIT_ADVICE": "0",
    }


@dataclass(frozen=True, slots=True)
class Git:
    """One repository (its git directory), and how long a command in it may take, in seconds."""

    directory: str
    timeout: int = 3600

    @contextmanager
    def stream(self, *arguments: str, stdin: bytes = b"") -> Iterator[IO[bytes]]:
        """Run git and give its standard output as it comes.

        Raises GitFailed on leaving, where git did; a reader that stops early stops git.
        """
        command = ["git", *_OPTIONS, f"--git-dir={self.directory}", *arguments]
        with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            process = subprocess.Popen(
                command, stdin=given, stdout=subprocess.PIPE, stderr=errors, env=_environment(), cwd="/", bufsize=0
            )
            overtime = threading.Event()
            watchdog = threading.Timer(self.timeout, _stop, (process, overtime))
            watchdog.daemon = True
            watchdog.start()
            finished = False
            try:
                assert process.stdout is not None
                yield process.stdout
                finished = not process.stdout.read(1)
            finally:
                watchdog.cancel()
                _close(process, kill=not finished)
            if overtime.is_set():
                message = f"it took longer than {self.timeout} seconds"
                raise GitTimedOut(process.returncode, message)
            if process.returncode not in (0, -signal.SIGKILL):
                raise GitFailed(process.returncode, _tail(errors))

    def output(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git and give all that it wrote to standard output; raises GitFailed."""
        with self.stream(*arguments, stdin=stdin) as out:
            return b"".join(iter(lambda: out.read(1 << 16), b""))

    def text(self, *arguments: str) -> str:
        """Give the output as one stripped text."""
        return self.output(*arguments).decode("utf-8", "replace").strip()


def _stop(process: subprocess.Popen[bytes], overtime: threading.Event) -> None:
    overtime.set()
    process.kill()


def _close(process: subprocess.Popen[bytes], *, kill: bool) -> None:
    if kill:
        process.kill()
    assert process.stdout is not None
    process.stdout.close()
    process.wait()


def _tail(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _ERROR_TAIL))
    return errors.read().decode("utf-8", "replace").strip()


def fields(out: IO[bytes], *, longest: int = 1 << 20) -> Iterator[bytes]:
    """Split a stream at NUL bytes; a field's bytes beyond `longest` are dropped, so that memory stays flat."""
    rest = b""
    while block := out.read(1 << 18):
        parts = (rest + block).split(b"\0")
        rest = parts.pop()
        yield from parts
        if len(rest) > longest:
            rest = rest[:longest]
    if rest:
        yield rest
