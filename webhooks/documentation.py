"""The pages on commands in comments and on configuration: what answers on GitHub lead to."""

from collections.abc import Callable

from flask import Blueprint, Response

from bot.documentation import commands_page, configuration_page
from reports.renderers import html

PAGES: dict[str, Callable[[], str]] = {"commands.html": commands_page, "configuration.html": configuration_page}
_LINKS = {"(configuration.md)": "(configuration.html)", "(comment-commands.md)": "(commands.html)"}


def documentation_blueprint() -> Blueprint:
    """Make the routes of both pages; their texts change with the code alone."""
    documentation = Blueprint("documentation", __name__)
    texts = {path: html.document(path, _linked(text())) for path, text in PAGES.items()}

    @documentation.get(f"/<any({', '.join(map(repr, PAGES))}):path>")
    def page(path: str) -> Response:
        return Response(texts[path], mimetype="text/html")

    return documentation


def _linked(markdown: str) -> str:
    for written, shown in _LINKS.items():
        markdown = markdown.replace(written, shown)
    return markdown
