"""One organization or project on a terminal: short tables that fit it; Markdown where a program reads."""

import pytest
from content_builder import CHILD, HOSTILE, NORMAL_PROJECT, WITHHELD_PROJECT, build_content, build_meta
from giveback_runner import Giveback
from rich.cells import cell_len

from bot.terminal_sheets import print_sheets
from reports.renderers import NotInScorecardError, Selection


@pytest.mark.parametrize("columns", ["40", "60", "80", "120"])
@pytest.mark.parametrize(
    "selection",
    [Selection(HOSTILE), Selection(CHILD), Selection(None, NORMAL_PROJECT), Selection(None, WITHHELD_PROJECT)],
)
def test_a_sheet_fits_its_terminal_and_cuts_no_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str, selection: Selection
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_sheets(build_content(), build_meta(), selection)
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= int(columns)
    assert "collected" in out.split(), "a word is cut"
    assert not any(line.lstrip().startswith("|") for line in out.splitlines())
    number = "between 30 % and 75 %" if selection.project == WITHHELD_PROJECT else "12.3 % (8–31 %)"
    if selection.project != NORMAL_PROJECT:
        assert any(number in line for line in out.splitlines())


def test_an_organization_shows_its_ranks_and_whose_silence_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    print_sheets(build_content(), build_meta(), Selection(HOSTILE))
    out = capsys.readouterr().out
    assert "Work Back: 3.0 (1.5–5.0), rank 1–2 of 2 as it was, 2 of 2 grouped with parents" in out
    assert "Cash: they did not disclose an amount" in out
    print_sheets(build_content(), build_meta(), Selection(CHILD))
    assert "Grouped with parents it is counted with Larkspur Systems" in capsys.readouterr().out


def test_a_subject_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotInScorecardError):
        print_sheets(build_content(), build_meta(), Selection("nobody"))


def test_a_terminal_gets_tables_and_a_pipe_gets_markdown(full_deployment: Giveback) -> None:
    assert full_deployment("scorecard", "--organization", "acme").out.startswith("# Giveback")
    full_deployment.settings["COLUMNS"] = "80"
    shown = full_deployment("scorecard", "--organization", "acme").out
    assert shown.startswith("Giveback 2026-07 (")
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert full_deployment("scorecard", "--project", "commons/loom", "--format", "md").out.startswith("# Giveback")
    assert "did you mean" in full_deployment("scorecard", "--organization", "acmee", status=2).err
