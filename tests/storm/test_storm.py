"""A few storms, on either engine; `python -m tests.storm --runs 1000` has more."""

from collections.abc import Callable

from tests.storm.runs import Storm
from tests.storm.stage import stage

RUNS = 2


def test_after_a_storm_every_delivery_is_handled_and_every_question_answered_once(
    new_address: Callable[..., str], engine: str
) -> None:
    with stage(new_address()) as where:
        for seed in range(RUNS):
            Storm(where, seed if engine == "sqlite" else 1_000 + seed).run()
        assert where.stop() in {0, 143}
