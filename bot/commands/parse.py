"""Comment → commands. Only plain text in paragraphs of their own counts.

A command is a line that begins with /giveback. What only looks like it (other alphabets' letters, a slip of the pen) is
answered with what was meant, and never run. Parsing is pure.
"""

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.commands.grammar import AT_END, LONGEST_LINE, PREFIX, ArgumentError, Asked, Command, Mistake, words_of
from bot.commands.plain_lines import Line, plain_lines

LONGEST_COMMENT = 65_536
"""Characters that GitHub lets a comment have."""
MOST_COMMANDS = 5
"""Commands of one comment that are run."""
_LONGEST_WORD = 40
_NEAR = 0.82
_SAME_LETTERS = 4


class Found(NamedTuple):
    """What a comment asks for, in its order, and how many commands beyond the limit were left out."""

    items: tuple[Asked | Mistake, ...]
    left_out: int


def commands_in(body: str, former_body: str | None, commands: Sequence[Command]) -> Found:
    """Give what a comment asks for; of an edited one only what the former text did not ask for. Each thing once."""
    before = {item.key for item in _items(former_body, commands)} if former_body else set()
    found = {item.key: item for item in _items(body, commands) if item.key not in before}
    items = tuple(found.values())
    return Found(items[:MOST_COMMANDS], max(0, len(items) - MOST_COMMANDS))


def may_ask(body: str) -> bool:
    """Whether a comment may ask for something: quick, and never wrong where it says no.

    Of a body that is longer than any of GitHub's, no more than those have is looked at.
    """
    return any(map(_begins_like_a_command, body[: LONGEST_COMMENT + 1].splitlines()))


def _items(body: str, commands: Sequence[Command]) -> Iterator[Asked | Mistake]:
    if not may_ask(body):
        return
    if len(body) > LONGEST_COMMENT:
        message = f"comments of more than {LONGEST_COMMENT:,} characters are not read"
        yield Mistake(PREFIX, 0, len(PREFIX), message)
        return
    for line in plain_lines(body):
        item = _read(line, commands) if _begins_like_a_command(line.text) else None
        if item is not None:
            yield item


def _begins_like_a_command(line: str) -> bool:
    word = _first_word(line)
    return bool(word) and (_is_ours(word) or _is_look_alike(word) or _is_near(word))


def _first_word(line: str) -> str:
    start = line[: _LONGEST_WORD * 4].split(None, 1)
    return start[0] if start and len(start[0]) <= _LONGEST_WORD else ""


def _is_ours(word: str) -> bool:
    # There are letters of other alphabets whose lower case is one of ours: the Kelvin sign's is k.
    return word.isascii() and word.lower() == PREFIX


def _is_look_alike(word: str) -> bool:
    """Whether a word is our prefix with letters or a slash of other alphabets, or with invisible characters in it."""
    if word.isascii():
        return False
    folded = _folded(word)
    if len(folded) != len(PREFIX) or folded[0].isalnum() or (folded[0].isascii() and folded[0] != "/"):
        return False
    pairs = list(zip(folded[1:], PREFIX[1:], strict=True))
    same = sum(1 for one, other in pairs if one == other)
    return same >= _SAME_LETTERS and all(one == other or not one.isascii() for one, other in pairs)


def _folded(word: str) -> str:
    """Give a word in lower case, as it looks: compatibility forms undone, accents and invisible characters gone."""
    decomposed = unicodedata.normalize("NFKD", word).lower()
    return "".join(each for each in decomposed if unicodedata.category(each) not in ("Cf", "Mn", "Cc", "Cn"))


def _is_near(word: str) -> bool:
    if not word.startswith("/") or abs(len(word) - len(PREFIX)) > 2:  # noqa: PLR2004 - two letters are a slip
        return False
    matcher = difflib.SequenceMatcher(None, word.lower(), PREFIX)
    return matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR  # the first is never less, and much quicker


def _read(line: Line, commands: Sequence[Command]) -> Asked | Mistake | None:
    """Read a line that begins like a command; None where it is somebody else's command."""
    text = line.text.strip()
    written = text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"
    word = _first_word(text)
    names = [command.name for command in commands]
    if not _is_ours(word):
        rest = text[len(word) :].split()
        meant = _nearest(rest[0], names) if rest else "help"
        if meant is None and not _is_look_alike(word):
            return None
        return Mistake(written, 0, len(word), f"did you mean {PREFIX}{f' {meant}' if meant else ''}?")
    if len(text) > LONGEST_LINE:
        return Mistake(written, LONGEST_LINE, 1, f"a command has at most {LONGEST_LINE} characters")
    if not line.is_plain:
        at = text.find("…")
        return Mistake(written, max(0, at), 1, "write commands as plain text: no code, link, emphasis or HTML")
    try:
        return _command(text, commands)
    except ArgumentError as error:
        return Mistake(text, len(text) if error.at == AT_END else error.at, error.length, error.message)


def _command(text: str, commands: Sequence[Command]) -> Asked:
    words = words_of(text, len(PREFIX))
    names = [command.name for command in commands]
    if not words:
        raise ArgumentError(AT_END, 1, f"say what to do: {', '.join(names)}")
    name = words[0].text.lower() if words[0].text.isascii() else ""
    chosen = next((command for command in commands if command.name == name), None)
    if chosen is None:
        meant = _nearest(words[0].text, names)
        hint = f"did you mean {PREFIX} {meant}?" if meant else f"the commands are {', '.join(names)}"
        raise ArgumentError(words[0].at, words[0].length, f"there is no such command; {hint}")
    return Asked(text, chosen, chosen.parse(words[1:]))


def _nearest(word: str, names: Sequence[str]) -> str | None:
    near = difflib.get_close_matches(_folded(word[:_LONGEST_WORD]), names, n=1, cutoff=0.6)
    return near[0] if near else None
