"""Makes real git repositories for tests: fast, the same ids every time, and broken in whatever way a test needs."""

import datetime as dt
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.fast_import import (
    Content,
    Entry,
    FastImport,
    Files,
    Signature,
    clean_environment,
    create_repository,
    run_git,
    write_object,
)

__all__ = ["FIRST_DATE", "Entry", "GitBuilder"]

FIRST_DATE = 1_704_067_200  # 2024-01-01T00:00:00Z; each commit without a date of its own is an hour later
Who = tuple[str | bytes, str | bytes]
When = int | str | dt.datetime
DANA: Who = ("Dana Doe", "dana@acme.example")


class GitBuilder:
    """A repository under construction. Reading `path` (or calling `git`) finishes what was being written.

    Commits go to one `git fast-import` process until then, so build in runs: thousands of `commit` calls, then `path`.
    A folder that is a repository already is continued.
    """

    def __init__(self, path: Path, *, bare: bool = True, branch: str = "main") -> None:
        self._path = path
        self._git_dir = path if bare else path / ".git"
        self._import: FastImport | None = None
        self._next_date = FIRST_DATE
        self._tips: dict[str, str] = {}
        self._written: dict[str, tuple[tuple[str, ...], Files]] = {}
        if (self._git_dir / "objects").is_dir():
            listed = self.git("for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads").decode()
            self._tips = {name: sha for sha, name in (line.split(" ", 1) for line in listed.splitlines())}
        else:
            create_repository(path, bare=bare, branch=branch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.flush()

    @property
    def path(self) -> Path:
        """Where the repository is, with everything written."""
        self.flush()
        return self._path

    @property
    def git_dir(self) -> Path:
        """The bare repository's folder, or the `.git` of one with a working tree; everything written."""
        self.flush()
        return self._git_dir

    def head(self, branch: str = "main") -> str:
        """The tip of a branch. Raises KeyError when it has no commit."""
        return self._tips[branch]

    def flush(self) -> None:
        """Make all commits so far visible to other git processes."""
        if self._import is not None:
            self._import.close()
            self._import = None

    def git(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> bytes:
        """Run git in the repository and return what it printed. Raises CalledProcessError."""
        self.flush()
        variables = {"GIT_INDEX_FILE": str(index)} if index else {}
        return run_git(self._git_dir, *arguments, stdin=stdin, variables=variables)

    def commit(
        self,
        files: Files | None = None,
        *,
        author: Who = DANA,
        committer: Who | None = None,
        author_date: When | None = None,
        commit_date: When | None = None,
        message: str | bytes = "Change something",
        parents: Sequence[str] | None = None,
        branch: str = "main",
        renames: Mapping[str, str] | None = None,
    ) -> str:
        """Add a commit to `branch` and return its id; no files is an empty commit.

        `parents`: None, the branch's tip; [], a root. Dates: seconds since 1970 (UTC), git's '1714557600 +0200', or an
        aware datetime; the committer's is the author's unless given. `renames` (old to new) come before `files`.
        """
        line = self._parents(branch, parents)
        date = self._date(author_date)
        by = Signature(_raw(author[0]), _raw(author[1]), date)
        who = committer or author
        landed = Signature(_raw(who[0]), _raw(who[1]), date if commit_date is None else self._date(commit_date))
        self._import = self._import or FastImport(self._git_dir)
        sha = self._import.commit(
            files or {},
            author=by,
            committer=landed,
            message=_raw(message),
            parents=line,
            branch=branch,
            renames=renames,
        )
        return self._advance(branch, sha, line, files or {})

    def merge(
        self,
        *others: str,
        files: Files | None = None,
        branch: str = "main",
        author: Who = DANA,
        committer: Who | None = None,
        author_date: When | None = None,
        commit_date: When | None = None,
        message: str | bytes | None = None,
    ) -> str:
        """Merge branches or commits into `branch` (several: an octopus) and return the merge's id.

        Its tree is the tip's with `files` over it; None takes over what this builder wrote on the merged side (renames
        are not followed).
        """
        shas = [self._tips.get(other, other) for other in others]
        parents = [self._tips[branch], *shas]
        text = f"Merge {', '.join(others)} into {branch}" if message is None else message
        return self.commit(
            self._side_files(parents) if files is None else files,
            author=author,
            committer=committer,
            author_date=author_date,
            commit_date=commit_date,
            message=text,
            parents=parents,
            branch=branch,
        )

    def commit_literally(
        self,
        files: Files | None = None,
        *,
        author: bytes = b"Dana Doe <dana@acme.example> 1704067200 +0000",
        committer: bytes | None = None,
        message: bytes = b"Change something\n",
        headers: bytes = b"",
        parents: Sequence[str] | None = None,
        branch: str = "main",
    ) -> str:
        """Add a commit whose header lines are exactly these bytes, valid or not: any name, any date, any zone.

        `headers`: further whole lines (encoding, gpgsig), each with its line break.
        """
        line = self._parents(branch, parents)
        tree = self._tree(line[0] if line else None, files or {})
        body = b"tree %s\n" % tree.encode() + b"".join(b"parent %s\n" % parent.encode() for parent in line)
        body += b"author %s\ncommitter %s\n%s\n%s" % (author, committer or author, headers, message)
        sha = self.write_object("commit", body)
        self.set_branch(branch, sha)
        self._written[sha] = (tuple(line), files or {})
        return sha

    def write_object(self, kind: str, body: bytes) -> str:
        """Store these bytes as a blob, tree or commit, unchecked, and return its id."""
        self.flush()
        return write_object(self._git_dir, kind, body)

    def set_branch(self, name: str, sha: str | None) -> None:
        """Move a branch anywhere (a rewritten history), or with None delete it."""
        if sha is None:
            self.git("update-ref", "-d", f"refs/heads/{name}")
            self._tips.pop(name, None)
        else:
            self.git("update-ref", f"refs/heads/{name}", sha)
            self._tips[name] = sha

    def set_head(self, branch: str) -> None:
        """Declare another default branch."""
        self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")

    def checkout(self) -> None:
        """Fill the working tree of a repository that has one."""
        self.git(f"--work-tree={self._path}", "reset", "--quiet", "--hard")

    def replace(self, original: str, replacement: str) -> None:
        """Tell git to show `replacement` wherever it should show `original`."""
        self.git("update-ref", f"refs/replace/{original}", replacement)

    def graft(self, sha: str, *parents: str) -> None:
        """Tell git, by the old `info/grafts` file, that `sha` has these parents."""
        self.flush()
        (self._git_dir / "info").mkdir(exist_ok=True)
        with (self._git_dir / "info" / "grafts").open("a") as grafts:
            grafts.write(" ".join((sha, *parents)) + "\n")

    def remove_object(self, sha: str) -> None:
        """Take an object out of the repository: what a partial or damaged copy lacks."""
        self._loose(sha).unlink()

    def corrupt_object(self, sha: str) -> None:
        """Leave an object in place with a content that git cannot read."""
        path = self._loose(sha)
        path.chmod(0o644)
        path.write_bytes(b"not what git wrote")

    def partial_clone(self, path: Path, *, keep: str = "blob:none") -> Path:
        """Clone without the contents that the filter leaves out and without a way to fetch them later."""
        self.git("config", "uploadpack.allowFilter", "true")
        options = ["--quiet", "--bare", f"--filter={keep}", "--template="]
        source = f"file://{self._git_dir.resolve()}"
        subprocess.run(
            ["git", "clone", *options, "--", source, str(path)], check=True, env=clean_environment(self._path)
        )
        run_git(path, "config", "remote.origin.url", f"file://{path}-is-gone")
        return path

    def _parents(self, branch: str, parents: Sequence[str] | None) -> list[str]:
        if parents is not None:
            return list(parents)
        return [self._tips[branch]] if branch in self._tips else []

    def _advance(self, branch: str, sha: str, parents: Sequence[str], files: Files) -> str:
        self._tips[branch] = sha
        self._written[sha] = (tuple(parents), files)
        return sha

    def _date(self, when: When | None) -> bytes:
        if when is None:
            when, self._next_date = self._next_date, self._next_date + 3600
        if isinstance(when, dt.datetime):
            return f"{int(when.timestamp())} {when:%z}".encode()
        return f"{when} +0000".encode() if isinstance(when, int) else when.encode()

    def _side_files(self, parents: Sequence[str]) -> Files:
        ours = self._ancestors(parents[:1], known=set())
        files: dict[str | bytes, Content] = {}
        for sha in reversed(list(self._ancestors(parents[1:], known=set(ours)))):
            files.update(self._written[sha][1].items())
        return files

    def _ancestors(self, shas: Sequence[str], *, known: set[str]) -> dict[str, None]:
        found: dict[str, None] = {}
        waiting = list(shas)
        while waiting:
            sha = waiting.pop()
            if sha in self._written and sha not in known and sha not in found:
                found[sha] = None
                waiting += self._written[sha][0]
        return found

    def _tree(self, parent: str | None, files: Files) -> str:
        if parent and not files:
            return self.git("rev-parse", f"{parent}^{{tree}}").decode().strip()
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index"
            self.git("read-tree", parent or "--empty", index=index)
            for path, content in files.items():
                entry = content if isinstance(content, Entry) else Entry("100644" if content is not None else "0", b"")
                body = content if isinstance(content, bytes) else entry.content
                sha = "0" * 40 if content is None else self.write_object("blob", body)
                line = f"{entry.mode} {sha}\t".encode() + _raw(path) + b"\0"
                self.git("update-index", "-z", "--index-info", stdin=line, index=index)
            return self.git("write-tree", index=index).decode().strip()

    def _loose(self, sha: str) -> Path:
        self.flush()
        path = self._git_dir / "objects" / sha[:2] / sha[2:]
        if not path.exists():
            with tempfile.TemporaryDirectory() as folder:
                packs = [Path(shutil.move(p, folder)) for p in (self._git_dir / "objects" / "pack").glob("*")]
                for pack in packs:
                    if pack.suffix == ".pack":
                        self.git("unpack-objects", "-q", stdin=pack.read_bytes())
        return path


def _raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
