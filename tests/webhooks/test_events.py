"""Events: what a body says is read tolerantly, and held to the name that it comes under."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webhooks_deliveries import APP_ID, comment_created, encoded, headers, push, repository

from webhooks.events import SHAPES, ForeignError, MalformedError, envelope, read

GUID = "0b7c1c2e-0000-11f0-9a55-000000000001"


def test_a_comment_says_who_where_and_what() -> None:
    event = read("issue_comment", GUID, encoded(comment_created()), 1_780_000_000)
    assert (event.guid, event.name, event.action) == (GUID, "issue_comment", "created")
    assert (event.installation_id, event.repository_id, event.repository_name) == (4242, 9001, "acme/engine")
    assert (event.sender_id, event.sender_login, event.sender_type) == (31, "dana", "User")
    assert not event.is_private
    assert event.payload["comment"]["id"] == 501
    assert event.received_at == 1_780_000_000


@pytest.mark.parametrize(
    ("payload", "lane"),
    [
        (comment_created(), "repository:9001"),
        ({"installation": {"id": 4242}}, "installation:4242"),
        ({"sender": {"id": 31}}, "app"),
    ],
)
def test_a_lane_is_the_repository_else_the_installation_else_the_app(payload: dict[str, Any], lane: str) -> None:
    name = "issue_comment" if "comment" in payload else "workflow_run"
    assert read(name, GUID, encoded(payload), 0).lane == lane


@pytest.mark.parametrize("created_at", [1_700_000_000, "2026-01-01T00:00:00Z", None])
def test_an_installation_may_be_dated_by_a_number_or_a_text(created_at: object) -> None:
    payload = {"action": "created", "installation": {"id": 4242, "app_id": APP_ID, "created_at": created_at}}
    assert read("installation", GUID, encoded(payload), 0).installation_id == 4242


def test_a_repository_event_without_an_installation_is_read() -> None:
    payload = comment_created()
    del payload["installation"]
    assert read("issue_comment", GUID, encoded(payload), 0).installation_id is None


@pytest.mark.parametrize("name", ["installation", "installation_repositories", "installation_target"])
def test_an_installation_event_without_an_installation_is_none(name: str) -> None:
    payload = {"action": "created", "repositories_added": [], "repositories_removed": [], "account": {}}
    for installation in (None, {}, {"login": "x"}):
        with pytest.raises(MalformedError, match="installation"):
            read(name, GUID, encoded(payload | {"installation": installation}), 0)


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"issue_comment"}))
def test_a_comment_replayed_under_another_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedError, match=f"none of {name}|is named"):
        read(name, GUID, encoded(comment_created()), 0)


def test_an_event_that_nobody_knows_is_read_all_the_same() -> None:
    event = read("brand_new_event", GUID, encoded({"action": "invented", "repository": repository()}), 0)
    assert (event.action, event.lane) == ("invented", "repository:9001")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{}",
        b"{" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5_000 + b"}",
        b'{"action": 1}',
        b'{"action": "\\u0000"}',
        b'{"action": "\\ud800"}',
        b'{"repository": 9001}',
        b'{"repository": {"id": true}}',
        b'{"repository": {"id": -1}}',
        b'{"repository": {"id": 1.0}}',
        b'{"repository": {"id": "9001"}}',
        b'{"repository": {"id": 9223372036854775808}}',
        b'{"repository": {"id": 1, "full_name": "a/\\u0000"}}',
        b'{"repository": {"id": 1, "full_name": "a/\\udfff"}}',
        b'{"repository": {"id": 1, "full_name": ["a/b"]}}',
        b'{"sender": []}',
        b'{"sender": {"login": 5}}',
    ],
)
def test_a_body_that_says_nothing_usable_is_malformed_and_no_crash(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read("some_event", GUID, body, 0)


def test_a_form_carries_the_payload_and_the_hash_is_of_what_came() -> None:
    payload = encoded(comment_created(body="ünï & = +"))
    form = urlencode({"payload": payload.decode()}).encode()
    sent = headers(form, "issue_comment") | {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    found = envelope(sent, form, 0, APP_ID)
    assert json.loads(found.payload) == json.loads(payload)
    assert found.event.payload["comment"]["body"] == "ünï & = +"
    as_json = envelope(headers(payload, "issue_comment"), payload, 0, APP_ID)
    assert as_json.body_sha256 != found.body_sha256


@pytest.mark.parametrize(
    "form", [b"", b"payload", b"other=1", b"payload={}&payload={}", b"payload=%ff", b"\xff", b"&" * 50]
)
def test_a_form_without_one_payload_is_malformed(form: bytes) -> None:
    sent = headers(form, "push") | {"Content-Type": "application/x-www-form-urlencoded"}
    with pytest.raises(MalformedError):
        envelope(sent, form, 0, APP_ID)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-GitHub-Event", ""),
        ("X-GitHub-Event", "Push"),
        ("X-GitHub-Event", "push; drop"),
        ("X-GitHub-Event", "x" * 65),
        ("X-GitHub-Delivery", ""),
        ("X-GitHub-Delivery", "../../etc"),
        ("X-GitHub-Delivery", "a" * 101),
        ("Content-Type", ""),
        ("Content-Type", "text/plain"),
        ("Content-Type", "application/jsonx"),
    ],
)
def test_headers_that_github_does_not_send_are_malformed(name: str, value: str) -> None:
    body = encoded(push())
    with pytest.raises(MalformedError):
        envelope(headers(body, "push") | {name: value}, body, 0, APP_ID)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-GitHub-Hook-Installation-Target-ID", "4321"),
        ("X-GitHub-Hook-Installation-Target-ID", "not a number"),
        ("X-GitHub-Hook-Installation-Target-Type", "repository"),
    ],
)
def test_the_hook_of_another_target_is_foreign(name: str, value: str) -> None:
    body = encoded(push())
    with pytest.raises(ForeignError):
        envelope(headers(body, "push") | {name: value}, body, 0, APP_ID)


def test_the_installation_of_another_app_is_foreign() -> None:
    body = encoded({"action": "created", "installation": {"id": 4242, "app_id": 4321}})
    with pytest.raises(ForeignError):
        envelope(headers(body, "installation"), body, 0, APP_ID)


def test_a_server_that_does_not_say_whose_hook_it_is_is_believed() -> None:
    body = encoded(push())
    sent = {name: value for name, value in headers(body, "push").items() if "Target" not in name}
    assert envelope(sent, body, 0, APP_ID).event.name == "push"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
_KEYS = ["action", "installation", "repository", "sender", "issue", "comment", "hook", "id", "full_name", "login"]


@given(st.sampled_from([*SHAPES, "else"]), st.dictionaries(st.sampled_from(_KEYS) | st.text(), _JSON))
def test_whatever_json_comes_it_is_an_event_or_malformed(name: str, payload: dict[str, Any]) -> None:
    try:
        event = read(name, GUID, encoded(payload), 0)
    except MalformedError:
        return
    for value in (event.action, event.repository_name, event.sender_login, event.sender_type):
        assert value is None or "\x00" not in value.encode().decode()
    for number in (event.installation_id, event.repository_id, event.sender_id):
        assert number is None or 0 < number < 2**63
