"""Markers: ours are known again, and nobody else's are taken for ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.publishers.markers import found_in, is_ours, marked, marker

SECRET, KEY = b"a secret of this deployment", "reply:9001:501"


def test_a_marker_says_its_kind_and_nothing_else_that_could_be_read() -> None:
    made = marker(KEY, SECRET)
    assert made.startswith("<!-- giveback:reply:")
    assert "9001" not in made
    assert made == marker(KEY, SECRET)


@pytest.mark.parametrize("key", ["reply:9001:502", "scorecard:9001:501", "reply:9001:5010"])
def test_another_key_is_another_marker(key: str) -> None:
    assert not found_in(marked("Done.", key, SECRET), KEY, SECRET)


def test_a_forged_marker_is_inert() -> None:
    assert not found_in(marked("Done.", KEY, b"a guess"), KEY, SECRET)
    assert not found_in(marker(KEY, SECRET)[:-5] + "0 -->", KEY, SECRET)


def test_a_marker_that_is_quoted_further_up_is_inert() -> None:
    quoted = f"> {marker(KEY, SECRET)}\n\nWhat does this mean?"
    assert not found_in(quoted, KEY, SECRET)
    assert not found_in(marked(marker(KEY, SECRET), "reply:1:1", SECRET), KEY, SECRET)


@pytest.mark.parametrize("text", [None, "", "Done."])
def test_a_text_without_a_marker_has_none(text: str | None) -> None:
    assert not found_in(text, KEY, SECRET)


@pytest.mark.parametrize(("key", "secret"), [("reply", SECRET), ("Reply:1", SECRET), ("a b:1", SECRET), (KEY, b"")])
def test_a_key_without_a_kind_and_a_missing_secret_are_mistakes(key: str, secret: bytes) -> None:
    with pytest.raises(ValueError, match="KIND"):
        marker(key, secret)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_what_was_marked_is_found_however_lines_end(text: str) -> None:
    made = marked(text, KEY, SECRET)
    assert found_in(made, KEY, SECRET)
    assert found_in(made.replace("\n", "\r\n") + "\r\n", KEY, SECRET)


BOT = {"login": "Giveback[bot]", "type": "Bot"}


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ({"performed_via_github_app": {"id": 1234}, "user": BOT}, True),
        ({"performed_via_github_app": {"id": 4321}, "user": BOT}, False),
        ({"performed_via_github_app": None, "user": BOT}, True),
        ({"user": BOT}, True),
        ({"user": {"login": "giveback", "type": "User"}}, False),
        ({"user": {"login": "giveback[bot]", "type": "User"}}, False),
        ({"user": {"login": "other[bot]", "type": "Bot"}}, False),
        ({"user": None}, False),
        ({}, False),
    ],
)
def test_only_what_our_own_app_wrote_is_ours(written: dict[str, object], ours: bool) -> None:
    assert is_ours(written, 1234, "giveback") is ours
