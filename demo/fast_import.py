"""Real git repositories, written fast: commits go to one `git fast-import` process, their ids come back at once.

Nothing of the machine's git configuration is used, so the same calls give the same ids everywhere. It cannot write what
git itself would refuse (an address with a line break, a date before 1970).
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

FILE_MODE = "100644"
GITLINK_MODE = "160000"
PLAIN = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')  # bytes that a quoted path holds as they are


@dataclass(frozen=True)
class Entry:
    """A path's content where its mode matters: `120000` a link's target, `160000` the id of a submodule's commit."""

    mode: str
    content: bytes


@dataclass(frozen=True)
class Signature:
    """Who and when, as git writes it: `date` is seconds since 1970 and a zone, b'1714557600 +0200'."""

    name: bytes
    address: bytes
    date: bytes

    def line(self) -> bytes:
        """The signature as a commit's header has it."""
        return (self.name + b" " if self.name else b"") + b"<" + self.address + b"> " + self.date


Content = bytes | Entry | None
Files = Mapping[str, Content] | Mapping[bytes, Content] | Mapping[str | bytes, Content]


class FastImportError(RuntimeError):
    """`git fast-import` refused what it was given; the message is git's own."""


def clean_environment(home: Path) -> dict[str, str]:
    """Variables under which git reads no user's and no system's configuration, and no replaced objects."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def create_repository(path: Path, *, bare: bool = True, branch: str = "main") -> None:
    """Make an empty repository at `path`; its default branch is `branch`."""
    path.mkdir(parents=True, exist_ok=True)
    options = ["--quiet", "--template=", f"--initial-branch={branch}", *(["--bare"] if bare else [])]
    subprocess.run(["git", "init", *options, "--", str(path)], check=True, env=clean_environment(path))


def run_git(git_dir: Path, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] | None = None) -> bytes:
    """Run git on a repository and return what it printed. Raises CalledProcessError."""
    command = ["git", f"--git-dir={git_dir}", *arguments]
    environment = clean_environment(git_dir) | dict(variables or {})
    return subprocess.run(command, input=stdin, capture_output=True, check=True, env=environment).stdout


def write_object(git_dir: Path, kind: str, body: bytes) -> str:
    """Store these bytes as a blob, tree or commit, unchecked, and return its id."""
    return run_git(git_dir, "hash-object", "-t", kind, "-w", "--literally", "--stdin", stdin=body).decode().strip()


class FastImport:
    """One batch of commits: readable by other git processes once it is closed."""

    def __init__(self, git_dir: Path) -> None:
        self._process = subprocess.Popen(
            [
                "git",
                "-c",
                "core.compression=1",
                f"--git-dir={git_dir}",
                "fast-import",
                "--quiet",
                "--force",
                "--date-format=raw-permissive",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(git_dir),
        )
        self._mark = 0
        self._tips: dict[str, str] = {}
        self._marks: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def commit(
        self,
        files: Files,
        *,
        author: Signature,
        committer: Signature,
        message: bytes,
        parents: Sequence[str],
        branch: str = "main",
        renames: Mapping[str, str] | None = None,
    ) -> str:
        """Write a commit on `branch` and return its id.

        Its tree is the first parent's, with `renames` (old path to new) and then `files` applied; None deletes a path.
        Raises FastImportError when git refuses it.
        """
        self._mark += 1
        ref = f"refs/heads/{branch}".encode()
        out = [] if parents else [b"reset ", ref, b"\n\n"]
        out += [b"commit ", ref, b"\nmark :%d\nauthor " % self._mark, author.line()]
        out += [b"\ncommitter ", committer.line(), b"\ndata %d\n" % len(message), message, b"\n"]
        # git keeps the branch's tree in memory as long as it is not told anew where the branch stands
        if parents and (len(parents) > 1 or self._tips.get(branch) != parents[0]):
            out += [b"from ", self._name(parents[0]), b"\n"]
        out += [b"merge %s\n" % self._name(parent) for parent in parents[1:]]
        out += [b"R %s %s\n" % (quoted(old), quoted(new)) for old, new in (renames or {}).items()]
        out += [_change(path, content) for path, content in files.items()]
        out.append(b"\nget-mark :%d\n" % self._mark)
        sha = self._ask(b"".join(out))
        self._tips[branch] = sha
        self._marks[sha] = self._mark
        return sha

    def close(self) -> None:
        """Finish the batch. Raises FastImportError when git could not write it. Closing twice is nothing."""
        if self._process.stdin is None or self._process.stdin.closed:
            return
        try:
            _, said = self._process.communicate()
        except BrokenPipeError:
            self._fail()
        if self._process.returncode:
            raise FastImportError(said.decode("utf-8", "replace").strip())

    def _name(self, sha: str) -> bytes:
        # a commit of this batch has no id that git could look up before the batch is closed
        return b":%d" % self._marks[sha] if sha in self._marks else sha.encode()

    def _ask(self, command: bytes) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(command)
            self._process.stdin.flush()
        except BrokenPipeError:
            self._fail()
        answer = self._process.stdout.readline()
        if not answer:
            self._fail()
        return answer.decode().strip()

    def _fail(self) -> None:
        assert self._process.stderr is not None
        said = self._process.stderr.read().decode("utf-8", "replace").strip()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        raise FastImportError(said)


def quoted(path: str | bytes) -> bytes:
    """A path in the C quotes that git reads back to the same bytes, whatever they are."""
    raw = path if isinstance(path, bytes) else path.encode("utf-8", "surrogateescape")
    return b'"%s"' % b"".join(bytes((byte,)) if byte in PLAIN else b"\\%03o" % byte for byte in raw)


def _change(path: str | bytes, content: Content) -> bytes:
    if content is None:
        return b"D %s\n" % quoted(path)
    entry = content if isinstance(content, Entry) else Entry(FILE_MODE, content)
    if entry.mode == GITLINK_MODE:
        return b"M 160000 %s %s\n" % (entry.content, quoted(path))
    return b"M %s inline %s\ndata %d\n%s\n" % (entry.mode.encode(), quoted(path), len(entry.content), entry.content)
