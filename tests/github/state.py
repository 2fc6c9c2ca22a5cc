"""All that the stand-in knows: plain values that its verbs change and its routes read.

Nothing in here does anything: `StandIn` (stand_in.py) has the verbs. Times are aware UTC. Names change, ids never do.
"""

import datetime as dt
import hashlib
import itertools
import threading
from collections.abc import Iterator

from tests.github.state_accounts import Account, Membership
from tests.github.state_apps import App, Attempt, Delivery, Installation, ManifestCode, Permissions, Token
from tests.github.state_conversations import (
    ChangedFile,
    Comment,
    Discussion,
    Issue,
    Label,
    PullRequest,
    Reaction,
    Review,
    ReviewComment,
)
from tests.github.state_repositories import Asset, CheckRun, Release, Repository

__all__ = [
    "Account",
    "App",
    "Asset",
    "Attempt",
    "ChangedFile",
    "CheckRun",
    "Comment",
    "Delivery",
    "Discussion",
    "Installation",
    "Issue",
    "Label",
    "ManifestCode",
    "Membership",
    "Permissions",
    "PullRequest",
    "Reaction",
    "Release",
    "Repository",
    "Review",
    "ReviewComment",
    "Token",
    "World",
    "state_only_sha",
]

_FIRST = {"account": 100, "repository": 9000, "app": 40, "installation": 4200, "attempt": 812_345_678_900}


class World:
    """Everything there is, with the look-ups that many need. Hold `lock` while reading or changing it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.accounts: dict[int, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.former_names: dict[str, int] = {}  # lower-case owner/name: the repository that it was
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.manifest_codes: dict[str, ManifestCode] = {}
        self.deliveries: list[Delivery] = []
        self.verified_commits: dict[str, dt.datetime] = {}  # whose signature GitHub found good, since when
        self._counters: dict[str, Iterator[int]] = {}

    def new_id(self, kind: str) -> int:
        """The next id of a kind; ids of a kind grow in the order in which things are made."""
        counter = self._counters.setdefault(kind, itertools.count(_FIRST.get(kind, 500) + 1))
        return next(counter)

    def account(self, login: str) -> Account | None:
        """Who has this login today, in whatever letter case."""
        return next((each for each in self.accounts.values() if each.login.lower() == login.lower()), None)

    def account_of_address(self, address: str) -> Account | None:
        """Whose commits these are, by a confirmed address."""
        wanted = address.lower()
        return next((each for each in self.accounts.values() if wanted in each.addresses), None)

    def repository(self, full_name: str) -> Repository | None:
        """The repository of this name today."""
        wanted = full_name.lower()
        return next((each for each in self.repositories.values() if each.full_name.lower() == wanted), None)

    def renamed(self, full_name: str) -> Repository | None:
        """The repository that had this name once."""
        found = self.former_names.get(full_name.lower())
        return None if found is None else self.repositories.get(found)

    def installations_on(self, repository: Repository) -> list[Installation]:
        """Installations that cover a repository, suspended ones too."""
        return [each for each in self.installations.values() if each.covers(repository)]

    def repositories_of(self, installation: Installation) -> list[Repository]:
        """Repositories that an installation covers, by id."""
        return [each for _, each in sorted(self.repositories.items()) if installation.covers(each)]


def state_only_sha(*about: object) -> str:
    """The id of a commit that no git repository has, the same for the same things."""
    return hashlib.sha1("\0".join(map(str, about)).encode(), usedforsecurity=False).hexdigest()
