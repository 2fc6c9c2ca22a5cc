"""Tables at any width: no number is cut or folded, no line is wider than the terminal."""

import re

import pytest
from content_builder import build_content, build_meta, organization, view
from giveback_runner import Giveback
from rich.cells import cell_len

from bot.terminal import print_summary
from bot.terminal_tables import make_console, print_rows

WIDTHS = ["30", "40", "50", "60", "70", "80", "100"]
ROWS = ["Large", ["1–2 of 14", "A name of several words", "10.0 (9.1–10.0)"], ["", "W" * 70, "not collected"]]


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_number_is_cut_and_no_name_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_rows(make_console(), ["Rank", "Organization", "Work back"], ROWS, 1)
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= int(columns)
    assert any("1–2 of 14" in line for line in out.splitlines())
    assert any("10.0 (9.1–10.0)" in line for line in out.splitlines())
    assert out.replace("Work", "").count("W") == 70


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_scorecard_shows_whole_numbers_at_every_width(full_deployment: Giveback, columns: str) -> None:
    full_deployment.settings["COLUMNS"] = "200"
    whole = set(re.findall(r"[\d.,]+ \([\d.,]+–[\d.,]+\)", full_deployment("scorecard").out))
    full_deployment.settings["COLUMNS"] = columns
    out = full_deployment("scorecard").out
    lines = out.split("\nScores of 0–10")[0].splitlines()
    assert max(map(cell_len, lines)) <= int(columns)
    shown = " ".join(lines[2:])
    assert shown.count("(") == shown.count(")"), "an interval is cut or folded"
    assert set(re.findall(r"[\d.,]+ \([^)]*\)", shown)) <= whole
    if "(" not in shown:
        assert "a wider terminal shows" in " ".join(out.split())


def test_where_not_even_the_numbers_find_room_each_organization_is_a_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    print_summary({**build_content(), "organizations": [organization("a", "A", grouped=view(3))]}, build_meta())
    lines = capsys.readouterr().out.splitlines()
    assert "A" in lines
    assert any(line.startswith("  Work back: 3.0") for line in lines)
    assert "  People back: 5 (4–8)" in lines


def test_a_row_without_a_rank_says_below_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_summary(build_content(), build_meta())
    assert "without a rank: no score, or too few staff" in capsys.readouterr().out
