"""Answers that GitHub need not send again: kept with their ETag, so that asking without news costs nothing."""

import threading
from collections import OrderedDict
from typing import NamedTuple


class Kept(NamedTuple):
    """An answer as it came."""

    etag: str
    link: str
    body: str


class Memory:
    """The answers of one process, the least asked for forgotten first; safe among threads."""

    def __init__(self, largest: int = 16 << 20) -> None:
        """Hold at most `largest` characters."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._size, self._largest = 0, largest

    def get(self, who: str, url: str) -> Kept | None:
        """What `who` was answered at this address."""
        with self._lock:
            if (who, url) in self._kept:
                self._kept.move_to_end((who, url))
            return self._kept.get((who, url))

    def keep(self, who: str, url: str, kept: Kept) -> None:
        """Remember an answer, unless it alone is larger than a quarter of what is held."""
        with self._lock:
            self._drop((who, url))
            if len(kept.body) > self._largest // 4:
                return
            self._kept[who, url] = kept
            self._size += len(kept.body)
            while self._size > self._largest:
                self._drop(next(iter(self._kept)))

    def forget(self, who: str) -> None:
        """Forget all that `who` was answered."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == who]:
                self._drop(key)

    def _drop(self, key: tuple[str, str]) -> None:
        gone = self._kept.pop(key, None)
        self._size -= len(gone.body) if gone else 0
