"""The doctor: whether git, database, disk, clock, registry and App are fit for work, and how to mend them."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.app_doctor import examine_app
from bot.errors import GivebackError
from bot.findings import Finding
from bot.registry import Registry
from bot.settings import Settings
from bot.store.database import Database

_OLDEST_GIT = (2, 30)
_LEAST_FREE = 1 << 30
_DAYS_AHEAD = timedelta(days=2)


def examine(settings: Settings, load: Callable[[], Registry], now: datetime) -> Iterator[Finding]:
    """Look at everything, one finding after the other; nothing is changed but that the database is migrated."""
    yield _git()
    database: Database | None = None
    try:
        database = Database(settings.database)
    except GivebackError as error:
        yield Finding("database", "broken", error.message, error.remedy)
    else:
        yield _database(database)
    yield from _disk(settings, database)
    yield _clock(database, now)
    yield from _registry(load)
    if database is None:
        yield Finding("app", "warning", "not looked at: what is known of it is in the database")
        return
    yield from examine_app(settings, database, now)
    database.close()


def _git() -> Finding:
    found = shutil.which("git")
    if found is None:
        return Finding("git", "broken", "git is not on the PATH", "Install git, 2.30 or newer.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    version = re.search(r"(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < _OLDEST_GIT:
        return Finding("git", "broken", said or "git does not answer", "Install git, 2.30 or newer.")
    return Finding("git", "ok", said)


def _database(database: Database) -> Finding:
    try:
        with database.writing() as connection:
            repositories = connection.execute(text("SELECT COUNT(*) FROM repository")).scalar_one()
    except GivebackError as error:
        return Finding("database", "broken", error.message, error.remedy)
    return Finding("database", "ok", f"{database.shown}: writable, {repositories} repositories")


def _disk(settings: Settings, database: Database | None) -> Iterator[Finding]:
    folders = {"cache": settings.cache}
    if database is not None and database.is_sqlite:
        folders["database"] = Path(str(database.url.database)).parent
    for name, folder in folders.items():
        existing = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
        if not existing.is_dir():
            yield Finding("disk", "broken", f"{name}: {existing} is not a folder", "Give another place.")
            continue
        free = shutil.disk_usage(existing).free
        seen = f"{name}: {free / (1 << 30):.1f} GiB free at {folder}"
        if free < _LEAST_FREE:
            yield Finding("disk", "warning", seen, "Free some space, or give another place.")
        else:
            yield Finding("disk", "ok", seen)


def _clock(database: Database | None, now: datetime) -> Finding:
    """Hold the clock against the newest scan: a clock that stands before it would close months at the wrong time."""
    newest: datetime | None = None
    if database is not None:
        with database.reading() as connection:
            said = connection.execute(text("SELECT MAX(started_at) FROM scan")).scalar()
        newest = datetime.fromisoformat(str(said)) if said else None
        newest = newest.replace(tzinfo=UTC) if newest is not None and newest.tzinfo is None else newest
    if newest is not None and newest > now + _DAYS_AHEAD:
        seen = f"it is {now:%Y-%m-%d %H:%M} UTC here, but a scan began at {newest:%Y-%m-%d %H:%M} UTC"
        return Finding("clock", "broken", seen, "Set the clock (NTP): months close by it.")
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _registry(load: Callable[[], Registry]) -> Iterator[Finding]:
    try:
        registry = load()
    except GivebackError as error:
        yield Finding("registry", "broken", error.message, error.remedy)
        return
    count = f"{len(registry.organizations)} organizations, {len(registry.upstreams)} upstreams"
    yield Finding("registry", "ok", f"{count}, digest {registry.digest[:12]}")
    for takeover in registry.takeovers:
        yield Finding("registry", "ok", f"overlay: {takeover}")
