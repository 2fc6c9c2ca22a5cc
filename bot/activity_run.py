"""What a reading of activity needs, what it finds, and how it stores: facts together with how far they come."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection as Transaction

from bot.errors import GivebackError
from bot.facts import ActorSeen
from bot.github_errors import InvalidError
from bot.registry import Registry
from bot.sources.github_pages import Page
from bot.store.actors import ActorBook
from bot.store.database import Database
from bot.store.readings import Reading, read_reading, write_reading

if TYPE_CHECKING:
    from bot.github_client import Connection  # slow to import, and needed only where there is a token

Fact = TypeVar("Fact")
Pages = Callable[[str | None, int | None], Iterator[Page[Fact]]]
"""Reads on from a cursor (None: from the beginning), down to what was updated before a time (None: to the end)."""

Write = Callable[[Transaction, Page[Fact]], None]
"""Writes a page's facts within a transaction."""


@dataclass(frozen=True)
class ActivityReader:
    """What reading activity needs from outside: where facts go, what is known, the way to GitHub, and the clock.

    `connect` gives a connection that may read a repository, or None where there is no App and no token.
    """

    database: Database
    registry: Registry
    connect: "Callable[[str], Connection | None]"
    now: Callable[[], datetime]


@dataclass
class ActivityRead:
    """What a reading found; `by` is as whom it read (None: not at all, the repository is known by git alone).

    `unread` counts what GitHub could not tell whole; `goes_on_at` (seconds since 1970) is when a limit lets it go on;
    `problem` says why it stopped otherwise.
    """

    repository: str
    by: str | None = None
    questions: int = 0
    pull_requests: int = 0
    reviews: int = 0
    issues: int = 0
    releases: int = 0
    commits: int = 0
    memberships: int = 0
    unread: int = 0
    goes_on_at: int | None = None
    problem: GivebackError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all was read that there was to read."""
        return self.by is not None and self.goes_on_at is None and self.problem is None


class Counted:
    """A connection that counts what it is asked."""

    def __init__(self, connection: "Connection", found: ActivityRead) -> None:
        """Count into `found`."""
        self._connection, self._found = connection, found

    def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, *, errors: list[Any] | None = None
    ) -> dict[str, Any]:
        """Ask by GraphQL."""
        self._found.questions += 1
        return self._connection.graphql(query, variables, errors=errors)

    def pages(self, path: str, *, items: str | None = None) -> Iterator[dict[str, Any]]:
        """Read a list; as one question, however long it is."""
        self._found.questions += 1
        return self._connection.pages(path, items=items)


@dataclass
class Run:
    """One reading of one repository."""

    reader: ActivityReader
    asking: Counted
    found: ActivityRead
    repository_id: int
    actors: ActorBook = field(default_factory=ActorBook)

    @property
    def database(self) -> Database:
        """Where facts go."""
        return self.reader.database

    @property
    def name(self) -> str:
        """The repository, owner/name."""
        return self.found.repository

    @property
    def now(self) -> int:
        """The time, in seconds since 1970."""
        return int(self.reader.now().timestamp())

    def is_automation(self, who: ActorSeen) -> bool:
        """Whether an account is a bot's: GitHub says so, or the registry."""
        known = self.reader.registry.automation_of(address="", login=who.login, github_id=who.github_id)
        return who.kind == "bot" or known is not None

    def reading(self, source: str) -> Reading:
        """Give how far a source has come."""
        return read_reading(self.database, self.repository_id, source)

    def store(self, reading: Reading) -> None:
        """Store how far a source has come."""
        with self.database.writing() as transaction:
            write_reading(transaction, reading)

    def pages(
        self,
        reading: Reading,
        pages: Pages[Fact],
        write: Write[Fact],
        is_enough: Callable[[Page[Fact]], bool] = lambda page: page.reaches_known,
    ) -> Iterator[Page[Fact]]:
        """Read pages until they are enough, storing each with how far it comes; the last one finishes the reading."""
        reading, found = _resumed(pages, reading)
        for page in found:
            with self.database.writing() as transaction:
                write(transaction, page)
                is_last = page.cursor is None or is_enough(page)
                reading = reading.left_out(page.unread)
                reading = reading.finish(self.now) if is_last else reading.at(page.cursor or "")
                write_reading(transaction, reading)
            self.found.unread += page.unread
            yield page
            if is_last:
                return


def _resumed(pages: Pages[Fact], reading: Reading) -> tuple[Reading, Iterator[Page[Fact]]]:
    """Go on where it was cut off; from the beginning, where GitHub does not take its own cursor any more."""
    found = pages(reading.after, reading.since)
    try:
        first = next(found)
    except InvalidError:
        if reading.after is None:
            raise
        reading = reading.again()
        found = pages(None, reading.since)
        first = next(found)
    return reading, chain([first], found)
