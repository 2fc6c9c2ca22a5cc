"""Sends webhooks as GitHub does: signed, once, never retried; attempts are kept, to be listed and asked for again."""

import datetime as dt
import hmac
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import urllib3

from tests.github.clock import Clock
from tests.github.state import App, Attempt, Delivery, World

BIGGEST_BODY = 25 * 1024 * 1024
RETENTION = dt.timedelta(days=3)
Fate = Callable[[str, str | None], str]


def signature(secret: str, body: bytes, digest: str = "sha256") -> str:
    """The value of X-Hub-Signature-256 (or, with sha1, of its predecessor)."""
    return f"{digest}={hmac.new(secret.encode(), body, digest).hexdigest()}"


class Deliverer:
    """Takes deliveries in order and posts them; `settle` waits until none is under way.

    `workers` 1 keeps the order; more post side by side. `timeout` seconds is how long a receiver may take.
    """

    def __init__(self, world: World, clock: Clock, fate: Fate, *, timeout: float = 10, workers: int = 1) -> None:
        self.timeout = timeout
        self.retention = RETENTION
        self._world, self._clock, self._fate = world, clock, fate
        self._queue: queue.SimpleQueue[tuple[Delivery, Attempt] | None] = queue.SimpleQueue()
        self._held: list[Delivery] = []
        self._overtaken: list[Delivery] = []
        self._under_way = 0
        self._changed = threading.Condition()
        self._http = urllib3.PoolManager(maxsize=workers, retries=False)
        self._threads = [threading.Thread(target=self._work, daemon=True, name="deliveries") for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def post(
        self,
        app: App,
        event: str,
        payload: dict[str, Any],
        *,
        installation_id: int | None = None,
        repository_id: int | None = None,
    ) -> Delivery:
        """Put an event on its way to an App, whatever befalls it there."""
        action = payload.get("action")
        delivery = Delivery(
            guid=str(uuid.uuid4()),
            app=app,
            event=event,
            action=action,
            payload=payload,
            body=_body(app, payload),
            installation_id=installation_id,
            repository_id=repository_id,
            created_at=self._clock.now(),
            fate=self._fate(event, action),
        )
        if len(delivery.body) > BIGGEST_BODY:
            delivery.fate = "too large"
        if not app.hook_active or not app.hook_url:
            delivery.fate = "no hook"
        self._world.deliveries.append(delivery)
        self._meet(delivery)
        return delivery

    def _meet(self, delivery: Delivery) -> None:
        match delivery.fate:
            case "sent":
                self._send(delivery)
            case "duplicate":
                self._send(delivery)
                self._send(delivery)
            case "late":
                self._held.append(delivery)
            case "reordered":
                self._overtaken.append(delivery)
                return
            case "missing":
                self._try(delivery, redelivery=False).status = "failed to connect to host"
        if delivery.fate in ("sent", "duplicate"):
            self._let_follow()

    def _let_follow(self) -> None:
        waiting, self._overtaken = self._overtaken, []
        for each in waiting:
            self._send(each)

    def redeliver(self, delivery: Delivery) -> None:
        """Send it again under its GUID, as somebody asked."""
        self._send(delivery, redelivery=True)

    def release_held(self) -> int:
        """Send what was held back as late; say how many that were."""
        held, self._held = self._held, []
        for each in held:
            self._send(each)
        return len(held)

    def listed(self, app: App) -> list[tuple[Delivery, Attempt]]:
        """The attempts that GitHub still shows, the newest first."""
        since = self._clock.now() - self.retention
        attempts = [
            (delivery, attempt)
            for delivery in self._world.deliveries
            if delivery.app is app
            for attempt in delivery.attempts
            if attempt.delivered_at >= since and attempt.status != "pending"
        ]
        return sorted(attempts, key=lambda pair: pair[1].id, reverse=True)

    def settle(self, timeout: float = 30) -> bool:
        """Wait until nothing is under way (what is held back as late stays held); False when `timeout` s passed."""
        self._let_follow()
        with self._changed:
            return self._changed.wait_for(lambda: self._under_way == 0, timeout)

    def close(self) -> None:
        """Stop sending; what was not sent is not."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(self.timeout + 1)
        self._http.clear()

    def _send(self, delivery: Delivery, *, redelivery: bool = False) -> None:
        with self._changed:
            self._under_way += 1
        self._queue.put((delivery, self._try(delivery, redelivery=redelivery)))

    def _try(self, delivery: Delivery, *, redelivery: bool) -> Attempt:
        attempt = Attempt(self._world.new_id("attempt"), self._clock.now(), redelivery)
        delivery.attempts.append(attempt)
        return attempt

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._deliver(*item)
            finally:
                with self._changed:
                    self._under_way -= 1
                    self._changed.notify_all()

    def _deliver(self, delivery: Delivery, attempt: Attempt) -> None:
        delivery.request_headers = _headers(delivery)
        attempt.delivered_at = self._clock.now()
        began = time.monotonic()
        try:
            answer = self._http.request(
                "POST",
                delivery.app.hook_url or "",
                body=delivery.body,
                headers=delivery.request_headers,
                timeout=self.timeout,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            late = isinstance(error, urllib3.exceptions.TimeoutError)
            attempt.status = "timed out" if late else "failed to connect to host"
        else:
            attempt.response_headers = dict(answer.headers)
            attempt.response_body = answer.data.decode(errors="replace")
            attempt.status_code = answer.status
            attempt.status = "OK" if answer.status < 400 else f"Invalid HTTP Response: {answer.status}"
        attempt.duration = round(time.monotonic() - began, 2)


def _body(app: App, payload: dict[str, Any]) -> bytes:
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    return text.encode() if app.hook_content_type == "json" else urlencode({"payload": text}).encode()


def _headers(delivery: Delivery) -> dict[str, str]:
    app = delivery.app
    form = app.hook_content_type != "json"
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded" if form else "application/json",
        "User-Agent": "GitHub-Hookshot/5ta9d1n",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(app.hook_id),
        "X-GitHub-Hook-Installation-Target-ID": str(app.id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
    }
    if app.webhook_secret:
        headers["X-Hub-Signature"] = signature(app.webhook_secret, delivery.body, "sha1")
        headers["X-Hub-Signature-256"] = signature(app.webhook_secret, delivery.body)
    return headers
