"""Reverts: which landed changes others took back, and in which month; and what reverts of reverts brought back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from bot.store.revert_rows import Named, Reverting, RevertRows, read_revert_rows

_Roots = Mapping[int, int]
"""Changes, and whether something puts them there (+1) or away (-1): of an ordinary change, itself."""


class Effect(NamedTuple):
    """That a change is taken back (-1) or brought back (+1) in a month."""

    month: int
    sign: int


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


def read_reverts(connection: Connection, repositories: Iterable[int], last: int) -> dict[int, Reverts]:
    """Read by repository what was reverted up to a month.

    A target that is not found, or a part of a change, takes nothing.
    """
    found = read_revert_rows(connection, repositories, last)
    return {repository: resolve(rows) for repository, rows in found.items()}


def resolve(rows: RevertRows) -> Reverts:
    """Follow reverts of reverts to the changes at their roots; nothing is taken back twice, nor brought back twice."""
    resolving = _Resolving(rows)
    for commit in _in_order(rows):
        resolving.add(commit)
    return resolving.reverts


def _in_order(rows: RevertRows) -> Iterator[Reverting]:
    """Give the commits of changes that do nothing but revert as they landed, never by when they were read.

    Of those that landed together, what a revert names comes before it; then the committer's date and the sha decide.
    """
    commits = Counter(commit.change for commit in rows.reverting)
    alone = [commit for commit in rows.reverting if rows.landed[commit.change].commits == commits[commit.change]]
    alone.sort(key=lambda commit: (commit.position, commit.committed_at, commit.sha))
    together: dict[tuple[int, int], list[Reverting]] = {}
    for commit in alone:
        together.setdefault((commit.position, commit.change), []).append(commit)
    met: set[str] = set()
    given: set[str] = set()
    for first in alone:
        waiting = [first]
        while waiting:
            commit = waiting[-1]
            before = () if commit.sha in met else _before(commit, rows, together)
            met.add(commit.sha)
            waiting += [each for each in before if each.sha not in met]
            if waiting[-1] is commit:
                waiting.pop()
                if commit.sha not in given:
                    given.add(commit.sha)
                    yield commit


def _before(
    commit: Reverting, rows: RevertRows, together: Mapping[tuple[int, int], list[Reverting]]
) -> Iterator[Reverting]:
    """Give the reverts that landed together with a commit and that its message names."""
    for named in _named(commit, rows):
        for change in named.parts:
            landed = together.get((commit.position, change), ())
            yield from (each for each in landed if change != commit.change or each.sha == named.sha)
    if commit.number is not None and commit.number != commit.change:
        yield from together.get((commit.position, commit.number), ())


def _named(commit: Reverting, rows: RevertRows) -> Iterator[Named]:
    for sha in commit.shas:
        if sha in rows.named:
            yield rows.named[sha]


class _Resolving:
    """Adds reverts up, in the order in which they landed."""

    def __init__(self, rows: RevertRows) -> None:
        self.reverts = Reverts()
        self._rows = rows
        self._of_commits: dict[str, _Roots] = {}
        self._of_changes: dict[int, dict[int, int]] = {}
        self._parts: dict[tuple[int, int], dict[str, int]] = {}  # of a change, the commits that a revert names
        self._standing: dict[int, bool] = {}

    def add(self, commit: Reverting) -> None:
        """Add what a commit takes and brings back; one without a target is work like any other."""
        undone: dict[int, int] = {}
        for roots in self._targets(commit):
            undone = {**roots, **undone}  # a message may quote the revert that it reverts: what comes first is meant
        if not undone:
            return
        self.reverts.resolved.add(commit.change)
        self._of_commits[commit.sha] = {root: -sign for root, sign in undone.items()}
        mine = self._of_changes.setdefault(commit.change, {})
        for root, sign in undone.items():
            self._undo(commit.month, root, sign)
            if mine.pop(root, -sign) == -sign:  # else the change undoes what it did itself
                mine[root] = -sign

    def _targets(self, commit: Reverting) -> Iterator[_Roots]:
        """Give what a message names: the commits where they are whole changes, else the pull request."""
        found = False
        for named in _named(commit, self._rows):
            roots = self._of_commits.get(named.sha)
            if roots is None:
                roots = self._of_whole_changes(commit, named)
            found = found or bool(roots)
            yield roots
        if not found and commit.number is not None and self._is_undone_by(commit, commit.number):
            yield self._roots(commit.number)

    def _of_whole_changes(self, commit: Reverting, named: Named) -> _Roots:
        """Give the changes that are whole with this commit: merged ones with all that the merge brought in."""
        together: Counter[int] = Counter()
        for change, commits in named.parts.items():
            parts = self._parts.setdefault((commit.change, change), {})
            parts[named.sha] = commits
            is_whole = change == commit.number or sum(parts.values()) >= self._rows.landed[change].commits
            if is_whole and self._is_undone_by(commit, change):
                together.update(self._roots(change))
        return {root: 1 if sign > 0 else -1 for root, sign in together.items() if sign}

    def _is_undone_by(self, commit: Reverting, change: int) -> bool:
        landed = self._rows.landed.get(change)
        return landed is not None and change != commit.change and landed.position <= commit.position

    def _roots(self, change: int) -> _Roots:
        return self._of_changes.get(change, {change: 1})

    def _undo(self, month: int, root: int, sign: int) -> None:
        takes = sign > 0
        if self._standing.get(root, True) == takes:
            self._standing[root] = not takes
            self.reverts.landed_month[root] = self._rows.landed[root].month
            self.reverts.effects.setdefault(root, []).append(Effect(month, -1 if takes else 1))
