"""An `issue_comment` delivery → who asked what: as GitHub sends it, and as anybody might make it up."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.comment import comment_seen

CREATED: dict[str, Any] = {
    "action": "created",
    "issue": {"number": 7, "pull_request": {}},
    "comment": {
        "id": 501,
        "body": "/giveback check",
        "user": {"login": "dana", "id": 31, "type": "User"},
        "created_at": "2026-10-02T09:00:04Z",
        "updated_at": "2026-10-02T09:05:04Z",
        "performed_via_github_app": None,
    },
    "repository": {"id": 9001, "full_name": "acme/engine", "private": False},
    "installation": {"id": 4242},
    "sender": {"login": "dana", "id": 31, "type": "User"},
}


def test_a_comment_that_was_written_is_its_authors() -> None:
    seen = comment_seen(CREATED)
    assert seen is not None
    assert (seen.repository_id, seen.installation_id, seen.issue_number, seen.comment_id) == (9001, 4242, 7, 501)
    assert (seen.author_id, seen.author_login, seen.is_pull_request) == (31, "dana", True)
    assert (seen.created_at, seen.edited_at, seen.former_body) == (1790931604, None, None)


def test_a_comment_that_was_edited_is_asked_by_whoever_edited_it() -> None:
    changes = {"body": {"from": "/giveback help"}}
    seen = comment_seen(CREATED | {"action": "edited", "changes": changes, "sender": {"login": "eve", "id": 5}})
    assert seen is not None
    assert (seen.author_id, seen.author_login) == (5, "eve")
    assert (seen.former_body, seen.edited_at) == ("/giveback help", 1790931904)


def test_an_edit_that_changed_no_text_asks_for_nothing_new() -> None:
    seen = comment_seen(CREATED | {"action": "edited", "changes": {}})
    assert seen is not None
    assert seen.former_body == seen.body


@pytest.mark.parametrize(
    "changed",
    [{"action": "deleted"}, {"action": None}, {"sender": None}, {"installation": None}, {"repository": {"id": "9001"}},
     {"issue": {"number": True}}, {"comment": {"id": 501, "created_at": "yesterday"}}, {"comment": []}],
)  # fmt: skip
def test_what_tells_of_no_comment_is_none(changed: dict[str, Any]) -> None:
    assert comment_seen(CREATED | changed) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CREATED, "id", "body"]), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(list(CREATED)), JSON))
def test_whatever_is_in_a_body_nothing_is_raised(changed: dict[str, Any]) -> None:
    seen = comment_seen(json.loads(json.dumps(CREATED | changed)))
    assert seen is None or isinstance(seen.body, str)
