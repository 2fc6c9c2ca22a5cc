"""A Giveback that receives from the stand-in: its door on loopback, its inbox, and a worker that tests run by hand."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from waitress.wasyncore import close_all

from bot.context import Deployment
from bot.github_client import AppCredentials, Endpoints, GitHub
from bot.registry import Registry
from bot.sources.git_place import PlaceOptions
from bot.store import inbox
from bot.store.database import Database
from bot.store.effects import Effects
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import Account, App, Installation, Repository
from webhooks.app import create_app, listening
from webhooks.intake import Intake
from webhooks.receiver import PATH, Receiver
from webhooks.routing import ROUTES, Routes
from webhooks.worker import Worker

PERMISSIONS = {"issues": "write", "pull_requests": "read", "contents": "read"}
EVENTS = ("issue_comment", "issues", "pull_request", "push", "public", "repository", "organization", "release")
MARKER_KEY = b"the marker key of the tests"


@dataclass
class Receiving:
    """acme with its public engine and its private vault, dana, the App, and the Giveback that is it."""

    github: StandIn
    database: Database
    deployment: Deployment
    worker: Worker
    acme: Account
    dana: Account
    engine: Repository
    vault: Repository
    app: App
    installation: Installation

    def comment(self, body: str, number: int = 1, repository: Repository | None = None) -> Any:
        """Dana says something in an issue."""
        where = repository or self.engine
        if number not in where.issues:
            self.github.open_issue(where, "It does not start", user=self.dana)
        return self.github.comment(where, number, user=self.dana, body=body)

    def settle(self) -> None:
        """Let everything that is under way arrive, and handle what is due."""
        assert self.github.settle()
        while self.worker.handle_waiting():
            assert self.github.settle()

    def with_routes(self, routes: Routes) -> "Receiving":
        """The same, handling other events: what was received before is handled so, too."""
        return replace(self, worker=Worker(self.deployment, routes))

    @property
    def states(self) -> dict[str, int]:
        return {state: count for state, count in inbox.counts(self.database).items() if count}

    def letters(self, event: str) -> list[inbox.Letter]:
        return [each for each in inbox.letters(self.database, None, 1_000) if each.event == event]


@contextmanager
def served(receiver: Receiver, database: Database) -> Iterator[str]:
    """Serve a receiver on loopback; give the address of its hook."""
    server = listening(create_app(database, receiver), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}{PATH}"
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join()


def deployment_of(
    github: StandIn, app: App, database: Database, registry: Callable[[], Registry], folder: Path, *, settling: int = 15
) -> Deployment:
    """The deployment that is an App of the stand-in, by the stand-in's clock."""
    now = github.clock.now
    return Deployment(
        database=database,
        github=GitHub(
            Endpoints.of(github.web_url, api_url=github.api_url),
            AppCredentials(app.id, app.pem),
            now,
            write_pause=0,
            sleep=lambda _seconds: None,
        ),
        effects=Effects(database, now, settling),
        registry=registry,
        options=PlaceOptions(folder / "cache", github_url=github.web_url),
        workers=1,
        app_id=app.id,
        app_slug=app.slug,
        marker_key=MARKER_KEY,
        now=now,
        public_url="https://giveback.example",
    )


@contextmanager
def receiving_from(
    github: StandIn, database: Database, registry: Callable[[], Registry], folder: Path
) -> Iterator[Receiving]:
    acme, dana = github.organization("acme"), github.user("dana")
    engine, vault = github.repository("acme/engine"), github.repository("acme/vault", private=True)
    app = github.register_app(permissions=PERMISSIONS, events=EVENTS)
    deployment = deployment_of(github, app, database, registry, folder)
    intake = Intake(database)
    handled = {*ROUTES, "issue_comment", "push"}
    door = Receiver(
        intake, lambda: [app.webhook_secret], lambda: app.id, lambda event: event.name in handled, github.clock.now
    )
    with served(door, database) as url:
        app.hook_url = url
        installation = github.install(app, acme)
        stage = Receiving(
            github, database, deployment, Worker(deployment, ROUTES), acme, dana, engine, vault, app, installation
        )
        stage.settle()
        yield stage
        github.settle()
    intake.close()


@pytest.fixture
def receiving(database: Database, registry: Registry, tmp_path: Path) -> Iterator[Receiving]:
    """A Giveback that was installed on acme, by a clock that stands still until a test moves it."""
    clock = Clock(dt.datetime(2026, 10, 2, 12, tzinfo=dt.UTC))
    with StandIn(clock=clock) as github, receiving_from(github, database, lambda: registry, tmp_path) as stage:
        yield stage
