"""A stand-in GitHub with an App on one repository, and our way to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.github_client import AppCredentials, Connection, Endpoints, GitHub
from bot.publishers.issue import Author
from bot.publishers.writing import Writer
from bot.store.database import Database
from bot.store.effects import Effects
from tests.github.clock import Clock
from tests.github.requests_log import Asked
from tests.github.stand_in import StandIn
from tests.github.state import App, Installation, Repository

NOW = datetime(2026, 8, 3, 7, 0, tzinfo=UTC)
KEY = b"the key of markers"
PERMISSIONS = {"metadata": "read", "contents": "read", "issues": "write", "discussions": "write"}


@dataclass
class World:
    """One repository that installed the App, what we know, and how we speak."""

    github: StandIn
    engine: Repository
    app: App
    installation: Installation
    client: GitHub
    database: Database
    effects: Effects
    author: Author
    writer: Writer = field(default_factory=lambda: Writer(is_dry=False))

    def connection(self, **permissions: str) -> Connection:
        return self.client.as_installation(
            self.installation.id, repository_ids=[self.engine.id], permissions={"metadata": "read", **permissions}
        )

    @property
    def writes(self) -> list[Asked]:
        """What was asked that could change anything, tokens apart."""
        return [asked for asked in self.github.requests if asked.writes and not asked.path.endswith("/access_tokens")]

    def restarted(self, database: Database) -> None:
        """Go on with another database: the one before is lost."""
        self.database, self.effects = database, Effects(database, lambda: NOW)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    clock = Clock(NOW)
    with StandIn(clock=clock) as github:
        acme = github.organization("acme")
        engine = github.repository("acme/engine")
        app = github.register_app(permissions=PERMISSIONS)
        installation = github.install(app, acme)
        endpoints = Endpoints.of(github.web_url, github.api_url)
        client = GitHub(endpoints, AppCredentials(app.id, app.pem), clock.now, sleep=lambda _: None, write_pause=0)
        author = Author(app.id, app.slug, KEY)
        yield World(github, engine, app, installation, client, database, Effects(database, clock.now), author)
        assert github.unknown_requests == []
