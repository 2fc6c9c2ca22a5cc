"""A stand-in with a small world in it, a receiver that keeps what is delivered, and the clients that ask."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from werkzeug.wrappers import Request, Response

from tests.github.clock import Clock
from tests.github.server import Server
from tests.github.stand_in import StandIn
from tests.github.state import Account, App, Installation, Repository
from tests.github.verbs_apps import new_key

NOON = dt.datetime(2026, 10, 2, 12, 0, tzinfo=dt.UTC)
PERMISSIONS = {
    "issues": "write",
    "pull_requests": "write",
    "contents": "write",
    "checks": "write",
    "metadata": "read",
    "discussions": "write",
}
EVENTS = (
    *("issue_comment", "issues", "pull_request", "pull_request_review", "push", "release", "star", "fork"),
    *("public", "repository", "organization", "check_run", "discussion", "discussion_comment"),
)


@cache
def loaded(pem: str) -> Any:
    """A private key, read once: that takes a while."""
    return load_pem_private_key(pem.encode(), None)


def new_pem() -> str:
    """The private key of nobody here."""
    return new_key()[0]


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An App's hook: answers `status`, keeps what came."""

    status: int = 202
    received: list[Received] = field(default_factory=list)
    blocked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.blocked.set()

    def __call__(self, request: Request) -> Response:
        self.received.append(Received(dict(request.headers), request.get_data()))
        self.blocked.wait(5)
        return Response("stored", self.status)

    @property
    def events(self) -> list[str]:
        return [each.headers["X-Github-Event"] for each in self.received]


@dataclass
class Small:
    """acme (an organization) with its public engine and its private vault; dana, who writes comments; an App on all."""

    github: StandIn
    acme: Account
    dana: Account
    engine: Repository
    vault: Repository
    app: App
    installation: Installation
    receiver: Receiver

    def jwt(self, *, iat: int = -60, exp: int = 540, issuer: str | None = None, key: str | None = None) -> str:
        now = int(self.github.clock.now().timestamp())
        claims = {"iat": now + iat, "exp": now + exp, "iss": issuer or str(self.app.id)}
        return jwt.encode(claims, loaded(key or self.app.pem), algorithm="RS256")

    def installation_token(self, **asked: Any) -> str:
        answer = self.ask(
            "POST", f"/app/installations/{self.installation.id}/access_tokens", token=self.jwt(), json=asked
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def ask(
        self, method: str, path: str, *, token: str | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> requests.Response:
        """Ask as a client that follows nothing by itself."""
        base = path if path.startswith("http") else self.github.api_url + path
        sent = {"User-Agent": "a-client"} | ({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {})
        return requests.request(method, base, headers=sent, timeout=10, allow_redirects=False, **more)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    kept = Receiver()
    server = Server(kept)
    yield kept, f"{server.url}/webhooks/github"
    server.close()


@pytest.fixture
def github(clock: Clock) -> Iterator[StandIn]:
    with StandIn(clock=clock) as running:
        yield running


@pytest.fixture
def small(github: StandIn, receiver: tuple[Receiver, str]) -> Small:
    kept, url = receiver
    acme, dana = github.organization("acme"), github.user("dana")
    engine, vault = github.repository("acme/engine"), github.repository("acme/vault", private=True)
    app = github.register_app(permissions=PERMISSIONS, events=EVENTS, hook_url=url)
    installation = github.install(app, acme)
    assert github.settle()
    return Small(github, acme, dana, engine, vault, app, installation, kept)
