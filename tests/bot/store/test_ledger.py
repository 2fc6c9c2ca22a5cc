"""The ledger as the scorecard sees it: control and parents over time, and which projects are in the index."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from counting import (
    ACME,
    BOLT,
    ENGINE,
    FILES,
    INDEPENDENT,
    KIT,
    LONER,
    OLD,
    OUTSIDE,
    PEBBLE,
    Counting,
    by_id,
    co_authors,
    weights,
)
from sqlalchemy import text

from bot.collect import collect
from bot.registry import load_registry
from bot.store.employments import attribute
from bot.store.ledger import _all_histories, read_ledger
from reports.methodology import methodology
from reports.months import Month
from reports.scorecard import make_content


def projects_of(organization: dict[str, Any], view: str = "as_was") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in organization[view]["projects"]:
        found.setdefault(entry["relation"], []).append(entry["repository"])
    return found


# What is outside


def test_a_project_outside_of_the_index_stays_outside(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-01", ACME, repository=KIT)
    counting.lands("2026-07-02", BOLT, repository=OUTSIDE)
    content = counting.content()
    assert OUTSIDE not in {project["repository"] for project in content["projects"]}
    assert {organization["id"] for organization in content["organizations"]} >= {"acme"}
    bolt = by_id(content["organizations"], "bolt")  # it controls the kit
    assert projects_of(bolt) == {}
    assert OUTSIDE not in str(content)


def test_of_a_host_whose_project_was_not_read_no_zeros_are_told(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)  # in the engine: bolt hosts the kit, and does nothing else
    content = counting.content()
    assert "bolt" not in {organization["id"] for organization in content["organizations"]}
    counting.lands("2026-07-02", ACME, repository=KIT)
    assert "bolt" in {organization["id"] for organization in counting.content()["organizations"]}


def test_a_project_that_was_scanned_under_its_former_name_too_counts_once(counting: Counting) -> None:
    for repository in (KIT, "lee/kit"):
        counting.lands("2026-07-01", ACME, repository=repository)
        counting.lands("2026-07-02", BOLT, repository=repository)
    kit = by_id(counting.content()["projects"], KIT)
    assert kit["month"]["metrics"]["changes"]["value"] == 2


def test_a_project_that_was_scanned_under_its_former_name_alone_counts(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, repository="lee/kit")
    kit = by_id(counting.content()["projects"], KIT)
    assert kit["month"]["metrics"]["changes"]["value"] == 1


def test_a_historical_project_is_facts_only(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", PEBBLE, repository=OLD)
    content = counting.content()
    old = by_id(content["projects"], OLD)
    assert old["historical"]
    assert old["month"]["metrics"]["changes"]["value"] == 1
    assert "pebble" not in {organization["id"] for organization in content["organizations"]}


def test_what_has_not_been_scanned_is_not_collected_and_not_zero(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    content = counting.content()
    git = by_id([{**source, "id": source["source"]} for source in content["coverage"]], "git")
    assert git["state"] == "partial"
    assert git["reason"] == f"not scanned: acme/copy, {KIT}, {OLD}"
    kit = by_id(content["projects"], KIT)
    assert "unknown" in kit["trailing12"]["metrics"]["changes"]
    for source in ("github-api", "money", "declarations"):
        assert {"source": source, "state": "not collected"}.items() <= next(
            each for each in content["coverage"] if each["source"] == source
        ).items()


def test_nothing_scanned_at_all_is_a_scorecard_of_unknowns(counting: Counting) -> None:
    content = counting.content()
    assert next(each for each in content["coverage"] if each["source"] == "git")["state"] == "not collected"
    assert len(content["projects"]) == 4


def test_a_name_in_another_case_is_the_same_project(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, repository="Commons/Engine")
    assert weights(counting.ledger()) == {"acme": 1}


# Control and parents


def test_a_former_host_stays_in_control_until_others_decide(counting: Counting) -> None:
    for day in ("2026-05-10", "2026-07-10"):
        counting.lands(day, ACME, repository=KIT)
        counting.lands(day, BOLT, repository=KIT)
    content = counting.content()
    acme, bolt = (by_id(content["organizations"], slug) for slug in ("acme", "bolt"))
    assert projects_of(acme) == {"stewardship": [KIT]}
    assert projects_of(bolt) == {"work_back": [KIT], "stewardship": [KIT]}  # before it was host, and since
    kit = by_id(content["projects"], KIT)
    assert kit["host"] == "bolt"
    assert {"acme", "bolt"} <= set(kit["controlled_by"])


def test_a_parent_takes_in_its_child_from_the_dated_month_in_the_grouped_view_alone(counting: Counting) -> None:
    counting.lands("2026-04-10", PEBBLE)
    counting.lands("2026-04-11", BOLT)
    content = counting.content("2026-04")
    pebble = by_id(content["organizations"], "pebble")
    assert (pebble["parent"], "counted_with" in pebble["grouped"]) == (None, False)
    content = counting.content("2026-05")
    pebble, bolt = (by_id(content["organizations"], slug) for slug in ("pebble", "bolt"))
    assert pebble["parent"] == "bolt"
    assert pebble["grouped"] == {"counted_with": "bolt"}
    assert pebble["as_was"]["trailing12"]["work_back_people"]["value"] == 1
    assert bolt["as_was"]["trailing12"]["work_back_people"]["value"] == 1
    assert bolt["grouped"]["trailing12"]["work_back_people"]["value"] == 2
    shares = by_id(content["projects"], ENGINE)["trailing12"]["shares"]
    rows = {view: {row["organization"]: row["share"].get("value") for row in shares[view]} for view in shares}
    assert rows["as_was"]["pebble"] == rows["as_was"]["bolt"] == 0.5
    assert rows["grouped"]["bolt"] == 1
    assert "pebble" not in rows["grouped"]


def test_a_parents_own_project_is_no_work_back_of_its_child_once_grouped(counting: Counting) -> None:
    counting.lands("2026-07-10", PEBBLE, repository=KIT)
    content = counting.content()
    assert projects_of(by_id(content["organizations"], "pebble")) == {"work_back": [KIT]}
    assert projects_of(by_id(content["organizations"], "bolt"), "grouped") == {"stewardship": [KIT]}


# Unknown is a number


def test_independents_and_unknowns_have_rows_of_their_own(counting: Counting) -> None:
    for who in (ACME, ACME, INDEPENDENT, LONER):
        counting.lands("2026-07-01", who)
    rows = {
        row["organization"]: row for row in by_id(counting.content()["projects"], ENGINE)["month"]["shares"]["as_was"]
    }
    assert {name: row["share"].get("value") for name, row in rows.items()} == {
        "acme": 0.5, "*independent": 0.25, "*unknown": 0.25
    }  # fmt: skip
    assert (rows["acme"]["share"]["low"], rows["acme"]["share"]["high"]) == (0.5, 0.75)


def test_too_much_unknown_withholds_shares_and_keeps_bounds(counting: Counting) -> None:
    for who in (ACME, LONER, LONER):
        counting.lands("2026-07-01", who)
    rows = {
        row["organization"]: row for row in by_id(counting.content()["projects"], ENGINE)["month"]["shares"]["as_was"]
    }
    assert "unknown" in rows["acme"]["share"]
    assert rows["acme"]["share"]["high"] == 1


def test_newcomers_are_people_seen_for_the_first_time_in_the_months_of_the_year(counting: Counting) -> None:
    counting.lands("2020-01-01", ACME)
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", BOLT)
    metrics = by_id(counting.content()["projects"], ENGINE)["month"]["metrics"]
    assert metrics["newcomers"]["value"] == 1


# What was not read to the month's end


def coverage_of_git(counting: Counting, month: str = "2026-07") -> tuple[str, str]:
    git = next(source for source in counting.content(month)["coverage"] if source["source"] == "git")
    return git["state"], git["reason"]


def read_at(counting: Counting, repository: str, moment: datetime) -> None:
    with counting.database.writing() as connection:
        connection.execute(
            text("UPDATE repository SET read_at = :at WHERE name = :name"),
            {"at": int(moment.timestamp()), "name": repository},
        )


@pytest.mark.parametrize(("day", "is_whole"), [(31, False), (1, True)])
def test_a_history_that_was_last_read_before_the_month_ended_is_not_taken_for_a_whole_one(
    counting: Counting, monkeypatch: pytest.MonkeyPatch, day: int, is_whole: bool
) -> None:
    counting.lands("2026-07-01", ACME)
    counting.scan()
    read_at(counting, ENGINE, datetime(2026, 7 if day == 31 else 8, day, tzinfo=UTC))
    monkeypatch.setattr(counting, "scan", lambda: None)
    content = counting.content()
    changes = by_id(content["projects"], ENGINE)["month"]["metrics"]["changes"]
    assert ("value" in changes) == is_whole
    assert (f"last read before the month ended: {ENGINE}" in coverage_of_git(counting)[1]) != is_whole


def test_a_scan_that_finds_nothing_new_has_read_the_history_all_the_same(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.scan()
    read_at(counting, ENGINE, datetime(2026, 7, 2, tzinfo=UTC))
    assert "last read" not in coverage_of_git(counting)[1]  # reading the content scans again


def test_a_history_that_is_being_read_anew_is_neither_the_old_nor_the_new_one(
    counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 7):
        counting.lands(f"2026-07-0{day}", ACME, "Sync: something")
    counting.scan()
    for name, content in FILES.items():
        landing = '[upstreams."commons/engine"]\nlanding = { profile = "mirror", sync_subject = "^Sync" }\n'
        (tmp_path / name).write_text(content.replace('[upstreams."commons/engine"]\n', landing), encoding="utf-8")
    other = replace(counting.collector, registry=load_registry(only=tmp_path), commits_a_task=3)

    class StoppedError(Exception):
        pass

    def stop(_repository: str, _commits: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        collect(replace(other, watch=stop), str(counting.builders[ENGINE].path), ENGINE)
    with monkeypatch.context() as patched:
        patched.setattr(counting, "scan", lambda: None)
        state, reason = coverage_of_git(counting)
        assert (state, f"being read anew: {ENGINE}" in reason) == ("not collected", True)
        assert "unknown" in by_id(counting.content()["projects"], ENGINE)["month"]["metrics"]["changes"]
    collect(other, str(counting.builders[ENGINE].path), ENGINE)
    with monkeypatch.context() as patched:
        patched.setattr(counting, "scan", lambda: None)
        assert by_id(counting.content()["projects"], ENGINE)["month"]["metrics"]["changes"]["value"] == 0


# What could not be read


def test_where_the_files_of_a_commit_could_not_be_read_lines_are_not_known(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", ACME, body=co_authors(BOLT))
    counting.lands("2026-07-03", ACME, repository=KIT)
    counting.scan()
    with counting.database.writing() as connection:
        connection.execute(
            text(
                "UPDATE git_commit SET lines_added = NULL, lines_deleted = NULL, lines_counted = NULL"
                " WHERE repository_id = (SELECT id FROM repository WHERE name = :name)"
            ),
            {"name": ENGINE},
        )
    attribute(counting.database, counting.registry)
    with counting.database.reading() as connection:
        ledger = read_ledger(connection, counting.registry, Month(2026, 7), methodology())
    content = make_content(ledger, methodology())
    engine, kit = (by_id(content["projects"], name)["month"]["metrics"]["lines_counted"] for name in (ENGINE, KIT))
    assert engine == {"unknown": "we did not collect: the files of 2 of the commits could not be read"}
    assert kit["value"] == 10
    acme = by_id(content["organizations"], "acme")["as_was"]["month"]
    assert acme["lines_counted"] == {"unknown": f"we did not collect: files of commits could not be read in {ENGINE}"}
    assert acme["commits"]["value"] == 2.5


def test_one_project_that_was_read_is_not_called_projects() -> None:
    assert _all_histories(1) == "the history of the one project"
    assert _all_histories(8) == "the histories of all 8 projects"


# What is known of organizations


def test_a_head_count_that_was_not_checked_says_so_in_the_content(counting: Counting, tmp_path: Path) -> None:
    counting.lands("2026-07-01", ACME)
    staff = 'staff = { band = "50-499", source = "a report", year = 2025, checked = false }\n'
    for name, content in FILES.items():
        if name == "organizations.toml":
            lines = [line for line in content.splitlines(keepends=True) if not line.startswith("staff")]
            content = "".join(lines).replace("[organizations.acme]\n", f"[organizations.acme]\n{staff}")  # noqa: PLW2901
        (tmp_path / name).write_text(content, encoding="utf-8")
    shown = by_id(replace(counting, registry=load_registry(only=tmp_path)).content()["organizations"], "acme")
    assert shown["staff_source"] == {"source": "a report", "year": 2025, "checked": False}
