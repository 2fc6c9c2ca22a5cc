"""One fictional repository being written: its tip, its files, its pull-request numbers and what has landed so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from demo.contents import Changed, Contents, Lines, chance, joined
from demo.fast_import import FastImport, Signature, create_repository, run_git, write_object
from demo.people import BOTS, PEOPLE, Person

FORGE = "https://forge.example"
"""Where the made-up repositories say that they come from."""

_LOGINS = {address.encode(): person.login for person in (*PEOPLE, *BOTS) for address in person.addresses}


@dataclass(frozen=True)
class Landed:
    """A commit on the default branch, with what its files held before and after."""

    sha: str
    at: int
    author: Signature
    title: str
    number: int | None
    before: Mapping[str, Lines | None]
    after: Mapping[str, Lines | None]


@dataclass(frozen=True)
class Pull:
    """A pull request that landed: who opened it, when its work began, and by which commits (the oldest first)."""

    number: int
    title: str
    login: str
    began: int
    landed_at: int
    commits: tuple[str, ...]
    landed_as: str


class History:
    """A bare repository at `path`; commits are seen by others after `close`."""

    def __init__(self, path: Path, name: str, rng: Random) -> None:
        create_repository(path)
        with (path / "config").open("a", encoding="utf-8") as configuration:
            configuration.write(f'[remote "origin"]\n\turl = {FORGE}/{name}.git\n')
        self.name = name
        self.rng = rng
        self.contents = Contents(rng)
        self.log: list[Landed] = []
        self.pulls: dict[int, Pull] = {}
        self.tip: str | None = None
        self._path = path
        self._import = FastImport(path)
        self._number = 0

    def next_number(self) -> int:
        """The next pull request's (or issue's) number; some are skipped, as issues take them."""
        self._number += self.rng.choice((1, 1, 2, 3))
        return self._number

    def signed(self, person: Person, at: int) -> Signature:
        """The person's signature under one of their addresses, mostly the usual one."""
        address = person.address if chance(self.rng, 80) else self.rng.choice(person.addresses)
        name = person.name if isinstance(person.name, bytes) else person.name.encode()
        return Signature(name, address.encode(), f"{at} {person.zone}".encode())

    def commit(
        self,
        author: Signature,
        at: int,
        title: str,
        changed: Changed,
        *,
        number: int | None = None,
        body: Sequence[str] = (),
        committer: Signature | None = None,
        other: Mapping[str, bytes] | None = None,
        renames: Mapping[str, str] | None = None,
    ) -> Landed:
        """Land one commit on the default branch. `other`: files kept out of the text's state (binary, generated).

        With a number the subject is 'title (#number)'; `body` are the message's further lines.
        """
        before = {path: self.contents.lines.get(path) for path in changed}
        sha = self.write(
            author,
            committer or Signature(author.name, author.address, f"{at} +0000".encode()),
            "\n".join((f"{title} (#{number})" if number else title, *([""] if body else []), *body)),
            {**joined(changed), **(other or {})},
            parents=[self.tip] if self.tip else [],
            renames=renames,
        )
        self.tip = sha
        landed = Landed(sha, at, author, title, number, before, changed)
        self.log.append(landed)
        if number is not None:
            self._landed_by_pull(landed, number)
        return landed

    def _landed_by_pull(self, landed: Landed, number: int) -> None:
        before = self.pulls.get(number)
        began = int(landed.author.date.split()[0])
        commits = (*(before.commits if before else ()), landed.sha)
        login = before.login if before else _LOGINS[landed.author.address]
        first = min(before.began if before else landed.at, began)
        self.pulls[number] = Pull(number, landed.title, login, first, landed.at, commits, landed.sha)

    def write(
        self,
        author: Signature,
        committer: Signature,
        message: str,
        files: Mapping[str, bytes | None],
        *,
        parents: Sequence[str],
        branch: str = "main",
        renames: Mapping[str, str] | None = None,
    ) -> str:
        """Write any commit on any branch and keep its text files in mind; the tip stays where it is."""
        for old, new in (renames or {}).items():
            self.contents.lines[new] = self.contents.lines.pop(old)
        texts = {path: content for path, content in files.items() if path in self.contents.lines or _is_text(path)}
        self.contents.take(
            {path: None if c is None else tuple(c.splitlines(keepends=True)) for path, c in texts.items()}
        )
        return self._import.commit(
            files,
            author=author,
            committer=committer,
            message=f"{message}\n".encode(),
            parents=parents,
            branch=branch,
            renames=renames,
        )

    def commit_literally(self, author: bytes, at: int, message: str) -> None:
        """Land an empty commit whose author line git would not write: kept as it is, byte for byte."""
        self._import.close()
        tree = run_git(self._path, "rev-parse", f"{self.tip}^{{tree}}").decode().strip()
        lines = f"tree {tree}\nparent {self.tip}\nauthor ".encode() + author + b" %d +0000\n" % at
        lines += b"committer Plain Name <plain@hostile.example> %d +0000\n\n%s\n" % (at, message.encode())
        self.tip = write_object(self._path, "commit", lines)
        run_git(self._path, "update-ref", "refs/heads/main", self.tip)
        self._import = FastImport(self._path)

    def close(self, *branches: str) -> None:
        """Finish writing and take away the side branches."""
        self._import.close()
        if branches:
            orders = "".join(f"delete refs/heads/{branch}\n" for branch in branches)
            run_git(self._path, "update-ref", "--stdin", stdin=orders.encode())


def _is_text(path: str) -> bool:
    return path.startswith(("src/", "docs/", "tests/", "README", "VERSION", ".gitattributes"))
