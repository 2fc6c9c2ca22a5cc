"""Tables for people: whole names at 80 columns, nothing folded in a pipe, and nobody's name moves the cursor."""

import pytest
from content_builder import build_content, build_meta, organization, view
from giveback_runner import Giveback
from rich.cells import cell_len

from bot.findings import Finding
from bot.terminal import print_explanation, print_findings, print_status, print_summary

ESCAPE = "\x1b[31mRed\x1b]0;title\x07"
HOSTILE = f"[red]Bold[/red] [link=https://evil.example]x[/link] :bomb: <b> | =1+1 \\ {ESCAPE}\r\n\u202egnp"


def status_of(repository: str = "acme/engine") -> dict[str, object]:
    one = {
        "repository": repository, "in_index": True, "head": "0123456789abcdef" * 2, "commits": 12_345,
        "unreadable": 0, "scanned_at": "2026-08-03 06:00:00.123456",
    }  # fmt: skip
    return {
        "database": "sqlite:///x.db", "accounts": 3, "repositories": [one], "unfinished_scans": [],
        "not_scanned": ["commons/loom"], "months": [],
    }  # fmt: skip


def test_markup_emoji_names_and_escape_sequences_are_shown_and_do_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    content = {**build_content(), "organizations": [organization("a", HOSTILE)]}
    content["coverage"] = [{"source": HOSTILE, "state": "partial", "reason": HOSTILE}]
    print_summary(content, build_meta())
    print_status(status_of(HOSTILE))
    print_findings([Finding("registry", "broken", HOSTILE, "Mend it.")])
    out = capsys.readouterr().out
    assert out.count("[red]Bold[/red] [link=https://evil.example]x[/link] :bomb:") >= 4
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(out)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_scorecard_fits_and_cuts_no_word(full_deployment: Giveback, columns: str) -> None:
    full_deployment.settings["COLUMNS"] = columns
    out = full_deployment("scorecard").out
    lines = out.splitlines()
    assert max(cell_len(line) for line in lines) <= int(columns)
    for name in ("Acme Compute", "Borealis Systems", "Kestrel Labs", "Nimbus Cloud"):
        assert any(name in line for line in lines)
    words = out.split()
    for word in ("Semiconductor", "Foundation", "Laboratory", "Stewardship", "Universities", "collected"):
        assert word in words


def test_in_a_pipe_each_organization_is_one_line(full_deployment: Giveback) -> None:
    out = full_deployment.process("scorecard").out
    assert any("Norland National Laboratory" in line for line in out.splitlines())
    assert any(line.startswith("github-api: not collected (pull requests, reviews") for line in out.splitlines())
    assert "\x1b" not in out


def test_a_score_is_its_middle_with_its_interval(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    print_summary(build_content(), build_meta())
    out = capsys.readouterr().out
    assert "6.0 (4.5–8.0)" in out
    assert "1 of 2" in out
    assert "Giveback 2026-07 (provisional, revision 2)" in out


def test_what_nobody_has_is_said_once_below_with_what_it_means(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_summary(build_content(), build_meta())
    out = capsys.readouterr().out
    assert "Cash: not disclosed for all" in out
    assert "Stewardship: – for all" in out
    assert "–: does not apply" in out
    header = next(line for line in out.splitlines() if line.startswith("Rank"))
    assert header.split() == ["Rank", "Organization", "Work", "back", "People", "back"]


def test_what_only_some_have_keeps_its_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rich = view(3)
    rich["scores"]["cash"] = {"low": 1, "mid": 2, "high": 3, "checks": []}
    content = {**build_content(), "organizations": [organization("a", "A", grouped=rich), organization("b", "B")]}
    print_summary(content, build_meta())
    lines = capsys.readouterr().out.splitlines()
    assert "Cash" in next(line for line in lines if line.startswith("Rank"))
    assert any("2.0 (1.0–3.0)" in line for line in lines)
    assert any("not disclosed" in line and " B " in line for line in lines)


def test_a_scorecard_without_organizations_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary({**build_content(), "organizations": []}, build_meta())
    assert "git: collected" in capsys.readouterr().out


def test_a_very_long_name_takes_more_lines_and_no_other_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_summary({**build_content(), "organizations": [organization("a", "W" * 200)]}, build_meta())
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.count("W") for line in lines if "WW" in line) == 200
    assert any("6.0" in line or "3.0 (1.5–5.0)" in line for line in lines)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_status_keeps_heads_and_times_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    print_status(status_of("a-rather-long-owner-name/with-a-rather-long-repository-name"))
    out = capsys.readouterr().out
    assert "0123456789ab " in out
    assert "2026-08-03 06:00" in out
    assert "12,345" in out
    assert "Unreadable" not in out
    assert "not scanned yet: commons/loom" in out


def test_unreadable_commits_have_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    found = status_of()
    found["repositories"][0]["unreadable"] = 7  # type: ignore[index]
    print_status(found)
    out = capsys.readouterr().out
    assert "Unreadable" in out
    assert " 7 " in out


def test_an_explanations_hostile_words_are_inert(capsys: pytest.CaptureFixture[str]) -> None:
    person = {
        "role": "author", "kind": "human", "domain": ESCAPE, "share": "1/1",
        "credited": [{"organization": "a", "rule": "r", "confidence": 0.9, "evidence": ESCAPE}],
        "refused": [{"rule": "r", "reason": ESCAPE}],
    }  # fmt: skip
    commit = {"repository": "a/b", "sha": "0" * 40, "landed_at": None, "change": "#1", "counts": "yes"}
    print_explanation({"commits": [commit | {"people": [person]}]})
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.count("[U+001B][31mRed") == 3
    assert "landed never" in out


def test_a_finding_of_several_lines_keeps_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([Finding("registry", "broken", "Two problems:\n  a:1: x\n  b:2: y", "Mend them.")])
    assert capsys.readouterr().out.splitlines() == [
        "BROKEN   registry: Two problems:",
        "           a:1: x",
        "           b:2: y",
        "         Mend them.",
    ]
