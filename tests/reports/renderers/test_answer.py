"""The frame of an answer: who is mentioned, what is quoted, and that nobody's words leave their block."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.commands.grammar import LONGEST_LINE
from bot.commands.parse import MOST_COMMANDS
from bot.publishers.markers import marked
from reports.renderers.answer import LONGEST, answer, code_block, mistake_section, trouble_section
from reports.renderers.markdown_sheets import table


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
    text = answer("dana", ["a"] * 5, ["line\n\n" * 50_000] * 5)
    assert len(text) <= LONGEST
    assert len(re.findall(r"\n\n\*Too long for a comment: [\d,]+ more lines are left out here\.\*", text)) == 5
    assert text.count("line\n") > 9_000


LONG_LINE = "/giveback check " + "\u200b" * (LONGEST_LINE - 15)
PARTS = st.one_of(
    st.integers(1, 4_000).map(lambda rows: "\n".join(table(["A", "B"], [["x" * 40, "y"]] * rows))),
    st.integers(1, 4_000).map(lambda rows: "<details><summary>A</summary>\n\n" + "a line\n" * rows + "\n</details>\n"),
    st.integers(1, 4_000).map(lambda rows: "### Head\n\n" + "- an item\n" * rows + "\n<sub>End</sub>\n"),
    st.integers(1, 9_000).map(lambda length: code_block("<details>" + "\u200b" * length)),
    st.integers(1, 70_000).map(lambda length: "x" * length),
    st.sampled_from(["", "Here.", mistake_section(LONG_LINE, "no such command")]),
)


@settings(max_examples=30)
@given(
    st.lists(st.lists(PARTS, max_size=4).map("\n\n".join), min_size=1, max_size=MOST_COMMANDS),
    st.sampled_from(["dana", "\u200b" * 500]),
    st.sampled_from([0, 1, 1_500]),
)
def test_whatever_is_said_github_takes_it_and_nothing_in_it_stays_open(
    texts: list[str], login: str, left_out: int
) -> None:
    lines = [LONG_LINE] * MOST_COMMANDS
    text = answer(login, lines, texts, left_out=left_out)
    assert len(marked(text, f"configuration-pull:{2**63}:{2**63}", b"key")) <= 65_536
    shown = html(text)
    outside_code = re.sub(r"(?s)<pre>.*?</pre>", "", shown)
    assert outside_code.count("<details>") == outside_code.count("</details>") > 0
    assert text.rstrip().endswith("</details>")
    assert shown.count("<pre>") == shown.count("</pre>")
    assert "Who asks the same here again" in re.sub(r"(?s)<pre>.*?</pre>", "", shown)
    for part in texts:
        assert part.strip() in text or "left out here" in text


def test_what_fits_is_left_as_it_is_and_short_parts_leave_their_room_to_long_ones() -> None:
    long = "\n".join(table(["A", "B"], [["x" * 10, "y"]] * 3_000))
    assert long.strip() in answer("dana", ["a", "b"], ["Short.", long])
    text = answer("dana", ["a", "b"], [long, long])
    assert text.count("| xxxxxxxxxx | y |") > 3_400
    assert text.count("\n| A | B |\n|---|---|\n| xxxxxxxxxx | y |") == 2


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
