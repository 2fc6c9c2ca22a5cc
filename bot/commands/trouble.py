"""What somebody who asks can do something about: shown to them. Everything else is the operator's, and stays here.

Errors of the command line name databases, folders and settings: no stranger is to read them in a comment.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import BusyError, InputError

_OPERATORS = re.compile(r"GIVEBACK_|--|(?<![/\w])(?:giveback|git) ")
"""What a way out says that only the operator can go."""


class AskedError(Exception):
    """A command cannot be done as it was asked: one sentence, and the way out."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


@contextmanager
def told_to_the_asker(subject: str, *secrets: str) -> Iterator[None]:
    """Turn an error about a subject, that the asker named, into one that is shown; none that names a secret."""
    try:
        yield
    except (InputError, BusyError) as error:
        if not error.message.startswith(f"{subject}: ") or any(each in error.message for each in secrets):
            raise
        raise AskedError(error.message, "" if _OPERATORS.search(error.remedy) else error.remedy) from error
