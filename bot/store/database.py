"""One database, SQLite or PostgreSQL: opening, migrating, reading in a snapshot, writing in short transactions."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from bot.errors import BusyError, GivebackError, InputError
from bot.store.turns import turn

NEWEST_REVISION = "0009"
_MIGRATIONS = Path(__file__).parent / "migrations"
_REMEDY = "Check GIVEBACK_DATABASE or --database: sqlite:///PATH, a plain path, or postgresql://USER@HOST/NAME."


class Database:
    """A migrated database. Use `reading()` and `writing()`; nothing else opens a transaction."""

    def __init__(self, address: str, *, checkpoints: bool = True) -> None:
        """Open and, where needed, migrate. Raises InputError for an address, file or version that cannot be used.

        Without `checkpoints` nothing that is committed here waits until SQLite has tidied up its log: somebody else
        must see to that, by `checkpoint`.
        """
        self.url = _url(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _engine(self.url, checkpoints=checkpoints)
        self._locks = Path(f"{self.url.database}.locks")
        try:
            with translated_errors(self.shown):
                _migrate(self._engine, self.shown)
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def shown(self) -> str:
        """The address without its password, for messages."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose whole block sees one state of the database."""
        with translated_errors(self.shown), self._engine.connect() as connection:
            options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            with connection.execution_options(**options).begin():
                yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """Give a connection whose block is one transaction: all of it, or nothing; `durable`: whatever happens then."""
        with (
            self._turn(),
            translated_errors(self.shown),
            self._engine.connect() as connection,
            _flushed(connection) if durable and self.is_sqlite else nullcontext(),
            connection.execution_options(giveback_writer=True).begin(),
        ):
            yield connection

    def checkpoint(self) -> None:
        """Let SQLite write its log back into the database, as far as that goes without keeping anybody waiting."""
        if self.is_sqlite:
            with translated_errors(self.shown), self._engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def without_checkpoints(self) -> "Database":
        """Open the same database once more, for whoever must not be kept waiting."""
        return Database(self.url.render_as_string(hide_password=False), checkpoints=False)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the only lock of that name among all processes; it goes with the process. Raises BusyError."""
        holder = self._file_lock(name) if self.is_sqlite else self._advisory_lock(name)
        with holder as held:
            if not held:
                message = f"{name}: another run is at work on it"
                raise BusyError(message, "Wait until it has ended, then run again.")
            yield

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with suppress(OSError):
            self._locks.mkdir(exist_ok=True)
        with turn(self._locks):
            yield

    @contextmanager
    def _file_lock(self, name: str) -> Iterator[bool]:
        import fcntl  # noqa: PLC0415 - POSIX only, and PostgreSQL needs none

        self._locks.mkdir(exist_ok=True)
        with (self._locks / hashlib.sha256(name.lower().encode()).hexdigest()[:32]).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                try:
                    yield True
                finally:
                    fcntl.flock(file, fcntl.LOCK_UN)  # closing alone waits for children that are just being started

    @contextmanager
    def _advisory_lock(self, name: str) -> Iterator[bool]:
        key = _lock_key(name)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            held = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one()
            try:
                yield bool(held)
            finally:
                if held:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows at once, by the fastest way that the engine has."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))


def reserve_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Give `count` unused ids of a table, in a writing block."""
    if count == 0:
        return []
    if connection.dialect.name == "postgresql":
        numbers = text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :count)")
        return [row[0] for row in connection.execute(numbers, {"count": count})]
    first = connection.execute(text(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")).scalar_one()
    return list(range(first, first + count))


def _url(address: str) -> URL:
    if "://" not in address:
        address = f"sqlite:///{address if address.strip() else ''}"
    try:
        url = make_url(re.sub(r"\Apostgres(ql)?://", "postgresql+psycopg://", address))
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        message = "The database's address cannot be read"
        raise InputError(message, _REMEDY) from error
    if backend not in ("sqlite", "postgresql"):
        message = f"{url.render_as_string(hide_password=True)}: {backend} is not supported"
        raise InputError(message, _REMEDY)
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        memory = "a database in memory would be forgotten at once"
        message = memory.capitalize() if url.database else f"The database's address is empty, and {memory}"
        raise InputError(message, _REMEDY)
    return url


def _engine(url: URL, *, checkpoints: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path.parent}: the database's folder cannot be made: {error.strerror}"
        raise InputError(message, _REMEDY) from error
    # Errors name no values: those are other people's bodies and addresses, and errors go to logs.
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if not checkpoints:
        event.listen(engine, "connect", _without_checkpoints)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy's own BEGIN below replaces the driver's, which would start every transaction as a reader.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-32000", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _flushed(connection: Connection) -> Iterator[None]:
    """Have SQLite flush what is committed in the block to the disk, and with it all that was committed before."""
    pragmas = connection.connection.cursor()
    pragmas.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        pragmas.execute("PRAGMA synchronous=NORMAL")


def _without_checkpoints(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA wal_autocheckpoint=0")


def _begin_sqlite(connection: Connection) -> None:
    writer = connection.get_execution_options().get("giveback_writer")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _migrate(engine: Engine, shown: str) -> None:
    with engine.connect() as connection:
        current = _revision(connection)
    if current == NEWEST_REVISION:
        return
    from alembic import command  # noqa: PLC0415 - slow to import, and needed once in a database's life
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        message = f"{shown}: the database was made by a newer Giveback (its version is {current})"
        raise InputError(message, "Use that version of Giveback, or another database.")
    with engine.connect().execution_options(giveback_writer=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":  # SQLite's transaction is the only writer's already
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key("migration")})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _lock_key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.lower().encode()).digest()[:8], signed=True)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def translated_errors(shown: str) -> Iterator[None]:
    """Turn what the engine says into what the operator can do."""
    try:
        yield
    except DatabaseError as error:
        with suppress(AttributeError):
            problem = _problem(shown, str(error.orig).strip())
            if problem is not None:
                raise problem from error
        if isinstance(error, OperationalError) and error.connection_invalidated:
            message = f"{shown}: the connection was lost"
            raise GivebackError(message, "Run again; what was committed is kept.") from error
        raise


_FULL = ("disk is full", "no space left", "disk i/o error", "disk full")
_UNREACHABLE = (
    "connection refused",
    "connection failed",
    "could not connect",
    "could not translate",
    "connection is bad",
    "connection timeout",
    "failed to resolve",
)
# What the engines say, whose mistake it is, what it means, and the way out.
_PROBLEMS: tuple[tuple[tuple[str, ...], type[GivebackError], str, str], ...] = (
    (_FULL, InputError, "the disk is full or broken", "Free some space, then run again; what was committed is kept."),
    (("not a database", "malformed"), InputError, "not a database, or a damaged one", "Restore it, or give another."),
    (("readonly", "read-only", "permission denied"), InputError, "no permission to write", _REMEDY),
    (("unable to open database",), InputError, "the file cannot be opened", _REMEDY),
    (("database is locked",), BusyError, "another process has been writing for long", "Wait, then run again."),
    (("deadlock detected", "could not serialize"), BusyError, "another process wrote the same", "Run again."),
    (("fatal: ",), InputError, "the server refuses", _REMEDY),
    (_UNREACHABLE, InputError, "no connection", _REMEDY),
)


def _problem(shown: str, said: str) -> GivebackError | None:
    lowered = said.lower()
    for signs, kind, what, remedy in _PROBLEMS:
        if any(sign in lowered for sign in signs):
            return kind(f"{shown}: {what} ({said.splitlines()[0]})", remedy)
    return None
