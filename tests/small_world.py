"""The demo's worlds, made once, scanned once and closed once in a session; each test gets a copy of the database."""

import itertools
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psycopg
import pytest
from giveback_runner import Giveback
from sqlalchemy.engine import make_url

from bot.close import close_month
from bot.collect import Collector, collect
from bot.registry import Registry, load_registry
from bot.signing import Signer
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool
from demo.world import World, make_world
from reports.months import Month

KEY = "signing-key.pem"
FORGE = "https://forge.example"
REPLY_WINDOW = datetime(2026, 8, 3, 6, tzinfo=UTC)
"""The 3rd of the month after: closed months are provisional then."""
DAY_24 = datetime(2026, 8, 24, tzinfo=UTC)
"""The end of the reply window: closed months are final from here on."""


@dataclass(frozen=True)
class Scanned:
    """A world, and a database file that holds its facts (and its closed months, where there are any)."""

    world: World
    database: Path

    @property
    def registry(self) -> Registry:
        return load_registry(only=self.world.registry)

    @property
    def repositories(self) -> Mapping[str, Path]:
        return self.world.repositories

    def copied_to(self, folder: Path) -> str:
        target = folder / "giveback.db"
        shutil.copyfile(self.database, target)
        return str(target)


def scan_world(world: World, address: str, *, backwards: bool = False, workers: int = 2) -> Database:
    """Scan all of a world's repositories into a database."""
    database = Database(address)
    names = sorted(world.repositories, reverse=backwards)
    with process_pool(workers) as executor:
        options = PlaceOptions(world.registry.parent / "cache")
        collector = Collector(database, load_registry(only=world.registry), executor, workers, options)
        for name in names:
            collect(collector, str(world.repositories[name]), name)
    return database


def _made(folder: Path, size: Literal["small", "full"]) -> Scanned:
    world = make_world(folder / "world", size=size)
    scan_world(world, str(folder / "scanned.db")).close()
    return Scanned(world, folder / "scanned.db")


def _closed(scanned: Scanned, folder: Path) -> Scanned:
    path = Path(scanned.copied_to(folder))
    database = Database(str(path))
    for month in scanned.world.months:
        close_month(database, scanned.registry, Month.parse(month), Signer(folder / KEY), REPLY_WINDOW)
    database.close()
    return Scanned(scanned.world, path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """Three repositories, scanned."""
    return _made(tmp_path_factory.mktemp("small"), "small")


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """Eight repositories with everything that the counting rules speak of, scanned."""
    return _made(tmp_path_factory.mktemp("full"), "full")


@pytest.fixture(scope="session")
def small_closed(small: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """The small world with both months closed."""
    return _closed(small, tmp_path_factory.mktemp("small-closed"))


@pytest.fixture(scope="session")
def full_closed(full: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """The full world with both months closed."""
    return _closed(full, tmp_path_factory.mktemp("full-closed"))


def over(scanned: Scanned, deployment: Giveback) -> Giveback:
    """Give a deployment a copy of the world's database, its registry, and the key that its months are signed with."""
    deployment.database = scanned.copied_to(deployment.folder)
    if (key := scanned.database.parent / KEY).exists():
        shutil.copyfile(key, deployment.folder / KEY)
    deployment.registry = scanned.world.registry
    deployment.settings["GIVEBACK_GITHUB_URL"] = FORGE  # where the world's repositories say that they are from
    return deployment


@pytest.fixture
def small_deployment(small_closed: Scanned, deployment: Giveback) -> Giveback:
    """A deployment over the small world, scanned and closed."""
    return over(small_closed, deployment)


@pytest.fixture
def full_deployment(full_closed: Scanned, deployment: Giveback) -> Giveback:
    """A deployment over the full world, scanned and closed."""
    return over(full_closed, deployment)


_NUMBERS = itertools.count(1)


@pytest.fixture
def postgres_address(postgres: str) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database, for tests that compare the engines."""
    name = f"world_{next(_NUMBERS)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
        yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
