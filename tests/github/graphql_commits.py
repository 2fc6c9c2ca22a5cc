"""Commits as GraphQL shows them: whose account the addresses are, what is said of signatures, what a tip reaches."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.github.addresses import node_id
from tests.github.git_repository import CommitRead, GitRepository, Who
from tests.github.graphql_connections import QueryError, connection, cursor_of, key_of, page
from tests.github.state import Account, Repository, World

_CO_AUTHOR = re.compile(r"(?im)^co-authored-by:[ \t]*(.*?)[ \t]*<([^<>\n]*)>[ \t]*$")
_NOREPLY = re.compile(r"(?:(\d+)\+)?([\w-]+)@users\.noreply\.github\.com")


@lru_cache(maxsize=50)
def _history(path: Path, tip: str) -> list[CommitRead]:
    return GitRepository(path).commits("--date-order", tip)


@lru_cache(maxsize=20_000)
def _read(path: Path, sha: str) -> CommitRead:
    return GitRepository(path).commit(sha)


@dataclass(frozen=True)
class Commit:
    """A commit of a repository; `authored_at` where it is in the state alone, `read` where git was asked."""

    world: World
    repository: Repository
    sha: str
    authored_at: dt.datetime | None = None
    read: CommitRead | None = None

    @property
    def git(self) -> CommitRead:
        """As git holds it."""
        return self.read or _read(self.repository.git, self.sha)

    @property
    def authored(self) -> dt.datetime:
        """The author's date."""
        return self.authored_at or self.git.author.at

    @property
    def authors(self) -> list[Who]:
        """The author and the co-authors, each once."""
        found = [self.git.author]
        found += [Who(match[1], match[2], self.git.author.at) for match in _CO_AUTHOR.finditer(self.git.message)]
        return list({who.email.lower(): who for who in reversed(found)}.values())[::-1]

    def signature(self) -> dict[str, Any] | None:
        """What GitHub says of its signature; None where there is none."""
        state = self.repository.signatures.get(self.sha)
        if state is None:
            return None
        valid, email = state == "VALID", self.git.committer.email
        return {"__typename": "GpgSignature", "state": state, "isValid": valid, "email": email}

    def history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """What it reaches, the newest first; a cursor is good for this tip alone."""
        since, until = arguments.get("since"), arguments.get("until")
        reached = [
            each
            for each in _history(self.repository.git, self.sha)
            if (since is None or each.committer.at >= since) and (until is None or each.committer.at <= until)
        ]
        commits = [Commit(self.world, self.repository, each.sha, read=each) for each in reached]
        start = 0
        if arguments.get("after"):
            tip, index = key_of(arguments["after"])
            if tip != self.sha:
                raise QueryError("INVALID_CURSOR_ARGUMENTS", "The cursor belongs to another commit.")
            start = index + 1
        return page(commits, arguments, start, len(commits), lambda index: cursor_of([self.sha, index]))

    @property
    def id(self) -> str:
        """The node's id."""
        return node_id("Commit", self.sha)


def user_of(world: World, address: str) -> Account | None:
    """Whose address it is: confirmed by a user, or one that GitHub gave."""
    given = _NOREPLY.fullmatch(address)
    if given:
        found = world.accounts.get(int(given[1])) if given[1] else world.account(given[2])
    else:
        found = world.account_of_address(address)
    return found if found is not None and found.type == "User" and not found.gone else None


def authors_connection(commit: Commit, arguments: dict[str, Any]) -> dict[str, Any]:
    """The authors of a commit, in the order in which it names them."""
    numbered = list(enumerate(commit.authors))
    found = connection(numbered, arguments, lambda pair: [pair[0]])
    return {**found, "nodes": [who for _, who in found["nodes"]]}
