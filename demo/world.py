"""Makes the small fictional world that `make demo` measures: a registry and real git repositories, always the same.

Everything that the counting rules speak of happens in the full one, but for money. What people said on GitHub, beside
the histories, is `past.py`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Literal

from demo.history import History, Landed, Pull
from demo.landing import MAINTAINERS, SIDE, Side, land_plainly, land_squashed, merge, open_side_branch
from demo.registry_files import write_registry
from demo.scenes import OCTOPUS_ARMS, SCENES, bulk, bump, mirrored, release, sync
from demo.work import FIRST_MONTH, FULL, SMALL, Planned, Work, months, planned, start_of

Size = Literal["small", "full"]
CLOSED_MONTHS = ("2026-06", "2026-07")
AFTER_THE_LAST = "2026-08"
DAY = 86_400
BUMP_MONTHS = ("01", "03", "05", "07", "09", "11")
RELEASE_MONTHS = ("02", "05", "08", "11")
STYLES: Mapping[str, Literal["squash", "merge", "plain"]] = {
    "acme/tensorkit": "squash",
    "acme/tensorkit-lite": "plain",
    "commons/loom": "merge",
    "commons/harrow": "plain",
    "granite/graniteml": "squash",
    "lantern/evalbench": "squash",
    "borealis/pebble": "merge",
    "nimbus/strata": "squash",
}
MIRRORS = {"acme/tensorkit-lite": "acme/tensorkit"}


@dataclass(frozen=True)
class World:
    """A registry folder, bare repositories by 'owner/name', their pull requests, and two months that can be closed."""

    registry: Path
    repositories: Mapping[str, Path]
    pulls: Mapping[str, Sequence[Pull]]
    months: tuple[str, str] = CLOSED_MONTHS


def make_world(folder: Path, *, size: Size = "small", seed: int = 7) -> World:
    """Write the world below `folder`: `registry/` and `repositories/<owner>/<name>.git`.

    small: three repositories, five organizations, about 300 commits; full: eight, sixteen and about 5,600. The same
    size and seed give the same commit ids. Raises FileExistsError where a world has been written before.
    """
    write_registry(folder / "registry", small=size == "small")
    repositories: dict[str, Path] = {}
    logs: dict[str, list[Landed]] = {}
    pulls: dict[str, list[Pull]] = {}
    for name, work in (SMALL if size == "small" else FULL).items():
        repositories[name] = folder / "repositories" / f"{name}.git"
        history = History(repositories[name], name, Random(f"{seed} {name}"))
        _write(history, work, logs.get(MIRRORS.get(name, ""), []), small=size == "small")
        logs[name] = history.log
        pulls[name] = [pull for _, pull in sorted(history.pulls.items())]
    return World(folder / "registry", repositories, pulls)


def _write(history: History, work: Sequence[Work], source: list[Landed], *, small: bool) -> None:
    begin = start_of(FIRST_MONTH) + 3_600
    history.commit(
        history.signed(MAINTAINERS[history.name], begin), begin, "First public version", history.contents.first_files()
    )
    for month, after in pairwise([*months(), AFTER_THE_LAST]):
        plans = planned(work, month, history.rng)
        _land(history, plans)
        if plans:
            _play_scenes(history, month, start_of(after) - DAY, small=small)
        if source:
            taken = mirrored(source, start_of(month), start_of(after), history.rng)
            sync(history, taken, start_of(after) - DAY // 2)
    sides = [SIDE] if STYLES[history.name] == "merge" else []
    arms = [f"{SIDE}-{arm}" for arm in range(OCTOPUS_ARMS)]
    history.close(*sides, *arms)


def _land(history: History, plans: Sequence[Planned]) -> None:
    colleagues = list(dict.fromkeys(plan.person for plan in plans))
    waiting: Side | None = None
    for place, plan in enumerate(plans):
        if STYLES[history.name] == "squash":
            land_squashed(history, plan, colleagues)
        elif STYLES[history.name] == "plain" or (waiting is None and place % 3 == 0):
            land_plainly(history, plan, colleagues)
        elif waiting is None:
            waiting = open_side_branch(history, plan, colleagues)
            continue
        else:
            land_plainly(history, plan, colleagues)
        if waiting is not None:
            merge(history, waiting, plan.at + 60)
            waiting = None
    if waiting is not None:
        merge(history, waiting, plans[-1].at + 60)


def _play_scenes(history: History, month: str, at: int, *, small: bool) -> None:
    scenes = [scene for scene in SCENES.get(history.name, {}).get(month, ()) if not (small and scene is bulk)]
    if not small and month[-2:] in BUMP_MONTHS and bump not in scenes:
        scenes.append(bump)
    if not small and history.name == "acme/tensorkit" and month[-2:] in RELEASE_MONTHS:
        scenes.append(release)
    for place, scene in enumerate(scenes):
        scene(history, at + place * 4_000)
