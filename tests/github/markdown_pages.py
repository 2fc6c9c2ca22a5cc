"""Markdown of strangers as HTML for the stand-in's pages: of their own HTML only a few harmless tags stay."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_HARMLESS = re.compile(r"(</?(?:details|summary|sub|sup|kbd|br|hr|b|i|em|strong|p)(?: open)?\s*/?>)", re.IGNORECASE)


def rendered(text: str | None) -> Markup:
    """The HTML of a Markdown text."""
    return Markup(_PARSER.render(text or ""))


def _rule(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """Comments go, harmless tags stay, the rest is shown as it was written."""
    parts = _HARMLESS.split(_COMMENT.sub("", tokens[index].content))
    return "".join(part if _HARMLESS.fullmatch(part) else escape(part) for part in parts)


_PARSER = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
_PARSER.add_render_rule("html_block", _rule)
_PARSER.add_render_rule("html_inline", _rule)
