"""What was said on the made-up GitHub fits the made-up histories, and is always the same."""

from collections import Counter
from pathlib import Path

import pytest

from demo.landing import merger
from demo.past import DAY, Talk, past
from demo.people import BOTS, PEOPLE
from demo.world import World, make_world

LOOM = "commons/loom"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def said(small: World) -> list[Talk]:
    return [talk for name, pulls in small.pulls.items() for talk in past(name, pulls, 7)]


def test_the_same_seed_gives_the_same_past(small: World, tmp_path: Path) -> None:
    again = make_world(tmp_path)
    assert again.pulls == small.pulls
    assert list(past(LOOM, again.pulls[LOOM], 7)) == list(past(LOOM, small.pulls[LOOM], 7))
    assert list(past(LOOM, small.pulls[LOOM], 8)) != list(past(LOOM, small.pulls[LOOM], 7))


def test_every_number_is_taken_once_and_what_landed_is_where_the_history_has_it(small: World) -> None:
    for name, pulls in small.pulls.items():
        talks = list(past(name, pulls, 7))
        assert [talk.number for talk in talks] == list(range(1, pulls[-1].number + 1))
        assert [talk.pull for talk in talks if talk.pull] == list(pulls)


def test_what_landed_was_closed_then_by_who_merges_there(small: World) -> None:
    for talk in past(LOOM, small.pulls[LOOM], 7):
        if talk.pull:
            assert (talk.closed_at, talk.closed_by) == (talk.pull.landed_at, merger(LOOM, talk.number).login)


def test_nobody_reviews_or_answers_themselves_nor_before_it_was_opened(said: list[Talk]) -> None:
    for talk in said:
        for each in (*talk.comments, *talk.reviews):
            assert each.login != talk.login
            assert each.at >= talk.opened_at
        assert talk.closed_at is None or talk.closed_at >= talk.opened_at


def test_reviews_answers_and_silence_are_all_there(said: list[Talk]) -> None:
    assert {"APPROVED", "COMMENTED", "CHANGES_REQUESTED"} == {each.state for talk in said for each in talk.reviews}
    kinds = Counter((bool(talk.pull), talk.is_pull) for talk in said)
    assert min(kinds[True, False], kinds[False, True], kinds[False, False]) > 5
    waits = [talk.comments[0].at - talk.opened_at if talk.comments else None for talk in said if not talk.pull]
    assert None in waits
    assert any(wait is not None and wait > 14 * DAY for wait in waits)
    assert any(wait is not None and wait < 14 * DAY for wait in waits)


def test_everybody_who_speaks_has_an_account(said: list[Talk]) -> None:
    known = {person.login for person in (*PEOPLE, *BOTS)}
    speakers = {talk.login for talk in said} | {talk.closed_by for talk in said if talk.closed_by}
    speakers |= {each.login for talk in said for each in (*talk.comments, *talk.reviews)}
    assert speakers <= known
    assert len(known) == len({person.number for person in (*PEOPLE, *BOTS)})
