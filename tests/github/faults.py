"""How the stand-in misbehaves, each way by its name: asked for one by one, or at random from a seed.

    github.faults.next("error_after_write", method="POST", path="*/comments")
    github.faults.next("rate_limited", status=429, retry_after=2)
    github.faults.next_delivery("duplicate", event="issue_comment", times=3)
    github.faults.at_random(seed=7, probability=0.1)

Renames, 304, transfers, suspension, revoked permissions, disabled issues are no faults but states: verbs make them.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
FATES = ("duplicate", "late", "reordered", "missing", "lost")


@dataclass(frozen=True)
class Fault:
    """One misbehaviour: what is done instead of answering (`after` the work was done, or in its place)."""

    name: str
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    drop: bool = False
    cut: bool = False  # half of the answer, then nothing
    seconds: float = 0  # of waiting, after which all goes well
    reset_in: float | None = None  # seconds until x-ratelimit-reset
    alter: Callable[[Any], Any] | None = None  # of the true answer


def _error(status: int = 502, *, after: bool = False) -> Fault:
    page = f"<html><head><title>{status}</title></head><body>Unicorn! Something went wrong.</body></html>"
    name = "error_after_write" if after else "error"
    return Fault(name, status, page.encode(), {"content-type": "text/html; charset=utf-8"}, after=after)


def _limited(
    status: int = 403,
    *,
    retry_after: int | None = None,
    remaining: int | None = None,
    reset_in: float | None = None,
) -> Fault:
    headers = {}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    if remaining is not None:
        headers["x-ratelimit-remaining"] = str(remaining)
    message = "API rate limit exceeded." if remaining == 0 else SECONDARY
    return Fault("rate_limited", status, {"message": message}, headers, reset_in=reset_in)


def _partial(answer: Any) -> Any:
    data = dict(answer.get("data") or {})
    name = next(iter(data), None)
    error = {"type": "SERVICE_UNAVAILABLE", "path": [name], "message": "Something went wrong."}
    return {"data": {**data, name: None} if name else None, "errors": [*answer.get("errors", []), error]}


def _graphql_error(message: str, kind: str | None = None) -> dict[str, Any]:
    error = {"message": message} if kind is None else {"type": kind, "message": message}
    return {"data": None, "errors": [error]}


KINDS: dict[str, Callable[..., Fault]] = {
    "dropped": lambda: Fault("dropped", drop=True),
    "dropped_after_write": lambda: Fault("dropped_after_write", drop=True, after=True),
    "cut_off": lambda: Fault("cut_off", cut=True, after=True),
    "slow": lambda seconds=0.2: Fault("slow", seconds=seconds),
    "error": _error,
    "error_after_write": lambda status=502: _error(status, after=True),
    "rate_limited": _limited,
    "computing": lambda: Fault("computing", 202, {}),
    "blocked": lambda: Fault("blocked", 451, {"message": "Repository access blocked", "block": {"reason": "dmca"}}),
    "not_found": lambda: Fault("not_found", 404, {"message": "Not Found"}),
    "forbidden": lambda: Fault("forbidden", 403, {"message": "Resource not accessible by integration"}),
    "unauthorized": lambda: Fault("unauthorized", 401, {"message": "Bad credentials"}),
    "graphql_failed": lambda: Fault(
        "graphql_failed", 200, _graphql_error("Something went wrong while executing your query.")
    ),
    "graphql_partial": lambda: Fault("graphql_partial", after=True, alter=_partial),
    "graphql_rate_limited": lambda reset_in=60: Fault(
        "graphql_rate_limited",
        200,
        _graphql_error("API rate limit already exceeded.", "RATE_LIMITED"),
        {"x-ratelimit-remaining": "0"},
        reset_in=reset_in,
    ),
    "graphql_secondary": lambda status=200, retry_after=None: Fault(
        "graphql_secondary",
        status,
        _graphql_error(SECONDARY),
        {} if retry_after is None else {"retry-after": str(retry_after)},
    ),
}
"""Every kind by its name, with the options that it takes."""

STORM = ("dropped", "dropped_after_write", "slow", "error", "error_after_write", "rate_limited", "cut_off")
"""The kinds that `at_random` takes from unless told otherwise: those that pass."""


@dataclass
class _Waiting:
    fault: Fault
    method: str
    path: str
    times: int

    def fits(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("*", method) and fnmatchcase(path, self.path)


@dataclass
class _WaitingFate:
    fate: str
    event: str
    action: str | None
    times: int


class Faults:
    """The misbehaviour that is to come. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._fates: list[_WaitingFate] = []
        self._random: random.Random | None = None
        self._random_for_fates = random.Random(0)
        self._probability, self._each = 0.0, False
        self._kinds: Sequence[str] = ()
        self._random_fates: Sequence[str] = ()
        self._options: dict[str, dict[str, Any]] = {}

    def next(self, kind: str, *, method: str = "*", path: str = "*", times: int = 1, **options: Any) -> None:
        """Misbehave so at the next `times` requests that fit; `path` may hold `*`. Raises KeyError."""
        fault = KINDS[kind](**options)
        if kind.startswith("graphql") and path == "*":
            path = "*/graphql"
        with self._lock:
            self._waiting.append(_Waiting(fault, method, path, times))

    def next_delivery(self, fate: str, *, event: str = "*", action: str | None = None, times: int = 1) -> None:
        """Let this befall the next `times` deliveries that fit. Raises ValueError."""
        if fate not in FATES:
            raise ValueError(f"{fate}: nothing that befalls deliveries; there are {', '.join(FATES)}")
        with self._lock:
            self._fates.append(_WaitingFate(fate, event, action, times))

    def at_random(
        self,
        *,
        seed: int,
        probability: float,
        kinds: Sequence[str] = STORM,
        fates: Sequence[str] = FATES,
        options: dict[str, dict[str, Any]] | None = None,
        each: bool = False,
    ) -> None:
        """Misbehave from now on at this probability, at requests and at deliveries; `options` by kind.

        `each`: every kind, and every fate, has this probability of its own; of several that hit, one happens.
        """
        with self._lock:
            self._random, self._probability = random.Random(seed), probability
            self._random_for_fates = random.Random(f"deliveries {seed}")  # however many requests come in between
            self._kinds, self._random_fates = tuple(kinds), tuple(fates)
            self._options, self._each = options or {}, each

    def clear(self) -> None:
        """Behave from now on."""
        with self._lock:
            self._waiting.clear()
            self._fates.clear()
            self._random = None

    @property
    def unmet(self) -> list[str]:
        """Faults that were asked for and did not happen."""
        with self._lock:
            return [each.fault.name for each in self._waiting if each.times] + [
                each.fate for each in self._fates if each.times
            ]

    def at(self, method: str, path: str, *, web: bool = False) -> Fault | None:
        """What goes wrong with this request, if anything; it is used up. The web side: only what names its path."""
        with self._lock:
            for each in self._waiting:
                if each.fits(method, path) and not (web and each.path == "*"):
                    each.times -= 1
                    return each.fault
            if web or self._random is None:
                return None
            kind = self._drawn(self._random, self._kinds)
            if kind is None or (kind.startswith("graphql") and not path.endswith("/graphql")):
                return None
            return KINDS[kind](**self._options.get(kind, {}))

    def fate(self, event: str, action: str | None) -> str:
        """What befalls this delivery: `sent` where nothing does."""
        with self._lock:
            for each in self._fates:
                if each.times > 0 and each.event in ("*", event) and each.action in (None, action):
                    each.times -= 1
                    return each.fate
            if self._random is None:
                return "sent"
            return self._drawn(self._random_for_fates, self._random_fates) or "sent"

    def _drawn(self, draw: random.Random, names: Sequence[str]) -> str | None:
        if self._each:
            hits = [name for name in names if draw.random() < self._probability]
        else:
            hits = list(names) if draw.random() < self._probability else []
        return draw.choice(hits) if hits else None
