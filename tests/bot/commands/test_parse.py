"""What a comment asks for: plain text in paragraphs of their own, and nothing that merely looks like a command."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.grammar import Asked, Mistake
from bot.commands.parse import LONGEST_COMMENT, MOST_COMMANDS, Found, commands_in


def read(body: str, former: str | None = None) -> Found:
    return commands_in(body, former, COMMANDS)


def asked(body: str, former: str | None = None) -> list[tuple[str, object]]:
    found = read(body, former).items
    assert all(isinstance(item, Asked) for item in found), found
    return [(item.command.name, item.value) for item in found if isinstance(item, Asked)]


def mistake(body: str) -> Mistake:
    (item,) = read(body).items
    assert isinstance(item, Mistake), item
    return item


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Nothing to see here",
        "please run /giveback check",
        "> /giveback check",
        "> quoted\n/giveback check",  # a lazy line still belongs to the quote
        "- /giveback check",
        "1. /giveback check",
        "* a list\n\n  /giveback check",
        "# /giveback check",
        "/giveback check\n---",
        "    /giveback check",
        "```\n/giveback check\n```",
        "~~~\n/giveback check",
        "`/giveback check`",
        "`begun\n/giveback check\nended`",
        "[/giveback check](https://acme.example)",
        "![/giveback check](https://acme.example)",
        "[a]: /giveback\n",
        "**/giveback check**",
        "*begun\n/giveback check\nended*",
        "~~/giveback check~~",
        "<!-- /giveback check -->",
        "<!--\n\n/giveback check\n\n-->",
        "<pre>\n/giveback check\n\n/giveback check\n</pre>",
        "<blockquote>\n\n/giveback check\n\n</blockquote>",
        "<details>\n<summary>x</summary>\n\n/giveback check\n\n</details>",
        "he said <q>\n/giveback check\n</q>",
        "<div>\n/giveback check\n</div>",
        "<div hidden>\n\n/giveback check\n\n</div>",
        "<div align='center'>\n\n/giveback check\n\n</div>",
        "<template>\n\n/giveback check\n\n</template>",
        "<span hidden>\n/giveback check\n</span>",
        "<b>begun\n/giveback check\nended</b>",
        "<font color=white>\n\n/giveback check",
        "<details/>\n\n/giveback check",
        "<details\n\n/giveback check\n\n>",
        "<details><table></details></table>\n\n/giveback check",
        "<details>\n\n<object></details></object>\n\n/giveback check",
        "<source> x\n/giveback check",
        "<source> `<details>`\n\n/giveback check",
        "x <!y <details>\n\n/giveback check",
        "<!y\n<details>\n\n/giveback check",
        "x <!-- y -- <details> -->\n\n/giveback check",
        "<textarea>\n\n```\n</textarea>\n/giveback check\n```",
        "/giveback check\n| a\n---",
        "/giveback check\n<!x y\n---",
        "[a]: x\n|-|\n/giveback check",
        "- [a]: x\n/giveback check",
        "> [a]: x\n/giveback check",
        "[a]: x '\n/giveback check\n'",
        "<section><p></section>\n\n/giveback check",
        "$$\n/giveback check\n$$",
        "x $$\n\n/giveback check\n\n$$ y",
        "# $$\n/giveback check\n$$",
        "~a $$ b~\n/giveback check\n$$",
        "\\$$ x $$\n/giveback check\n$$",
        "$x +\n/giveback check\ny$",
        "~begun\n/giveback check\nended~",
        "[^1]: /giveback check",
        "[^1]: note\n/giveback check",
        "[^1]: a longer note\n/giveback check\n/giveback help",
        "Text[^a]\n[^a]: note\n/giveback check",
        "Text[^1]\n\n[^1]: note\n\n    /giveback check",
        "Text[^1]\n\n[^1]: note\n\n    of two paragraphs\n/giveback check",
        "Text[^1]\n\n[^1]: note\n\n    one\n\n    two\n/giveback check",
        "Text[^a\u00a0b]\n\n[^a\u00a0b]: note\n/giveback check",
        "[^1]: note\n```\n\n/giveback check\n```",
        "[^1]: x\n\npara\n[^1]: y\n/giveback check",
        "| a |\n|---|\n/giveback check",
        "a\n:-\n/giveback check",
        "/giveback check\n:-:\nx",
        "| a |\n|---|\n| /giveback check |",
        "/giveback check | b\n---|---\nc | d",
        "\\/giveback check",
        "&#47;giveback check",
        "/check",
        "/help",
        "/giveaway help",
        "/givebackers unite",
        "giveback check",
        "/",
        "\x00",
    ],
)
def test_what_was_not_said_to_us_asks_for_nothing(body: str) -> None:
    assert read(body) == Found((), 0)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("/giveback check", [("check", None)]),
        ("  /giveback   check  ", [("check", None)]),
        ("Hello\r\n/giveback check\r\nBye", [("check", None)]),
        ("Hello  \n/giveback help", [("help", None)]),
        ("/GiveBack CHECK acme", [("check", "acme")]),
        ("/giveback check Red Hat", [("check", "Red Hat")]),
        ('/giveback check "Red Hat"', [("check", "Red Hat")]),
        ("/giveback check acme_labs_*_x", [("check", "acme_labs_*_x")]),
        ("/giveback explain R\\&D &amp; Co", [("explain", "R&D & Co")]),
        ("/giveback explain ME", [("explain", "me")]),
        ("/giveback check\n/giveback check\n/giveback  check", [("check", None)]),
        ("/giveback check\n\n> quoted\n\n/giveback config", [("check", None), ("config", None)]),
        ("<blockquote>\n\nx\n\n</blockquote>\n\n/giveback help", [("help", None)]),
        ("a <b>word</b>\n/giveback help", [("help", None)]),
        ("<div hidden>\n\nx\n\n</div>\n\n/giveback help", [("help", None)]),
        ("a <br> <img src='x'> <hr/>\n/giveback help", [("help", None)]),
        ("write <name> and <your-file> here\n\n/giveback help", [("help", None)]),
        ("<p>AT&T &amp; x < y</p>\n\n/giveback help", [("help", None)]),
        ("$$\nx\n$$\n/giveback help", [("help", None)]),
        ("kill $$\n/giveback help", [("help", None)]),
        ("It was $5\n/giveback help\nand is $6 now", [("help", None)]),
        ("from ~/a\n/giveback help\nto ~/b", [("help", None)]),
        ("It is $x$ and ~no~\n/giveback help", [("help", None)]),
        ("/giveback explain $x\n/giveback help", [("explain", "$x"), ("help", None)]),
        ("/giveback help\n[^1]: a note", [("help", None)]),
        ("a[^1]\n\n[^1]: a note\n\n    of two\n\n/giveback help", [("help", None)]),
        ("[^1]: a note\n\nb\n\n    code\n/giveback help", [("help", None)]),
        ("/giveback help\na | b\n- | -\nc | d", [("help", None)]),
        ("- a\n:-\n\n/giveback help", [("help", None)]),
        ("/giveback check Red&NewLine;Hat", [("check", "Red Hat")]),
        ("[^1]: a note\n\n/giveback help", [("help", None)]),
        ("[^1]\n/giveback help", [("help", None)]),
    ],
)
def test_a_command_is_a_line_that_begins_with_our_name(body: str, expected: list[tuple[str, object]]) -> None:
    assert asked(body) == expected


@pytest.mark.parametrize(
    ("body", "line", "mark", "said"),
    [
        ("/givback check", "/givback check", (0, 8), "did you mean /giveback check?"),
        ("//giveback check", None, (0, 10), "did you mean /giveback check?"),
        ("/give-back chek", "/give-back chek", (0, 10), "did you mean /giveback check?"),
        ("/giveback", "/giveback", (9, 1), "say what to do: check, scorecard"),
        ("/giveback chekc", "/giveback chekc", (10, 5), "did you mean /giveback check?"),
        ("/giveback frobnicate", "/giveback frobnicate", (10, 10), "the commands are check, scorecard"),
        ("/giveback scorecard 2026-13", "/giveback scorecard 2026-13", (20, 7), "write it as YYYY-MM"),
        ("/giveback scorecard 2026-07 2026-07", None, (28, 7), "stands here twice"),
        ("/giveback scorecard 2026-07 2026-08", None, (28, 7), "one month at a time"),
        ("/giveback scorecard 1969-12", None, (20, 7), "months begin with 1970-01"),
        ("/giveback publish now", None, (18, 3), "takes no argument"),
        ("/giveback explain", None, (17, 1), "say what to explain"),
        ('/giveback check "Red', None, (16, 4), "not closed"),
        ('/giveback check ""', None, (16, 2), "more than blanks"),
        ("/giveback explain `1f2e`", "/giveback explain …", (18, 1), "plain text"),
        ("/giveback chekc&#10;#&#13;x", "/giveback chekc # x", (10, 5), "did you mean /giveback check?"),
        ("/giveback check [a](b)", None, (16, 1), "plain text"),
        ("/giveback check <!-- x -->", "/giveback check …", (16, 1), "plain text"),
    ],
)
def test_a_mistake_is_marked_where_it_is(body: str, line: str | None, mark: tuple[int, int], said: str) -> None:
    found = mistake(body)
    assert said in found.message
    assert (found.at, found.length) == mark
    assert found.line == (line or found.line)
    assert found.marked == f"{found.line}\n{' ' * mark[0]}{'^' * mark[1]}"


@pytest.mark.parametrize(
    "body",
    [
        "\uff0fgiveback check",  # a full-width slash
        "\u2215giveback check",  # a division slash
        "/gіveback check",  # a Cyrillic і
        "/\uff47\uff49\uff56\uff45\uff42\uff41\uff43\uff4b check",  # full-width letters
        "/give\u200bback check",  # an invisible space
        "/gi\u0301veback check",  # an accent
        "/givebac\u212a check",  # the Kelvin sign
    ],
)
def test_look_alikes_are_asked_what_they_mean_and_never_run(body: str) -> None:
    assert "did you mean /giveback check?" in mistake(body).message


def test_look_alikes_in_a_commands_name_do_not_run_either() -> None:
    assert "did you mean /giveback check?" in mistake("/giveback сheck").message


def test_of_an_edited_comment_only_what_is_new_is_asked_for() -> None:
    assert asked("/giveback check\n/giveback help", "/giveback check") == [("help", None)]
    assert asked("/giveback check acme", "/giveback check") == [("check", "acme")]
    assert asked("/giveback  check!".replace("!", ""), "text\n/giveback check\nmore") == []
    assert asked("/giveback check", "> /giveback check") == [("check", None)]
    assert read("/givback check and", "/givback check and").items == ()


def test_of_many_commands_the_first_few_are_run_and_the_rest_is_counted() -> None:
    found = read("".join(f"/giveback check organization-{number}\n" for number in range(1_500)))
    assert [item.value for item in found.items if isinstance(item, Asked)] == [
        f"organization-{number}" for number in range(MOST_COMMANDS)
    ]
    assert found.left_out == 1_500 - MOST_COMMANDS


@pytest.mark.parametrize("odd", ["<![", "<![x", '<!["', "<![<", "<![ -", "<![if IE", "<![CDATA[", "<!", "<?", "<!--"])
@pytest.mark.parametrize("before", ["<details>\n", "<div>\n", "<!x ", "x <b>"])
def test_markup_that_is_none_does_no_harm(before: str, odd: str) -> None:
    found = read(f"/giveback help\n\n{before}{odd}\n")
    assert [item.key for item in found.items] == ["help None"]


@pytest.mark.parametrize("tag", ["script", "style", "title", "textarea"])
def test_what_is_folded_is_not_said_to_us_whatever_tag_stands_before_it(tag: str) -> None:
    assert read(f"Look at <{tag}> here\n\n<details>\n\n/giveback publish\n\n</details>") == Found((), 0)


@pytest.mark.parametrize(
    "body",
    [
        "/abcdefgh\n" * 100_000,
        "/g\u0131ve x x x\n" * 80_000,
        "/giveback check\n" * 10_000,
        "/giveback check\n" + "x" * 1_000_000,
        "x" * 1_000_000 + "\n/giveback check",
        "/giveback check\n" + "[" * 60_000,
        "/giveback check\n" + "*_" * 30_000,
        "/giveback check\n" + "![[]()" * 10_000,
        "/giveback check\n\n" + "> " * 30_000,
        "/giveback check\n\n" + "|a|b\n|-|-\n" * 6_000,
        "/giveback check\n" + "<b>" * 20_000,
        "/giveback check\n\n<div>\n" + "<a b='" * 10_000,
        "/giveback check\n\n<div>\n" + "</script" * 7_000,
        "<details>\n" * 6_000 + "\n/giveback check",
        "/givebacc check\n" * 4_000,
        "/giveback " + '"' * 60_000,
        "/giveback check\n" + "$a " * 20_000,
        "/giveback check\n" + "$" * 60_001,
        "/giveback check\n" + "~a\n\n" * 12_000,
        "/giveback check\n$$" + "$a" * 30_000,
        "/giveback check\n\n" + "[^1]: a\n" * 7_000,
        "/giveback check\n\n" + "[^1]: " * 10_000,
        "/giveback check\n\n" + "<div\n\n" * 9_000,
        "/giveback check\n\n" + "[^1]: a\n\n    b\n" * 4_000,
        "/giveback check\n-" + " " * 60_000 + "x",
        "/giveback check\n" + "-|" * 30_000,
        "/giveback check\n" + "<b><i></b></i>" * 4_000,
        "/giveback check " + "\u0301" * 60_000,
    ],
)
def test_a_hostile_comment_is_read_in_a_moment(body: str) -> None:
    began = time.process_time()
    found = read(body)
    assert time.process_time() - began < 3
    assert len(found.items) <= MOST_COMMANDS


def test_a_comment_that_is_too_long_for_github_runs_nothing() -> None:
    found = mistake("/giveback check\n" * 10_000)
    assert f"more than {LONGEST_COMMENT:,} characters" in found.message


def test_a_line_that_is_too_long_runs_nothing_and_is_cut() -> None:
    found = mistake("/giveback check " + "a" * 1_000)
    assert "at most 200 characters" in found.message
    assert len(found.line) == 201


PIECES = st.sampled_from(
    ["/giveback", "check", "help", "\n", "\n\n", "> ", "- ", "    ", "```", "`", "*", "_", "[", "](", "<!--", "-->",
     "<q>", "</q>", "$", "$$", "~", "[^1]: ", "<div hidden>",
     "\\", "&", "&#10;", ":-", "</div>", "|", "#", " ", '"', "é", "\u200b", "/", "\r\n", "acme", "\t"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_written_each_thing_is_asked_once_and_shown_on_one_line(body: str) -> None:
    found = read(body)
    assert len(found.items) <= MOST_COMMANDS
    assert len({item.key for item in found.items}) == len(found.items)
    assert all("\n" not in item.line for item in found.items)
    assert read(body, body).items == ()


@settings(max_examples=10, deadline=None)
@given(st.one_of(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.text(min_size=1, max_size=8)))
def test_whatever_is_repeated_up_to_the_limit_or_over_a_megabyte_is_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    for size in (LONGEST_COMMENT - 20, 1_000_000):
        assert len(read("/giveback help\n" + unit * (size // len(unit))).items) <= MOST_COMMANDS
    assert time.process_time() - began < 3


@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["details", "div hidden", "template", "b", "p"]))
def test_whatever_is_written_within_html_that_is_not_closed_asks_for_nothing(body: str, tag: str) -> None:
    written = body.replace("/", "").replace("-->", "")
    assert read(f"<{tag}>\n\n{written}\n\n/giveback help").items == ()


@given(st.text(max_size=200))
def test_a_quote_of_whatever_is_written_asks_for_nothing(body: str) -> None:
    quoted = "\n".join(f"> {line}" for line in body.replace("\r", "\n").split("\n"))
    assert read(quoted).items == ()
    assert read(f"{quoted}\n\n/giveback help").items[-1].key == "help None"
