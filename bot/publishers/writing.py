"""Writes to GitHub, each announced before it is made; in a dry run it stays at that."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.github_errors import DoubtfulError

T = TypeVar("T")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Write:
    """One write: how, where, what for, and the first digits of the SHA-256 of what is written (empty: nothing)."""

    method: str
    target: str
    what: str
    digest: str


@dataclass
class Writer:
    """Makes writes one after the other, or only lists them; `before` is asked before each and may refuse to go on."""

    is_dry: bool
    before: Callable[[], None] = lambda: None
    writes: list[Write] = field(default_factory=list)

    def make(self, method: str, target: str, what: str, content: str | bytes, act: Callable[[], T]) -> T | None:
        """Make one write and give what came of it; None in a dry run."""
        self.before()
        self.writes.append(Write(method, target, what, digest(content)))
        return None if self.is_dry else act()


def digest(content: str | bytes) -> str:
    """The first twelve digits of a content's SHA-256; empty for none."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:12] if data else ""


def until_it_holds(act: Callable[[], object], holds: Callable[[], bool]) -> None:
    """Make a change that may be made twice; where the answer is in doubt, look whether it holds before trying again.

    Raises DoubtfulError where it still does not hold after three tries.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            act()
        except DoubtfulError:
            if holds():
                return
            if attempt == _TRIES:
                raise
        else:
            return
