"""A few storms, on either engine (`python -m tests.storm --runs 1000` has more), and that they tell what is wrong."""

from collections.abc import Callable

import pytest

from tests.storm.draws import HARDSHIPS, JOBS, MOST_HAPPENINGS, SECONDS, TALK, Happening, Plan, drawn
from tests.storm.runs import COMMAND, Storm, StormError
from tests.storm.stage import stage

RUNS = 2


def test_after_a_storm_every_delivery_is_handled_and_every_question_answered_once(
    new_address: Callable[..., str], engine: str
) -> None:
    with stage(new_address()) as where:
        for seed in range(RUNS):
            Storm(where, seed if engine == "sqlite" else 1_000 + seed).run()
        assert where.stop() in {0, 143}


def test_an_answer_too_many_or_too_few_is_told(new_address: Callable[..., str]) -> None:
    with stage(new_address()) as where:
        storm = Storm(where, 1)
        storm.plan = Plan(
            1,
            (),
            (Happening(0, "open", (0, 0, 0)), Happening(0.1, "ask", (0, 0, 0))),
            {},
            (),
            is_killed_at_answer=False,
            each=False,
        )
        storm.run()
        [(issue, _)] = storm.asked
        [answer] = [each for each in issue.comments if each.body != COMMAND]
        issue.comments.append(answer)
        with pytest.raises(StormError, match="has 2 answers to 1 questions"):
            storm.check()
        issue.comments[:] = [each for each in issue.comments if each is not answer]
        with pytest.raises(StormError, match=r"has no answer to .* \(excused by \(\?!\)\)"):
            storm.check()


def test_a_storm_is_drawn_from_its_seed_alone() -> None:
    assert drawn(7) == drawn(7) != drawn(8)


def test_storms_have_everything_that_can_happen_within_their_bounds() -> None:
    plans = [drawn(seed) for seed in range(1_000)]
    names = [each.what for plan in plans for each in plan.happenings]
    assert set(names) == {*TALK, *HARDSHIPS, "undo suspend", "undo remove", *(f"job {kind}" for kind in JOBS)}
    assert all(70 < names.count(name) < 130 for name in (*HARDSHIPS, *(f"job {kind}" for kind in JOBS)))
    for plan in plans:
        moments = [each.at for each in plan.happenings]
        assert moments == sorted(moments)
        assert 0 <= moments[0] <= max(*moments, *plan.kills, 0) <= SECONDS
        assert 5 <= sum(each.what in TALK for each in plan.happenings) <= MOST_HAPPENINGS
    assert {len(plan.kills) for plan in plans} == {0, 1, 2}
