"""A past that is filled in: no events, any number of pull requests."""

import datetime as dt

import pytest

from tests.github.conftest import NOON, Small
from tests.github.verbs_past import Reviewed, Said

DAY = dt.timedelta(days=1)


def test_a_past_pull_request_has_its_reviews_and_merge_and_tells_nobody(small: Small) -> None:
    robin = small.github.user("robin")
    made = small.github.past_pull_request(
        small.engine,
        "Add the new thing",
        number=812,
        user=small.dana,
        at=NOON - 9 * DAY,
        merged_at=NOON - 7 * DAY,
        merged_by=robin,
        merge_commit_sha="ab" * 20,
        reviews=[Reviewed(robin, "APPROVED", NOON - 8 * DAY, inline=["Nice"])],
        comments=[Said(robin, "Thanks", NOON - 6 * DAY)],
        labels=["merged"],
    )
    told = small.ask("GET", f"/repos/acme/engine/pulls/{made.number}").json()
    assert (told["number"], told["merged_at"], told["updated_at"]) == (
        812,
        "2026-09-25T12:00:00Z",
        "2026-09-26T12:00:00Z",
    )
    assert (told["merge_commit_sha"], told["merged_by"]["login"], told["review_comments"]) == ("ab" * 20, "robin", 1)
    assert told["author_association"] == "CONTRIBUTOR"
    assert small.github.settle()
    assert small.receiver.events == ["installation"]
    assert small.github.open_issue(small.engine, "Next", user=small.dana).number == 813


def test_a_number_is_given_once(small: Small) -> None:
    small.github.past_issue(small.engine, "x", user=small.dana, at=NOON, number=5)
    with pytest.raises(ValueError, match="acme/engine#5 is there already"):
        small.github.past_issue(small.engine, "y", user=small.dana, at=NOON, number=5)


def test_thousands_are_made_and_listed_by_the_page(small: Small) -> None:
    for number in range(3_000):
        small.github.past_pull_request(
            small.engine, f"Number {number}", user=small.dana, at=NOON - number * DAY, merged_at=NOON
        )
    listed = small.ask("GET", "/repos/acme/engine/pulls?state=all&per_page=100&page=9").json()
    assert [each["number"] for each in listed] == list(range(801, 901))
