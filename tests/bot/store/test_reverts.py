"""Reverts: each takes back in the month in which it lands, and only what it names."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from counting import ACME, ACME_TOO, BOLT, COPY, ENGINE, FILES, PEBBLE, Counting, changes, on, weights

from bot.collect import collect
from bot.registry import load_registry
from bot.store.revert_rows import Landed, Named, Reverting, RevertRows
from bot.store.reverts import resolve

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


# Merges


def a_merged_pull_request(counting: Counting) -> tuple[str, str, list[str]]:
    """Two authors' commits that pull request 12 brought in in June; the commit before it, the merge, the two."""
    base = counting.lands("2026-05-01", BOLT)
    first = counting.lands("2026-06-08", ACME, branch="topic", parents=[base])
    second = counting.lands("2026-06-09", PEBBLE, branch="topic")
    message = "Merge pull request #12 from acme/topic\n\nSpeed up"
    at = on("2026-06-10")
    merge = counting.builder(ENGINE).merge("topic", message=message, author=BOLT, author_date=at, commit_date=at)
    return base, merge, [first, second]


@pytest.mark.parametrize(
    "says",
    ["This reverts commit {merge}, reversing\nchanges made to {base}.", "", "Reverts commons/engine#12"],
)
def test_a_revert_of_a_merge_takes_back_the_pull_request(counting: Counting, says: str) -> None:
    base, merge, _ = a_merged_pull_request(counting)
    subject = 'Revert "Merge pull request #12 from acme/topic"'
    counting.lands("2026-07-10", BOLT, subject, says.format(merge=merge, base=base))
    ledger = counting.ledger()
    assert weights(ledger, JUNE) == {"acme": pytest.approx(0.5), "pebble": pytest.approx(0.5)}
    assert weights(ledger, JULY) == {"acme": pytest.approx(-0.5), "pebble": pytest.approx(-0.5)}


def test_a_revert_of_a_merge_without_a_number_takes_back_all_that_it_brought_in(counting: Counting) -> None:
    base = counting.lands("2026-05-01", BOLT)
    counting.lands("2026-06-08", ACME, branch="topic", parents=[base])
    counting.lands("2026-06-09", PEBBLE, "Rework (#7)", branch="topic")
    merge = counting.builder(ENGINE).merge("topic", message="Merge branch 'topic'", author_date=on("2026-06-10"))
    counting.lands("2026-07-09", PEBBLE, "Rework more (#7)")  # a part of what is not taken back as a whole
    counting.lands("2026-07-10", BOLT, "Revert \"Merge branch 'topic'\"", revert_of(merge))
    assert weights(counting.ledger(), JULY) == {"acme": -1}


def test_a_revert_of_all_of_a_merged_pull_requests_commits_takes_it_back(counting: Counting) -> None:
    _, _, commits = a_merged_pull_request(counting)
    for sha in commits:
        counting.lands("2026-07-10", BOLT, "Back out a part (#50)", revert_of(sha))
    assert weights(counting.ledger(), JULY) == {"acme": pytest.approx(-0.5), "pebble": pytest.approx(-0.5)}


def test_a_merge_that_brings_in_a_change_and_its_revert_has_nothing_to_take_back(counting: Counting) -> None:
    base = counting.lands("2026-05-01", BOLT)
    target = counting.lands("2026-06-08", ACME, branch="topic", parents=[base])
    counting.lands("2026-06-09", PEBBLE, 'Revert "Change something"', revert_of(target), branch="topic")
    merge = counting.builder(ENGINE).merge("topic", message="Merge branch 'topic'", author_date=on("2026-06-10"))
    counting.lands("2026-07-10", BOLT, "Revert \"Merge branch 'topic'\"", revert_of(merge))
    ledger = counting.ledger()
    assert (weights(ledger, JUNE), weights(ledger, JULY)) == ({}, {"bolt": 1})


# Several at once, and elsewhere


def test_a_change_of_two_reverts_takes_back_both(counting: Counting) -> None:
    targets = [counting.lands("2026-06-10", ACME), counting.lands("2026-06-11", PEBBLE)]
    for sha in targets:
        counting.lands("2026-07-10", BOLT, 'Revert "Change something" (#50)', revert_of(sha))
    assert weights(counting.ledger(), JULY) == {"acme": -1, "pebble": -1}
    counting.lands("2026-07-11", BOLT, 'Revert "Revert them" (#51)', "Reverts commons/engine#50")
    assert weights(counting.ledger(), JULY) == {}


def test_a_change_of_a_revert_by_sha_and_one_by_number_takes_back_both(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    counting.lands("2026-06-11", PEBBLE, "Rework (#7)")
    counting.lands("2026-07-10", BOLT, "Back out the first (#50)", revert_of(target))
    counting.lands("2026-07-10", BOLT, "Back out the second (#50)", "Reverts #7")
    assert weights(counting.ledger(), JULY) == {"acme": -1, "pebble": -1}


def test_a_message_that_names_two_commits_takes_back_both(counting: Counting) -> None:
    targets = [counting.lands("2026-06-10", ACME), counting.lands("2026-06-11", PEBBLE)]
    counting.lands("2026-07-10", BOLT, "Revert both", "\n".join(map(revert_of, targets)))
    assert weights(counting.ledger(), JULY) == {"acme": -1, "pebble": -1}


def test_a_message_that_quotes_the_revert_that_it_reverts_brings_back(counting: Counting) -> None:
    target = counting.lands("2026-05-10", ACME)
    first = counting.lands("2026-06-10", BOLT, 'Revert "Change something"', revert_of(target))
    counting.lands("2026-07-10", BOLT, 'Revert "Revert ..."', f"{revert_of(first)}\n\nIt said:\n{revert_of(target)}")
    assert weights(counting.ledger(), JULY) == {"acme": 1}


def test_a_change_that_undoes_its_own_revert_leaves_everything(counting: Counting) -> None:
    target = counting.lands("2026-06-10", ACME)
    first = counting.lands("2026-07-10", BOLT, 'Revert "Change something" (#50)', revert_of(target))
    counting.lands("2026-07-10", BOLT, "Reapply it (#50)", revert_of(first))
    assert weights(counting.ledger(), JULY) == {}


def test_a_revert_of_another_repositorys_pull_request_takes_nothing_here(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, "Rework (#7)")
    counting.lands("2026-07-10", BOLT, 'Revert "Something else (#7)"', "Reverts somebody/else#7")
    assert weights(counting.ledger(), JULY) == {"bolt": 1}


def test_a_revert_under_the_repositorys_former_name_takes_back(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, "Rework (#7)", repository="acme/kit")
    counting.lands("2026-07-10", BOLT, 'Revert "Rework"', "Reverts Lee/Kit#7", repository="acme/kit")
    assert weights(counting.ledger(), JULY, project="acme/kit") == {"acme": -1}


def test_a_former_name_that_becomes_known_later_is_read_by_all_the_same(counting: Counting, tmp_path: Path) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    for name, words in FILES.items():
        (folder / name).write_text(words.replace('former_names = ["lee/kit"]', ""))
    before = load_registry(only=folder)
    counting.lands("2026-06-10", ACME, "Rework (#7)", repository="acme/kit")
    counting.lands("2026-07-10", BOLT, 'Revert "Rework"', "Reverts lee/kit#7", repository="acme/kit")
    path = str(counting.builder("acme/kit").path)
    collect(replace(counting.collector, registry=before), path, "acme/kit")
    assert collect(counting.collector, path, "acme/kit").reread
    assert weights(counting.ledger(), JULY, project="acme/kit") == {"acme": -1}


def test_a_synced_revert_means_the_other_projects_number(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, "Rework (#7)", repository=COPY)
    body = f"{revert_of('0123456789' * 4)}\n\nReverts #7"
    counting.lands("2026-07-10", BOLT, "Sync with engine: revert the rework", body, repository=COPY)
    assert weights(counting.ledger(), JULY, project=COPY) == {}


def test_a_number_that_was_synced_long_ago_and_is_the_projects_own_now_is_taken_back(counting: Counting) -> None:
    counting.lands("2026-05-10", ACME, "Sync with engine: Speed up (#7)", repository=COPY)
    counting.lands("2026-06-10", ACME, "Rework (#7)", repository=COPY)
    counting.lands("2026-07-10", BOLT, 'Revert "Rework (#7)"', "Reverts #7", repository=COPY)
    ledger = counting.ledger()
    assert (weights(ledger, JUNE, project=COPY), weights(ledger, JULY, project=COPY)) == ({"acme": 1}, {"acme": -1})


# What landed together


@pytest.mark.parametrize("is_scanned_before", [False, True])
def test_reverts_that_land_together_are_followed_alike_however_they_were_scanned(
    counting: Counting, is_scanned_before: bool
) -> None:
    base = counting.lands("2026-05-01", BOLT)
    target = counting.lands("2026-07-10", ACME)
    first = counting.lands("2026-07-10", BOLT, 'Revert "Change something"', revert_of(target))
    if is_scanned_before:
        counting.ledger()
    second = counting.lands("2026-07-10", BOLT, 'Reapply "Change something"', revert_of(first))
    local = counting.lands("2026-07-10", ACME_TOO, branch="local", parents=[base])
    at = on("2026-07-11")
    counting.builder(ENGINE).commit(
        {}, message="Merge branch 'main' of x", parents=[local, second], author_date=at, commit_date=at
    )
    assert weights(counting.ledger(), JULY) == {"acme": 2}


def test_what_landed_together_at_one_second_is_followed_from_what_is_named_to_what_names_it() -> None:
    shas = [f"{number:040x}" for number in range(40)]
    order = random.Random(7).sample(shas[1:], 39)  # each reverts the one before it, and none is in the order of shas
    chain = [shas[0], *order]
    rows = [
        Reverting(sha, -number, 24, 5, 1_000, (chain[number - 1],), None)
        for number, sha in enumerate(chain)
        if number > 0
    ]
    named = {sha: Named(sha, {-number if number else 99: 1}) for number, sha in enumerate(chain)}
    landed = {99: Landed(1, 23, 4)} | {row.change: Landed(1, 24, 5) for row in rows}
    found = [
        resolve(RevertRows(tuple(random.Random(seed).sample(rows, len(rows))), named, landed)) for seed in range(20)
    ]
    assert all(each == found[0] for each in found)
    assert [effect.sign for effect in found[0].effects[99]] == [-1, 1] * 19 + [-1]


def test_reverts_that_name_each_other_by_number_end() -> None:
    rows = tuple(Reverting(f"{number:040x}", number, 24, 5, 1_000, (), 3 - number) for number in (1, 2))
    landed = {number: Landed(1, 24, 5) for number in (1, 2)}
    assert resolve(RevertRows(rows, {}, landed)) == resolve(RevertRows(rows[::-1], {}, landed))
