"""Makes text that other people wrote inert in the place where it is shown.

It cannot tell a hostile name from an odd one, so every name is treated alike.
"""

import re

_BIDI_AND_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI_AND_INVISIBLE}\U000e0000-\U000e007f]")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
# The full-width ones too: spreadsheets of East Asian locales read them as the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARKDOWN_SPECIAL = re.compile(r"[\\`*_\[\]|~$#]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENTITY_START = re.compile("[&<>]")
_AUTOLINK_START = re.compile(r"(@|#(?=\d)|://|(?<![A-Za-z0-9])www(?=\.)|(?<![A-Za-z0-9])GH(?=-\d))", re.IGNORECASE)
_LONG_HEX = re.compile(r"\b[0-9a-fA-F]{7,40}\b")
# Only what can stand in a link and in a code span as it is; a sentence's own mark at the end is no part of it.
ADDRESS = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?"
    r"(?:/(?:[A-Za-z0-9._~/%?&=+#:@!$,;-]*[A-Za-z0-9_~/%&=+#-])?)?(?=[,;.:!?)\]]*(?:\s|$))"
)
_BREAK = "\u200b"


def visible(text: str) -> str:
    """The text on one line, with control, direction and invisible characters replaced by something that can be seen."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_picture, text)


def visible_lines(text: str) -> str:
    """As `visible`, with line breaks kept: for our own messages of several lines that quote others."""
    return "\n".join(map(visible, text.split("\n")))


def _picture(found: re.Match[str]) -> str:
    # Letters and digits, since the pictures of control characters are empty boxes in many fonts.
    return f"[U+{ord(found.group()):04X}]"


def markdown_inline(text: str) -> str:
    """The text for the inside of a Markdown line or table cell: no markup, no link, no mention, no issue reference.

    It must not be the first thing on a line, where `1.` or `-` would begin a list.
    """
    broken = _AUTOLINK_START.sub(_break_autolink, visible(text))
    broken = _LONG_HEX.sub(lambda found: f"{found.group()[:4]}{_BREAK}{found.group()[4:]}", broken)
    escaped = _MARKDOWN_SPECIAL.sub(lambda found: f"\\{found.group()}", broken)
    return _ENTITY_START.sub(lambda found: _ENTITIES[found.group()], escaped)


def markdown_with_addresses(text: str) -> str:
    """As `markdown_inline`, with https addresses as code: no link either, and copied as they are."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        parts += [markdown_inline(text[end : found.start()]), f"`{found.group()}`"]
        end = found.end()
    return "".join([*parts, markdown_inline(text[end:])])


def _break_autolink(found: re.Match[str]) -> str:
    start = found.group()
    # Backslashes do not stop GitHub, which looks for mentions and addresses in the finished text.
    return f":{_BREAK}//" if start == "://" else f"{start}{_BREAK}"


def csv_cell(text: str) -> str:
    """The text for one CSV cell: a spreadsheet that opens the file shows it and never runs it as a formula."""
    safe = visible(text)
    if text.startswith(_FORMULA_STARTS) or safe.startswith(_FORMULA_STARTS):
        return safe if _PLAIN_NUMBER.fullmatch(safe) else f"'{safe}"
    return safe
