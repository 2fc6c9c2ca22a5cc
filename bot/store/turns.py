"""Turns at SQLite's one writer: whoever waits comes next, before the one that has just written.

SQLite itself lets writers poll, with pauses of up to a tenth of a second, and the one that writes most often wins: a
scan would keep deliveries waiting that GitHub gives ten seconds. Here each waits at a turnstile while another writes;
who has written must pass it again, behind whoever stands in it. The locks are the system's: they go with the process.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 30.0
"""Seconds that somebody waits for a turn, then tries without: SQLite itself says what is wrong."""
_PAUSE = 0.001


@contextmanager
def turn(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the turn to write for the duration of the block, or go without where there is none to be had."""
    deadline = time.monotonic() + patience
    with ExitStack() as held:
        with ExitStack() as turnstile:
            if _locked(folder / "turnstile", turnstile, deadline):
                _locked(folder / "turn", held, deadline)
        yield


def _locked(path: Path, held: ExitStack, deadline: float) -> bool:
    """Lock a file for as long as the stack lasts; False where that cannot be done in time, or not at all."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:  # a folder that may not be written to: nor may the database, and SQLite says so
        return False
    held.callback(os.close, file)
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            held.callback(fcntl.flock, file, fcntl.LOCK_UN)  # closing alone waits for children being started
            return True
