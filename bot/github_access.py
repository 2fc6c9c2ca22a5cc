"""From the settings and the database to GitHub: the vault, the App's credentials, and the client made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from bot.github_client import Budgets, Endpoints, GitHub
from bot.secret_keys import SecretKeys
from bot.settings import Settings
from bot.store.app_registration import StoredCredentials
from bot.store.budgets import keep_budget, kept_budgets
from bot.store.database import Database
from bot.store.vault import Vault

_OWN = text(
    "SELECT i.id FROM installation i JOIN installed_repository r ON r.installation_id = i.id"
    " WHERE lower(r.name) = lower(:repository) AND r.removed_at IS NULL"
    " AND i.removed_at IS NULL AND i.suspended_at IS NULL ORDER BY i.id"
)
_ANY = text(
    "SELECT id FROM installation WHERE removed_at IS NULL AND suspended_at IS NULL AND missed_at IS NULL ORDER BY id"
)


@dataclass(frozen=True)
class GitHubAccess:
    """What a process needs to speak to GitHub; made once."""

    vault: Vault
    app: StoredCredentials
    github: GitHub


def secret_keys(settings: Settings) -> SecretKeys:
    """Where the key of the stored secrets is, by the settings."""
    given = settings.secret_key
    return SecretKeys(given.get_secret_value() if given is not None else None, settings.secret_key_file)


def github_access(
    database: Database,
    settings: Settings,
    now: Callable[[], datetime],
    *,
    write_pause: float | None = None,
) -> GitHubAccess:
    """Put them together; nothing is asked of GitHub yet. Raises InputError where the settings name no GitHub."""
    vault = Vault(database, secret_keys(settings), lambda: int(now().timestamp()))
    app = StoredCredentials(database, vault)
    token = settings.github_token
    github = GitHub(
        Endpoints.of(settings.github_url, settings.github_api_url),
        app,
        now,
        operator_token=token.get_secret_value() if token is not None else None,
        reading_installation=lambda repository: reading_installation(database, repository),
        budgets=Budgets(kept_budgets(database), lambda state: keep_budget(database, state)),
        write_pause=settings.write_pause if write_pause is None else write_pause,
    )
    return GitHubAccess(vault, app, github)


def reading_installation(database: Database, repository: str) -> int | None:
    """The installation to read a public repository by: its own, else the oldest that works, else none."""
    with database.reading() as connection:
        own = connection.execute(_OWN, {"repository": repository}).scalars().first()
        return own if own is not None else connection.execute(_ANY).scalars().first()
