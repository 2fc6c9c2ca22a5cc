"""The ledger as the scorecard sees it: control and parents over time, and which projects are in the index."""

from typing import Any

from counting import (
    ACME,
    BOLT,
    ENGINE,
    INDEPENDENT,
    KIT,
    LONER,
    OLD,
    OUTSIDE,
    PEBBLE,
    Counting,
    by_id,
    weights,
)

from bot.store.ledger import _all_histories


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


def test_one_project_that_was_read_is_not_called_projects() -> None:
    assert _all_histories(1) == "the history of the one project"
    assert _all_histories(8) == "the histories of all 8 projects"
