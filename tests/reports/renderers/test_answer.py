"""The frame of an answer: who is mentioned, what is quoted, and that nobody's words leave their block."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports.renderers.answer import LONGEST, answer, code_block, mistake_section, trouble_section


def html(markdown: str) -> str:
    return MarkdownIt("commonmark").render(markdown)


def test_the_asker_alone_is_mentioned_and_what_was_asked_is_folded() -> None:
    text = answer("dana", ["/giveback help"], ["Here."], asked_at=datetime(2026, 7, 20, 12, 5, tzinfo=UTC))
    assert text.startswith("@dana:\n\nHere.\n")
    assert "<summary>Asked on 2026-07-20, 12:05 UTC</summary>" in text
    assert "```text\n/giveback help\n```" in text


@pytest.mark.parametrize("login", ["", "a b", "x)](y", "-x", "everyone/team", "<b>", "a" * 200])
def test_what_is_no_login_is_not_mentioned(login: str) -> None:
    assert not answer(login, [], ["x"]).startswith("@")


def test_several_parts_are_told_apart_and_what_was_left_out_is_counted() -> None:
    assert "One.\n\n---\n\nTwo." in answer("dana", ["a", "b"], ["One.", "Two."])
    assert "1 more command was not run: a comment may hold 2." in answer("dana", ["a", "b"], ["x"], left_out=1)


def test_an_answer_fits_however_much_there_is_to_say() -> None:
    text = answer("dana", ["a"] * 5, ["line\n" * 50_000] * 5)
    assert len(text) < LONGEST + 2_000
    assert text.count("\n\n…") == 5


def test_a_mistake_has_its_mark_and_its_reason() -> None:
    assert mistake_section("a b\n  ^", "this is *wrong*") == "```text\na b\n  ^\n```\n\nThis is \\*wrong\\*"


def test_a_trouble_of_several_lines_stays_one_paragraph() -> None:
    text = trouble_section("/x", "No such @thing\nTry #1")
    assert text == "```text\n/x\n```\n\nNo such @\u200bthing<br>Try \\#\u200b1"


@given(st.text("`~<!->x \n@#/", max_size=60))
def test_whatever_is_quoted_stays_one_block_of_code_without_a_marker(words: str) -> None:
    block = code_block(words)
    assert "<!--" not in block
    shown = html(f"{block}\n\nafter *it*\n")
    assert len(re.findall("<pre>", shown)) == 1
    assert shown.endswith("<p>after <em>it</em></p>\n")
