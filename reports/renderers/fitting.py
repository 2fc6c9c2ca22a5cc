"""Markdown that fits where it goes: cut where one of its parts ends, so that nothing stays open, and said to be cut."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r"`{3,}")
_HEAD_OF_A_TABLE = 2


def fitted(text: str, room: int) -> str:
    """Give our own Markdown in at most `room` characters: whole parts of it, and how much was left out.

    A part is a paragraph, a row of a table, an item of a list, a block of code, or all that is folded together.
    """
    if len(text) <= room:
        return text
    lines = text.split("\n")
    kept, length, seen = 0, -1, 0
    longest_notice = len(_notice(lines))
    for count in _whole_parts(lines):
        length += sum(len(line) + 1 for line in lines[seen:count])
        seen = count
        if length + longest_notice > room:
            break
        kept = count
    return "\n".join(lines[:kept]).rstrip() + _notice(lines[kept:])


def shared(texts: Sequence[str], room: int) -> list[str]:
    """Give several texts in at most `room` characters together: what short ones leave over is the long ones'."""
    rooms: dict[int, int] = {}
    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for left, index in zip(range(len(texts), 0, -1), by_length, strict=True):
        rooms[index] = min(len(texts[index]), room // left)
        room -= rooms[index]
    return [fitted(text, rooms[index]) for index, text in enumerate(texts)]


def _whole_parts(lines: Sequence[str]) -> Iterator[int]:
    """Give the numbers of lines, from the first, after which no part is open."""
    fence, folds, rows = "", 0, 0
    for count, line in enumerate(lines, start=1):
        if fence:
            fence = "" if line == fence else fence
        elif opened := _FENCE.match(line):
            fence = opened.group()
        else:
            folds += line.count("<details>") - line.count("</details>")
        rows = rows + 1 if line.startswith("|") else 0
        ends = not line or rows > _HEAD_OF_A_TABLE or line.startswith("- ") or line.endswith("<br>")
        if ends and not fence and not folds:
            yield count


def _notice(lines: Sequence[str]) -> str:
    count = sum(1 for line in lines if line)
    return f"\n\n*Too long for a comment: {count:,} more line{' is' if count == 1 else 's are'} left out here.*"
