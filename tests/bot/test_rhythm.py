"""The rhythm of a process that serves begins once it can, whatever is in the way at first."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from processes import wait_for

from bot.context import Deployment
from bot.errors import BusyError
from bot.github_client import Endpoints, GitHub
from bot.jobs import JobSetup
from bot.registry import Registry
from bot.rhythm import Rhythm
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.store.effects import Effects
from bot.store.jobs import listed

NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def setup_of(database: Database, registry: Registry, folder: Path) -> JobSetup:
    def now() -> datetime:
        return NOON

    github = GitHub(Endpoints.of("https://github.com"), None, now)
    deployment = Deployment(
        database, github, Effects(database, now), lambda: registry, PlaceOptions(folder), 1, 0, "", b"", now, ""
    )
    return JobSetup(deployment, folder / "key.pem")


@pytest.mark.parametrize("error", [BusyError("the database: another process has been writing for long"), OSError(5)])
def test_the_clock_runs_though_the_database_was_busy_when_it_began(
    database: Database, registry: Registry, tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    failures = [error, error]

    def make() -> JobSetup:
        if failures:
            raise failures.pop()
        return setup_of(database, registry, tmp_path)

    with caplog.at_level(logging.ERROR), Rhythm(database, make, without_app=True, look_every=0.01):
        wait_for(lambda: bool(listed(database)))
    assert caplog.text.count("the clock does not run yet") == 1, "once, not at every look"
