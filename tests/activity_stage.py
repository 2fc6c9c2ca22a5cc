"""A stand-in GitHub with acme/engine on it, and a reader of its activity; for tests of what is read."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from bot.activity import ActivityRead, ActivityReader, read_activity
from bot.github_client import Endpoints, GitHub
from bot.registry import Registry
from bot.store.database import Database
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import Account, Repository

NOW = dt.datetime(2026, 10, 2, 12, 0, tzinfo=dt.UTC)


@dataclass
class Stage:
    """acme/engine on a stand-in GitHub, and a reader of it."""

    github: StandIn
    clock: Clock
    repository: Repository
    dana: Account
    sam: Account
    token: str
    reader: ActivityReader

    def read(self) -> ActivityRead:
        return read_activity(self.reader, "acme/engine")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.reader.database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def asked(self) -> int:
        return len(self.github.requests)


def new_reader(
    github: StandIn, clock: Clock, token: str | None, database: Database, registry: Registry
) -> ActivityReader:
    endpoints = Endpoints.of(github.web_url, github.api_url)
    way = GitHub(endpoints, None, clock.now, operator_token=token, sleep=lambda _: None)
    return ActivityReader(database, registry, way.reader, clock.now)


@pytest.fixture
def stage(database: Database, registry: Registry) -> Iterator[Stage]:
    """acme/engine, empty as yet; dana's token reads it."""
    clock = Clock(NOW)
    with StandIn(clock=clock) as github:
        github.organization("acme")
        dana, sam = github.user("dana", company="@acme"), github.user("sam")
        repository = github.repository("acme/engine", license="Apache-2.0", more_stars=7)
        token = github.token(dana)
        reader = new_reader(github, clock, token, database, registry)
        yield Stage(github, clock, repository, dana, sam, token, reader)
