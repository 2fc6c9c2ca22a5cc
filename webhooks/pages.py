"""The scorecard's pages, live: the same ones that are published, made when they are asked for."""

import mimetypes

from flask import Blueprint, Response

from bot.publish import LiveEditions, methodology_words
from bot.store.database import Database
from reports.renderers import html


def pages_blueprint(database: Database) -> Blueprint:
    """Make the routes of the pages; each request reads what is closed now."""
    pages = Blueprint("pages", __name__)
    editions = LiveEditions(database)

    @pages.get("/")
    @pages.get("/<path:path>")
    def page(path: str = "") -> Response:
        text = html.page(editions.now(), path, methodology=methodology_words())
        if text is None:
            return Response(html.missing_page(), 404, mimetype="text/html")
        kind = mimetypes.guess_type(path or "index.html")[0] or "text/html"
        return Response(text, mimetype=kind)

    return pages
