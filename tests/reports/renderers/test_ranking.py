import re
from typing import Any

import pytest
from content_builder import HOSTILE, PARENT, build_content, build_meta, organization, view

from reports.renderers import RENDERERS, Selection
from reports.renderers.html import Edition, page
from reports.renderers.ranking import rank_line, rank_or_why, same_but_for_ranks

RANKS_DIFFER = organization("a", "A", as_was=view(3, (1, 1)), grouped=view(3, (1, 2)))


def test_a_rank_that_holds_in_both_views_is_said_once() -> None:
    assert rank_line(organization("a", "A"), "work_back") == "rank 1–2 of 2, 50–499 staff"


def test_ranks_that_differ_say_which_view_they_hold_in() -> None:
    said = "rank 1 of 2 as it was, 1–2 of 2 grouped with parents; 50–499 staff"
    assert rank_line(RANKS_DIFFER, "work_back") == said


def test_a_child_is_ranked_as_it_was_alone() -> None:
    child = organization("a", "A", grouped={"counted_with": PARENT})
    assert rank_line(child, "work_back") == "rank 1–2 of 2 as it was; 50–499 staff"
    assert rank_line(child, "cash") == ""


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ({"unknown": "fewer than 10 back units"}, "not ranked: no score"),
        ({"low": 1, "mid": 1, "high": 1}, "not ranked: too few staff or people"),
        ({"low": 1, "mid": 1, "high": 1, "rank": {"from": 1, "to": 2, "of": 2, "band": "5000+"}}, "1–2 of 2"),
    ],
)
def test_a_company_without_a_rank_says_why(score: dict[str, Any], said: str) -> None:
    assert rank_or_why(score) == said


def test_an_organization_whose_rank_alone_differs_is_shown_once() -> None:
    assert same_but_for_ranks(RANKS_DIFFER)
    assert not same_but_for_ranks(organization("a", "A", grouped=view(4)))
    assert not same_but_for_ranks(organization("a", "A", grouped={"counted_with": "b"}))
    content = {**build_content(), "organizations": [RANKS_DIFFER]}
    text = page([Edition(content, build_meta())], "2026-07/organizations/a.html")
    markdown = RENDERERS["md"](content, build_meta(), Selection(organization="a"))
    for shown in (text or "", markdown):
        assert shown.count("rank 1 of 2 as it was, 1–2 of 2 grouped with parents") == 1
        assert "the figures are the same" in shown
    assert (text or "").count("Checks of Work Back") == 1


def test_the_index_and_the_organizations_page_give_the_same_rank() -> None:
    editions = [Edition(build_content(), build_meta())]
    before, *_ = (page(editions, "index.html") or "").split(f"organizations/{HOSTILE}.html", 1)
    assert re.findall(r"(\d[-–\d]* of \d+)</div>", before)[-1] == "2 of 2"
    own = page(editions, f"2026-07/organizations/{HOSTILE}.html") or ""
    assert "rank 1–2 of 2 as it was, 2 of 2 grouped with parents; 50–499 staff" in own
