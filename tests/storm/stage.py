"""Where storms take place: a real `giveback serve` that is killed and started anew, a real database, the stand-in."""

import os
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import text

from bot.context import Deployment
from bot.github_access import github_access
from bot.registry import Registry
from bot.settings import Settings
from bot.sources.git_place import PlaceOptions
from bot.store.app_registration import RegisteredApp, register
from bot.store.database import Database
from bot.store.effects import Effects
from bot.store.vault import MARKER_KEY, PRIVATE_KEY, WEBHOOK_SECRET
from tests.github.stand_in import StandIn
from tests.github.state import App
from tests.storm.served import start

ROOT = Path(__file__).resolve().parent.parent.parent
PERMISSIONS = {"issues": "write", "pull_requests": "read", "contents": "read", "discussions": "write"}
EVENTS = ("issue_comment", "issues", "pull_request", "pull_request_review", "push", "release", "repository")
LEASE, SETTLING = 2, 2
_STARTING = 30.0
_REGISTRY = {
    "organizations.toml": '[organizations.acme]\nname = "Acme"\nkind = "company"\n',
    "upstreams.toml": "[upstreams]\n",
    "automation.toml": "[automation]\n",
    "providers.toml": '[providers]\nfree_mail = ["mail.example"]\nhosting = ["noreply.github.com"]\n',
}


@dataclass
class Stage:
    """One deployment and its GitHub, on which storms follow each other."""

    github: StandIn
    database: Database
    deployment: Deployment
    app: App
    folder: Path
    port: int
    address: str
    starts: int = 0
    log: Path = field(init=False)
    _process: ForkServerProcess | None = None

    def __post_init__(self) -> None:
        self.log = self.folder / "giveback.log"
        registry = self.folder / "registry"
        registry.mkdir()
        for name, words in _REGISTRY.items():
            (registry / name).write_text(words, encoding="utf-8")

    def start(self) -> None:
        """Start `giveback serve`, and wait until it listens. Raises AssertionError where it does not."""
        self.launch()
        self.listening()

    def launch(self) -> None:
        """Start it, and go on at once."""
        self._said.unlink(missing_ok=True)
        self._process = start(["serve", "--port", str(self.port)], self._environment(), self._said, self.log)
        self.starts += 1

    def listening(self) -> None:
        """Wait until it listens. Raises AssertionError where it does not."""
        deadline = time.monotonic() + _STARTING
        while not (self._said.exists() and re.search(r"http://127\.0\.0\.1:\d+/", self._said.read_text())):
            assert time.monotonic() < deadline, "giveback serve does not listen"
            assert self.is_running, "giveback serve has ended at once"
            time.sleep(0.01)

    @property
    def _said(self) -> Path:
        return self.folder / "said"

    def kill(self) -> None:
        """End it as the kernel would: at once, wherever it is."""
        if self._process is not None:
            self._process.kill()
            killed = self._process.pid
            self._ended()
            self._expire(f"%:{killed}:%")

    def _expire(self, worker: str) -> None:
        """Let the two minutes pass for which a killed process still holds its jobs."""
        with self.database.writing() as connection:
            held = text("UPDATE job SET lease_until = 1 WHERE state = 'running' AND worker LIKE :worker")
            connection.execute(held, {"worker": worker})
            connection.execute(text("UPDATE lease SET expires_at = 1"))

    def stop(self) -> int:
        """End it as an operator would; give its exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._ended()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def _ended(self) -> int:
        assert self._process is not None
        self._process.join(30)
        status = self._process.exitcode
        assert status is not None, "giveback serve does not end"
        self._process.close()
        self._process = None
        return status

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "GIVEBACK_DATABASE": self.address,
            "GIVEBACK_CACHE": str(self.folder / "cache"),
            "GIVEBACK_SIGNING_KEY": str(self.folder / "signing-key.pem"),
            "GIVEBACK_SECRET_KEY_FILE": str(self.folder / "secret.key"),
            "GIVEBACK_GITHUB_URL": self.github.web_url,
            "GIVEBACK_GITHUB_API_URL": self.github.api_url,
            "GIVEBACK_REGISTRY_ONLY": str(self.folder / "registry"),
            "GIVEBACK_WORKERS": "1",
            "GIVEBACK_LEASE": str(LEASE),
            "GIVEBACK_SETTLING": str(SETTLING),
            "GIVEBACK_WRITE_PAUSE": "0",
        }


@contextmanager
def stage(address: str) -> Iterator[Stage]:
    """Set one up over a migrated, empty database; everything ends with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="giveback-storm-") as folder,
        StandIn(delivery_timeout=2, delivery_workers=4) as github,
    ):
        database = Database(address)
        port = _free_port()
        hook = f"http://127.0.0.1:{port}/webhooks/github"
        app = github.register_app(permissions=PERMISSIONS, events=EVENTS, hook_url=hook)
        made = Stage(
            github, database, _deployment(github, app, database, Path(folder)), app, Path(folder), port, address
        )
        try:
            made.start()
            yield made
        finally:
            made.kill()
            database.close()


def _deployment(github: StandIn, app: App, database: Database, folder: Path) -> Deployment:
    """The same deployment, as the storm itself uses it to catch up: two minutes ahead, so that nothing is young."""
    settings = Settings(
        github_url=github.web_url, github_api_url=github.api_url, secret_key_file=folder / "secret.key", write_pause=0
    )
    access = github_access(database, settings, github.clock.now)
    registered = RegisteredApp(
        app.id, app.slug, app.name, app.client_id, app.owner.login, f"{github.web_url}/apps/{app.slug}",
        github.web_url, github.api_url, "https://giveback.example", int(github.clock.now().timestamp()),
    )  # fmt: skip
    register(access.vault, registered, {PRIVATE_KEY: app.pem, WEBHOOK_SECRET: app.webhook_secret})
    return Deployment(
        database=database,
        github=access.github,
        effects=Effects(database, github.clock.now, SETTLING),
        registry=_no_registry,
        options=PlaceOptions(folder / "cache"),
        workers=1,
        app_id=app.id,
        app_slug=app.slug,
        marker_key=access.vault.ensured(MARKER_KEY),
        now=lambda: datetime.now(UTC) + timedelta(minutes=2),
        public_url="",
    )


def _no_registry() -> Registry:
    raise AssertionError("catching up needs no registry")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
