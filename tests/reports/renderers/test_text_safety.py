import csv
import io

import pytest
from content_builder import HOSTILE_NAME
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports.renderers.text_safety import csv_cell, markdown_inline, markdown_with_addresses, visible, visible_lines

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\u202e=1+1", "-", "+"]
FORMULAS += [f"{start}1+1" for start in "\uff1d\uff0b\uff0d\uff20"]


@pytest.mark.parametrize("text", ["Acme", "Ørsted Ünlü", "株式会社", "a\u200db", "C++ & Söhne"])
def test_an_ordinary_name_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a[U+000A]b"),
        ("a\x1b[31mb", "a[U+001B][31mb"),
        ("a\x7fb", "a[U+007F]b"),
        ("a\x85b", "a[U+0085]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\u2066b", "a[U+2066]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\u2028b", "a[U+2028]b"),
        ("a\ud800b", "a[U+D800]b"),
        ("a\U000e0041b", "a[U+E0041]b"),
    ],
)
def test_a_character_that_could_deceive_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_one_line_that_utf8_can_carry(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")
    assert visible(shown) == shown


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_not_run_by_a_spreadsheet(text: str) -> None:
    assert csv_cell(text)[0] not in "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("text", ["-1", "+1.5", "-1e-06", "-.5", "1=1", "Acme", ""])
def test_a_plain_number_or_word_is_left_alone(text: str) -> None:
    assert csv_cell(text) == text


@given(st.text())
def test_any_text_comes_back_from_csv_as_one_cell(text: str) -> None:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow([csv_cell(text), "next"])
    assert next(csv.reader(io.StringIO(target.getvalue()))) == [csv_cell(text), "next"]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE_NAME,
        "[x](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "**bold** _soft_ `code` ~~gone~~",
        "<!-- giveback:marker -->",
        "a | b",
        "&lt;b&gt;",
        "\\[x](y)",
        "line\n# heading",
    ],
)
def test_markdown_in_a_name_is_shown_and_does_nothing(text: str) -> None:
    html = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(f"| head |\n|---|\n| x {markdown_inline(text)} |")
    )
    inside = html.split("<td>")[1].split("</td>")[0]
    assert "<" not in inside
    assert html.count("<td>") == 1


@pytest.mark.parametrize("text", ["@all", "a@b.example", "https://evil.example", "www.evil.example", "GH-12", "#12"])
def test_what_github_links_by_itself_is_broken_up(text: str) -> None:
    assert "\u200b" in markdown_inline(text)


def test_an_issue_number_is_not_a_reference() -> None:
    assert markdown_inline("owner/name#12") == "owner/name\\#\u200b12"
    assert markdown_inline("C# and #good") == "C\\# and \\#good"


def test_a_commit_id_in_a_name_is_broken_up() -> None:
    assert markdown_inline("0123456789abcdef") == "0123\u200b456789abcdef"


@given(st.text())
def test_any_text_is_inert_in_a_markdown_paragraph(text: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).render(f"x {markdown_inline(text)} y")
    assert html.startswith("<p>x ")
    assert html.count("<") == 2


def test_a_message_of_several_lines_keeps_them_and_nothing_else() -> None:
    assert (
        visible_lines("The registry has 1 problem:\n  a:1: \x1b[31m\r\n")
        == "The registry has 1 problem:\n  a:1: [U+001B][31m[U+000D]\n"
    )


def test_an_address_in_markdown_can_be_copied_and_is_no_link() -> None:
    text = "staff (https://acme.example/a_b#12, 2025), http://b.example"
    assert markdown_with_addresses(text) == "staff (`https://acme.example/a_b#12`, 2025), http:\u200b//b.example"


@given(st.text(alphabet="htps:/.ab`|<>[]() \n@#1", max_size=60), st.text())
def test_any_text_with_addresses_is_inert_in_markdown(start: str, end: str) -> None:
    for text in (f"{start}https://{end}", f"https://a.example/{start}{end}"):
        html = MarkdownIt("commonmark", {"html": True}).render(f"x {markdown_with_addresses(text)} y")
        assert html.startswith("<p>x ")
        assert html.count("<") == 2 + 2 * html.count("<code>")
        assert "<a" not in html
