"""A bare git repository as GitHub's API sees it: commits, trees, blobs and refs, read and written with git itself."""

import datetime as dt
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from demo.fast_import import FastImport, Signature, run_git

NO_SHA = "0" * 40
_FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
_SHA = re.compile(r"[0-9a-f]{40}")


class GitError(Exception):
    """git refused; the message is git's own."""


@dataclass(frozen=True)
class Who:
    """Author or committer of a commit; `at` aware, UTC."""

    name: str
    email: str
    at: dt.datetime

    def signature(self) -> Signature:
        """As `git fast-import` takes it."""
        return Signature(self.name.encode(), self.email.encode(), b"%d +0000" % int(self.at.timestamp()))


@dataclass(frozen=True)
class CommitRead:
    """A commit as git holds it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Who
    committer: Who
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class TreeEntry:
    """A line of a tree; `size` of blobs alone."""

    mode: str
    kind: str
    sha: str
    path: str
    size: int | None = None


@dataclass(frozen=True)
class FileChange:
    """What a commit, or a pull request, does to a file."""

    path: str
    status: str
    additions: int
    deletions: int
    sha: str
    former_path: str | None = None


@dataclass(frozen=True)
class GitRepository:
    """Git on one bare repository. Raises GitError where git refuses."""

    path: Path

    def run(self, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] | None = None) -> bytes:
        """Run git here."""
        try:
            return run_git(self.path, *arguments, stdin=stdin, variables=variables)
        except subprocess.CalledProcessError as error:
            raise GitError(error.stderr.decode(errors="replace").strip()) from error

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Full names of refs to what they point at."""
        listed = self.run("for-each-ref", "--format=%(refname) %(objectname)", prefix).decode()
        return dict(line.split(" ") for line in listed.splitlines())

    def resolve(self, name: str, kind: str = "commit") -> str | None:
        """The id that a branch, a tag or an id names; None where there is none."""
        if not name or name.startswith("-"):
            return None
        candidates = [name] if _SHA.fullmatch(name) else [f"refs/heads/{name}", f"refs/tags/{name}", name]
        for each in candidates:
            try:
                return (
                    self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{each}^{{{kind}}}")
                    .decode()
                    .strip()
                )
            except GitError:
                continue
        return None

    def commits(self, *arguments: str, paths: Sequence[str] = ()) -> list[CommitRead]:
        """Commits as `git log` with these arguments lists them."""
        text = self.run("log", f"--format={_FORMAT}%x1e", *arguments, "--", *paths).decode(errors="replace")
        return [_commit(each.lstrip("\n")) for each in text.split("\x1e") if each.strip("\n")]

    def commit(self, sha: str) -> CommitRead:
        """One commit."""
        return self.commits("-1", sha)[0]

    def moved(self, before: str, after: str) -> tuple[list[str], bool]:
        """Commits that a branch gained by moving, oldest first, and whether it lost any. Raises GitError."""
        listed = self.run("rev-list", "--left-right", "--reverse", "--topo-order", f"{before}...{after}").decode()
        lines = listed.split()
        return [each[1:] for each in lines if each[0] == ">"], any(each[0] == "<" for each in lines)

    def between(self, base: str, head: str) -> list[str]:
        """Ids of commits that `head` has and `base` has not, oldest first."""
        return self.run("rev-list", "--reverse", "--topo-order", f"{base}..{head}").decode().split()

    def history(self, tip: str) -> list[str]:
        """Ids of all commits of a line, oldest first."""
        return self.run("rev-list", "--reverse", "--topo-order", tip).decode().split()

    def merge_base(self, one: str, other: str) -> str | None:
        """Where two lines part; None where they have nothing in common."""
        try:
            return self.run("merge-base", one, other).decode().strip()
        except GitError:
            return None

    def contains(self, tip: str, sha: str) -> bool:
        """Whether `sha` is in the history of `tip`."""
        return self.merge_base(sha, tip) == sha

    def changes(self, old: str, new: str) -> list[FileChange]:
        """Files that differ between two commits or trees, renames found."""
        options = ("--raw", "--numstat", "--no-abbrev", "-r", "-z", "-M", "--no-commit-id", "--end-of-options")
        return _changes(self.run("diff-tree", *options, old, new).decode(errors="replace"))

    def tree(self, sha: str, *, recursive: bool = False) -> list[TreeEntry]:
        """Entries of a tree (with `recursive` of those below it too)."""
        options = ["-z", "-l", *(["-r", "-t"] if recursive else [])]
        listed = self.run("ls-tree", *options, "--end-of-options", sha).decode(errors="replace")
        entries = []
        for line in filter(None, listed.split("\0")):
            about, path = line.split("\t", 1)
            mode, kind, entry, size = about.split()
            entries.append(TreeEntry(mode, kind, entry, path, None if size == "-" else int(size)))
        return entries

    def entry(self, commit: str, path: str) -> TreeEntry | None:
        """What a path is in a commit; None where nothing is there."""
        if not path:
            return TreeEntry("040000", "tree", self.commit(commit).tree, "")
        listed = self.run("ls-tree", "-z", "-l", "--full-tree", "--end-of-options", commit, "--", path.rstrip("/"))
        line = listed.decode(errors="replace").partition("\0")[0]
        if not line:
            return None
        about, found = line.split("\t", 1)
        mode, kind, sha, size = about.split()
        return TreeEntry(mode, kind, sha, found, None if size == "-" else int(size))

    def blob(self, sha: str) -> bytes:
        """The bytes of a blob."""
        return self.run("cat-file", "blob", sha)

    def kind(self, sha: str) -> str | None:
        """blob, tree, commit or tag; None where there is no such object."""
        try:
            return self.run("cat-file", "-t", sha).decode().strip()
        except GitError:
            return None

    def write_blob(self, content: bytes) -> str:
        """Store a blob and return its id."""
        return self.run("hash-object", "-w", "--stdin", stdin=content).decode().strip()

    def write_tree(self, base: str | None, entries: Sequence[tuple[str, str, str | None]]) -> str:
        """Store a tree: `base` with entries (mode, path, id of an object; None takes the path away) over it."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if base is not None:
                self.run("read-tree", base, variables=index)
            lines = "".join(f"{mode if sha else '0'} {sha or NO_SHA}\t{path}\0" for mode, path, sha in entries)
            self.run("update-index", "-z", "--index-info", stdin=lines.encode(), variables=index)
            return self.run("write-tree", variables=index).decode().strip()

    def write_commit(self, tree: str, parents: Sequence[str], message: str, author: Who, committer: Who) -> str:
        """Store a commit and return its id."""
        variables: dict[str, str] = {}
        for role, who in (("AUTHOR", author), ("COMMITTER", committer)):
            variables |= {
                f"GIT_{role}_NAME": who.name,
                f"GIT_{role}_EMAIL": who.email,
                f"GIT_{role}_DATE": f"{int(who.at.timestamp())} +0000",
            }
        options = [part for parent in parents for part in ("-p", parent)]
        written = self.run("commit-tree", *options, tree, stdin=message.encode(), variables=variables)
        return written.decode().strip()

    def set_ref(self, name: str, sha: str | None) -> None:
        """Point a ref (by its full name) at an object; None deletes it."""
        if sha is None:
            self.run("update-ref", "-d", name)
        else:
            self.run("update-ref", name, sha)

    def commit_files(
        self, branch: str, files: Mapping[str, bytes | None], message: str, author: Who, committer: Who
    ) -> str:
        """Commit files on a branch (None deletes one), on top of what is there, and return the commit's id."""
        tip = self.resolve(f"refs/heads/{branch}")
        with FastImport(self.path) as writing:
            return writing.commit(
                files,
                author=author.signature(),
                committer=committer.signature(),
                message=message.encode(),
                parents=[tip] if tip else [],
                branch=branch,
            )

    def merged_tree(self, base: str, head: str) -> str:
        """The tree of a merge. Raises GitError where the two conflict."""
        return self.run("merge-tree", "--write-tree", base, head).decode().split("\n")[0]

    def picked(self, onto: str, sha: str, committer: Who) -> str:
        """A commit made anew on top of another, as a rebase does. Raises GitError where it conflicts."""
        commit = self.commit(sha)
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.run("read-tree", "-i", "-m", "--aggressive", commit.parents[0], onto, sha, variables=index)
            tree = self.run("write-tree", variables=index).decode().strip()
        return self.write_commit(tree, [onto], commit.message, commit.author, committer)

    def fetch_all(self, source: Path) -> None:
        """Take all branches and tags of another repository over."""
        self.run("fetch", "--quiet", str(source), "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")

    def fetch_object(self, source: Path, sha: str, ref: str) -> None:
        """Take a commit of another repository over, under a ref."""
        self.run("-c", "uploadpack.allowAnySHA1InWant=true", "fetch", "--quiet", str(source), f"{sha}:{ref}")

    def empty_tree(self) -> str:
        """The id of the tree with nothing in it."""
        return self.run("hash-object", "-w", "-t", "tree", "--stdin").decode().strip()


def _commit(text: str) -> CommitRead:
    sha, tree, parents, name, email, at, by, mail, landed, message = text.split("\0", 9)
    author = Who(name, email, dt.datetime.fromtimestamp(int(at), dt.UTC))
    committer = Who(by, mail, dt.datetime.fromtimestamp(int(landed), dt.UTC))
    return CommitRead(sha, tree, tuple(parents.split()), author, committer, message.rstrip("\n"))


def _changes(text: str) -> list[FileChange]:
    """What `diff-tree --raw --numstat -z` says: first a raw line for each file, then its numbers, in the same order."""
    names = {"A": "added", "D": "removed", "M": "modified", "T": "changed", "R": "renamed", "C": "copied"}
    parts = iter(text.split("\0"))
    changes: list[FileChange] = []
    number = 0
    for part in parts:
        if part.startswith(":"):
            _, _, old, new, letter = part.split(" ")
            former = next(parts) if letter[0] in "RC" else None
            sha = old if letter[0] == "D" else new
            changes.append(FileChange(next(parts), names[letter[0]], 0, 0, sha, former))
        elif part:
            added, taken, path = part.split("\t", 2)
            if not path:  # of a rename both paths follow
                next(parts)
                next(parts)
            changes[number] = replace(changes[number], additions=_lines(added), deletions=_lines(taken))
            number += 1
    return changes


def _lines(text: str) -> int:
    """Lines that changed; of a binary file none are counted."""
    return 0 if text == "-" else int(text)
