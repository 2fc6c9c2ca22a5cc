"""`giveback serve` as a process of its own, ended with whoever started it; what it logs goes to a file."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_STARTING, _ENDING = 60, 45
_LOOK_EVERY = 0.05
_ROOT = Path(__file__).parent.parent


class ServingError(Exception):
    """The process ended, or did not begin."""


class Serving:
    """Used in a `with`: it has begun when the block begins. `said` are the lines that it printed by then."""

    def __init__(self, words: tuple[str, ...], log: Path) -> None:
        """`words` is the command, after `giveback`."""
        self._words, self._log = words, log
        self._process: subprocess.Popen[bytes] | None = None
        self.said: list[str] = []

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "giveback", *self._words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=_ROOT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                start_new_session=True,  # Ctrl-C is ours: it ends with us
            )
        try:
            self._wait_until_it_serves()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    @property
    def address(self) -> str:
        """Where it serves."""
        return self._found(r"Serving on (http://\S+?)/")

    @property
    def secret(self) -> str:
        """The one-time set-up secret."""
        return self._found(r"set-up secret is (\S+)")

    def logged(self) -> str:
        """What it said since: the end of it, for whoever looks for a mistake."""
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])

    def require(self) -> None:
        """Raise ServingError where it has ended."""
        assert self._process is not None
        status = self._process.poll()
        if status is not None:
            raise ServingError(f"giveback serve ended with status {status}:\n{self.logged()}")

    def wait(self) -> None:
        """Wait until it ends by itself. Raises ServingError then."""
        assert self._process is not None
        self._process.wait()
        self.require()

    def _wait_until_it_serves(self) -> None:
        until = time.monotonic() + _STARTING
        while time.monotonic() < until:
            self.said = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
            if any("set-up secret is" in line for line in self.said):
                return
            self.require()
            time.sleep(_LOOK_EVERY)
        raise ServingError(f"giveback serve did not begin within {_STARTING} s:\n{self.logged()}")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, "\n".join(self.said))
        if found is None:
            raise ServingError(f"giveback serve did not say {pattern!r}:\n{self.logged()}")
        return found[1]

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
