"""Grouping landings by pull requests: what GitHub says beats what commits say of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import EARLIEST_AUTHORED
from bot.store.grouping import Grouping, LandedRow, RequestLanded

DAY = 86_400
LONG_AGO = EARLIEST_AUTHORED + 1_000 * DAY


@dataclass
class History:
    """A first-parent line under construction, a day a position, and the pull requests that landed in it."""

    rows: list[LandedRow] = field(default_factory=list)
    requests: dict[str, list[RequestLanded]] = field(default_factory=dict)
    position: int = -1

    def lands(self, sha: str, told: int | None = None, *, is_merge: bool = False, authored: int | None = None) -> None:
        self.position += 1
        self._add(sha, told, authored, on_first_parent=True, is_merge=is_merge)

    def brings_in(self, sha: str, told: int | None = None) -> None:
        self._add(sha, told, None, on_first_parent=False, is_merge=False)

    def request(self, number: int, sha: str, landed_by: str = "merged", **more: Any) -> None:
        opened_at, first = more.pop("opened_at", LONG_AGO), more.pop("first", None)
        request = RequestLanded(number, sha, landed_by, more.pop("commits", None), opened_at, first)
        assert not more
        self.requests.setdefault(sha, []).append(request)

    def regroup(self) -> None:
        """Store what differs, as a derivation does."""
        news = {each.landing: each for each in Grouping(self.requests).regrouped(self.rows)}
        self.rows = [
            row._replace(**{name: getattr(news[row.landing], name) for name in ("change", "told", "worked_at")})
            if row.landing in news
            else row
            for row in self.rows
        ]

    def changes(self) -> dict[str, int | None]:
        """By sha the number of the change, None for a commit that is a change of its own."""
        self.regroup()
        assert list(Grouping(self.requests).regrouped(self.rows)) == []  # twice is once
        return {row.sha: row.change if row.change > 0 else None for row in self.rows if not row.is_merge}

    def days(self) -> dict[str, int | None]:
        self.regroup()
        return {row.sha: row.worked_at for row in self.rows if row.worked_at is not None}

    def _add(self, sha: str, told: int | None, authored: int | None, *, on_first_parent: bool, is_merge: bool) -> None:
        number = len(self.rows) + 1
        landed_at = LONG_AGO + 100 * DAY + self.position * DAY
        authored_at = landed_at if authored is None else authored
        change = -number if told is None else told
        self.rows.append(
            LandedRow(
                number,
                number,
                sha,
                self.position,
                on_first_parent,
                is_merge,
                landed_at,
                authored_at,
                change,
                None,
                None,
            )
        )


def test_without_pull_requests_the_commits_own_words_count() -> None:
    history = History()
    history.lands("a", 12)
    history.lands("b")
    assert history.changes() == {"a": 12, "b": None}


def test_a_forged_or_mistyped_number_is_not_grouped_with_the_pull_request() -> None:
    history = History()
    history.lands("forged", 12)
    history.lands("squashed", 12)
    history.lands("mistyped", 12)
    history.request(12, "squashed")
    assert history.changes() == {"forged": None, "squashed": 12, "mistyped": None}


def test_a_squash_that_says_nothing_or_something_else_is_its_pull_requests() -> None:
    history = History()
    history.lands("silent")
    history.lands("edited", 99)
    history.request(12, "silent")
    history.request(13, "edited")
    assert history.changes() == {"silent": 12, "edited": 13}


def test_a_number_of_which_github_says_nothing_is_the_commits_own_word() -> None:
    history = History()
    history.lands("a", 12)
    history.lands("b", 12)
    history.request(13, "elsewhere")
    assert history.changes() == {"a": 12, "b": 12}


def test_all_that_a_merge_brought_in_is_its_pull_requests_but_what_was_merged_as_another() -> None:
    history = History()
    history.lands("base")
    history.lands("merge", is_merge=True)
    history.brings_in("plain")
    history.brings_in("copied from elsewhere", 7)
    history.brings_in("squashed into the branch", 8)
    history.request(12, "merge")
    history.request(8, "squashed into the branch")
    assert history.changes() == {
        "base": None,
        "plain": 12,
        "copied from elsewhere": 12,
        "squashed into the branch": 8,
    }


def test_a_merge_that_names_a_pull_request_that_was_merged_otherwise_names_nothing() -> None:
    history = History()
    history.lands("real", 12)
    history.lands("merge", is_merge=True)
    history.brings_in("forged", 12)
    history.request(12, "real")
    assert history.changes() == {"real": 12, "forged": None}


def rebased(history: History, *shas: str, first: int = LONG_AGO) -> None:
    for offset, sha in enumerate(shas):
        history.lands(sha, authored=first + offset)


def test_a_rebased_pull_request_is_as_many_commits_as_it_had() -> None:
    history = History()
    history.lands("before")
    rebased(history, "one", "two", "three")
    history.lands("after")
    history.request(12, "three", commits=3, first=LONG_AGO)
    assert history.changes() == {"before": None, "one": 12, "two": 12, "three": 12, "after": None}
    assert history.days() == {}


@pytest.mark.parametrize(
    ("commits", "first"), [(None, LONG_AGO), (2, LONG_AGO), (4, LONG_AGO), (3, LONG_AGO + 1), (3, None)]
)
def test_what_is_not_proven_to_be_of_the_rebased_is_not_grouped(commits: int | None, first: int | None) -> None:
    history = History()
    history.lands("before")
    rebased(history, "one", "two", "three")
    history.request(12, "three", commits=commits, first=first)
    assert history.changes() == {"before": None, "one": None, "two": None, "three": 12}


@pytest.mark.parametrize("stranger", ["another pull request's", "a merge", "a number of its own"])
def test_nothing_is_rebased_over_what_is_somebody_elses(stranger: str) -> None:
    history = History()
    history.lands("one", authored=LONG_AGO)
    if stranger == "a merge":
        history.lands("middle", is_merge=True)
        history.brings_in("side")
    else:
        history.lands("middle", 77 if stranger == "a number of its own" else None)
    history.lands("last")
    if stranger == "another pull request's":
        history.request(50, "middle")
    history.request(12, "last", commits=3, first=LONG_AGO)
    changes = history.changes()
    assert (changes["one"], changes["last"]) == (None, 12)


def test_a_merge_ends_the_line_that_commits_are_rebased_on() -> None:
    history = History()
    history.lands("one", authored=LONG_AGO)
    history.lands("merge", is_merge=True)
    history.lands("last")
    history.request(12, "last", commits=2, first=LONG_AGO)
    assert history.changes() == {"one": None, "last": 12}


def test_what_anything_shows_to_be_another_pull_requests_is_not_of_the_rebased() -> None:
    history = History()
    history.lands("one", 12, authored=LONG_AGO)
    history.lands("last", 12)
    history.request(50, "one", "label")
    history.request(12, "last", commits=2, first=LONG_AGO)
    assert history.changes() == {"one": None, "last": 12}


def test_only_what_github_itself_merged_is_rebased() -> None:
    history = History()
    rebased(history, "one", "two")
    history.request(12, "two", "label", commits=2, first=LONG_AGO)
    assert history.changes() == {"one": None, "two": 12}


def test_rebased_commits_that_name_their_pull_request_are_grouped_all_the_same() -> None:
    history = History()
    for offset, sha in enumerate(("one", "two")):
        history.lands(sha, 12, authored=LONG_AGO + offset)
    history.request(12, "two", commits=2, first=LONG_AGO)
    assert history.changes() == {"one": 12, "two": 12}


def test_the_longest_that_github_rebases_is_grouped_whole() -> None:
    history = History()
    history.lands("before")
    shas = [f"sha {number}" for number in range(100)]
    rebased(history, *shas)
    history.request(12, shas[-1], commits=100, first=LONG_AGO)
    assert history.changes() == {"before": None} | dict.fromkeys(shas, 12)


@pytest.mark.parametrize("landed_by", ["label", "comment", "trailer", "commit"])
def test_weaker_evidence_gives_a_number_and_takes_none(landed_by: str) -> None:
    history = History()
    history.lands("silent")
    history.lands("says another", 40)
    history.lands("says the same", 12)
    history.lands("superseded it", 41)
    history.request(12, "silent", landed_by)
    history.request(13, "says another", landed_by)
    assert history.changes() == {"silent": 12, "says another": 40, "says the same": 12, "superseded it": 41}


def test_of_several_pull_requests_that_one_commit_landed_it_is_the_one_that_it_names() -> None:
    history = History()
    history.lands("names the second", 13)
    history.lands("names none")
    for number in (12, 13):
        history.request(number, "names the second")
        history.request(number + 10, "names none")
    assert history.changes() == {"names the second": 13, "names none": 22}


def test_of_several_pull_requests_that_one_merge_landed_it_is_the_one_that_the_merge_names() -> None:
    history = History()
    history.lands("merge", 13, is_merge=True)
    history.brings_in("one")
    for number in (12, 13):
        history.request(number, "merge")
    assert history.changes() == {"one": 13}


def test_when_the_evidence_is_gone_the_commits_own_words_count_again() -> None:
    history = History()
    history.lands("forged", 12)
    history.lands("squashed")
    history.request(12, "squashed", first=LONG_AGO)
    assert history.changes() == {"forged": None, "squashed": 12}
    history.requests.clear()
    assert history.changes() == {"forged": 12, "squashed": None}
    assert all(row.told is None and row.worked_at is None for row in history.rows)


@pytest.mark.parametrize(
    ("first", "opened", "authored", "day"),
    [
        (LONG_AGO, LONG_AGO + DAY, None, LONG_AGO),
        (None, LONG_AGO + DAY, None, LONG_AGO + DAY),
        (5, LONG_AGO + DAY, None, LONG_AGO + DAY),
        (LONG_AGO + 999 * DAY, LONG_AGO + DAY, None, LONG_AGO + DAY),
        (None, LONG_AGO + 999 * DAY, None, None),
        (LONG_AGO + DAY, LONG_AGO + DAY, LONG_AGO, None),
        (LONG_AGO, LONG_AGO, LONG_AGO, None),
        (LONG_AGO, LONG_AGO, 5, LONG_AGO),
        (LONG_AGO, LONG_AGO, LONG_AGO + 999 * DAY, LONG_AGO),
    ],
)
def test_the_day_of_a_squash_is_its_first_commits_else_the_opening(
    first: int | None, opened: int, authored: int | None, day: int | None
) -> None:
    history = History()
    history.lands("squashed", 12, authored=authored)
    history.request(12, "squashed", first=first, opened_at=opened)
    assert history.days() == ({} if day is None else {"squashed": day})


def test_what_a_merge_brought_in_keeps_its_days() -> None:
    history = History()
    history.lands("merge", is_merge=True)
    history.brings_in("one")
    history.request(12, "merge", first=LONG_AGO)
    assert history.days() == {}


numbers = st.one_of(st.none(), st.integers(1, 4))
shas = st.sampled_from([f"sha {position}" for position in range(8)])
merged = st.tuples(st.integers(1, 4), shas, st.sampled_from(["merged", "label"]), st.integers(1, 4))


def _history(told: Sequence[int | None], requests: Sequence[tuple[int, str, str, int]]) -> History:
    history = History()
    for position, number in enumerate(told):
        history.lands(f"sha {position}", number, authored=LONG_AGO)
    for number, sha, by, commits in {request[0]: request for request in requests}.values():
        history.request(number, sha, by, commits=commits, first=LONG_AGO)
    return history


@given(st.lists(numbers, max_size=8), st.lists(merged, max_size=4), st.lists(merged, max_size=4))
def test_it_is_the_same_whatever_was_known_before(
    told: Sequence[int | None], before: Sequence[Any], now: Sequence[Any]
) -> None:
    at_once = _history(told, now)
    in_steps = _history(told, before)
    in_steps.regroup()
    in_steps.requests = at_once.requests
    assert in_steps.changes() == at_once.changes()
    assert in_steps.rows == at_once.rows
    for sha, requests in at_once.requests.items():
        if any(request.landed_by == "merged" for request in requests):
            assert at_once.changes().get(sha, 0) is not None
