"""Which App this deployment is: stored once, with its secrets, in one transaction; and the credentials made of them."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.errors import InputError
from bot.github_client import AppCredentials, Endpoints
from bot.store.database import Database
from bot.store.vault import PRIVATE_KEY, SETUP_SECRET, SETUP_STATE, Vault

_COLUMNS = (
    *("app_id", "slug", "name", "client_id", "owner", "html_url"),
    *("web_url", "api_url", "public_url", "registered_at"),
)
_ONLY = 1  # the one row's number: a second registration has no place


@dataclass(frozen=True)
class RegisteredApp:
    """The App as GitHub registered it. `registered_at` in seconds since 1970."""

    app_id: int
    slug: str
    name: str
    client_id: str
    owner: str
    html_url: str
    web_url: str
    api_url: str
    public_url: str
    registered_at: int

    @property
    def endpoints(self) -> Endpoints:
        """The GitHub that knows it."""
        return Endpoints.of(self.web_url, self.api_url)


def registered_app(database: Database) -> RegisteredApp | None:
    """Give the App, where one is registered."""
    with database.reading() as connection:
        row = connection.execute(text(f"SELECT {', '.join(_COLUMNS)} FROM app_registration")).first()
    return RegisteredApp(*row) if row is not None else None


def register(vault: Vault, app: RegisteredApp, secrets: Mapping[str, str]) -> None:
    """Store the App and its secrets, all or nothing. Raises InputError where one is registered already."""
    columns = ", ".join(_COLUMNS)
    values = ", ".join(f":{name}" for name in _COLUMNS)
    insert = text(f"INSERT INTO app_registration (id, {columns}) VALUES ({_ONLY}, {values})")
    try:
        with vault.put_all(secrets) as connection:
            connection.execute(insert, asdict(app))
            ended = text("DELETE FROM secret WHERE name IN (:secret, :state)")
            connection.execute(ended, {"secret": SETUP_SECRET, "state": SETUP_STATE})
    except IntegrityError as error:
        message = "An App is registered here already"
        raise InputError(message, "A deployment is one App; `giveback secrets rotate` replaces its keys.") from error


class StoredCredentials:
    """The App's credentials as they are now: called for each token, read anew when the key has been replaced."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Nothing is read yet."""
        self._database, self._vault = database, vault
        self._lock = threading.Lock()
        self._app: RegisteredApp | None = None
        self._made: AppCredentials | None = None

    def __call__(self) -> AppCredentials | None:
        """Give them; None before an App is registered. Raises InputError where its key cannot be read."""
        app = self.app()
        pem = self._vault.current(PRIVATE_KEY) if app is not None else None
        if app is None or pem is None:
            return None
        with self._lock:
            made = self._made
        if made is None or (made.app_id, made.private_key) != (app.app_id, pem):
            made = AppCredentials(app.app_id, pem)
            with self._lock:
                self._made = made
        return made

    def app(self) -> RegisteredApp | None:
        """Give the App; once registered it stays the same."""
        if self._app is None:
            self._app = registered_app(self._database)
        return self._app
