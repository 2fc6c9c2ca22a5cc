"""Storms that follow each other on one stage: a piece of work for a process of its own."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tests.storm.runs import Storm
from tests.storm.stage import stage


class Weathered(NamedTuple):
    """What became of some storms on one stage: how many went well, starts of Giveback, what happened and was wrong."""

    done: int
    starts: int
    tally: Counter[str]
    wrong: str = ""


def weathered(address: str, engine: str, seeds: Sequence[int]) -> Weathered:
    """Let the storms of some seeds follow each other on one stage, up to the first that leaves something undone."""
    tally: Counter[str] = Counter()
    with stage(address) as where:
        for done, seed in enumerate(seeds):
            storm = Storm(where, seed)
            try:
                storm.run()
            except AssertionError as error:
                again = f"python -m tests.storm --engine {engine} --runs 1 --seed {seed}"
                log = where.log.read_text(errors="replace")[-4_000:]
                wrong = f"seed {seed} failed on {engine}:\n{error}\nagain: {again}\n{log}"
                return Weathered(done, where.starts, tally, wrong)
            tally += storm.tally
        return Weathered(len(seeds), where.starts, tally)
