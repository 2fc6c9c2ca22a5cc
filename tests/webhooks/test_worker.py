"""Handling what waits: what a handler raises decides whether it is tried again, when, or never."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from processes import wait_for
from receiving import Receiving

from bot.comments import Place, say
from bot.context import Deployment
from bot.errors import InputError, NotYetError
from bot.github_client import ComputingError, GoneError, NotFoundError, RateLimitedError, UnreachableError
from bot.store import inbox
from bot.store.effects import SETTLING
from webhooks.events import Event
from webhooks.routing import ROUTES, Route, Routes, superseded
from webhooks.worker import LEASE, MOST_ATTEMPTS, Worker


class Handler:
    """Does what its list says, one entry a call, then nothing."""

    def __init__(self, *fates: Exception | None) -> None:
        self.fates = list(fates)
        self.seen: list[Event] = []

    def __call__(self, _deployment: Deployment, event: Event) -> None:
        self.seen.append(event)
        fate = self.fates.pop(0) if self.fates else None
        if fate is not None:
            raise fate


def comments(handler: Callable[[Deployment, Event], None], look: Any = lambda _event: None) -> Routes:
    return {**ROUTES, "issue_comment": Route(handler, look)}


def letter(receiving: Receiving) -> inbox.Letter:
    (found,) = receiving.letters("issue_comment")
    return found


def answer(deployment: Deployment, event: Event) -> None:
    """The storm's handler: one comment of ours for each of theirs."""
    comment = event.payload["comment"]
    if event.sender_type == "User" and event.action == "created" and "/giveback" in comment["body"]:
        assert event.installation_id is not None
        assert event.repository_id is not None
        place = Place(event.repository_id, event.payload["issue"]["number"])
        with deployment.github.as_installation(event.installation_id) as connection:
            say(deployment, connection, place, f"reply:{event.repository_id}:{comment['id']}", f"Seen {comment['id']}.")


def test_a_comment_is_handled_and_answered_once(receiving: Receiving) -> None:
    stage = receiving.with_routes(comments(answer))
    stage.comment("/giveback help")
    stage.settle()
    texts = [each.body for each in stage.engine.issues[1].comments]
    assert len(texts) == 2
    assert texts[1].startswith("Seen ")
    assert stage.states == {"done": 4}  # the installation, the issue, both comments


def test_events_of_one_repository_are_handled_in_their_order(receiving: Receiving) -> None:
    handler = Handler()
    stage = receiving.with_routes(comments(handler))
    for number in range(5):
        stage.comment(f"comment {number}")
    stage.settle()
    assert [each.payload["comment"]["body"] for each in handler.seen] == [f"comment {number}" for number in range(5)]


@pytest.mark.parametrize(
    "error",
    [UnreachableError(502, "no"), ComputingError(202, "wait"), RuntimeError("a mistake of ours"), InputError("full")],
)
def test_what_may_pass_is_tried_again_each_time_after_twice_as_long(receiving: Receiving, error: Exception) -> None:
    handler = Handler(*[error] * MOST_ATTEMPTS)
    stage = receiving.with_routes(comments(handler))
    stage.comment("Hello")
    stage.settle()
    waits = []
    for _ in range(MOST_ATTEMPTS - 1):
        found = letter(stage)
        assert found.state == "waiting"
        now = stage.deployment.seconds()
        waits.append(found.not_before - now)
        stage.github.clock.advance(seconds=waits[-1])
        stage.settle()
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    found = letter(stage)
    assert (found.state, found.attempts) == ("dead", MOST_ATTEMPTS)
    assert type(error).__name__ in (found.last_error or "")


def test_a_limit_is_waited_for_as_long_as_github_says_and_does_not_count(receiving: Receiving) -> None:
    now = receiving.deployment.seconds()
    handler = Handler(RateLimitedError(429, "slow down", now + 90), NotYetError("not yet", now + 120))
    stage = receiving.with_routes(comments(handler))
    stage.comment("Hello")
    stage.settle()
    assert (letter(stage).not_before, letter(stage).attempts) == (now + 90, 0)
    stage.github.clock.advance(seconds=90)
    stage.settle()
    assert (letter(stage).not_before, letter(stage).attempts) == (now + 120, 0)
    stage.github.clock.advance(seconds=30)
    stage.settle()
    assert letter(stage).state == "done"


def test_what_waited_three_days_for_a_limit_is_given_up(receiving: Receiving) -> None:
    later = receiving.deployment.seconds() + 4 * 86_400
    stage = receiving.with_routes(comments(Handler(*[RateLimitedError(429, "slow down", later)] * 2)))
    stage.comment("Hello")
    stage.settle()
    stage.github.clock.advance(days=4)
    stage.settle()
    assert letter(stage).state == "dead"


@pytest.mark.parametrize("error", [NotFoundError(404, "it is gone"), GoneError(410, "issues are off")])
def test_what_can_never_succeed_is_dead_at_once_with_its_reason(receiving: Receiving, error: Exception) -> None:
    handler = Handler(error)
    stage = receiving.with_routes(comments(handler))
    stage.comment("Hello")
    stage.settle()
    assert (letter(stage).state, letter(stage).attempts) == ("dead", 1)
    assert str(error) in (letter(stage).last_error or "")
    assert inbox.retry(stage.database, [letter(stage).guid], stage.deployment.seconds()) == [letter(stage).guid]
    stage.settle()
    assert letter(stage).state == "done"


def test_a_dead_letter_does_not_hold_up_what_comes_after_it(receiving: Receiving) -> None:
    handler = Handler(GoneError(410, "off"))
    stage = receiving.with_routes(comments(handler))
    for number in range(3):
        stage.comment(f"comment {number}")
    stage.settle()
    assert sorted(each.state for each in stage.letters("issue_comment")) == ["dead", "done", "done"]


def test_a_delivery_that_always_ends_its_process_is_given_up(receiving: Receiving) -> None:
    stage = receiving.with_routes(comments(Handler()))
    stage.github.open_issue(stage.engine, "It does not start", user=stage.dana)
    stage.settle()
    stage.comment("Hello")
    assert stage.github.settle()
    for number in range(MOST_ATTEMPTS):
        assert inbox.claim(stage.database, f"killed {number}", stage.deployment.seconds(), 30, 50)
        stage.github.clock.advance(seconds=30)
    stage.settle()
    assert letter(stage).state == "dead"
    assert "begun 12 times" in (letter(stage).last_error or "")


def test_a_reason_is_kept_without_secrets_and_on_one_line(
    receiving: Receiving, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test's log is part of its report, which cannot hold half a character: what is logged has tests of its own.
    monkeypatch.setattr(logging.getLogger("webhooks.worker"), "disabled", True)
    stage = receiving.with_routes(comments(Handler(RuntimeError("https://user:secret@host/\x00\ud800\nmore"))))
    stage.comment("Hello")
    stage.settle()
    said = letter(stage).last_error or ""
    assert "secret" not in said
    assert "\n" not in said
    assert said.startswith("RuntimeError: https://")


def test_ten_pushes_while_giveback_was_away_are_one_look(receiving: Receiving) -> None:
    handler = Handler()
    stage = receiving.with_routes(comments(handler, lambda event: f"look:{event.repository_id}"))
    for number in range(10):
        stage.comment(f"comment {number}")
    stage.settle()
    assert [each.payload["comment"]["body"] for each in handler.seen] == ["comment 9"]
    assert [each.state for each in stage.letters("issue_comment")] == ["done"] * 10
    assert {each.attempts for each in stage.letters("issue_comment")} <= {0, 1}


def test_only_what_looks_at_the_same_is_covered() -> None:
    def event(name: str, repository: int) -> Event:
        return Event("guid", name, None, 1, repository, None, False, None, None, None, {}, 0)

    routes: Routes = {
        "push": Route(Handler(), lambda event: f"look:{event.repository_id}"),
        "issue_comment": Route(Handler()),
    }
    events = [event("push", 1), event("issue_comment", 1), event("push", 2), event("push", 1), event("star", 1)]
    assert superseded(routes, events) == {0}
    assert superseded(routes, []) == set()


def test_who_was_paused_until_another_took_over_writes_nothing_more(
    receiving: Receiving, caplog: pytest.LogCaptureFixture
) -> None:
    paused: list[int] = []

    def handle(deployment: Deployment, event: Event) -> None:
        comments = f"/repositories/{event.repository_id}/issues/1/comments"
        assert event.installation_id is not None
        with deployment.github.as_installation(event.installation_id) as connection:

            def act() -> str:
                if not paused:  # as by SIGSTOP, between the wish and the write
                    paused.append(1)
                    receiving.github.clock.advance(seconds=LEASE + SETTLING)
                    other.handle_waiting()
                return str(connection.post(comments, {"body": "Seen."}).data["id"])

            deployment.effects.once("reply:1:1", lambda: None, act)

    routes = comments(handle)
    other = Worker(receiving.deployment, routes)
    receiving.github.open_issue(receiving.engine, "It does not start", user=receiving.dana)
    receiving.settle()
    receiving.comment("Hello")
    assert receiving.github.settle()
    Worker(receiving.deployment, routes).handle_waiting()
    assert [each.body for each in receiving.engine.issues[1].comments] == ["Hello", "Seen."]
    assert {(each.state, each.last_error) for each in receiving.letters("issue_comment")} == {("done", None)}
    assert "handled by another worker" in caplog.text


def test_threads_handle_what_comes_and_stop_when_asked(receiving: Receiving) -> None:
    handler = Handler()
    worker = Worker(receiving.deployment, comments(handler), threads=2)
    worker.start()
    receiving.comment("Hello")
    assert receiving.github.settle()
    worker.wake()
    wait_for(lambda: len(handler.seen) == 1)
    wait_for(lambda: letter(receiving).state == "done")
    assert worker.stop()


def test_stopping_waits_for_what_is_being_handled_and_lets_go_of_the_rest(receiving: Receiving) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def handle(_deployment: Deployment, _event: Event) -> None:
        begun.set()
        assert go_on.wait(10)

    for number in range(3):
        receiving.comment(f"comment {number}")
    assert receiving.github.settle()
    worker = Worker(receiving.deployment, comments(handle), threads=1)
    worker.start()
    assert begun.wait(10)
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    go_on.set()
    stopping.join()
    assert receiving.states["done"] == 3  # the installation, the issue, and the first comment
    assert receiving.states["waiting"] == 2
    receiving.with_routes(comments(Handler())).settle()  # nobody's lease had to be waited for
    assert receiving.states["done"] == 5
