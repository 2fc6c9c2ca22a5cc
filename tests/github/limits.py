"""How much a caller may ask in an hour, as GitHub counts: requests of REST, points of GraphQL, each in its bucket."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.github.access import Caller
from tests.github.answers import RefusedError
from tests.github.clock import Clock
from tests.github.faults import SECONDARY

HOUR = dt.timedelta(hours=1)


@dataclass
class Bucket:
    """What was used of a limit since the hour began that ends at `reset`."""

    resource: str
    limit: int
    reset: dt.datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        """What is left."""
        return max(0, self.limit - self.used)

    def headers(self) -> dict[str, str]:
        """The five headers that every answer has."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(int(self.reset.timestamp())),
            "x-ratelimit-resource": self.resource,
        }

    def told(self) -> dict[str, int]:
        """As `GET /rate_limit` shows it."""
        reset = int(self.reset.timestamp())
        return {"limit": self.limit, "used": self.used, "remaining": self.remaining, "reset": reset}


@dataclass
class Limits:
    """The limits, to be set by a test before or while it runs. `writes_per_minute` None: not counted."""

    clock: Clock
    core: int = 5_000
    graphql: int = 5_000
    anonymous: int = 60
    conversions: int = 5_000
    writes_per_minute: int | None = None
    concurrent: int = 100  # requests at once, of everybody here together
    status: int = 403  # or 429: how a spent bucket is told
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _writes: dict[str, list[dt.datetime]] = field(default_factory=dict)
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Hold a place among the requests at once. Raises RefusedError where there are too many."""
        with self._lock:
            if self._at_once >= self.concurrent:
                raise RefusedError(403, SECONDARY, headers={"retry-after": "60"})
            self._at_once += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def bucket(self, caller: Caller, resource: str) -> Bucket:
        """The bucket of a caller, a new one where its hour is over."""
        now = self.clock.now()
        limit = {"core": self.core, "graphql": self.graphql, "integration_manifest": self.conversions}[resource]
        if caller.name == "anonymous" and resource == "core":
            limit = self.anonymous
        found = self.buckets.get((caller.name, resource))
        if found is None or found.reset <= now:
            found = self.buckets[caller.name, resource] = Bucket(resource, limit, now + HOUR)
        found.limit = limit
        return found

    def take(self, bucket: Bucket) -> None:
        """Count one request. Raises RefusedError where nothing is left."""
        if bucket.remaining == 0:
            message = f"API rate limit exceeded for {bucket.resource}."
            raise RefusedError(self.status, message, headers=bucket.headers())
        bucket.used += 1

    def take_write(self, caller: Caller) -> None:
        """Count something that makes content. Raises RefusedError beyond the secondary limit."""
        if self.writes_per_minute is None:
            return
        now = self.clock.now()
        recent = [each for each in self._writes.get(caller.name, []) if each > now - dt.timedelta(minutes=1)]
        if len(recent) >= self.writes_per_minute:
            wait = 60 - int((now - recent[0]).total_seconds())
            raise RefusedError(403, SECONDARY, headers={"retry-after": str(wait)})
        self._writes[caller.name] = [*recent, now]
