"""A stand-in GitHub with an App on it, and a deployment that is that App: for tests of what an App does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.github_access import GitHubAccess, github_access
from bot.settings import Settings
from bot.store.app_registration import RegisteredApp, register
from bot.store.database import Database
from bot.store.vault import CLIENT_SECRET, PRIVATE_KEY, WEBHOOK_SECRET
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import App

NOON = datetime(2026, 8, 3, 12, 0, tzinfo=UTC)
PERMISSIONS = {"contents": "read", "issues": "write", "metadata": "read", "pull_requests": "read"}
HOOK = "https://giveback.example/webhooks/github"


@dataclass
class OurApp:
    """The App on both sides: as GitHub knows it, and as this deployment is it."""

    github: StandIn
    app: App
    database: Database
    settings: Settings
    access: GitHubAccess

    @property
    def clock(self) -> Clock:
        return self.github.clock


def settings_for(github: StandIn, folder: Path, **given: object) -> Settings:
    """The settings of a deployment whose GitHub is the stand-in, keeping its key in this folder."""
    return Settings(
        github_url=github.web_url,
        github_api_url=github.api_url,
        secret_key_file=folder / "secret.key",
        **given,  # type: ignore[arg-type]
    )


@contextmanager
def our_app(database: Database, folder: Path) -> Iterator[OurApp]:
    """Start the stand-in, register an App there, and make the deployment that App."""
    with StandIn(clock=Clock(NOON)) as github:
        app = github.register_app(permissions=PERMISSIONS, events=("issue_comment",), hook_url=HOOK)
        settings = settings_for(github, folder)
        access = github_access(database, settings, github.clock.now, write_pause=0)
        become(database, access, github, app)
        yield OurApp(github, app, database, settings, access)


def become(database: Database, access: GitHubAccess, github: StandIn, app: App) -> None:
    """Make the deployment that App."""
    registered = RegisteredApp(
        app.id,
        app.slug,
        app.name,
        app.client_id,
        app.owner.login,
        f"{github.web_url}/apps/{app.slug}",
        github.web_url,
        github.api_url,
        "https://giveback.example",
        int(github.clock.now().timestamp()),
    )
    secrets = {PRIVATE_KEY: app.pem, WEBHOOK_SECRET: app.webhook_secret, CLIENT_SECRET: app.client_secret}
    register(access.vault, registered, secrets)
