"""Reverts: which landed changes others took back, and in which month; and what reverts of reverts brought back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.store.scans import LIVE

_REVERTING = text(
    "SELECT l.change, MIN(l.landed_at), MIN(l.landed_month), MIN(l.position), COUNT(*), MIN(c.reverts_sha),"
    " MIN(c.reverts_number) FROM git_commit c JOIN landing l ON l.commit_id = c.id"
    " JOIN repository r ON r.id = l.repository_id"
    f" WHERE c.repository_id = :repository AND c.is_revert AND NOT l.is_merge AND l.landed_month <= :last AND {LIVE}"
    " GROUP BY l.change ORDER BY MIN(l.position), l.change"
)
_COUNT = text(
    "SELECT COUNT(*), MIN(l.landed_at), MIN(l.landed_month), MIN(l.position) FROM landing l"
    " JOIN repository r ON r.id = l.repository_id WHERE l.repository_id = :repository AND l.change = :change"
    f" AND NOT l.is_merge AND l.landed_month <= :last AND {LIVE}"
)
_BY_SHA = text(
    "SELECT l.change FROM git_commit c JOIN landing l ON l.commit_id = c.id JOIN repository r ON r.id = l.repository_id"
    " WHERE c.repository_id = :repository AND c.sha >= :sha AND c.sha < :after AND NOT l.is_merge"
    f" AND l.landed_month <= :last AND {LIVE}"
)


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
    targets: list[tuple[int, int, int]] = []  # (reverting change, its target, its month), as they landed
    months: dict[int, int] = {}
    for change, _, month, position, reverting, sha, number in connection.execute(_REVERTING, values).all():
        landed = _landed(connection, values, change)
        if landed is None or landed.commits != reverting:
            continue  # a change that does more than revert is an ordinary one
        target = _target(connection, values, sha, number)
        if target is not None and target[0] != change and target[1].position <= position:
            targets.append((change, target[0], month))
            months[target[0]] = target[1].month
    return _resolve(targets, months)


def _landed(connection: Connection, values: Mapping[str, int], change: int) -> _Landed | None:
    row = connection.execute(_COUNT, {**values, "change": change}).one()
    return _Landed(*row) if row[0] else None


def _target(
    connection: Connection, values: Mapping[str, int], sha: str | None, number: int | None
) -> tuple[int, _Landed] | None:
    if sha is not None:
        found = connection.execute(_BY_SHA, {**values, "sha": sha, "after": sha + "g"}).all()
        if len(found) == 1:
            landed = _landed(connection, values, found[0][0])
            if landed is not None and (landed.commits == 1 or found[0][0] == number):
                return found[0][0], landed
    if number is not None:
        landed = _landed(connection, values, number)
        return (number, landed) if landed is not None else None
    return None


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
