"""The methodology's Markdown as HTML: headings with anchors, lists, tables and links; nothing that can run or load.

It renders a small part of Markdown on purpose: HTML is shown as text and images are left out.
"""

import functools
import itertools
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_NO_ANCHOR = re.compile(r"[^a-z0-9]+")
_CONTENTS_LEVEL = "h2"
_ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}


@dataclass(frozen=True)
class Methodology:
    """The rendered text, its title and the anchors of its main headings."""

    title: str
    body: Markup
    contents: tuple[tuple[str, str], ...]


def methodology(markdown: str) -> Methodology:
    """Render the methodology; the first heading of level one becomes the page's title."""
    parser = _parser()
    tokens = parser.parse(markdown)
    title = _take_title(tokens)
    contents = _anchor_headings(tokens)
    _label_cells(tokens)
    html = _in_scroll_boxes(parser.renderer.render(tokens, parser.options, {}))
    # Safe because the parser escapes HTML and refuses links that run something.
    return Methodology(title, Markup(html), contents)  # noqa: S704


@functools.cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])


def _take_title(tokens: list[Token]) -> str:
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = tokens[place + 1].content
            del tokens[place : place + 3]
            return title
    return "How it is counted"


def _anchor_headings(tokens: list[Token]) -> tuple[tuple[str, str], ...]:
    contents, used = [], set()
    for token, text in itertools.pairwise(tokens):
        if token.type != "heading_open":
            continue
        anchor = base = _NO_ANCHOR.sub("-", text.content.lower()).strip("-") or "section"
        number = 2
        while anchor in used:
            anchor, number = f"{base}-{number}", number + 1
        used.add(anchor)
        # Not the page's own anchors, such as the one that the skip link leads to.
        token.attrSet("id", f"m-{anchor}")
        if token.tag == _CONTENTS_LEVEL:
            contents.append((f"m-{anchor}", _plain(text)))
    return tuple(contents)


def _label_cells(tokens: list[Token]) -> None:
    """On a phone a row stands as a stack: each cell then says its column, and is still a cell for screen readers."""
    heads: list[str] = []
    column = 0
    for token, inside in itertools.pairwise(tokens):
        if token.type in _ROLES:
            token.attrSet("role", _ROLES[token.type])
        if token.type == "table_open":
            token.attrSet("class", "cards")
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            heads.append(_plain(inside))
        elif token.type == "td_open":
            token.attrSet("data-label", heads[column])
            column += 1


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _in_scroll_boxes(html: str) -> str:
    opened = html.replace("<table ", '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table ')
    return opened.replace("</table>", "</table></div>")
