"""What `.github/giveback.yml` may say, and how a mistake in it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.configuration import COMMAND_NAMES, MOST_PATHS, SECTIONS, Configuration, ConfigurationError, parse
from bot.yaml_tree import Problem

ORGANIZATIONS = ("acme", "bolt", "red-hat")


def problems_of(text: str | bytes) -> list[tuple[int, int, str]]:
    with pytest.raises(ConfigurationError) as caught:
        parse(text, ORGANIZATIONS)
    return [tuple(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("text", ["", "# later\n", "publish:\ncommands:\n", "publish: off", "commands: {}"])
def test_an_absent_section_is_off_or_default(text: str) -> None:
    assert parse(text, ORGANIZATIONS) == Configuration()
    assert Configuration().publish == "off"
    assert Configuration().who == "write"


def test_every_section_takes_effect() -> None:
    text = """
publish:
  to: discussion
  category: Show and tell
commands:
  who: maintain
  enabled: [help, check]
host:
  organization: red-hat
  since: 2024-03
landing:
  profile: merge-bot
ignore:
  paths:
    - docs/**
    - vendor/
"""
    assert parse(text, ORGANIZATIONS) == Configuration(
        "discussion", "Show and tell", "maintain", ("check", "help"), "red-hat", "2024-03", "merge-bot",
        ("docs/**", "vendor/"),
    )  # fmt: skip


def test_a_value_alone_stands_for_a_sections_first_key() -> None:
    text = "publish: issue\ncommands: admin\nhost: acme\nlanding: rebase\nignore: [docs/]\n"
    assert parse(text, ORGANIZATIONS) == Configuration(
        publish="issue", who="admin", host="acme", landing="rebase", ignore_paths=("docs/",)
    )


def test_no_command_is_answered_where_none_is_enabled() -> None:
    assert parse("commands: {enabled: []}").enabled == ()


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("publsh: issue", 1, 1, "did you mean 'publish'?"),
        ("publish:\n  too: issue", 2, 3, "did you mean 'to'?"),
        ("publish: isue", 1, 10, "did you mean 'issue'?"),
        ("commands:\n  who: writers", 2, 8, "did you mean 'write'?"),
        ("commands:\n  enabled: [help, chek]", 2, 19, "did you mean 'check'?"),
        ("host: red_hat", 1, 7, "did you mean 'red-hat'?"),
        ("host: {organization: acme, since: 2024-13}", 1, 35, "YYYY-MM"),
        ("landing: merge-bott", 1, 10, "did you mean 'merge-bot'?"),
        ("landing: [squash]", 1, 10, "one word is expected"),
        ("ignore: ['!docs']", 1, 10, "not read"),
        ("ignore: ['**/*']", 1, 10, "would ignore everything"),
        ("ignore: [[a]]", 1, 10, "a pattern such as docs/** is expected"),
        ("- publish", 1, 1, "sections with their values"),
        ("publish: {to: [issue]}", 1, 15, "one word is expected"),
        ('publish: {to: discussion, category: "a\\nb"}', 1, 37, "category"),
    ],
)
def test_a_mistake_is_named_with_line_column_and_the_nearest_valid_word(
    text: str, line: int, column: int, said: str
) -> None:
    ((found_line, found_column, message),) = problems_of(text)
    assert said in message
    assert (found_line, found_column) == (line, column)


def test_all_problems_are_told_together_in_the_order_of_the_file() -> None:
    found = problems_of("landing: x\nhost: y\npublsh: 1\ncommands: z\n")
    assert [line for line, _, _ in found] == [1, 2, 3, 4]


def test_a_file_of_a_thousand_mistakes_gives_a_list_that_can_be_read() -> None:
    text = "".join(f"nonsense{number}: 1\n" for number in range(1_000))
    assert len(problems_of(text)) == 20
    assert len(problems_of("x" * 60_000 + ": 1")[0][2]) < 300


def test_more_patterns_than_are_read_are_refused() -> None:
    patterns = "".join(f"  - a{number}\n" for number in range(MOST_PATHS + 1))
    assert "at most 100" in problems_of(f"ignore:\n{patterns}")[0][2]


def test_a_stored_configuration_is_read_back_as_it_was() -> None:
    one = parse("publish: issue\nignore: [a/, 'ä*']\nhost: acme")
    assert Configuration.from_json(one.as_json()) == one
    assert Configuration.from_json('{"publish": "issue", "of_a_later_version": 1}').publish == "issue"


def test_the_commands_that_may_be_enabled_are_those_that_there_are() -> None:
    from bot.commands import COMMANDS  # noqa: PLC0415

    assert tuple(command.name for command in COMMANDS) == COMMAND_NAMES


WORDS = [section.name for section in SECTIONS] + [key.name for section in SECTIONS for key in section.keys]


@given(
    st.recursive(
        st.sampled_from([*WORDS, "issue", "acme", "squash", "'**'", "2024-01", "x"]),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
            st.dictionaries(st.sampled_from(WORDS), inner, max_size=3).map(
                lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
            ),
        ),
        max_leaves=12,
    )
)
def test_whatever_is_written_it_is_a_configuration_or_problems_with_places(text: str) -> None:
    problems = [Problem(1, 1, "none")]
    try:
        parse(text, ORGANIZATIONS)
    except ConfigurationError as error:
        problems = error.problems
    assert problems
    assert all(problem.line == 1 and 1 <= problem.column <= len(text) + 1 for problem in problems)
