"""YAML of strangers: read without constructing anything, bounded in every direction, each problem with its place."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_tree import MOST_BYTES, Mapping, Place, Problem, Sequence, Text, YamlError, read_tree

BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def problem_of(raw: bytes) -> Problem:
    with pytest.raises(YamlError) as caught:
        read_tree(raw)
    return caught.value.problem


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"# nothing yet\n", b"---\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_no_tree(raw: bytes) -> None:
    assert read_tree(raw) is None


def test_every_value_is_the_text_that_was_written_with_its_place() -> None:
    tree = read_tree("on: off\nlist:\n  - 012\n  - 'ä: b'\n".encode())
    assert tree == Mapping(
        Place(1, 1),
        (
            (Text(Place(1, 1), "on"), Text(Place(1, 5), "off")),
            (
                Text(Place(2, 1), "list"),
                Sequence(Place(3, 3), (Text(Place(3, 5), "012"), Text(Place(4, 5), "ä: b"))),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("raw", "line", "column", "said"),
    [
        (BOMB, 1, 4, "anchors"),
        (b"a: *b\n", 1, 4, "aliases"),
        (b"a:\n  b: !!python/object/apply:os.system [id]\n", 2, 6, "tags"),
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "'a' is here already, in line 1"),
        (b"a: 1\n---\nb: 2\n", 2, 1, "second document"),
        (b"{a: " * 7, 1, 25, "levels deep"),
        (b"? [a, b]\n: c\n", 1, 3, "single word"),
        (b"a: 1\n\tb: 2\n", 2, 1, "not YAML"),
        (b"a: ok\nb: \xff\n", 2, 4, "not UTF-8"),
        ("a: ä\nä\udcff".encode("utf-8", "surrogateescape"), 2, 2, "not UTF-8"),
        (b"a: 1\nb: \x07\n", 2, 4, "a character that YAML does not allow"),
        (b"a" * (MOST_BYTES + 1), 1, 1, "at most 65,536 are read"),
        (b"[" + b"a, " * 6_000 + b"]", 1, 14_993, "more than 5,000 values"),
    ],
)
def test_what_is_not_read_is_named_with_line_and_column(raw: bytes, line: int, column: int, said: str) -> None:
    problem = problem_of(raw)
    assert said in problem.message
    assert (problem.line, problem.column) == (line, column)


HOSTILE = [
    b"[" * 65_000, b"{" * 65_000, b"? " * 32_000, b"- " * 32_000, b"a: " * 20_000, b"'" + b"a\n" * 32_000,
    b'"' + b"\\n" * 32_000, b"|\n" + b" a\n" * 21_000, b"#\n" * 32_000, b"&a " * 20_000, b"%TAG ! x\n" * 7_000,
    b"a" * 65_000, b": " * 32_000, b"\n" * 65_000, b"[a," * 21_000, b"<<: " * 16_000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_hostile_file_is_answered_in_a_moment(raw: bytes) -> None:
    began = time.process_time()
    with suppress(YamlError):
        read_tree(raw)
    assert time.process_time() - began < 2


@given(st.one_of(st.binary(max_size=300), st.text("ab:-[]{}&*!|>'\"#%?,\n \t", max_size=200).map(str.encode)))
def test_whatever_the_bytes_there_is_a_tree_or_one_problem_within_the_file(raw: bytes) -> None:
    problem = Problem(1, 1, "")
    try:
        read_tree(raw)
    except YamlError as error:
        problem = error.problem
    assert min(problem.line, problem.column) >= 1
    assert "\n" not in problem.message
