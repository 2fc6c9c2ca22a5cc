"""Reverts: each takes back in the month in which it lands, and only what it names."""

import pytest
from counting import ACME, ACME_TOO, BOLT, COPY, Counting, changes, weights

JUNE, JULY = "2026-06", "2026-07"


def revert_of(sha: str) -> str:
    return f"This reverts commit {sha}."


@pytest.mark.parametrize(
    "body",
    [
        revert_of("0123456789" * 4),
        "Reverts commons/engine#999",
        revert_of("abcdef0"),
        "This reverts the idea.",
        "",
    ],
)
def test_a_revert_of_something_unknown_takes_nothing_and_is_work_like_any_other(counting: Counting, body: str) -> None:
    counting.lands("2026-06-10", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Try the other allocator"', body)
    ledger = counting.ledger()
    assert weights(ledger, JUNE) == {"acme": 1}
    assert weights(ledger, JULY) == {"bolt": 1}


def test_a_revert_takes_back_in_its_own_month_and_is_no_work_of_its_own(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-06-11", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Change something"', revert_of(target))
    ledger = counting.ledger()
    assert weights(ledger, JUNE) == {"acme": 2}
    assert weights(ledger, JULY) == {"acme": -1}
    assert changes(ledger, JULY) == -1
    assert ledger.total("commons/engine", ledger.month.index).reverts == 1


def test_a_revert_in_the_same_month_leaves_nothing(counting: Counting) -> None:
    target = counting.lands("2026-07-10", ACME)
    counting.lands("2026-07-11", ACME_TOO, "Back out the last", revert_of(target))
    assert weights(counting.ledger()) == {}


def test_a_month_before_the_revert_does_not_know_it(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Change something"', revert_of(target))
    assert weights(counting.ledger(JUNE), JUNE) == {"acme": 1}


def test_a_revert_of_a_revert_brings_back_in_its_own_month(counting: Counting) -> None:
    target = counting.lands("2026-05-10", ACME)
    first = counting.lands("2026-06-10", BOLT, 'Revert "Change something"', revert_of(target))
    second = counting.lands("2026-07-10", BOLT, 'Revert "Revert "Change something""', revert_of(first))
    ledger = counting.ledger()
    assert [weights(ledger, month) for month in ("2026-05", JUNE, JULY)] == [{"acme": 1}, {"acme": -1}, {"acme": 1}]
    counting.lands("2026-07-11", BOLT, "Reapply the revert", "")
    counting.lands("2026-07-12", BOLT, 'Revert "Revert "Revert ...', revert_of(second))
    assert weights(counting.ledger(), JULY) == {"bolt": 1}  # brought back and taken back; one ordinary change


def test_nothing_is_taken_back_twice(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-06-11", ACME)
    for day in ("2026-07-10", "2026-07-11"):
        counting.lands(day, BOLT, 'Revert "Change something"', revert_of(target))
    assert weights(counting.ledger(), JULY) == {"acme": -1}


def test_a_revert_by_number_takes_the_whole_change(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, "Rework (#7)")
    counting.lands("2026-06-11", BOLT, "Rework more (#7)")
    counting.lands("2026-07-10", ACME, 'Revert "Rework (#7)" (#8)', "Reverts commons/engine#7")
    ledger = counting.ledger()
    assert weights(ledger, JUNE) == {"acme": pytest.approx(0.5), "bolt": pytest.approx(0.5)}
    assert weights(ledger, JULY) == {"acme": pytest.approx(-0.5), "bolt": pytest.approx(-0.5)}


def test_a_revert_of_a_part_of_a_change_takes_nothing(counting: Counting) -> None:
    first = counting.lands("2026-06-10", ACME, "Rework (#7)")
    counting.lands("2026-06-11", ACME, "Rework more (#7)")
    counting.lands("2026-07-10", BOLT, "Undo the first part", revert_of(first))
    assert weights(counting.ledger(), JULY) == {"bolt": 1}


def test_a_change_that_does_more_than_revert_is_an_ordinary_one(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Change something" (#9)', revert_of(target))
    counting.lands("2026-07-11", BOLT, "Do it better (#9)")
    assert weights(counting.ledger(), JULY) == {"bolt": 1}


def test_a_revert_takes_from_each_co_author(counting: Counting) -> None:
    body = f"Co-authored-by: {BOLT[0]} <{BOLT[1]}>"
    target = counting.lands("2026-06-10", ACME, body=body)
    counting.lands("2026-07-10", ACME_TOO, 'Revert "Change something"', revert_of(target))
    assert weights(counting.ledger(), JULY) == {"acme": pytest.approx(-0.5), "bolt": pytest.approx(-0.5)}


def test_a_change_older_than_the_ledger_is_taken_back_all_the_same(counting: Counting) -> None:
    target = counting.lands("2019-06-10", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Change something"', revert_of(target))
    assert weights(counting.ledger(), JULY) == {"acme": -1}


def test_a_change_that_began_before_the_ledger_does_not_land_again_with_its_rest_and_is_taken_back_once(
    counting: Counting,
) -> None:
    counting.lands("2019-06-10", ACME, "Rework (#7)")
    counting.lands("2026-07-02", BOLT, "Rework more (#7)")
    assert weights(counting.ledger(), JULY) == {}
    counting.lands("2026-07-10", ACME, 'Revert "Rework (#7)" (#8)', "Reverts commons/engine#7")
    assert weights(counting.ledger(), JULY) == {"acme": pytest.approx(-0.5), "bolt": pytest.approx(-0.5)}


def test_what_was_reverted_shows_in_the_scorecard_as_a_revert_and_no_negative_count(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-07-10", BOLT, 'Revert "Change something"', revert_of(target))
    project = next(each for each in counting.content()["projects"] if each["repository"] == "commons/engine")
    assert project["month"]["metrics"]["reverts"]["value"] == 1
    assert min(project["trend"]["changes"]) >= 0


def test_a_revert_of_what_was_synced_long_ago_takes_nothing_here(counting: Counting) -> None:
    target = counting.lands("2022-01-10", ACME, "Sync with engine: Speed up", repository=COPY)
    counting.lands("2026-07-10", BOLT, 'Revert "Sync with engine: Speed up"', revert_of(target), repository=COPY)
    assert weights(counting.ledger(), JULY, project=COPY) == {}
