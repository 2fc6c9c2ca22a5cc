from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import ActorSeen
from bot.sources.github_values import actor, goes_on, nodes, seconds, sha, user, whole, words

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("9223372036854775807", 2**63 - 1),
        (2**31 + 1, 2**31 + 1),
        (2**63, None),
        ("9" * 400, None),
        (-1, None),
        ("-1", None),
        ("٣", None),
        (True, None),
        (1.0, None),
        (None, None),
        ("", None),
    ],
)
def test_numbers_are_whole_and_fit_into_64_bits(value: Any, number: int | None) -> None:
    assert whole(value) == number


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-10-02T09:00:04Z", 1_790_931_604),
        ("2026-10-02T11:00:04+02:00", 1_790_931_604),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", None),
        ("2100-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("2026-10-02T09:00:04", None),
        ("yesterday", None),
        (1_790_931_604, None),
        (None, None),
    ],
)
def test_times_have_a_zone_and_lie_in_the_calendar(value: Any, at: int | None) -> None:
    assert seconds(value) == at


def test_an_app_is_named_as_nobody_else_can_be() -> None:
    helper = {"__typename": "Bot", "databaseId": 5, "login": "helper"}
    assert actor(helper) == ActorSeen(5, "helper[bot]", "bot")
    assert actor({**helper, "login": "helper[bot]"}) == ActorSeen(5, "helper[bot]", "bot")
    assert actor({**helper, "__typename": "User"}) == ActorSeen(5, "helper", "user")


def test_a_placeholder_is_whoever_claimed_it() -> None:
    claimed = {"__typename": "Mannequin", "login": "old-name", "claimant": {"databaseId": 9, "login": "dana"}}
    assert actor(claimed) == ActorSeen(9, "dana", "user")
    assert actor({**claimed, "claimant": None}) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"__typename": "User", "login": "dana"},
        {"__typename": "User", "databaseId": 0, "login": "dana"},
        {"__typename": "User", "databaseId": 3, "login": ""},
        {"__typename": "User", "databaseId": 3, "login": "\x00\u202e"},
        {"__typename": "EnterpriseUserAccount", "databaseId": 3, "login": "dana"},
    ],
)
def test_who_has_no_number_or_no_login_is_nobody(value: Any) -> None:
    assert actor(value) is None


def test_words_are_one_bounded_line_without_control_characters() -> None:
    found = user(
        {"databaseId": 3, "login": "a\x00b\ud800" + "x" * 500, "company": "@acme\n\u202eLtd\x1b[31m" + "y" * 9_999}
    )
    assert found is not None
    assert found.login.startswith("a b x")
    assert len(found.login) == 100
    assert found.company is not None
    assert found.company.startswith("@acme Ltd [31m")
    assert len(found.company) == 500
    assert words(" \n ", 10) is None


def test_a_commits_name_is_whole() -> None:
    assert sha("a" * 40) == "a" * 40
    assert sha("a" * 64) == "a" * 64
    assert [sha(each) for each in ("A" * 40, "a" * 39, "g" * 40, "a" * 40 + "\n", None, 7)] == [None] * 6


@given(JSON)
def test_nothing_that_may_come_makes_reading_fail(value: Any) -> None:
    actor(value)
    user(value)
    seconds(value)
    sha(value)
    whole(value)
    words(value, 10)
    goes_on(value)
    assert all(isinstance(node, dict) for node in nodes(value))
