"""What a command line is made of: words with their places, mistakes with a mark, and what a command file declares."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.renderers.text_safety import visible

PREFIX = "/giveback"
LONGEST_LINE = 200
AT_END = -1
"""The place of what is missing at a line's end."""
_WORD = re.compile(r'"([^"]*)"?|\S+')


class Word(NamedTuple):
    """One word of a command line, without its quotes, and the column (from 0) where it begins."""

    text: str
    at: int
    length: int


class ArgumentError(Exception):
    """A command's arguments cannot be used: where in the line, and why."""

    def __init__(self, at: int, length: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.length = length
        self.message = message


@dataclass(frozen=True)
class Mistake:
    """A line that was meant for us and cannot be run: the line, where the mistake is in it, and what is wrong."""

    line: str
    at: int
    length: int
    message: str

    @property
    def key(self) -> str:
        """What makes two mistakes the same."""
        return self.line

    @property
    def marked(self) -> str:
        """Give the line with a mark under the mistake, for a block of code."""
        shown = visible(self.line)
        if shown != self.line:  # pictures of invisible characters are wider: a mark would stand elsewhere
            return shown
        return f"{shown}\n{' ' * self.at}{'^' * max(1, self.length)}"


class Command(NamedTuple):
    """One command: how it is written, what it is for, who may, how its words are read, and what it does.

    `parse` takes the words after the command's name and gives the value that `run` gets; it raises ArgumentError.
    """

    name: str
    usage: str
    text: str
    parse: Callable[[list[Word]], Any]
    run: Callable[..., str]
    is_for_everybody: Callable[[Any], bool] = lambda _value: False


@dataclass(frozen=True)
class Asked:
    """A command that can be run: as it was written, and with its arguments read."""

    line: str
    command: Command
    value: Any

    @property
    def key(self) -> str:
        """What makes two askings the same: the command and its arguments, however they were spaced."""
        return f"{self.command.name} {self.value!r}"


def words_of(line: str, start: int) -> list[Word]:
    """Cut a line into words from a column on; quotes hold words together. Raises ArgumentError for an open quote."""
    words = []
    for found in _WORD.finditer(line, start):
        whole = found.group()
        if found[1] is not None:
            if not whole.endswith('"') or len(whole) == 1:
                raise ArgumentError(found.start(), len(whole), "this quote is not closed")
            words.append(Word(found[1], found.start(), len(whole)))
        else:
            words.append(Word(whole, found.start(), len(whole)))
    return words


def no_words(words: list[Word]) -> None:
    """Read the arguments of a command that takes none."""
    if words:
        raise ArgumentError(words[0].at, words[0].length, "this command takes no argument")


def one_name(words: list[Word]) -> str | None:
    """Read one name, which may be several words such as Red Hat; None where there is none."""
    if any(not word.text.strip() for word in words):
        raise ArgumentError(words[0].at, words[0].length, "a name is more than blanks")
    return " ".join(word.text for word in words) or None
