"""The receiver as GitHub meets it, over real HTTP: what each delivery is answered, and what is in the inbox then."""

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from waitress.wasyncore import close_all
from webhooks_deliveries import APP_ID, SECRET, comment_created, encoded, headers, push, signature

from bot.store import inbox
from bot.store.arrivals import Arrival, Verdict
from bot.store.database import Database
from webhooks.app import create_app, listening
from webhooks.intake import Intake
from webhooks.receiver import LARGEST_BODY, PATH, Receiver

GUID = "0b7c1c2e-0000-11f0-9a55-000000000001"
NOW = datetime(2026, 8, 3, 12, tzinfo=UTC)


@dataclass
class Door:
    """A receiver that listens on loopback."""

    database: Database
    secrets: list[str] = field(default_factory=lambda: [SECRET])
    app_id: int | None = APP_ID
    port: int = 0

    def post(self, body: bytes, sent: dict[str, str], method: str = "POST") -> int:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{PATH}", body, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def deliver(self, event: str, payload: Any, **given: Any) -> int:
        body = encoded(payload)
        return self.post(body, headers(body, event, **given))

    def say(self, request: bytes) -> bytes:
        """Send bytes as they are; give the first line of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return connection.makefile("rb").readline()

    @property
    def letters(self) -> list[inbox.Letter]:
        return inbox.letters(self.database, None, 1_000)


@pytest.fixture
def door(database: Database) -> Iterator[Door]:
    door = Door(database)
    intake = Intake(database)
    receiver = Receiver(
        intake,
        lambda: door.secrets,
        lambda: door.app_id,
        lambda event: event.name in {"issue_comment", "push", "installation"},
        lambda: NOW,
    )
    server = listening(create_app(database, receiver), "127.0.0.1", 0)
    door.port = server.effective_port
    thread = threading.Thread(target=server.run)
    thread.start()
    yield door
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: close_all(server._map))
    thread.join()
    intake.close()


def test_a_delivery_is_stored_before_it_is_answered(door: Door) -> None:
    assert door.deliver("issue_comment", comment_created(), guid=GUID) == 202
    (stored,) = door.letters
    assert (stored.guid, stored.event, stored.action) == (GUID, "issue_comment", "created")
    assert (stored.installation_id, stored.repository_id, stored.lane) == (4242, 9001, "repository:9001")
    assert (stored.state, stored.attempts, stored.received_at) == ("waiting", 0, int(NOW.timestamp()))
    (claimed,) = inbox.claim(door.database, "w", int(NOW.timestamp()), 30, 10)
    assert json.loads(claimed.body) == comment_created()


def test_a_delivery_that_came_twice_is_answered_200_and_stored_once(door: Door) -> None:
    assert door.deliver("push", push(), guid=GUID) == 202
    assert door.deliver("push", push(), guid=GUID) == 200
    assert len(door.letters) == 1


def test_a_replayed_body_with_a_fresh_guid_is_never_handled(door: Door) -> None:
    assert door.deliver("push", push()) == 202
    assert door.deliver("push", push()) == 200
    assert sorted(each.state for each in door.letters) == ["ignored", "waiting"]


def test_a_replayed_body_under_another_event_is_refused(door: Door) -> None:
    assert door.deliver("issue_comment", comment_created()) == 202
    for event in ("issues", "push", "installation", "repository", "pull_request"):
        assert door.deliver(event, comment_created()) == 400
    assert len(door.letters) == 1


def test_a_ping_is_answered_200_and_known_afterwards(door: Door) -> None:
    assert door.deliver("ping", {"zen": "Keep it simple.", "hook_id": 1, "hook": {"type": "App"}}, guid=GUID) == 200
    assert [(each.guid, each.state) for each in door.letters] == [(GUID, "ignored")]


def test_an_event_that_nobody_handles_is_noted(door: Door) -> None:
    assert door.deliver("brand_new_event", {"action": "invented"}) == 202
    assert [(each.event, each.action, each.state, each.has_body) for each in door.letters] == [
        ("brand_new_event", "invented", "ignored", False)
    ]


def test_a_form_is_taken_as_well(door: Door) -> None:
    form = urlencode({"payload": encoded(comment_created()).decode()}).encode()
    sent = headers(form, "issue_comment") | {"Content-Type": "application/x-www-form-urlencoded"}
    assert door.post(form, sent) == 202
    (claimed,) = inbox.claim(door.database, "w", int(NOW.timestamp()), 30, 10)
    assert json.loads(claimed.body) == comment_created()


def test_only_posting_is_receiving(door: Door) -> None:
    body = encoded(push())
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert door.post(body, headers(body, "push"), method) == 405
    assert door.letters == []


def test_what_is_not_signed_for_us_is_refused(door: Door) -> None:
    body = encoded(push())
    for change in (
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": signature(b"another body")},
        {"X-Hub-Signature-256": signature(encoded(push()), "another secret")},
        {"X-Hub-Signature-256": signature(encoded(push()))[:-2]},
        {"X-Hub-Signature-256": "", "X-Hub-Signature": "sha1=" + "0" * 40},
        {"X-GitHub-Hook-Installation-Target-ID": "4321"},
        {"X-GitHub-Hook-Installation-Target-Type": "organization"},
    ):
        assert door.post(body, headers(body, "push") | change) == 403, change
    assert door.letters == []


def test_the_body_that_is_checked_is_the_one_that_came(door: Door) -> None:
    body = encoded(push())
    assert door.post(body + b" ", headers(body, "push")) == 403
    assert door.post(body + b" ", headers(body + b" ", "push")) == 202


def test_headers_that_are_missing_or_wrong_are_answered_400(door: Door) -> None:
    body = encoded(push())
    for change in (
        {"X-GitHub-Event": ""},
        {"X-GitHub-Delivery": ""},
        {"X-GitHub-Event": "../push"},
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
    ):
        assert door.post(body, headers(body, "push") | change) == 400, change
    assert door.letters == []


def test_a_signed_body_that_is_no_payload_is_answered_400(door: Door) -> None:
    for body in [b"", b"not JSON", b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000, b"\x00", b"[]"]:
        assert door.post(body, headers(body, "push")) == 400, body[:20]
    assert door.letters == []


def test_an_installation_event_without_its_installation_is_answered_400(door: Door) -> None:
    assert door.deliver("installation", {"action": "created"}) == 400


def test_the_largest_body_is_stored_and_a_larger_one_is_answered_413(door: Door) -> None:
    payload = push()
    room = LARGEST_BODY - len(encoded(payload | {"filler": ""}))
    assert door.deliver("push", payload | {"filler": "x" * room}) == 202
    head = f"POST {PATH} HTTP/1.1\r\nHost: here\r\nX-Hub-Signature-256: {signature(b'')}\r\n".encode()
    assert b" 413 " in door.say(head + b"Content-Length: %d\r\n\r\n" % (26 << 20))
    assert len(door.letters) == 1


def test_a_body_whose_length_is_not_said_is_cut_off_at_the_limit(door: Door) -> None:
    head = f"POST {PATH} HTTP/1.1\r\nHost: here\r\nX-Hub-Signature-256: {signature(b'')}\r\n".encode()
    begun = b"2000000\r\n"  # a chunk of 32 MiB is announced
    # Not a byte more than what is over the limit: what is still on its way when the door closes takes the answer along.
    sent = begun + b"x" * (LARGEST_BODY + 1 - len(begun))
    assert b" 413 " in door.say(head + b"Transfer-Encoding: chunked\r\n\r\n" + sent)
    assert door.letters == []
    assert door.deliver("push", push()) == 202


def test_a_chunked_body_is_received(door: Door) -> None:
    body = encoded(push())
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers(body, "push").items())
    head = f"POST {PATH} HTTP/1.1\r\nHost: here\r\n{lines}Transfer-Encoding: chunked\r\n\r\n".encode()
    assert b" 202 " in door.say(head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")


def test_a_length_that_lies_changes_nothing(door: Door) -> None:
    body = encoded(push())
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers(body, "push").items())
    head = f"POST {PATH} HTTP/1.1\r\nHost: here\r\n{lines}".encode()
    assert b" 403 " in door.say(head + b"Content-Length: 10\r\n\r\n" + body)
    assert b" 400 " in door.say(head + b"Content-Length: -5\r\n\r\n" + body)
    assert door.letters == []


def test_before_there_is_an_app_github_is_asked_to_come_again(door: Door) -> None:
    door.app_id = None
    assert door.deliver("push", push()) == 503
    door.app_id, door.secrets = APP_ID, []
    assert door.deliver("push", push()) == 503
    door.secrets = [SECRET]
    assert door.deliver("push", push()) == 202


def test_a_secret_is_replaced_without_a_restart(door: Door) -> None:
    door.secrets = ["new", SECRET]
    assert door.deliver("push", push("1" * 40)) == 202
    assert door.deliver("push", push("2" * 40), secret="new") == 202
    door.secrets = ["new"]
    assert door.deliver("push", push("3" * 40)) == 403


def test_deliveries_that_come_at_once_are_all_stored(door: Door) -> None:
    def deliver(number: int) -> int:
        return door.deliver("push", push(f"{number:040x}"))

    with ThreadPoolExecutor(12) as senders:
        answers = list(senders.map(deliver, range(120)))
    assert answers == [202] * 120
    assert inbox.counts(door.database)["waiting"] == 120


def test_while_the_database_is_gone_github_is_answered_503_and_then_202(door: Door) -> None:
    with door.database.writing() as connection:
        connection.execute(text("ALTER TABLE delivery RENAME TO gone"))
    assert door.deliver("push", push()) == 503
    with door.database.writing() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO delivery"))
    assert door.deliver("push", push()) == 202


def test_a_body_that_cannot_be_stored_is_not_in_the_log_either(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with door.database.writing() as connection:
        connection.execute(text("ALTER TABLE delivery_body RENAME TO gone"))
    assert door.deliver("push", push() | {"ref": "refs/heads/main", "filler": "secret words"}, guid=GUID) == 503
    assert GUID in caplog.text
    assert "secret words" not in caplog.text


def test_what_is_wrong_with_a_signed_delivery_is_logged_without_its_body(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    body = b"not JSON, but secret words"
    assert door.post(body, headers(body, "push", guid=GUID)) == 400
    assert GUID in caplog.text
    assert "secret words" not in caplog.text
    assert SECRET not in caplog.text


def test_pages_are_served_beside_it(door: Door) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{door.port}/methodology.html", timeout=10) as page:
        assert b"Giveback" in page.read()


def test_what_is_brought_at_the_end_is_stored(new_database: Callable[..., Database]) -> None:
    database = new_database()
    intake = Intake(database)
    arrival = Arrival("guid-0000-1", "push", None, 1, 2, "repository:2", 5, "0" * 64, b"{}")
    assert intake.store(arrival) is Verdict.STORED
    intake.close()
    assert inbox.counts(database)["waiting"] == 1
