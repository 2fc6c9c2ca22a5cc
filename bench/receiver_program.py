"""Delivers at a rate, or as fast as it goes, in a process of its own; prints what came of it as JSON.

    python -m bench.receiver_program URL SECRET APP_ID --rate 200 --seconds 60 --connections 16

Deliveries are due at even distances, whatever the answers take: how long one takes is counted from when it was due, so
that a receiver which stalls is not spared those that would have come meanwhile.
"""

import argparse
import hashlib
import hmac
import http.client
import itertools
import json
import resource
import threading
import time
from urllib.parse import urlsplit

from bench.delivery import comment_payload, delivery


class Deliverer:
    """Sends deliveries over some connections that are kept open, and keeps how long each took, in seconds."""

    def __init__(self, url: str, secret: str, app_id: int, rate: float | None, seconds: float, first: int) -> None:
        self._place, self._secret, self._app_id = urlsplit(url), secret.encode(), app_id
        self._rate, self._seconds, self._first = rate, seconds, first
        self._only = rate is None
        self._numbers = itertools.count()
        self.took: list[float] = []
        self.statuses: dict[str, int] = {}
        self._lock = threading.Lock()
        self._began = 0.0

    def run(self, connections: int) -> float:
        """Deliver; give how long it took from the first to the last answer."""
        self._began = time.perf_counter()
        threads = [threading.Thread(target=self._work) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - self._began

    def _work(self) -> None:
        connection = http.client.HTTPConnection(self._place.hostname or "", self._place.port, timeout=30)
        while True:
            number = next(self._numbers)
            due = self._began + (number / self._rate if self._rate else time.perf_counter() - self._began)
            if due - self._began >= self._seconds:
                break
            event, body = ("issue_comment", comment_payload(self._first + number)) if self._only else delivery(number)
            headers = self._headers(self._first + number, event, body)
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            began = due if self._rate else time.perf_counter()
            status = self._post(connection, body, headers)
            took = time.perf_counter() - began
            with self._lock:
                self.took.append(took)
                self.statuses[status] = self.statuses.get(status, 0) + 1
        connection.close()

    def _post(self, connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]) -> str:
        try:
            connection.request("POST", self._place.path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return type(error).__name__
        return str(answer.status)

    def _headers(self, number: int, event: str, body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/bench",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": f"00000000-0000-4000-8000-{number:012}",
            "X-GitHub-Hook-ID": "1",
            "X-GitHub-Hook-Installation-Target-ID": str(self._app_id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            "X-Hub-Signature-256": "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest(),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("secret")
    parser.add_argument("app_id", type=int)
    parser.add_argument("--rate", type=float, default=None, help="deliveries a second; left out: as fast as it goes")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="number of the first delivery")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    deliverer = Deliverer(options.url, options.secret, options.app_id, options.rate, options.seconds, options.first)
    lasted = deliverer.run(options.connections)
    used = resource.getrusage(resource.RUSAGE_SELF)
    took = sorted(deliverer.took)
    told = {
        "sent": len(took),
        "statuses": deliverer.statuses,
        "seconds": lasted,
        "p50": took[len(took) // 2],
        "p99": took[min(len(took) - 1, len(took) * 99 // 100)],
        "max": took[-1],
        "processor_seconds": used.ru_utime + used.ru_stime,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
