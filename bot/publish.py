"""Publishing: every closed month's newest revision, as pages and files, in a place."""

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path

from bot.attribution import RULES
from bot.publishers.folder import Written, publish_to_folder
from bot.store.database import Database
from bot.store.installations import private_names
from bot.store.months import Closing, closed_months, newest_sidecars, read_closing
from reports.methodology_text import methodology_text
from reports.months import Month
from reports.renderers import html
from reports.withholding import without_projects


def publish(database: Database, folder: Path) -> Written:
    """Write the whole site into a folder.

    Raises InputError where nothing is closed or the folder cannot be used, BusyError where another run publishes there.
    """
    read_closing(database, None)
    pages = html.pages(editions_of(database), methodology=methodology_words())
    with database.lock(f"publishing to {folder.resolve()}"):
        return publish_to_folder(folder, pages)


def editions_of(database: Database, months: Collection[Month] | None = None) -> list[html.Edition]:
    """Give the newest revision of every closed month, or of some, as what pages are made of; none where none is closed.

    Projects that have become private since are left out.
    """
    private = private_names(database)
    asked = closed_months(database) if months is None else months
    return [_edition(read_closing(database, month), private) for month in asked]


class LiveEditions:
    """The editions as they are now, each read again only when its month has changed. Threads may share it."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database
        self._known: dict[tuple[str, frozenset[str]], html.Edition] = {}

    def now(self) -> list[html.Edition]:
        """Give what `editions_of` gives, without reading what was read before."""
        sidecars = newest_sidecars(self._database)
        private = frozenset(private_names(self._database))
        known = self._known
        fresh = {
            (sidecar, private): known.get((sidecar, private)) or _edition(read_closing(self._database, month), private)
            for month, sidecar in sidecars.items()
        }
        self._known = fresh
        return list(fresh.values())


def _edition(closing: Closing, private: Collection[str]) -> html.Edition:
    content, sidecar = json.loads(closing.content), json.loads(closing.sidecar)
    return html.Edition(without_projects(content, private), without_projects(sidecar, private))


@cache
def methodology_words() -> str:
    """Give the methodology in words (Markdown), with the attribution rules as they are in the code.

    Its worked examples are computed, which takes half a second, once a process: the first who reads a page waits for
    it, and no delivery does while the process starts.
    """
    return methodology_text([(rule.name, rule.confidence, rule.description) for rule in RULES])
