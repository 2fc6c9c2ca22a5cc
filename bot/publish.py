"""Publishing: every closed month's newest revision, as pages and files, in a place."""

import json
from pathlib import Path

from bot.attribution import RULES
from bot.publishers.folder import Written, publish_to_folder
from bot.store.database import Database
from bot.store.months import closed_months, read_closing
from reports.methodology_text import methodology_text
from reports.renderers import html


def publish(database: Database, folder: Path) -> Written:
    """Write the whole site into a folder. Raises InputError where nothing is closed or the folder cannot be used."""
    read_closing(database, None)
    return publish_to_folder(folder, html.pages(editions_of(database), methodology=methodology_words()))


def editions_of(database: Database) -> list[html.Edition]:
    """Give every closed month's newest revision, as what pages are made of; none where none is closed."""
    closings = [read_closing(database, month) for month in closed_months(database)]
    return [html.Edition(json.loads(closing.content), json.loads(closing.sidecar)) for closing in closings]


def methodology_words() -> str:
    """Give the methodology in words (Markdown), with the attribution rules as they are in the code."""
    return methodology_text([(rule.name, rule.confidence, rule.description) for rule in RULES])
