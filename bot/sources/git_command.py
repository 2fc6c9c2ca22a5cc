"""Running git: no shell, no prompts, no hooks, nothing of anybody's configuration, with a limit on time."""

import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

from bot.errors import InputError

# What a scanned repository could use to change what git says, or to run something, is off.
_OPTIONS = (
    "-c", "core.commitGraph=false",  # a graph file could claim other parents than the commits do
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.quotePath=false",
    "-c", "diff.renames=true",
    "-c", "diff.renameLimit=1000",
    "-c", "diff.algorithm=myers",
    "-c", "diff.orderFile=/dev/null",
    "-c", "log.showSignature=false",
    "-c", "log.mailmap=false",
    "-c", "advice.graftFileDeprecated=false",
    "-c", "attr.tree=4b825dc642cb6eb9a060e54bf8d69288fbee4904",  # the empty tree: some versions would use HEAD's
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
)  # fmt: skip
# Git takes and gives back memory for every file that it compares. Told to keep it, glibc saves an eighth of the time;
# other C libraries ignore these.
_KEEP_MEMORY = {
    "MALLOC_TOP_PAD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}
ALLOWED_PROTOCOLS = ("https", "http", "ssh", "git", "file")
_RUNNING: set[subprocess.Popen[bytes]] = set()
_ERROR_TAIL = 4000
_SAID_BY_SSH = "fatal: Could not read from remote repository."  # the reason stands in the line before
_BLOCK = 1 << 16  # what a pipe holds


class GitFailed(Exception):  # noqa: N818 - it says what happened; the verbs decide whether it is an error
    """Git ended with a status other than 0; `errors` is what it wrote, in the C locale."""

    def __init__(self, status: int, errors: str) -> None:
        super().__init__(status, errors)  # as given, so that it can be pickled on its way from a worker
        self.status = status
        self.errors = errors

    def __str__(self) -> str:
        return f"git ended with status {self.status}: {self.errors}"

    @property
    def reason(self) -> str:
        """What git says of why: its first fatal line with what that announces, else the last line."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        at = next((at for at, line in enumerate(lines) if line.startswith("fatal: ")), len(lines) - 1)
        if at < 0:
            return f"git ended with status {self.status}"
        if at > 0 and lines[at] == _SAID_BY_SSH:
            return lines[at - 1]
        is_unfinished = lines[at].endswith(":") and at + 1 < len(lines)
        return f"{lines[at]} {lines[at + 1]}" if is_unfinished else lines[at]

    @property
    def was_stopped(self) -> bool:
        """Whether a signal ended git: that says nothing about the repository."""
        return self.status < 0


class GitTimedOut(GitFailed):
    """Git was stopped because it took longer than it may."""


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SSH_AUTH_SOCK", "TMPDIR") if name in os.environ}
    return (
        kept
        | _KEEP_MEMORY
        | {
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_GRAFT_FILE": os.devnull,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_FLUSH": "0",  # whole blocks, not one write a commit
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "/bin/false",
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
            "GIT_ALLOW_PROTOCOL": ":".join(ALLOWED_PROTOCOLS),
            "GIT_ADVICE": "0",
        }
    )


class GitOutput:
    """What a running git writes, with a limit on the time that it lets us wait; the reader's own does not count."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: int) -> None:
        assert process.stdout is not None
        self._stream = process.stdout
        self._left: float = seconds
        self._seconds = seconds
        self._poll = select.poll()
        self._poll.register(self._stream, select.POLLIN)

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes as soon as there are any, none at the end. Raises GitTimedOut."""
        began = time.monotonic()
        has_more = self._poll.poll(max(0, self._left) * 1000)
        self._left -= time.monotonic() - began
        if not has_more:
            message = f"it took longer than {self._seconds} seconds"
            raise GitTimedOut(-signal.SIGKILL, message)
        return self._stream.read(size)


@dataclass(frozen=True, slots=True)
class Git:
    """One repository (its git directory), and how long a command in it may take, in seconds."""

    directory: str
    timeout: int = 3600
    authorization: tuple[str, str] | None = field(default=None, repr=False)
    """An address and the Authorization header that it is shown: by the environment, for all may see a command line."""

    @contextmanager
    def stream(self, *arguments: str, stdin: bytes = b"") -> Iterator[GitOutput]:
        """Run git and give its standard output as it comes.

        Raises GitFailed on leaving, where git did; InputError where there is no git. A reader that stops early stops
        git.
        """
        command = ["git", *_OPTIONS, f"--git-dir={self.directory}", *arguments]
        with tempfile.TemporaryFile() as errors, _given(stdin) as given:
            try:
                process = subprocess.Popen(
                    command,
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=_environment() | self._authorizing(),
                    cwd="/",
                    bufsize=0,
                    start_new_session=True,  # Ctrl-C is Giveback's to answer; and its helpers can be ended with it
                )
            except FileNotFoundError as error:  # not the repository's fault, nor the disk's
                raise InputError("git is not on the PATH", "Install git, 2.30 or newer.") from error
            _RUNNING.add(process)
            finished = False
            try:
                out = GitOutput(process, self.timeout)
                yield out
                finished = not out.read(1)
            finally:
                _close(process, end=not finished)
                _RUNNING.discard(process)
            if finished and process.returncode != 0:
                raise GitFailed(process.returncode, _tail(errors))

    def _authorizing(self) -> dict[str, str]:
        if self.authorization is None:
            return {}
        address, header = self.authorization
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{address}.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: {header}",
        }

    def output(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git and give all that it wrote to standard output; raises GitFailed."""
        with self.stream(*arguments, stdin=stdin) as out:
            return b"".join(iter(lambda: out.read(_BLOCK), b""))

    def text(self, *arguments: str) -> str:
        """Give the output as one stripped text."""
        return self.output(*arguments).decode("utf-8", "replace").strip()


@contextmanager
def _given(stdin: bytes) -> Iterator[IO[bytes] | int]:
    if not stdin:
        yield subprocess.DEVNULL
        return
    with tempfile.TemporaryFile() as file:
        file.write(stdin)
        file.seek(0)
        yield file


def end_running() -> None:
    """End every git that this process runs, with what each has started."""
    for process in list(_RUNNING):
        _end(process)


def _close(process: subprocess.Popen[bytes], *, end: bool) -> None:
    if end:
        _end(process)
    assert process.stdout is not None
    process.stdout.close()
    process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a git and its helpers, such as git-remote-https: they are in its process group, and nobody else is."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _tail(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _ERROR_TAIL))
    return errors.read().decode("utf-8", "replace").strip()


def fields(out: GitOutput, *, longest: int = 1 << 20) -> Iterator[bytes]:
    """Give the fields that end in a NUL byte; what follows the last one was cut off when git died, and is dropped.

    A field's bytes beyond `longest` are dropped, so that memory stays flat.
    """
    rest = b""
    while block := out.read(_BLOCK):
        parts = (rest + block).split(b"\0")
        rest = parts.pop()
        if parts and len(parts[0]) > longest:
            parts[0] = parts[0][:longest]  # the same bytes, however the stream was cut into blocks
        yield from parts
        if len(rest) > longest:
            rest = rest[:longest]
