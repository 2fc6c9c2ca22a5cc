"""What a storm is made of, drawn from its seed before it begins: the same seed, the same storm.

Where something happens is drawn as a number: which of the places that are there then depends on what happened before.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SECONDS, MOST_HAPPENINGS = 3.0, 40
PROBABILITY = 0.1
TALK: Mapping[str, int] = {"ask": 10, "talk": 3, "copy": 2, "open": 3, "rename": 2, "star": 1}
"""What people do, and how often."""
HARDSHIPS = ("suspend", "remove", "transfer", "revoke", "turn issues off", "block")
"""What owners, and the law, do to the places."""
UNDONE = ("suspend", "remove")
"""What half the time is undone again."""
JOBS = ("resync", "catch-up", "forget")
"""The jobs of the clock that do not wait for a night or a month."""
KINDS = (
    "dropped", "dropped_after_write", "slow", "error", "error_after_write", "rate_limited", "cut_off", "computing",
    "unauthorized",
)  # fmt: skip
"""How requests go wrong."""
_AT_WRITES = ("dropped", "dropped_after_write", "error", "error_after_write", "cut_off")
FATES = ("duplicate", "late", "reordered", "missing")
"""What befalls deliveries; one that GitHub itself does not know of nobody can ask for."""
_LIMITS: tuple[Mapping[str, Any], ...] = (
    {"retry_after": 1},
    {"status": 429, "retry_after": 1},
    {"remaining": 0, "reset_in": 1},
    {"status": 429, "remaining": 0, "reset_in": 1},
)


@dataclass(frozen=True, order=True)
class Happening:
    """Something that happens at a moment (seconds from the beginning); a pick, in [0, 1), chooses of what is there."""

    at: float
    what: str
    picks: tuple[float, float, float]


@dataclass(frozen=True)
class Plan:
    """One storm: how many repositories it has, when Giveback is killed (seconds), what happens, how limits are told."""

    repositories: int
    kills: tuple[float, ...]
    happenings: tuple[Happening, ...]
    limit: Mapping[str, Any]
    aimed: tuple[str, ...]
    """What goes wrong with the next answers that are written: few of all requests are, and most can go wrong there."""
    is_killed_at_answer: bool
    """Whether Giveback is killed, too, when its first answer shows: perhaps before it has noted that down."""
    each: bool
    """Whether each misbehaviour of GitHub has the probability, or all have it together: more is written then."""


def drawn(seed: int) -> Plan:
    """Draw a storm."""
    draw = random.Random(seed)
    lasts = draw.uniform(0.5, SECONDS)
    happenings = [
        _happening(draw, draw.uniform(0, lasts), draw.choices(tuple(TALK), tuple(TALK.values()))[0])
        for _ in range(draw.randint(5, MOST_HAPPENINGS))
    ]
    for name in (*HARDSHIPS, *(f"job {kind}" for kind in JOBS)):
        if draw.random() < PROBABILITY:
            happenings.append(_happening(draw, draw.uniform(0.1 * lasts, 0.8 * lasts), name))
            if name in UNDONE and draw.random() < 0.5:
                happenings.append(_happening(draw, draw.uniform(happenings[-1].at, lasts), f"undo {name}"))
    return Plan(
        repositories=draw.randint(1, 3),
        kills=tuple(sorted(draw.uniform(0, lasts) for _ in range(draw.choice((0, 0, 1, 1, 2))))),
        happenings=tuple(sorted(happenings)),
        limit=draw.choice(_LIMITS),
        aimed=tuple(draw.choices(_AT_WRITES, k=draw.choice((0, 1, 1, 2)))),
        is_killed_at_answer=draw.random() < 0.25,
        each=draw.random() < 0.5,
    )


def _happening(draw: random.Random, at: float, what: str) -> Happening:
    return Happening(at, what, (draw.random(), draw.random(), draw.random()))
