"""Reading activity: 10,000 pull requests with their reviews, from the stand-in GitHub; then again without news."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from bench.figures import Figure, Section, at_most
from bot.activity import ActivityRead, ActivityReader, read_activity
from bot.github_client import Endpoints, GitHub
from bot.registry import load_registry
from bot.store.database import Database
from tests.github.clock import Clock
from tests.github.generated_activity import Past
from tests.github.stand_in import StandIn

_NOW = dt.datetime(2026, 10, 2, 12, 0, tzinfo=dt.UTC)
_PULL_REQUESTS = 10_000
_QUESTIONS, _WITHOUT_NEWS, _TRANSACTION = 300, 2, 50
_NOTES = """A generated past on the stand-in GitHub, in a thread of the same process: 10,000 pull requests with three
reviews each on average, every twentieth with more than a page shows, from 300 people. Requests are counted where they
arrive. Points are what GitHub takes for them from an hour's 5,000. The seconds are Giveback's and the stand-in's
together, most of them the stand-in's. Then the same again, without news."""


class _Timed(Database):
    """A database that notes its longest writing transaction, in milliseconds."""

    longest = 0.0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with super().writing() as connection:
            started = time.perf_counter()
            yield connection
        self.longest = max(self.longest, 1_000 * (time.perf_counter() - started))


def measure(folder: Path) -> Section:
    """Measure in a folder to work in."""
    clock = Clock(_NOW)
    with StandIn(clock=clock) as github:
        github.organization("acme")
        repository = github.repository("acme/engine", license="Apache-2.0")
        Past(pull_requests=_PULL_REQUESTS, issues=0, people=300, releases=0).fill(github, repository)
        token = github.token(github.user("reader"))
        way = GitHub(Endpoints.of(github.web_url, github.api_url), None, clock.now, operator_token=token)
        database = _Timed(f"sqlite:///{folder / 'activity.db'}")
        reader = ActivityReader(database, load_registry(), way.reader, clock.now)
        first, seconds = _read(reader)
        asked = _questions(github)
        used = max(bucket.used for bucket in github.limits.buckets.values() if bucket.resource == "graphql")
        _read(reader)
        again = _questions(github) - asked
        stored = _stored(database)
        database.close()
    found = sum(len(issue.pull.reviews) for issue in repository.issues.values() if issue.pull)
    if stored != (_PULL_REQUESTS, found):
        message = f"{stored[0]:,} pull requests and {stored[1]:,} reviews were stored; there are {found:,} reviews"
        raise AssertionError(message)
    figures = [
        Figure("pull requests and reviews read", f"{first.pull_requests:,} and {first.reviews:,}"),
        at_most("GraphQL requests", asked, _QUESTIONS, "", 0),
        at_most("points of an hour's 5,000", used, 5_000, "", 0),
        Figure("seconds, the stand-in's included", f"{seconds:.1f} s"),
        at_most("the longest writing transaction", database.longest, _TRANSACTION, " ms", 0),
        at_most("requests without news", again, _WITHOUT_NEWS, "", 0),
    ]
    return Section("Activity", _NOTES, figures)


def _read(reader: ActivityReader) -> tuple[ActivityRead, float]:
    started = time.perf_counter()
    found = read_activity(reader, "acme/engine")
    if not found.is_whole:
        message = f"the reading stopped: {found}"
        raise AssertionError(message)
    return found, time.perf_counter() - started


def _questions(github: StandIn) -> int:
    return sum(asked.path == "/graphql" for asked in github.requests)


def _stored(database: Database) -> tuple[int, int]:
    with database.reading() as connection:
        counts = (connection.execute(text(f"SELECT COUNT(*) FROM {table}")) for table in ("pull_request", "review"))
        pulls, reviews = (count.scalar_one() for count in counts)
    return pulls, reviews
