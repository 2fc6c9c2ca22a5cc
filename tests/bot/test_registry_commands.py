"""`giveback registry` as somebody at a shell meets it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from giveback_runner import Giveback

WRONG = '[organizations.acme]\nname = "Acme"\nkind = "firm"\n'
HOSTILE = (
    '[organizations.acme]\nname = "Acme\\u001b[31m"\nkind = "company"\naliases = ["=cmd()", "<b>"]\n'
    'domains = ["co.uk"]\nchecked = false\n'
)
NOW = datetime(2026, 8, 3, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def written(organizations: str, name: str = "registry") -> Path:
        path = tmp_path / name
        path.mkdir()
        (path / "organizations.toml").write_text(organizations, encoding="utf-8")
        return path

    return written


# Checking


def test_the_built_in_registry_is_well_and_says_how_much_was_not_checked(deployment: Giveback) -> None:
    ran = deployment("registry", "check")
    assert "0 problems, 0 remarks; digest " in ran.out
    assert "organizations, " in ran.out
    found = deployment("registry", "check", "--json").json
    assert (found["problems"], found["remarks"]) == ([], [])
    assert 0 < found["unchecked"]["organizations"] < found["facts"]["organizations"]
    assert len(found["digest"]) == 64


def test_a_registry_that_does_not_load_is_told_with_every_line_and_ends_with_2(
    deployment: Giveback, folder: Callable[..., Path]
) -> None:
    ran = deployment("registry", "check", "--registry", folder(WRONG), status=2)
    assert "organizations.toml:3: acme.kind: " in ran.out
    assert "1 problem: mend it first" in ran.out
    assert (
        deployment("registry", "check", "--registry", deployment.folder / "registry", "--json", status=2).json["digest"]
        is None
    )
    assert deployment("registry", "show", "acme", "--registry", deployment.folder / "registry", status=2).out == ""


def test_checking_a_folder_that_is_not_there_says_what_the_option_takes(deployment: Giveback) -> None:
    ran = deployment("registry", "check", "--registry", "/no/such/folder", status=2)
    assert ran.out.startswith("problem  /no/such/folder: no such folder\n--registry (GIVEBACK_REGISTRY) takes a folder")


def test_what_loads_and_is_wrong_ends_with_2_and_strangers_words_are_inert(
    deployment: Giveback, folder: Callable[..., Path]
) -> None:
    ran = deployment("--registry-only", folder(HOSTILE), "registry", "check", status=2)
    assert "acme: 'co.uk' is a public suffix" in ran.out
    assert "\x1b" not in ran.out
    shown = deployment("--registry-only", deployment.folder / "registry", "registry", "show", "acme")
    assert "\x1b" not in shown.out
    assert "checked            no" in shown.out


# Showing


def test_an_entry_is_shown_for_people_and_as_json(deployment: Giveback) -> None:
    ran = deployment("registry", "show", "Red Hat")
    assert ran.out.startswith("red-hat (organizations), ")
    assert "ibm, since 2019-07" in ran.out
    assert deployment("registry", "show", "redhat.com", "--json").json["key"] == "red-hat"


@pytest.mark.parametrize("subject", ["red-hut", "", "--", "a" * 3_000])
def test_what_is_not_there_is_refused_with_a_way_out(deployment: Giveback, subject: str) -> None:
    ran = deployment("registry", "show", "--", subject, status=2)
    assert ran.out == ""
    assert ran.err.count("\n") >= 2


# Comparing


def test_whose_numbers_would_move_and_by_how_much(small_deployment: Giveback, tmp_path: Path) -> None:
    deployment, old = small_deployment, small_deployment.registry
    assert old is not None
    new = tmp_path / "new"
    new.mkdir()
    for file in old.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "organizations.toml":
            begin = text.index("domains = [")
            text = text[:begin] + text[text.index("\n", begin) + 1 :]
        (new / file.name).write_text(text, encoding="utf-8")
    ran = deployment.at(NOW, "registry", "diff", old, new)
    assert ": domains: " in ran.out
    assert "Twelve months to 2026-07, grouped by parents" in ran.out
    told = json.loads(deployment.at(NOW, "registry", "diff", old, new, "--month", "2026-06", "--json").out)
    assert told["month"] == "2026-06"
    assert told["old"] != told["new"]
    assert {move["subject"] for move in told["moves"]}
    assert all(move["by"] == (move["after"] or 0) - (move["before"] or 0) for move in told["moves"])
    same = deployment.at(NOW, "registry", "diff", old, old)
    assert same.out == "The entries are the same.\nNo number of 2026-07 would move.\n"


def test_what_moves_no_cited_number_is_told_by_its_paths(small_deployment: Giveback, tmp_path: Path) -> None:
    old = small_deployment.registry
    assert old is not None
    new = tmp_path / "new"
    new.mkdir()
    for file in old.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('source = "', 'source = "another ')
        (new / file.name).write_text(text, encoding="utf-8")
    ran = small_deployment.at(NOW, "registry", "diff", old, new, "--month", "2026-07")
    assert "].staff_source.source: " in ran.out
    assert "→ another " in ran.out


def test_folders_may_lie_over_the_built_in_registry(small_deployment: Giveback, folder: Callable[..., Path]) -> None:
    deployment = small_deployment
    over = folder('[organizations.acme]\nname = "Acme"\nkind = "company"\ndomains = ["acme.example"]\n')
    ran = deployment.at(NOW, "registry", "diff", "built-in", over, "--over")
    assert ran.out == "+ organizations: acme\nNo number of 2026-07 would move.\n"
    alone = deployment.at(NOW, "registry", "diff", "built-in", over)
    assert "more: --json gives all" in alone.out


@pytest.mark.parametrize(
    "words",
    [
        ["built-in"],
        ["built-in", "no-such-folder"],
        ["built-in", "built-in", "--month", "July"],
        ["built-in", "built-in", "--month", "9999-01"],
        ["built-in", "built-in"],  # of a database that holds no history
    ],
)
def test_what_cannot_be_compared_ends_with_2(deployment: Giveback, words: list[str]) -> None:
    ran = deployment("registry", "diff", *words, status=2)
    assert ran.out == ""
    assert ran.err
