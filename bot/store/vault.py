"""The vault: the App's secrets in the database, encrypted, their key elsewhere; processes see changes in seconds."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from cryptography.fernet import InvalidToken, MultiFernet
from sqlalchemy import Connection, text

from bot.errors import InputError
from bot.secret_keys import SecretKeys
from bot.store.database import Database

SECONDS_CACHED = 2.0
PRIVATE_KEY = "private-key"
WEBHOOK_SECRET = "webhook-secret"  # noqa: S105 - names of secrets, no secrets
CLIENT_SECRET = "client-secret"  # noqa: S105
SETUP_SECRET = "setup-secret"  # noqa: S105
SETUP_STATE = "setup-state"
MARKER_KEY = "marker-key"

_LIVE = text(
    "SELECT value FROM secret WHERE name = :name AND (retires_at IS NULL OR retires_at > :now) ORDER BY id DESC"
)
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(7133031457716311)")


class Vault:
    """Reads and writes secrets. Times are seconds since 1970; safe among threads."""

    def __init__(self, database: Database, keys: SecretKeys, seconds: Callable[[], int]) -> None:
        """Nothing is read yet, and no key is made before there is something to encrypt."""
        self._database, self._keys, self._seconds = database, keys, seconds
        self._lock = threading.Lock()
        self._ciphers: MultiFernet | None = None
        self._cache: dict[str, tuple[float, list[str]]] = {}
        self._changes = 0

    def current(self, name: str) -> str | None:
        """Give the newest secret of a name; None where there is none. Raises InputError where it cannot be read."""
        accepted = self.accepted(name)
        return accepted[0] if accepted else None

    def accepted(self, name: str) -> list[str]:
        """Give all that are good at present, the newest first: while one replaces another there are two."""
        now = time.monotonic()
        with self._lock:
            kept = self._cache.get(name)
            if kept is not None and now - kept[0] < SECONDS_CACHED:
                return kept[1]
            changes = self._changes
        with self._database.reading() as connection:
            found = list(connection.execute(_LIVE, {"name": name, "now": self._seconds()}).scalars())
        opened = [self._opened(name, value) for value in found]
        with self._lock:
            if changes == self._changes:  # what was read before a change of our own is old by now
                self._cache[name] = (now, opened)
        return opened

    def put(self, name: str, value: str) -> None:
        """Store a secret in the place of all others of its name."""
        with self._writing() as (connection, ciphers):
            connection.execute(text("DELETE FROM secret WHERE name = :name"), {"name": name})
            self._insert(connection, ciphers, name, value)

    @contextmanager
    def put_all(self, values: Mapping[str, str]) -> Iterator[Connection]:
        """Store several in the place of all others of their names, in one transaction with what the block writes."""
        with self._writing() as (connection, ciphers):
            yield connection
            for name, value in values.items():
                connection.execute(text("DELETE FROM secret WHERE name = :name"), {"name": name})
                self._insert(connection, ciphers, name, value)

    def put_beside(self, name: str, value: str) -> int:
        """Store a secret beside the one that it will replace; give its number. Both are accepted from now on."""
        with self._writing() as (connection, ciphers):
            retired = text("DELETE FROM secret WHERE name = :name AND retires_at <= :now")
            connection.execute(retired, {"name": name, "now": self._seconds()})
            return self._insert(connection, ciphers, name, value)

    def retire_others(self, name: str, number: int, at: int) -> None:
        """Let the secrets of a name other than this one end at a time, or when they would have ended anyway."""
        with self._database.writing() as connection:
            ended = text(
                "UPDATE secret SET retires_at = :at WHERE name = :name AND id <> :number"
                " AND (retires_at IS NULL OR retires_at > :at)"
            )
            connection.execute(ended, {"name": name, "number": number, "at": at})
        self._forget_read()

    def take_back(self, number: int) -> None:
        """Remove one secret."""
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM secret WHERE id = :number"), {"number": number})
        self._forget_read()

    def remove(self, name: str) -> None:
        """Remove all secrets of a name."""
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM secret WHERE name = :name"), {"name": name})
        self._forget_read()

    def ensured(self, name: str) -> bytes:
        """Give the secret of a name that only we need, made at random where there is none yet."""
        found = self.current(name)
        if found is None:
            with self._writing() as (connection, ciphers):
                made = connection.execute(_LIVE, {"name": name, "now": self._seconds()}).scalars().first()
                found = secrets.token_hex(32) if made is None else self._opened(name, made)
                if made is None:
                    self._insert(connection, ciphers, name, found)
        return bytes.fromhex(found)

    def encrypt_anew(self) -> int:
        """Encrypt everything with the newest key; give the number of secrets."""
        with self._writing() as (connection, ciphers):
            rows = connection.execute(text("SELECT id, name, value FROM secret ORDER BY id")).all()
            for number, name, value in rows:
                renewed = ciphers.encrypt(self._opened(name, value).encode()).decode()
                changed = text("UPDATE secret SET value = :value WHERE id = :number")
                connection.execute(changed, {"value": renewed, "number": number})
        return len(rows)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, MultiFernet]]:
        with self._database.writing() as connection:
            yield connection, self._fresh_ciphers(connection)
        self._forget_read()

    def _fresh_ciphers(self, connection: Connection) -> MultiFernet:
        """The keys as they are now: another process may have put a newer one in front.

        Writers come one by one, from the reading of the keys on: whoever encrypts everything anew would miss what
        another is about to store, and then drop the key that it was encrypted with.
        """
        if connection.dialect.name == "postgresql":  # SQLite's transaction is the only writer's already
            connection.execute(_ONE_BY_ONE)
        if not self._keys.exist() and not connection.execute(text("SELECT 1 FROM secret LIMIT 1")).first():
            self._keys.make()  # where secrets are stored already, a new key could open none of them
        ciphers = self._keys.ciphers()
        with self._lock:
            self._ciphers = ciphers
        return ciphers

    def _insert(self, connection: Connection, ciphers: MultiFernet, name: str, value: str) -> int:
        row = {"name": name, "value": ciphers.encrypt(value.encode()).decode(), "now": self._seconds()}
        insert = text("INSERT INTO secret (name, value, made_at) VALUES (:name, :value, :now) RETURNING id")
        return int(connection.execute(insert, row).scalar_one())

    def _opened(self, name: str, value: str) -> str:
        with self._lock:
            ciphers = self._ciphers
        try:
            return (ciphers or self._reread()).decrypt(value.encode()).decode()
        except InvalidToken:
            pass
        try:
            return self._reread().decrypt(value.encode()).decode()
        except InvalidToken as error:
            message = f"The stored {name} was encrypted with another key than the one in {self._keys.place}"
            raise InputError(message, "Put that key behind the new one, or set the App up again.") from error

    def _reread(self) -> MultiFernet:
        ciphers = self._keys.ciphers()
        with self._lock:
            self._ciphers = ciphers
        return ciphers

    def _forget_read(self) -> None:
        """Let everything be read anew, once a change is committed: until then others read what was there before."""
        with self._lock:
            self._cache.clear()
            self._changes += 1
