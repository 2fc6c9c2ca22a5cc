"""The frame of an answer in an issue comment: who asked for what, each part, and what is wrong; all of it inert."""

import re
from collections.abc import Sequence
from datetime import datetime

from reports.renderers.fitting import shared
from reports.renderers.text_safety import markdown_inline, visible_lines

LONGEST = 65_000
"""Characters of an answer: GitHub takes 65,536, and our marker comes behind it."""
_LONGEST_LOGIN = 100
_BETWEEN = "\n\n---\n\n"
_FENCE = re.compile(r"`{3,}")
_COMMENT = re.compile(r"<(?=!)|(?<=-)>")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?")


def answer(
    login: str,
    lines: Sequence[str],
    texts: Sequence[str],
    *,
    asked_at: datetime | None = None,
    left_out: int = 0,
) -> str:
    """One answer to one comment: its asker alone is mentioned, and what was asked (aware, UTC) is quoted folded.

    Parts that are too long together are cut where something in them ends; `lines` are as long as commands may be.
    """
    head = f"@{login}:" if _LOGIN.fullmatch(login) else f"{markdown_inline(login[:_LONGEST_LOGIN])}:"
    tail = []
    if left_out:
        count = "1 more command was" if left_out == 1 else f"{left_out:,} more commands were"
        tail += [f"{count} not run: a comment may hold {len(lines)}.", ""]
    if lines:
        when = f" on {asked_at:%Y-%m-%d, %H:%M} UTC" if asked_at else ""
        tail += [f"<details><summary>Asked{when}</summary>", "", code_block("\n".join(lines)), ""]
        tail += ["Who asks the same here again finds this answer edited.", "", "</details>"]
    frame = len("\n".join([head, "", "", "", *tail])) + len(_BETWEEN) * len(texts)
    parts = shared([text.strip() for text in texts], LONGEST - frame)
    return "\n".join([head, "", _BETWEEN.join(parts), "", *tail])


def mistake_section(marked: str, message: str) -> str:
    """A command that cannot be run, with the mark at its mistake."""
    return f"{code_block(marked)}\n\n{markdown_inline(_capitalized(message))}"


def trouble_section(line: str, message: str, *, plain: bool = False) -> str:
    """A command that could not be done, and why; `plain` where the message is our own Markdown."""
    text = message if plain else "<br>".join(markdown_inline(each) for each in message.splitlines())
    return f"{code_block(line)}\n\n{text}"


def code_block(text: str) -> str:
    """Somebody's words as a block of code that they cannot end, and that holds nothing which looks like our markers."""
    shown = _COMMENT.sub(lambda found: "‹" if found.group() == "<" else "›", visible_lines(text))
    longest = max((len(fence) for fence in _FENCE.findall(shown)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def _capitalized(message: str) -> str:
    return message[:1].upper() + message[1:]
