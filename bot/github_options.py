"""What the connections of one process share: where GitHub is, the clock, the budgets, the pace of writing."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.github_budget import Budgets
from bot.github_endpoints import Endpoints
from bot.github_memory import Memory


class Identity(Protocol):
    """As whom we speak."""

    name: str

    def token(self) -> str | None:
        """What goes into the header. Raises what GitHub says where none is to be had."""

    def refused(self) -> bool:
        """Take that the token was not accepted; whether another one is worth a try."""


class Pace:
    """Keeps writes apart, as GitHub asks for; for all threads of a process."""

    def __init__(self, apart: float, sleep: Callable[[float], None]) -> None:
        """`apart` in seconds."""
        self._apart, self._sleep = apart, sleep
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def wait(self, who: str) -> None:
        """Wait for one's turn: seconds at most, for each waits behind few."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(who, now))
            self._next[who] = turn + self._apart
        if turn > now:
            self._sleep(turn - now)


@dataclass(frozen=True)
class Options:
    """How all connections of a process behave."""

    endpoints: Endpoints
    now: Callable[[], datetime]
    budgets: Budgets
    memory: Memory
    pace: Pace
    sleep: Callable[[float], None]
    api_version: str
    before_write: Callable[[], None] = lambda: None
    """Asked right before each write; what it raises prevents that."""
    tries: int = 3
    first_pause: float = 0.5
    timeout: int = 20
    largest: int = 32 << 20

    def seconds(self) -> int:
        """Give the time in whole seconds since 1970."""
        return int(self.now().timestamp())
