"""What is cut to fit: whole parts stay, and what is left out is counted."""

import pytest

from reports.renderers.fitting import fitted, shared

NOTICE = "\n\n*Too long for a comment: {} left out here.*"


def test_what_fits_is_left_alone() -> None:
    assert fitted("One.\n\nTwo.", 10) == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        (f"One.\n\nTwo\n{'x' * 200}", "One.", "2 more lines are"),
        (f"One.\n\n<details><summary>A</summary>\n\nTwo\n\n{'x' * 200}\n\n</details>", "One.", "4 more lines are"),
        (f"<details>\n\nTwo\n\n</details>\n\n{'x' * 200}", "<details>\n\nTwo\n\n</details>", "1 more line is"),
        (
            f"One.\n\n```text\na\n\n<details>\n```\n\n{'x' * 200}",
            "One.\n\n```text\na\n\n<details>\n```",
            "1 more line is",
        ),
        (f"One.\n\n````text\n```\n\n{'x' * 200}\n````", "One.", "4 more lines are"),
        (f"| A |\n|---|\n| b |\n| {'x' * 200} |", "| A |\n|---|\n| b |", "1 more line is"),
        (f"One.\n\n| A |\n|---|\n| {'x' * 200} |", "One.", "3 more lines are"),
        (f"- a\n- b\n- {'x' * 200}", "- a\n- b", "1 more line is"),
        ("x" * 200, "", "1 more line is"),
    ],
)
def test_it_is_cut_where_a_part_ends(text: str, kept: str, left_out: str) -> None:
    cut = fitted(text, 150)
    assert cut == kept + NOTICE.format(left_out)
    assert len(cut) <= 150


def test_together_they_have_the_room_and_the_short_ones_all_of_theirs() -> None:
    long = "\n\n".join(["paragraph"] * 100)
    first, second, third = shared([long, "short", long], 1_000)
    assert second == "short"
    assert 400 < len(first) <= 497
    assert len(first) + len(second) + len(third) <= 1_000
