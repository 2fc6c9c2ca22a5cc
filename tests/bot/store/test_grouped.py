"""Landed changes follow what GitHub says of pull requests, whatever subjects say, and in whatever order it is read."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from activity_builder import ActivityBuilder, at
from counting import ACME, AGENT, BOLT, ENGINE, LONER, PEBBLE, Counting, changes, co_authors, on, weights
from sqlalchemy import text

from bot.store import employments as employments_module
from bot.store.database import Database
from bot.store.employments import attribute, attributed_reading
from bot.store.grouped import derive_changes
from bot.store.ledger import read_ledger
from reports.ledger import Ledger
from reports.methodology import methodology
from reports.months import Month


@pytest.fixture
def activity(counting: Counting) -> ActivityBuilder:
    builder = ActivityBuilder(counting.database)
    builder.read()
    return builder


def stored_changes(counting: Counting) -> dict[str, int | None]:
    """By sha the number of the change, None for one of its own."""
    with counting.database.reading() as connection:
        rows = connection.execute(
            text("SELECT c.sha, l.change FROM landing l JOIN git_commit c ON c.id = l.commit_id WHERE NOT l.is_merge")
        )
        return {sha: change if change > 0 else None for sha, change in rows}


def grouped_by(counting: Counting) -> str | None:
    with counting.database.reading() as connection:
        query = text("SELECT grouped_by FROM repository WHERE name = :name")
        return connection.execute(query, {"name": ENGINE}).scalar_one()  # type: ignore[no-any-return]


def test_a_forged_number_takes_no_part_of_somebody_elses_change(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-01", BOLT, "Forge (#12)")
    real = counting.lands("2026-07-02", ACME, "Do it (#12)")
    assert weights(counting.ledger()) == {"acme": 0.5, "bolt": 0.5}
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-02", merge_sha=real)
    activity.read(until="2026-09-02")
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1, "bolt": 1}
    assert changes(ledger) == 2


def test_a_squash_without_a_number_is_its_pull_requests_and_a_revert_of_that_number_takes_it_back(
    counting: Counting, activity: ActivityBuilder
) -> None:
    silent = counting.lands("2026-07-01", ACME, "Do it")
    counting.lands("2026-07-03", BOLT, 'Revert "Do it"', "Reverts commons/engine#12")
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-01", merge_sha=silent)
    ledger = counting.ledger()
    assert weights(ledger) == {}
    assert stored_changes(counting)[silent] == 12


def test_a_rebased_pull_request_is_one_change(counting: Counting, activity: ActivityBuilder) -> None:
    first = on("2026-06-20")
    counting.lands("2026-07-01", LONER)
    for offset, who in enumerate((ACME, BOLT, ACME)):
        last = counting.lands("2026-07-02", who, authored=first + offset)
    activity.request(
        ACME, "2026-06-20", number=12, merged="2026-07-02", merge_sha=last, commits=3, first_authored_at=first
    )
    ledger = counting.ledger()
    assert weights(ledger) == {"*unknown": 1, "acme": 0.5, "bolt": 0.5}
    assert changes(ledger) == 2


def test_a_stack_that_lands_by_one_merge_is_one_change(counting: Counting, activity: ActivityBuilder) -> None:
    base = counting.lands("2026-07-01", LONER)
    lower = counting.lands("2026-07-02", ACME, branch="lower", parents=[base])
    upper = counting.lands("2026-07-03", BOLT, "Go on (#13)", branch="lower", parents=[lower])
    merge = counting.builder(ENGINE).merge(
        "lower", message="Merge pull request #12 from acme/lower", author_date=on("2026-07-04")
    )
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-04", merge_sha=merge)
    activity.request(BOLT, "2026-07-01", number=13, merged="2026-07-03", merge_sha=upper, base="lower")
    assert weights(counting.ledger()) == {"*unknown": 1, "acme": 1, "bolt": 1}
    activity.default_branch("main")
    assert weights(counting.ledger()) == {"*unknown": 1, "acme": 0.5, "bolt": 0.5}
    assert stored_changes(counting) == {base: None, lower: 12, upper: 12}


def test_what_was_squashed_before_the_default_branch_had_its_name_is_its_pull_requests(
    counting: Counting, activity: ActivityBuilder
) -> None:
    squashed = counting.lands("2026-07-01", ACME)
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-01", merge_sha=squashed, base="master")
    activity.default_branch("main")
    counting.ledger()
    assert stored_changes(counting) == {squashed: 12}


def test_the_author_s_day_of_a_squash_is_the_day_of_its_first_commit(
    counting: Counting, activity: ActivityBuilder
) -> None:
    squashed = counting.lands("2026-07-20", ACME, "Do it (#12)")
    activity.request(
        ACME, "2026-07-10", number=12, merged="2026-07-20", merge_sha=squashed, first_authored_at=at("2026-07-05")
    )
    counting.scan()
    attribute(counting.database, counting.registry)
    moved_on_the_eighth(counting)
    with_evidence = counting_ledger_as_stored(counting)
    assert weights(with_evidence) == {"bolt": 1}
    with counting.database.writing() as connection:
        connection.execute(text("UPDATE landing SET worked_at = NULL"))
    assert weights(counting_ledger_as_stored(counting)) == {"acme": 1}


def moved_on_the_eighth(counting: Counting) -> None:
    """Have whoever works for acme have worked for bolt until the 8th of July."""
    day = at("2026-07-08 00:00")
    columns = "account_id, share_num, share_den, rule, confidence, evidence"
    with counting.database.writing() as connection:
        connection.execute(
            text(
                f"INSERT INTO employment (organization, until, {columns})"
                f" SELECT 'bolt', :day, {columns} FROM employment WHERE organization = 'acme'"
            ),
            {"day": day},
        )
        connection.execute(text("UPDATE employment SET since = :day WHERE organization = 'acme'"), {"day": day})


def counting_ledger_as_stored(counting: Counting) -> Ledger:
    with counting.database.reading() as connection:
        return read_ledger(connection, counting.registry, Month.parse("2026-07"), methodology())


# What agents wrote


def test_what_an_agent_wrote_is_the_work_of_who_opened_it(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-02", AGENT, "Do it (#12)", co_authors(BOLT))
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-02", merger=PEBBLE)
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1}
    assert ledger.total(ENGINE, max(month for _, month in ledger.totals)).ai_authored == 1


def test_where_the_agent_opened_it_a_human_co_author_comes_before_who_merged(
    counting: Counting, activity: ActivityBuilder
) -> None:
    counting.lands("2026-07-02", AGENT, "Do it (#12)", co_authors(BOLT))
    counting.lands("2026-07-02", AGENT, "Do more (#13)")
    counting.lands("2026-07-02", AGENT, "Do most (#14)")
    counting.lands("2026-07-02", AGENT, "Do it all")
    for number, merger in ((12, PEBBLE), (13, PEBBLE), (14, AGENT)):
        activity.request(AGENT, "2026-07-01", number=number, merged="2026-07-02", merger=merger)
    assert weights(counting.ledger()) == {"bolt": 1, "pebble": 1, "*unknown": 2}


def test_what_people_and_agents_wrote_together_is_peoples(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-02", AGENT, "Do it (#12)")
    counting.lands("2026-07-02", BOLT, "Do it well (#12)")
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-02", merger=PEBBLE)
    assert weights(counting.ledger()) == {"bolt": 1}


def test_an_agents_work_for_somebody_counts_in_the_two_years_before_too(
    counting: Counting, activity: ActivityBuilder
) -> None:
    counting.lands("2024-07-02", AGENT, "Do it (#12)")
    counting.lands("2024-07-02", AGENT, "Do it (#13)")
    activity.request(ACME, "2024-07-01", number=12, merged="2024-07-02", merger=PEBBLE)
    assert weights(counting.ledger(), "2024-07") == {"acme": 1}


def test_a_revert_of_an_agents_work_takes_it_back_from_who_opened_it(
    counting: Counting, activity: ActivityBuilder
) -> None:
    counting.lands("2026-06-02", AGENT, "Do it (#12)")
    counting.lands("2026-07-03", BOLT, 'Revert "Do it"', "Reverts commons/engine#12")
    activity.request(ACME, "2026-06-01", number=12, merged="2026-06-02", merger=PEBBLE)
    ledger = counting.ledger()
    assert weights(ledger, "2026-06") == {"acme": 1}
    assert weights(ledger) == {"acme": -1}


# Deriving


def test_without_pull_requests_nothing_is_derived(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, "Do it (#12)")
    counting.ledger()
    assert grouped_by(counting) is None


def test_the_same_facts_give_the_same_changes_in_whatever_order_they_come(
    counting: Counting, new_database: Callable[..., Database]
) -> None:
    forged = counting.lands("2026-07-01", BOLT, "Forge (#12)")
    real = counting.lands("2026-07-02", ACME, "Do it")

    def told(activity: ActivityBuilder, *, is_merged: bool) -> None:
        merged = "2026-07-02" if is_merged else None
        activity.request(ACME, "2026-07-01", number=12, merged=merged, merge_sha=real if is_merged else None)
        activity.read(until="2026-09-02" if is_merged else "2026-09-01")

    found = []
    for order in itertools.permutations(("scan", "opened", "merged")):
        if order.index("merged") < order.index("opened"):
            continue
        database = new_database()
        counting.database = database
        counting.collector = replace(counting.collector, database=database)
        activity = ActivityBuilder(database)
        for step in order:
            if step == "scan":
                counting.scan()
            else:
                told(activity, is_merged=step == "merged")
            derive_changes(database)
        counting.ledger()
        found.append(stored_changes(counting))
    assert found == [{forged: None, real: 12}] * 3


def test_news_of_the_history_are_grouped_by_what_was_told_before(counting: Counting, activity: ActivityBuilder) -> None:
    real = counting.lands("2026-07-02", ACME, "Do it (#12)")
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-02", merge_sha=real)
    counting.ledger()
    before = grouped_by(counting)
    forged = counting.lands("2026-07-03", BOLT, "Forge (#12)")
    assert weights(counting.ledger()) == {"acme": 1, "bolt": 1}
    assert grouped_by(counting) != before
    assert stored_changes(counting) == {real: 12, forged: None}


def test_when_what_was_told_is_forgotten_the_commits_own_words_count(
    counting: Counting, activity: ActivityBuilder
) -> None:
    forged = counting.lands("2026-07-01", BOLT, "Forge (#12)")
    real = counting.lands("2026-07-02", ACME, "Do it (#12)")
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-02", merge_sha=real)
    counting.ledger()
    assert stored_changes(counting)[forged] is None
    with counting.database.writing() as connection:
        for table in ("reading", "pull_request"):
            connection.execute(text(f"DELETE FROM {table}"))
    counting.ledger()
    assert stored_changes(counting)[forged] == 12
    assert grouped_by(counting) is None


def test_pull_requests_that_are_read_without_anybody_new_are_news(
    counting: Counting, activity: ActivityBuilder
) -> None:
    silent = counting.lands("2026-07-01", ACME)
    counting.ledger()
    assert not attribute(counting.database, counting.registry)
    activity.request(ACME, "2026-07-01", number=12, merged="2026-07-01", merge_sha=silent)
    activity.read(until="2026-09-02")
    assert attribute(counting.database, counting.registry)
    assert not attribute(counting.database, counting.registry)
    assert stored_changes(counting) == {silent: 12}


def test_what_is_read_while_people_are_attributed_is_grouped_before_anything_is_told(
    counting: Counting, activity: ActivityBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = counting.lands("2026-07-01", ACME)
    counting.scan()
    honest = employments_module.derive_presence

    def derive(database: Database) -> None:
        honest(database)
        activity.request(ACME, "2026-07-01", number=12, merged="2026-07-01", merge_sha=silent)
        activity.read(until="2026-09-02")

    monkeypatch.setattr(employments_module, "derive_presence", derive)
    with attributed_reading(counting.database, counting.registry) as connection:
        assert connection.execute(text("SELECT change FROM landing")).scalar_one() == 12
