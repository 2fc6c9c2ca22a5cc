"""Reverts: which landed changes others took back, and in which month; and what reverts of reverts brought back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.store.scans import LIVE

_REVERTING = text(
    "SELECT l.change, MIN(l.landed_at), MIN(l.landed_month), MIN(l.position), COUNT(*), MIN(c.reverts_sha),"
    " MIN(c.reverts_number) FROM git_commit c JOIN landing l ON l.commit_id = c.id"
    " JOIN repository r ON r.id = l.repository_id"
    f" WHERE c.repository_id = :repository AND c.is_revert AND NOT l.is_merge AND l.landed_month <= :last AND {LIVE}"
    " GROUP BY l.change ORDER BY MIN(l.position), l.change"
)
_LANDED = text(
    "SELECT l.change, COUNT(*), MIN(l.landed_at), MIN(l.landed_month), MIN(l.position) FROM landing l"
    " JOIN repository r ON r.id = l.repository_id WHERE l.repository_id = :repository AND l.change IN :some"
    f" AND NOT l.is_merge AND l.landed_month <= :last AND {LIVE} GROUP BY l.change"
).bindparams(bindparam("some", expanding=True))
_OF_COMMITS = (
    "SELECT c.sha, l.change FROM git_commit c JOIN landing l ON l.commit_id = c.id"
    " JOIN repository r ON r.id = l.repository_id WHERE c.repository_id = :repository AND NOT l.is_merge"
    f" AND l.landed_month <= :last AND {LIVE}"
)
_BY_SHA = text(f"{_OF_COMMITS} AND c.sha IN :some").bindparams(bindparam("some", expanding=True))
_BY_PREFIX = text(f"{_OF_COMMITS} AND c.sha >= :sha AND c.sha < :after")
_LOOKUP = 500


class Effect(NamedTuple):
    """That a change is taken back (-1) or brought back (+1) in a month."""

    month: int
    sign: int


class _Landed(NamedTuple):
    commits: int
    landed_at: int
    month: int
    position: int


@dataclass
class Reverts:
    """The reverts of one repository: which changes are reverts with a target, and what they do to which changes."""

    resolved: set[int] = field(default_factory=set)
    effects: dict[int, list[Effect]] = field(default_factory=dict)
    landed_month: dict[int, int] = field(default_factory=dict)

    def older(self, first: int) -> Iterator[int]:
        """Give the changes that landed before a month and are taken or brought back in it or later."""
        for change, effects in self.effects.items():
            if self.landed_month[change] < first and any(effect.month >= first for effect in effects):
                yield change


def read_reverts(connection: Connection, repository: int, last: int) -> Reverts:
    """Read what was reverted up to a month. A target that is not found, or a part of a change, takes nothing."""
    values = {"repository": repository, "last": last}
    reverting = connection.execute(_REVERTING, values).all()
    named = _changes_of(connection, values, {row[5] for row in reverting if row[5] is not None})
    wanted = {row[0] for row in reverting} | {row[6] for row in reverting if row[6] is not None}
    landed = _landed(connection, values, wanted.union(*named.values()))
    targets: list[tuple[int, int, int]] = []  # (reverting change, its target, its month), as they landed
    months: dict[int, int] = {}
    for change, _, month, position, commits, sha, number in reverting:
        if change not in landed or landed[change].commits != commits:
            continue  # a change that does more than revert is an ordinary one
        target = _target(named.get(sha, []), number, landed)
        if target is not None and target != change and landed[target].position <= position:
            targets.append((change, target, month))
            months[target] = landed[target].month
    return _resolve(targets, months)


def _landed(connection: Connection, values: Mapping[str, int], changes: Iterable[int]) -> dict[int, _Landed]:
    found: dict[int, _Landed] = {}
    for some in batches(sorted(changes), _LOOKUP):
        rows = connection.execute(_LANDED, {**values, "some": some})
        found |= {change: _Landed(*numbers) for change, *numbers in rows}
    return found


def _changes_of(connection: Connection, values: Mapping[str, int], shas: set[str]) -> dict[str, list[int]]:
    """Give the changes of the commits that messages name, by sha; a shortened one may name several."""
    named: dict[str, list[int]] = {}
    for some in batches(sorted(shas), _LOOKUP):
        for sha, change in connection.execute(_BY_SHA, {**values, "some": some}):
            named.setdefault(sha, []).append(change)
    for sha in sorted(shas - named.keys()):
        rows = connection.execute(_BY_PREFIX, {**values, "sha": sha, "after": sha + "g"})
        named[sha] = [change for _, change in rows]
    return named


def _target(named: Sequence[int], number: int | None, landed: Mapping[int, _Landed]) -> int | None:
    """Choose what a message names: the one commit if it is a change of its own, else the pull request."""
    if len(named) == 1 and named[0] in landed and (landed[named[0]].commits == 1 or named[0] == number):
        return named[0]
    return number if number in landed else None


def _resolve(targets: Sequence[tuple[int, int, int]], months: Mapping[int, int]) -> Reverts:
    """Follow reverts of reverts to the change at their root; nothing is taken back twice, nor brought back twice."""
    reverts = Reverts()
    roots: dict[int, tuple[int, int]] = {}
    standing: dict[int, bool] = {}
    for change, target, month in targets:
        root, sign = roots.get(target, (target, 1))
        roots[change] = (root, -sign)
        reverts.resolved.add(change)
        takes = sign > 0
        if standing.get(root, True) == takes:
            standing[root] = not takes
            reverts.landed_month[root] = months.get(root, month)
            reverts.effects.setdefault(root, []).append(Effect(month, -1 if takes else 1))
    return reverts
