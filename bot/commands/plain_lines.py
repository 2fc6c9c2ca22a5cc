"""The plain lines of a comment: what its readers see as text of its own paragraphs, and nothing else.

Code, quotes, lists, tables, headings, footnotes, links, emphasis, formulas and what stands in HTML are no plain text.
Where it is not sure how GitHub shows something, it is none: a command that is not run can be written again.
"""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block, paragraph, reference, table
from markdown_it.token import Token

_BREAKS = ("softbreak", "hardbreak")
# Every element that can hold text: inside, it is quoted, struck out, folded, hidden or an example. Those that GitHub
# shows as text (script, style, title, textarea, xmp, iframe, noembed, noframes, plaintext), hold nothing, or that no
# browser knows (as the <name> of a thing that is to be filled in) set nothing apart.
_ELEMENTS = frozenset({
    "a", "abbr", "acronym", "address", "applet", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blink",
    "blockquote", "body", "button", "canvas", "caption", "center", "cite", "code", "colgroup", "data", "datalist",
    "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure",
    "font", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "html",
    "i", "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "marquee", "math", "menu", "meter", "nav",
    "nobr", "noscript", "object", "ol", "optgroup", "option", "output", "p", "picture", "pre", "progress", "q",
    "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "search", "section", "select", "slot", "small", "span", "strike",
    "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "tfoot", "th", "thead", "time",
    "tr", "tt", "u", "ul", "var", "video",
})  # fmt: skip
_FOOTNOTE = re.compile(r"\[\^[^\] \r\n\t]+\]:")
# A table's second line, blanks aside. GitHub takes a line without a pipe above it for a table's head, too.
_UNDER_A_HEAD = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")
# GitHub goes by an older CommonMark: <source begins HTML there, a <textarea> ends with its paragraph, <!x is text.
_SOURCE = re.compile(r"</?source(?:\s|/?>|$)", re.IGNORECASE)
_READ_OTHERWISE = re.compile(r"<(?i:textarea)|<![a-z]")
# What GitHub shows as a formula ($$ to $$, over any lines; $ to $ within a paragraph), or as struck out (~ within one).
# Amounts ("$5 and $6") and folders ("~/a and ~/b") are none: a mark begins before a word and ends behind one.
_MARKED = (
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"(?<![\w$])\$(?=[^\s$])(?:[^$\n]|\n(?!\n))*(?<=[^\s$])\$(?![\w$])"),
    re.compile(r"(?<!~)~(?=[^\s~])(?:[^~\n]|\n(?!\n))*(?<=[^\s~])~(?!~)"),
)


class Line(NamedTuple):
    """One line of a paragraph: its text, and whether all of it is plain."""

    text: str
    is_plain: bool


class _Written(NamedTuple):
    """A line of any block, its text without what was escaped, and whether it begins as plain text of its own."""

    line: Line
    unescaped: str
    is_own: bool


def plain_lines(body: str) -> Iterator[Line]:
    """Give the lines of a comment's own paragraphs that begin as plain text."""
    blocks = list(_blocks(body))
    text = "\n\n".join("\n".join(each.unescaped for each in block) for block in blocks)
    marked = [_Marked(text, pattern) for pattern in _MARKED]
    at = 0
    for block in blocks:
        for each in block:
            if each.is_own and not any(one.holds(at) for one in marked):
                yield each.line
            at += len(each.unescaped) + 1
        at += 1


class _Marked:
    """Whether a place, asked for from the first to the last, is within what a pattern finds."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._found = (found.span() for found in pattern.finditer(text))
        self._begin, self._end = next(self._found, (-1, -1))

    def holds(self, at: int) -> bool:
        while self._begin >= 0 and self._end <= at:
            self._begin, self._end = next(self._found, (-1, -1))
        return 0 <= self._begin < at


def _blocks(body: str) -> Iterator[list[_Written]]:
    outside, notes = _Outside(), _Notes()
    tokens = _markdown().parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        notes.pass_by(token)
        if token.type == "html_block":
            outside.feed(token.content)
        elif token.type == "inline":
            is_own = token.level == 1 and before is not None and before.type == "paragraph_open" and not notes.is_in
            lines = list(_lines(token.children or [], outside))
            plain = _before_a_table(lines) if is_own else 0
            yield [each._replace(is_own=each.is_own and number < plain) for number, each in enumerate(lines)]


def _before_a_table(lines: Sequence[_Written]) -> int:
    """How many lines of a paragraph are in no table."""
    for number, each in enumerate(lines):
        if _UNDER_A_HEAD.fullmatch("".join(each.line.text.split())):
            return max(0, number - 1)
    return len(lines)


class _Notes:
    """Whether a paragraph goes on with a footnote: what is indented below one is its, and lines right below that."""

    def __init__(self) -> None:
        self.is_in = False
        self._end: int | None = None

    def pass_by(self, token: Token) -> None:
        if token.level or token.map is None:
            return
        begin, end = token.map
        self.is_in = token.type == "footnote_open" or (token.type == "paragraph_open" and begin == self._end)
        is_of_one = self.is_in or (token.type == "code_block" and self._end is not None)
        self._end = end if is_of_one else None


def _markdown() -> MarkdownIt:
    # Without joining, a character that was escaped is told from one that was written.
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    interrupting = ["paragraph", "reference", "blockquote"]
    markdown.block.ruler.before("reference", "footnote", _footnote, {"alt": interrupting[:2]})
    markdown.block.ruler.before("html_block", "source", _source, {"alt": interrupting})
    markdown.block.ruler.at("reference", _reference)
    markdown.block.ruler.at("html_block", _html_block, {"alt": interrupting})
    markdown.block.ruler.at("table", _table, {"alt": interrupting[:2]})
    return markdown


def _table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a table, but not where a line of dashes alone makes a heading of what is above it."""
    is_heading = first + 1 < last and not _text_of(state, first + 1).strip().strip("-")
    return not is_heading and table(state, first, last, silent)


def _reference(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read what a link's name stands for, but not within a list: there, the line below it belongs to the list."""
    return not state.level and reference(state, first, last, silent)


def _html_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read HTML, but not what begins as a declaration in small letters: that is text."""
    return not re.match("<![a-z]", _text_of(state, first)) and html_block(state, first, last, silent)


def _source(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read what begins with <source as HTML up to a blank line."""
    if state.is_code_block(first) or not _SOURCE.match(_text_of(state, first)):
        return False
    if not silent:
        end = next((line for line in range(first, last) if state.isEmpty(line)), last)
        token = state.push("html_block", "", 0)
        token.map = [first, end]
        token.content = state.getLines(first, end, state.blkIndent, True)
        state.line = end
    return True


def _text_of(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _footnote(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a footnote as the paragraph that it is, by a name of its own: it is shown at the end, or nowhere."""
    if state.is_code_block(first) or not _FOOTNOTE.match(_text_of(state, first)):
        return False
    if not silent:
        opened = len(state.tokens)
        paragraph(state, first, last, False)
        state.tokens[opened].type = "footnote_open"
    return True


class _Outside(HTMLParser):
    """Whether the text that comes next is outside of all HTML."""

    # GitHub shows these tags as text: what follows them is no script, and may be set apart as anything else. The
    # library asks the object which they are; its types call them final.
    CDATA_CONTENT_ELEMENTS = ()  # type: ignore[misc]
    RCDATA_CONTENT_ELEMENTS = ()  # type: ignore[misc]

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._is_doubtful = False

    def __bool__(self) -> bool:
        return not self._is_doubtful and not self._open

    def feed(self, data: str) -> None:
        """Read on; a tag that is not finished with its block takes in what follows, nobody knows how far."""
        if not self._is_doubtful:
            super().feed(data)
            is_otherwise = _READ_OTHERWISE.search(data) is not None
            self._is_doubtful = self._is_doubtful or bool(self.rawdata) or is_otherwise

    def feed_inline(self, data: str) -> None:
        """Read one tag or comment of a paragraph; GitHub may read another tag in it, where it begins with one more."""
        self.feed(data)
        self._is_doubtful = self._is_doubtful or "<" in data[1:]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _ELEMENTS:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # browsers do not mind the slash: <details/> is open

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last; what it means to close another, browsers have long rules for."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif self._open and tag in _ELEMENTS:
            self._is_doubtful = True

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Take `<![…>` for the comment that browsers take it for; the library raises AssertionError for most."""
        del report
        end = self.rawdata.find(">", i + 3)
        return end + 1 if end >= 0 else -1


def _lines(children: Sequence[Token], outside: _Outside) -> Iterator[_Written]:
    texts: list[str] = []
    unescaped: list[str] = []
    begins, is_plain = True, True
    for child in children:
        if child.type in _BREAKS:
            yield _Written(Line("".join(texts), is_plain), "".join(unescaped), begins)
            texts, unescaped, begins, is_plain = [], [], bool(outside), True
            continue
        if child.type == "html_inline":
            outside.feed_inline(child.content)
        is_text = child.type in ("text", "text_special") and child.level == 0
        if not texts:
            begins = child.type == "text" and child.level == 0 and bool(outside)
        is_plain = is_plain and is_text
        # A line break that is written as an entity is shown as a blank.
        texts.append((" " if child.content.isspace() else child.content) if is_text else "…")
        unescaped.append(child.content if is_text and child.type == "text" else "…")
    yield _Written(Line("".join(texts), is_plain), "".join(unescaped), bool(texts) and begins)
