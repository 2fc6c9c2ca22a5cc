"""What GitHub told, as a ledger books it: whose reviews, answers and merge decisions, in which month."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from activity_builder import ActivityBuilder, at
from counting import (
    ACME,
    ACME_TOO,
    AGENT,
    BOLT,
    BOT,
    COPY,
    ENGINE,
    INDEPENDENT,
    KIT,
    LONER,
    PEBBLE,
    SERVICE,
    Counting,
    by_id,
    co_authors,
    on,
)
from giveback_runner import ROOT
from jsonschema import Draft202012Validator
from sqlalchemy import text

from bot.store.database import Database
from bot.store.ledger import read_ledger
from reports.activity import Answers, Counts, Topic
from reports.ledger import Ledger
from reports.methodology import methodology
from reports.months import Month
from reports.renderers.canonical import canonical

SCORECARD = Draft202012Validator(
    json.loads((ROOT / "reports" / "schema" / "scorecard-1.schema.json").read_text(encoding="utf-8"))
)
JULY = Month.parse("2026-07").index
GHOST = None


@pytest.fixture
def activity(counting: Counting) -> ActivityBuilder:
    """The engine and the kit, scanned, with their activity read until September."""
    counting.lands("2026-01-05", LONER)
    counting.lands("2026-01-05", LONER, repository=KIT)
    builder = ActivityBuilder(counting.database)
    for repository in (ENGINE, KIT):
        builder.read(repository)
    return builder


def reviews(ledger: Ledger) -> dict[tuple[str | None, frozenset[str], int], int]:
    """How many reviews, by who reviewed, whose the change was, and the month (0 is the ledger's)."""
    found: Counter[tuple[str | None, frozenset[str], int]] = Counter()
    for alike, count in ledger.activity.reviewed.items():
        for month, credits_ in alike.reviews:
            who = credits_[0].organization if credits_ else None
            found[who, alike.authors, month - ledger.month.index] += count
    return found


def answers(ledger: Ledger, project: str = ENGINE) -> dict[tuple[str | None, int], tuple[int, int, int]]:
    """How many were answered, not answered, and closed before; by who opened them, and the month."""
    return {
        (alike.credits[0].organization if alike.credits else None, alike.month - ledger.month.index): (
            found.answered,
            found.unanswered,
            found.closed,
        )
        for alike, found in ledger.activity.answers.items()
        if alike.project == project
    }


def merges(ledger: Ledger, project: str = ENGINE) -> dict[tuple[str | None, int], int]:
    return {
        (alike.credits[0].organization if alike.credits else None, alike.month - ledger.month.index): count
        for alike, count in ledger.activity.merges.items()
        if alike.project == project
    }


def coverage(content: dict[str, Any]) -> dict[str, str]:
    return next(source for source in content["coverage"] if source["source"] == "github-api")


# Reviews


def test_a_review_is_its_reviewers_employers_of_that_day_and_the_change_its_openers(
    counting: Counting, activity: ActivityBuilder
) -> None:
    number = activity.request(BOLT, "2026-07-01")
    activity.review(ACME, number, "2026-07-02")
    assert reviews(counting.ledger()) == {("acme", frozenset({"bolt"}), 0): 1}


def test_a_persons_reviews_of_one_pull_request_are_one_in_the_month_of_the_first(
    counting: Counting, activity: ActivityBuilder
) -> None:
    number = activity.request(BOLT, "2026-06-20")
    activity.review(ACME, number, "2026-06-28", substantive=False)
    for day in ("2026-07-03", "2026-06-30", "2026-07-05"):
        activity.review(ACME, number, day)
    activity.review(ACME_TOO, number, "2026-07-03")
    assert reviews(counting.ledger()) == {("acme", frozenset({"bolt"}), -1): 1, ("acme", frozenset({"bolt"}), 0): 1}


def test_one_pull_request_is_one_reviewed_change_however_many_reviewed_it(
    counting: Counting, activity: ActivityBuilder
) -> None:
    number = activity.request(BOLT, "2026-06-20")
    for who, day in ((ACME, "2026-06-28"), (ACME_TOO, "2026-07-03"), (PEBBLE, "2026-07-04"), (ACME, "2026-07-05")):
        activity.review(who, number, day)
    activity.review(ACME, activity.request(BOLT, "2026-07-01"), "2026-07-02")
    found = {
        tuple((month - JULY, credits_[0].organization) for month, credits_ in alike.reviews): n
        for alike, n in counting.ledger().activity.reviewed.items()
    }
    assert found == {((-1, "acme"), (0, "acme"), (0, "pebble")): 1, ((0, "acme"),): 1}


def test_the_accounts_of_one_person_review_once_and_know_one_anothers_employer(
    counting: Counting, activity: ActivityBuilder
) -> None:
    on_github = ("Ada", "5+ada@users.noreply.github.com")
    activity.join(ACME, on_github)
    number = activity.request(BOLT, "2026-07-01")
    activity.review(on_github, number, "2026-07-02")
    activity.review(ACME, number, "2026-07-03")
    assert reviews(counting.ledger()) == {("acme", frozenset({"bolt"}), 0): 1}


def test_where_a_persons_other_accounts_disagree_nobody_knows_the_employer(
    counting: Counting, activity: ActivityBuilder
) -> None:
    on_github = ("Ada", "5+ada@users.noreply.github.com")
    activity.join(ACME, on_github)
    activity.join(ACME, BOLT)
    number = activity.request(PEBBLE, "2026-07-01")
    activity.review(on_github, number, "2026-07-02")
    assert reviews(counting.ledger()) == {(None, frozenset({"pebble"}), 0): 1}


def test_nobody_reviews_their_own_change(counting: Counting, activity: ActivityBuilder) -> None:
    number = activity.request(ACME, "2026-07-01")
    counting.lands("2026-07-03", ACME, f"Do it (#{number})", co_authors(BOLT))
    for who in (ACME, BOLT, PEBBLE):
        activity.review(who, number, "2026-07-02")
    assert reviews(counting.ledger()) == {("pebble", frozenset({"acme", "bolt"}), 0): 1}


@pytest.mark.parametrize("opener", [BOT, AGENT])
def test_what_automation_alone_wrote_nobody_reviews(
    counting: Counting, activity: ActivityBuilder, opener: tuple[str, str]
) -> None:
    alone, helped = (activity.request(opener, "2026-07-01") for _ in range(2))
    counting.lands("2026-07-03", opener, f"Bump (#{alone})")
    counting.lands("2026-07-03", opener, f"Bump (#{helped})", co_authors(BOLT))
    for number in (alone, helped):
        activity.review(ACME, number, "2026-07-02")
    assert reviews(counting.ledger()) == {("acme", frozenset({"bolt"}), 0): 1}


def test_automation_does_not_review(counting: Counting, activity: ActivityBuilder) -> None:
    number = activity.request(ACME, "2026-07-01")
    for who in (BOT, AGENT, SERVICE):
        activity.review(who, number, "2026-07-02")
    assert reviews(counting.ledger()) == {}


def test_authors_and_reviewers_whom_nobody_knows_stay_unknown(counting: Counting, activity: ActivityBuilder) -> None:
    unknown, gone = activity.request(LONER, "2026-07-01"), activity.request(GHOST, "2026-07-01")
    independent = activity.request(INDEPENDENT, "2026-07-01")
    for number in (unknown, gone, independent):
        activity.review(ACME, number, "2026-07-02")
    activity.review(GHOST, independent, "2026-07-02")
    activity.review(LONER, independent, "2026-07-02")
    assert reviews(counting.ledger()) == {
        ("acme", frozenset({"*unknown"}), 0): 2,
        ("acme", frozenset({"*independent"}), 0): 1,
        (None, frozenset({"*independent"}), 0): 2,
    }


def test_reviews_are_units_of_thirty_six_months(counting: Counting, activity: ActivityBuilder) -> None:
    for opened in ("2026-07-01", "2025-07-01", "2023-08-01", "2023-07-01"):
        activity.review(ACME, activity.request(BOLT, opened), opened)
    activity.review(ACME, activity.request(BOLT, "2026-08-01"), "2026-08-01 00:00")
    ledger = counting.ledger()
    units = {key.month - JULY: row.reviews for key, row in ledger.rows.items() if key.organization == "acme"}
    assert units == {0: 1, -12: 1, -35: 1}


# Answers


def test_pull_requests_count_in_the_month_in_which_their_fourteen_days_were_over(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.request(ACME, "2026-06-16", answered="2026-06-17")  # over on the 30th of June
    activity.request(ACME, "2026-06-18", answered="2026-06-19")  # over on the 2nd of July
    activity.request(ACME, "2026-07-17 12:00")  # over on the 31st of July
    activity.request(ACME, "2026-07-18 12:00", answered="2026-07-19")  # over on the 1st of August
    assert answers(counting.ledger()) == {("acme", -1): (1, 0, 0), ("acme", 0): (1, 1, 0)}


def test_fourteen_days_are_fourteen_days_to_the_second(counting: Counting, activity: ActivityBuilder) -> None:
    opened = at("2026-07-01")
    activity.request(ACME, "2026-07-01", answered_at=opened + 14 * 86_400)
    activity.request(BOLT, "2026-07-01", answered_at=opened + 14 * 86_400 + 1)
    assert answers(counting.ledger()) == {("acme", 0): (1, 0, 0), ("bolt", 0): (0, 1, 0)}


def test_what_was_closed_in_time_before_anybody_answered_is_counted_apart(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.request(ACME, "2026-07-01", closed="2026-07-02")
    activity.request(ACME, "2026-07-01", closed="2026-07-16")
    activity.request(ACME, "2026-07-01", closed="2026-07-02", answered="2026-07-03")
    ledger = counting.ledger()
    assert answers(ledger) == {("acme", 0): (1, 1, 1)}
    assert ledger.activity.count(ENGINE, JULY).waiting == 0


def test_what_happened_after_the_month_is_not_known_in_it(counting: Counting, activity: ActivityBuilder) -> None:
    activity.request(ACME, "2026-07-01", answered="2026-08-01 00:00", merged="2026-08-01 00:00", merger=BOLT)
    ledger = counting.ledger()
    assert answers(ledger) == {("acme", 0): (0, 1, 0)}
    assert merges(ledger) == {}
    assert ledger.activity.count(ENGINE, JULY) == Counts(opened=1, waiting=1)
    later = counting.ledger("2026-08")
    assert merges(later) == {("bolt", 0): 1}
    assert later.activity.count(ENGINE, JULY).response_times == [at("2026-08-01 00:00") - at("2026-07-01")]


@pytest.mark.parametrize("opener", [BOT, AGENT, SERVICE])
def test_automations_pull_requests_wait_for_nobody(
    counting: Counting, activity: ActivityBuilder, opener: tuple[str, str]
) -> None:
    activity.request(opener, "2026-07-01")
    ledger = counting.ledger()
    assert answers(ledger) == {}
    assert ledger.activity.counts == {}


def test_openers_that_are_gone_or_unknown_are_nobodys(counting: Counting, activity: ActivityBuilder) -> None:
    activity.request(GHOST, "2026-07-01")
    activity.request(LONER, "2026-07-01", answered="2026-07-02")
    assert answers(counting.ledger()) == {(None, 0): (1, 1, 0)}


# Merge decisions


def test_who_merged_decided(counting: Counting, activity: ActivityBuilder) -> None:
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=BOLT)
    activity.request(BOT, "2026-07-01", merged="2026-07-02", merger=BOLT)
    activity.request(ACME, "2026-06-01", closed="2026-06-02", landed_by="label", merger=PEBBLE)
    activity.request(ACME, "2026-06-01", closed="2026-06-02", merger=PEBBLE)
    assert merges(counting.ledger()) == {("bolt", 0): 2, ("pebble", -1): 1}


def test_of_a_merge_bot_nobody_knows_who_told_it_and_automation_among_itself_decides_nothing(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=BOT)
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=GHOST)
    activity.request(BOT, "2026-07-01", merged="2026-07-02", merger=BOT)
    activity.request(AGENT, "2026-07-01", merged="2026-07-02", merger=GHOST)
    assert merges(counting.ledger()) == {(None, 0): 2}


def test_what_is_merged_into_another_branch_is_no_decision_and_neither_accepted_nor_declined(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.default_branch("main")
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=ACME, base="ada/first-of-two")
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=BOLT)
    ledger = counting.ledger()
    assert merges(ledger) == {("bolt", 0): 1}
    counts = ledger.activity.count(ENGINE, JULY)
    assert (counts.opened, counts.accepted, counts.declined) == (2, 1, 0)


def test_what_a_merge_bot_landed_is_a_decision_whatever_branch_it_asked_for(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.default_branch("main")
    activity.request(ACME, "2026-07-01", closed="2026-07-02", landed_by="trailer", merger=BOLT, base="stack/ada/7/base")
    assert merges(counting.ledger()) == {("bolt", 0): 1}


def test_what_landed_before_the_default_branch_had_its_name_was_a_decision(
    counting: Counting, activity: ActivityBuilder
) -> None:
    landed = counting.lands("2026-07-02", ACME)
    fork = counting.lands("2026-07-03", ACME, branch="topic", parents=[landed])
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=BOLT, base="master", merge_sha=landed)
    activity.request(ACME, "2026-07-01", merged="2026-07-03", merger=PEBBLE, base="topic", merge_sha=fork)
    activity.default_branch("main")
    assert merges(counting.ledger()) == {("bolt", 0): 1}


def test_decisions_are_read_back_to_a_year_before_a_host_handed_over(
    counting: Counting, activity: ActivityBuilder
) -> None:
    # Acme handed the kit over with June 2026; nobody ever left the engine.
    for repository in (ENGINE, KIT):
        for merged in ("2025-06-30", "2025-07-01", "2026-07-01"):
            activity.request(ACME, merged, merged=merged, merger=BOLT, repository=repository)
        activity.read(repository, "2027-09-01")
    counting.ledger()
    with counting.database.writing() as connection:
        connection.execute(text("UPDATE repository SET read_at = :at"), {"at": on("2027-09-01")})
    with counting.database.reading() as connection:
        later = read_ledger(connection, counting.registry, Month.parse("2027-06"), methodology())
    assert merges(later, KIT) == {("bolt", -23): 1, ("bolt", -11): 1}
    assert merges(later, ENGINE) == {("bolt", -11): 1}


def test_a_former_host_loses_control_once_others_decide(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-10", ACME, repository=KIT)
    activity.request(ACME, "2026-06-20", merged="2026-06-21", merger=ACME, repository=KIT)
    for day in ("2026-07-02", "2026-07-03"):
        activity.request(ACME, day, merged=day, merger=BOLT, repository=KIT)
    june, july = counting.content("2026-06"), counting.content()
    assert by_id(june["projects"], KIT)["controlled_by"] == ["acme", "bolt"]
    assert by_id(july["projects"], KIT)["controlled_by"] == ["bolt"]
    acme = by_id(july["organizations"], "acme")["as_was"]
    assert [entry["relation"] for entry in acme["projects"]] == ["work_back"]
    assert acme["trailing12"]["merges"]["value"] == 1


# Counts


def test_counts_are_of_what_people_did_in_the_twelve_months(counting: Counting, activity: ActivityBuilder) -> None:
    activity.request(ACME, "2026-07-01", merged="2026-07-02", merger=BOLT)
    activity.request(ACME, "2026-06-01", closed="2026-07-02")
    activity.request(BOT, "2026-07-01", merged="2026-07-02", merger=BOLT)
    activity.issue(LONER, "2026-06-01", closed="2026-07-02")
    activity.issue(GHOST, "2026-07-01", closed="2026-08-02")
    activity.issue(BOT, "2026-07-01", closed="2026-07-02")
    activity.issue(LONER, "2020-07-01", closed="2026-07-02")
    activity.release("v1", "2026-07-31 23:59")
    activity.release("v2", "2026-08-01 00:00")
    activity.release("v2rc1", "2026-07-20", pre=True)
    activity.release("v0", "2025-07-31 23:59")
    activity.state("2026-07-01", 10, 1)
    activity.state("2026-07-30", 12, 2)
    activity.state("2026-08-01", 99, 9)
    metrics = by_id(counting.content()["projects"], ENGINE)["month"]["metrics"]
    expected = {
        "change_requests": 1,
        "change_requests_accepted": 1,
        "change_requests_declined": 1,
        "issues_new": 1,
        "issues_closed": 2,
        "releases": 1,
        "stars": 12,
        "forks": 2,
        "merges": 2,
        "reviews": 0,
    }
    assert {name: metrics[name]["value"] for name in expected} == expected


# What was read


def test_what_was_read_is_said_project_by_project_and_topic_by_topic(
    counting: Counting, activity: ActivityBuilder
) -> None:
    activity.read(KIT, "2026-07-31", "github_issues")
    activity.read(KIT, None, "github_releases")
    content = counting.content()
    assert coverage(content) == {
        "source": "github-api",
        "state": "partial",
        "reason": (
            f"issues last read before the month ended: {KIT}; releases not read: {KIT};"
            f" stars and forks not read: {KIT}, {ENGINE}"
        ),
    }
    metrics = by_id(content["projects"], KIT)["month"]["metrics"]
    assert "unknown" in metrics["issues_new"]
    assert metrics["change_requests"]["value"] == 0


def test_where_all_was_read_the_coverage_has_nothing_to_excuse(counting: Counting, activity: ActivityBuilder) -> None:
    for repository in (ENGINE, KIT):
        activity.state("2026-07-01", 1, 1, repository=repository)
    assert coverage(counting.content())["state"] == "collected"


def test_what_github_left_out_is_said_in_the_coverage(counting: Counting, activity: ActivityBuilder) -> None:
    for repository in (ENGINE, KIT):
        activity.state("2026-07-01", 1, 1, repository=repository)
    activity.read(ENGINE, "2026-09-02", "github_pull_requests", unread=2)
    activity.read(KIT, "2026-09-02", "github_issues", unread=1)
    assert coverage(counting.content()) == {
        "source": "github-api",
        "state": "partial",
        "reason": f"2 pull requests of {ENGINE}, 1 issue of {KIT} could not be read",
    }


def test_without_reading_nothing_is_known(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    activity = ActivityBuilder(counting.database)
    activity.review(ACME, activity.request(BOLT, "2026-07-01"), "2026-07-02")
    content = counting.content()
    assert coverage(content)["state"] == "not collected"
    metrics = by_id(content["projects"], ENGINE)["month"]["metrics"]
    assert {name for name in metrics if "unknown" in metrics[name]} >= {"reviews", "merges", "change_requests", "stars"}
    acme = by_id(content["organizations"], "acme")["as_was"]
    assert "unknown" in acme["month"]["reviews"]
    assert acme["trailing12"]["work_back_people"]["value"] == 1


def test_what_is_reviewed_elsewhere_is_not_read_on_github(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-01", ACME, repository=COPY)
    activity.read(COPY)
    number = activity.request(BOLT, "2026-07-01", repository=COPY, merged="2026-07-02", merger=ACME)
    activity.review(ACME, number, "2026-07-01", repository=COPY)
    content = counting.content()
    assert f"reviewed and merged elsewhere than on GitHub: {COPY}" in coverage(content)["reason"]
    metrics = by_id(content["projects"], COPY)["month"]["metrics"]
    assert "elsewhere" in metrics["reviews"]["unknown"]
    assert "elsewhere" in metrics["merges"]["unknown"]
    assert metrics["change_requests"]["value"] == 1


def test_a_private_repository_is_in_nothing_that_is_published(counting: Counting, activity: ActivityBuilder) -> None:
    counting.lands("2026-07-01", ACME, repository=KIT)
    number = activity.request(BOLT, "2026-07-01", repository=KIT)
    activity.review(ACME, number, "2026-07-02", repository=KIT)
    activity.private(KIT)
    content = counting.content()
    assert KIT not in str(content)
    assert counting.ledger().activity.reviewed == {}
    assert "acme" not in {organization["id"] for organization in content["organizations"]}


def test_accounts_that_activity_brings_are_attributed(counting: Counting, activity: ActivityBuilder) -> None:
    counting.ledger()
    number = activity.request(("New", "new@bolt.example"), "2026-07-01")
    activity.review(("Also", "also@acme.example"), number, "2026-07-02")
    activity.read(until="2026-09-02")
    assert reviews(counting.ledger()) == {("acme", frozenset({"bolt"}), 0): 1}


def test_a_topic_that_was_not_read_is_not_booked(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    activity = ActivityBuilder(counting.database)
    activity.read(ENGINE, "2026-09-01", "github_issues")
    activity.request(BOLT, "2026-07-01", merged="2026-07-02", merger=ACME)
    activity.issue(BOLT, "2026-07-01")
    ledger = counting.ledger()
    assert ledger.activity.counts == {(ENGINE, JULY): Counts(issues_new=1)}
    assert (ledger.activity.merges, ledger.activity.answers) == ({}, {})
    assert [topic for topic in Topic if ledger.activity.was_read(topic, ENGINE)] == [Topic.ISSUES]
    assert Answers() not in ledger.activity.answers.values()


# Whatever the order, whatever the database


def test_the_content_is_the_same_to_the_byte_in_whatever_order_activity_came_and_on_either_database(
    counting: Counting, postgres_address: str, tmp_path: Path
) -> None:
    for number in (12, 13):
        counting.lands("2026-07-02", ACME, f"Do it (#{number})", co_authors(BOLT))
    real = counting.lands("2026-07-03", BOLT, "Squashed", repository=KIT)

    def tell(activity: ActivityBuilder, *, backwards: bool) -> None:
        people = [ACME, BOLT, PEBBLE, LONER, INDEPENDENT, GHOST, BOT, AGENT, SERVICE]
        requests = [(number, people[number % len(people)]) for number in range(10, 24)]
        for number, who in reversed(requests) if backwards else requests:
            merged = f"2026-07-{number:02}" if number % 3 else None
            merger = people[number % 4]
            for repository in (KIT, ENGINE) if backwards else (ENGINE, KIT):
                sha = real if (number, repository) == (20, KIT) else None
                activity.request(
                    who, f"2026-06-{number:02}", number=number, repository=repository, merged=merged, merger=merger,
                    answered=f"2026-06-{number + 1:02}" if number % 2 else None, merge_sha=sha,
                )  # fmt: skip
        for number, who in reversed(requests) if backwards else requests:
            activity.review(people[(number + 1) % 5], number, f"2026-07-{number:02}")
            activity.issue(who, f"2026-07-{number:02}")
        for repository in (ENGINE, KIT):
            activity.read(repository)
            activity.state("2026-07-30", 5, 2, repository=repository)

    found = set()
    for address, backwards in ((str(tmp_path / "one.db"), False), (postgres_address, True)):
        database = Database(address)
        counting.database, counting.collector = database, replace(counting.collector, database=database)
        activity = ActivityBuilder(database)
        if backwards:
            tell(activity, backwards=True)
        counting.builders = dict(reversed(counting.builders.items()))
        counting.scan()
        if not backwards:
            tell(activity, backwards=False)
        content = counting.content()
        SCORECARD.validate(content)
        found.add(canonical(content))
        database.close()
    assert len(found) == 1
