from typing import Any

import pytest
from ledger_builder import THREE_YEARS, LedgerBuilder, in_content

from reports.ledger import Staff
from reports.scorecard.ranks import rank_companies


def world(*slugs: str, **company: Any) -> LedgerBuilder:
    """Companies of three people each, who land something."""
    builder = LedgerBuilder()
    builder.project()
    for slug in slugs:
        builder.company(slug, **company)
        builder.each_lands(builder.crowd(3, slug), months=THREE_YEARS, times=3)
    return builder


def ranked(**scores: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """The rank ranges of (low, high), among companies of one band."""
    entries: dict[str, dict[str, Any]] = {
        slug: {
            "scores": {
                "work_back": {"low": low, "mid": low, "high": high},
                "stewardship": {"unknown": "none"},
                "cash": {"unknown": "none"},
            }
        }
        for slug, (low, high) in scores.items()
    }
    rank_companies(entries, world(*scores).view())
    found = {slug: entry["scores"]["work_back"]["rank"] for slug, entry in entries.items()}
    assert all(rank["of"] == len(scores) for rank in found.values())
    return {slug: (rank["from"], rank["to"]) for slug, rank in found.items()}


def test_where_no_interval_meets_another_every_rank_is_one_place() -> None:
    assert ranked(acme=(8, 9), beta=(5, 7), gamma=(1, 2)) == {"acme": (1, 1), "beta": (2, 2), "gamma": (3, 3)}


def test_where_intervals_meet_ranks_are_as_wide() -> None:
    assert ranked(acme=(6, 9), beta=(5, 7), gamma=(1, 2)) == {"acme": (1, 2), "beta": (1, 2), "gamma": (3, 3)}


def test_who_hides_all_may_be_anywhere_and_pushes_nobody_surely_down() -> None:
    assert ranked(acme=(8, 9), beta=(5, 7), hidden=(0, 10)) == {"acme": (1, 2), "beta": (2, 3), "hidden": (1, 3)}


def test_equal_scores_share_a_place() -> None:
    assert ranked(acme=(5, 5), beta=(5, 5), gamma=(1, 1)) == {"acme": (1, 1), "beta": (1, 1), "gamma": (3, 3)}


def test_companies_are_ranked_within_their_band() -> None:
    builder = world("acme", "beta")
    builder.company("giant", "5000+")
    builder.each_lands(builder.crowd(3, "giant"), months=THREE_YEARS)
    ranks = {slug: in_content(builder.content(), slug)["scores"]["work_back"]["rank"] for slug in ("acme", "giant")}
    assert {slug: (rank["of"], rank["band"]) for slug, rank in ranks.items()} == {
        "acme": (2, "50-499"),
        "giant": (1, "5000+"),
    }


def test_a_child_is_ranked_as_it_was_and_not_when_grouped() -> None:
    builder = world("acme", "gamma")
    builder.company("beta", parent="acme")
    builder.each_lands(builder.crowd(3, "beta"), months=THREE_YEARS, times=3)
    content = builder.content()
    assert in_content(content, "beta")["scores"]["work_back"]["rank"]["of"] == 3
    assert in_content(content, "beta", "grouped") == {"counted_with": "acme"}
    assert in_content(content, "acme", "grouped")["scores"]["work_back"]["rank"]["of"] == 2


@pytest.mark.parametrize(
    ("people", "count", "is_ranked"), [(2, 20, False), (3, None, False), (3, 9, False), (3, 10, True)]
)
def test_very_small_companies_are_not_ranked(people: int, count: int | None, is_ranked: bool) -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.company("acme", "under 50", count)
    builder.each_lands(builder.crowd(people, "acme"), months=THREE_YEARS, times=3)
    assert ("rank" in in_content(builder.content(), "acme")["scores"]["work_back"]) == is_ranked


@pytest.mark.parametrize("kind", ["university", "foundation", "government", "project", "provider"])
def test_who_is_no_company_is_shown_and_not_ranked(kind: str) -> None:
    builder = LedgerBuilder()
    builder.project()
    builder.organization("acme", kind, Staff("50-499", "annual report", 2025))
    builder.each_lands(builder.crowd(3, "acme"), months=THREE_YEARS, times=3)
    score = in_content(builder.content(), "acme")["scores"]["work_back"]
    assert "mid" in score
    assert "rank" not in score
