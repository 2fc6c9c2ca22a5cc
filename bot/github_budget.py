"""What may still be asked of GitHub: one budget for each installation, with a reserve that is kept for commands.

The numbers are GitHub's own, from the headers of every answer, so that processes that share an installation agree.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.errors import GivebackError
from bot.github_answers import Headers, is_primary, limit_until, number_of
from bot.github_errors import RateLimitedError

SECONDARY = "secondary"  # stands for a bucket where GitHub asks for a pause of everything that one credential does
_RESERVE_SHARE = 10  # a tenth of each bucket is for commands
_KEPT_EVERY = 15  # seconds
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BudgetState:
    """One bucket of one credential as last seen: requests or points of `limit` that `remaining` until `reset_at`."""

    credential: str
    bucket: str
    limit: int
    remaining: int
    reset_at: int
    seen_at: int

    @property
    def reserve(self) -> int:
        """How many of them are left to commands."""
        return self.limit // _RESERVE_SHARE


class Budgets:
    """The budgets of one process; safe among threads. Times are seconds since 1970."""

    def __init__(
        self, known: Iterable[BudgetState] = (), keep: Callable[[BudgetState], None] = lambda _state: None
    ) -> None:
        """Start from what was kept; `keep` is told of every limit at once, and of the rest every few seconds."""
        self._lock = threading.Lock()
        self._states = {(state.credential, state.bucket): state for state in known}
        self._kept_at: dict[tuple[str, str], int] = {}
        self._strikes: dict[str, int] = {}
        self._keep = keep

    def require(self, credential: str, bucket: str, now: int, *, background: bool) -> None:
        """Raise RateLimitedError where asking now would be over a limit, or, in the background, eat the reserve."""
        with self._lock:
            paused, state = self._states.get((credential, SECONDARY)), self._states.get((credential, bucket))
        if paused is not None and paused.reset_at > now:
            raise RateLimitedError(0, f"GitHub asked {credential} for a pause", paused.reset_at)
        if state is None or state.reset_at <= now:
            return
        if state.remaining <= (state.reserve if background else 0):
            what = "the rest is kept for commands" if state.remaining else "nothing is left"
            message = f"{credential}: {state.remaining} of {state.limit} {bucket} requests remain: {what}"
            raise RateLimitedError(0, message, state.reset_at)

    def seen(self, credential: str, bucket: str, headers: Headers, now: int, *, well: bool) -> None:
        """Take what an answer's headers say; `well`: it was no limit."""
        limit, remaining, reset = (
            number_of(headers, f"x-ratelimit-{name}") for name in ("limit", "remaining", "reset")
        )
        bucket = headers.get("x-ratelimit-resource") or bucket
        if well:
            with self._lock:
                self._strikes.pop(credential, None)
        if limit is not None and remaining is not None and reset is not None:
            self._put(BudgetState(credential, bucket, limit, remaining, reset, now), at_once=remaining == 0)

    def limited(self, credential: str, bucket: str, headers: Headers, now: int) -> int:
        """Take a refusal for a limit; give the time from which it may be tried again."""
        self.seen(credential, bucket, headers, now, well=False)
        with self._lock:
            strikes = self._strikes.get(credential, 0)
            self._strikes[credential] = strikes + 1
        until = limit_until(headers, now, strikes)
        is_of_bucket = is_primary(headers) and "retry-after" not in headers
        name = headers.get("x-ratelimit-resource") or bucket if is_of_bucket else SECONDARY
        limit = number_of(headers, "x-ratelimit-limit") if is_of_bucket else None
        self._put(BudgetState(credential, name, limit or 0, 0, until, now), at_once=True)
        return until

    def states(self) -> list[BudgetState]:
        """Every bucket as last seen, by credential and name."""
        with self._lock:
            return [self._states[key] for key in sorted(self._states)]

    def _put(self, state: BudgetState, *, at_once: bool) -> None:
        key = (state.credential, state.bucket)
        with self._lock:
            self._states[key] = state
            due = at_once or state.seen_at >= self._kept_at.get(key, -_KEPT_EVERY) + _KEPT_EVERY
            if due:
                self._kept_at[key] = state.seen_at
        if due:
            try:
                self._keep(state)
            except GivebackError as error:  # what was asked has been answered: that must not be lost for a note of it
                _log.warning("The budget of %s could not be kept: %s", state.credential, error.message)
