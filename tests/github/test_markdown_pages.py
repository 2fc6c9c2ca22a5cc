"""Strangers' Markdown on the pages: readable, and inert whatever it is."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.github.markdown_pages import rendered

TAGS = {
    "p",
    "a",
    "em",
    "strong",
    "code",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "s",
    "img",
}
HTML = {"details", "summary", "sub", "sup", "kbd", "b", "i"}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(str(rendered(text)))
    return parser


PARTS = [
    "<script>",
    "</script>",
    "<img src=x onerror=y>",
    "<details open>",
    "<!--",
    "-->",
    "[a](javascript:b)",
    "<p",
    " onclick=x>",
    "\n\n",
    "`",
    "|",
    "<a href='x'>",
    "![x](data:text/html,y)",
    "<svg/onload=x>",
    "&lt;",
    '"',
    "x",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=12).map("".join))
@example("<details onclick=x>")
@example("<!-- <script>x</script>")
def test_nothing_that_acts_comes_through(text: str) -> None:
    found = seen(text)
    assert found.tags <= TAGS | HTML
    names = {name for name, _ in found.attributes}
    assert names <= {"href", "src", "alt", "title", "open", "start", "class", "style"}
    for name, value in found.attributes:
        if name in ("href", "src"):
            assert not (value or "").lower().startswith(("javascript:", "vbscript:", "file:", "data:text"))
        if name == "style":
            assert (value or "").startswith("text-align:")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**a**", "<p><strong>a</strong></p>\n"),
        ("a <!-- marker --> b", "<p>a  b</p>\n"),
        ("<b>a</b> <u>c</u>", "<p><b>a</b> &lt;u&gt;c&lt;/u&gt;</p>\n"),
        (None, ""),
    ],
)
def test_what_is_harmless_is_shown(text: str | None, shown: str) -> None:
    assert str(rendered(text)) == shown
