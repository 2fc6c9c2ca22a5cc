"""Webhooks: signed, delivered once, listed for three days, sent again when asked; and what befalls them on the way."""

import hmac
import json
from hashlib import sha256
from typing import Any

import pytest

from tests.github.conftest import Small
from tests.github.deliveries import signature

DELIVERIES = "/app/hook/deliveries"


def comment(small: Small, body: str = "/giveback check") -> None:
    if not small.engine.issues:
        small.github.open_issue(small.engine, "It does not start", user=small.dana)
    small.github.comment(small.engine, 1, user=small.dana, body=body)


def listed(small: Small, query: str = "") -> list[dict[str, Any]]:
    answer = small.ask("GET", DELIVERIES + query, token=small.jwt())
    assert answer.status_code == 200
    return answer.json()


def test_the_documented_signature_is_reproduced() -> None:
    known = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signature("It's a Secret to Everybody", b"Hello, World!") == f"sha256={known}"


def test_a_comment_is_delivered_signed_with_its_issue_repository_installation_and_sender(small: Small) -> None:
    comment(small)
    assert small.github.settle()
    assert small.receiver.events == ["installation", "issues", "issue_comment"]
    last = small.receiver.received[-1]
    expected = hmac.new(small.app.webhook_secret.encode(), last.body, sha256).hexdigest()
    assert last.headers["X-Hub-Signature-256"] == f"sha256={expected}"
    payload = json.loads(last.body)
    assert payload["action"] == "created"
    assert payload["comment"]["body"] == "/giveback check"
    assert payload["issue"]["number"] == 1
    assert payload["repository"]["id"] == small.engine.id
    assert payload["installation"]["id"] == small.installation.id
    assert payload["organization"]["login"] == "acme"
    assert payload["sender"]["login"] == "dana"


def test_an_app_hears_only_of_what_it_subscribed_to_and_where_it_is_installed(small: Small) -> None:
    small.installation.events.remove("issues")
    other = small.github.repository("dana/own")
    small.github.open_issue(small.engine, "Unheard", user=small.dana)
    small.github.open_issue(other, "Elsewhere", user=small.dana)
    assert small.github.settle()
    assert small.receiver.events == ["installation"]


def test_what_was_refused_is_listed_and_sent_again_under_its_guid(small: Small) -> None:
    small.receiver.status = 503
    comment(small)
    assert small.github.settle()
    failed = listed(small, "?status=failure")
    assert [each["event"] for each in failed] == ["issue_comment", "issues"]
    small.receiver.status = 202
    answer = small.ask("POST", f"{DELIVERIES}/{failed[0]['id']}/attempts", token=small.jwt())
    assert answer.status_code == 202
    assert small.github.settle()
    again = listed(small)[0]
    assert (again["guid"], again["redelivery"], again["status"]) == (failed[0]["guid"], True, "OK")
    sent = [each for each in small.receiver.received if each.headers["X-Github-Delivery"] == again["guid"]]
    assert len(sent) == 2
    assert sent[0].body == sent[1].body


def test_a_receiver_that_is_too_slow_is_a_failure_that_the_list_of_failures_misses(small: Small) -> None:
    small.receiver.blocked.clear()
    small.github.deliverer.timeout = 0.3
    comment(small)
    assert small.github.settle()
    small.receiver.blocked.set()
    assert [each["status"] for each in listed(small)][:2] == ["timed out", "timed out"]
    assert listed(small, "?status=failure") == []


def test_after_three_days_a_delivery_is_gone(small: Small) -> None:
    comment(small)
    assert small.github.settle()
    number = listed(small)[0]["id"]
    small.github.clock.advance(days=3, seconds=1)
    assert listed(small) == []
    assert small.ask("POST", f"{DELIVERIES}/{number}/attempts", token=small.jwt()).status_code == 404


def test_deliveries_are_paged_by_cursor(small: Small) -> None:
    for number in range(5):
        comment(small, f"comment {number}")
    assert small.github.settle()
    answer = small.ask("GET", f"{DELIVERIES}?per_page=3", token=small.jwt())
    seen = [each["id"] for each in answer.json()]
    while "next" in answer.links:
        answer = small.ask("GET", answer.links["next"]["url"], token=small.jwt())
        seen += [each["id"] for each in answer.json()]
    assert seen == [each["id"] for each in listed(small, "?per_page=100")]
    assert len(seen) == 7


def test_one_delivery_shows_what_was_sent_and_what_came_back(small: Small) -> None:
    comment(small)
    assert small.github.settle()
    told = small.ask("GET", f"{DELIVERIES}/{listed(small)[0]['id']}", token=small.jwt()).json()
    assert told["request"]["payload"]["comment"]["body"] == "/giveback check"
    assert told["request"]["headers"]["X-GitHub-Event"] == "issue_comment"
    assert told["response"]["payload"] == "stored"


def test_an_installation_token_does_not_open_the_deliveries(small: Small) -> None:
    assert small.ask("GET", DELIVERIES, token=small.installation_token()).status_code == 401


def test_the_secret_is_masked_and_can_be_rotated(small: Small) -> None:
    assert small.ask("GET", "/app/hook/config", token=small.jwt()).json()["secret"] == "********"
    changed = small.ask("PATCH", "/app/hook/config", token=small.jwt(), json={"secret": "another"})
    assert changed.json()["secret"] == "********"
    comment(small)
    assert small.github.settle()
    last = small.receiver.received[-1]
    assert last.headers["X-Hub-Signature-256"] == signature("another", last.body)


def test_a_duplicate_comes_twice_with_one_guid(small: Small) -> None:
    small.github.faults.next_delivery("duplicate", event="issue_comment")
    comment(small)
    assert small.github.settle()
    guids = [each.headers["X-Github-Delivery"] for each in small.receiver.received[-2:]]
    assert guids[0] == guids[1]


def test_a_late_delivery_comes_when_it_is_let_go(small: Small) -> None:
    small.github.faults.next_delivery("late", event="issues")
    comment(small)
    assert small.github.settle()
    assert small.receiver.events[1:] == ["issue_comment"]
    assert small.github.release_held() == 1
    assert small.github.settle()
    assert small.receiver.events[1:] == ["issue_comment", "issues"]


def test_a_reordered_delivery_comes_after_the_next(small: Small) -> None:
    small.github.faults.next_delivery("reordered", event="issues")
    comment(small)
    assert small.github.settle()
    assert small.receiver.events[1:] == ["issue_comment", "issues"]


def test_a_missing_delivery_is_listed_and_can_be_asked_for(small: Small) -> None:
    small.github.faults.next_delivery("missing", event="issue_comment")
    comment(small)
    assert small.github.settle()
    assert small.receiver.events[1:] == ["issues"]
    missing = listed(small)[0]
    assert (missing["event"], missing["status_code"]) == ("issue_comment", 0)
    small.ask("POST", f"{DELIVERIES}/{missing['id']}/attempts", token=small.jwt())
    assert small.github.settle()
    assert small.receiver.events[1:] == ["issues", "issue_comment"]


def test_a_lost_delivery_is_not_even_listed(small: Small) -> None:
    small.github.faults.next_delivery("lost", event="issue_comment")
    comment(small)
    assert small.github.settle()
    assert [each["event"] for each in listed(small)] == ["issues", "installation"]


def test_a_body_over_25_mb_is_never_delivered(small: Small) -> None:
    small.github.open_issue(small.engine, "Big", body="x" * (26 * 1024 * 1024), user=small.dana)
    assert small.github.settle()
    assert small.github.deliveries[-1].fate == "too large"
    assert small.receiver.events == ["installation"]


def test_a_form_encoded_hook_gets_a_form(small: Small) -> None:
    small.ask("PATCH", "/app/hook/config", token=small.jwt(), json={"content_type": "form"})
    comment(small)
    assert small.github.settle()
    last = small.receiver.received[-1]
    assert last.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert last.body.startswith(b"payload=%7B")
    assert last.headers["X-Hub-Signature-256"] == signature(small.app.webhook_secret or "", last.body)


@pytest.mark.parametrize("fate", ["slow", ""])
def test_a_fate_that_there_is_not_is_refused(small: Small, fate: str) -> None:
    with pytest.raises(ValueError, match="duplicate"):
        small.github.faults.next_delivery(fate)
