"""Which change a landed commit is part of, by GitHub's word where it has one: pure, no database.

A commit's own words (the number in its subject, the merge that names one) are what anybody can write. Of a pull request
that GitHub merged it says as which commit: this squashed commit, or all that this merge brought in, is the change,
whatever they say of themselves; and what says the number and is none of it is a change of its own.

Of a rebased pull request GitHub names the last commit alone. The ones before are its others where nothing speaks
against it: as many commits in a row on the first-parent line as the pull request had, none of them another pull
request's, the first of them authored in the very second in which the pull request's first commit was.

Where something else shows that a pull request landed (a label, a comment, a trailer), it gives a number to a commit
that has none, and takes none away.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from bot.facts import EARLIEST_AUTHORED

MOST_REBASED = 100
"""GitHub rebases no pull request of more commits than these."""
_MERGED = "merged"


class LandedRow(NamedTuple):
    """A landing that counts: what it says of its change now, and what the commit itself told where that is another."""

    landing: int
    commit: int
    sha: str
    position: int
    on_first_parent: bool
    is_merge: bool
    landed_at: int
    authored_at: int
    change: int
    told: int | None
    worked_at: int | None


class RequestLanded(NamedTuple):
    """A pull request that landed as a commit of this history; `landed_by` says what shows it."""

    number: int
    sha: str
    landed_by: str
    commits: int | None
    opened_at: int
    first_authored_at: int | None


class Regrouped(NamedTuple):
    """A landing that is part of another change than is stored, or whose work was done on another day."""

    landing: int
    change: int
    told: int | None
    worked_at: int | None


@dataclass
class _Wanted:
    """What a landing is to be: its change, and the author's day where it is not the commit's."""

    row: LandedRow
    change: int
    worked_at: int | None = None

    @property
    def told(self) -> int:
        """What the commit itself told."""
        return self.row.change if self.row.told is None else self.row.told


@dataclass
class Grouping:
    """Groups one repository's landings by the pull requests that landed in it."""

    by_sha: Mapping[str, Sequence[RequestLanded]]
    _merged: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Know which numbers GitHub itself says landed here, and as which commit."""
        self._merged = frozenset(
            request.number for some in self.by_sha.values() for request in some if request.landed_by == _MERGED
        )

    def regrouped(self, rows: Iterable[LandedRow]) -> Iterator[Regrouped]:
        """Give what differs from what is stored, of rows in the order of their positions."""
        line: deque[_Wanted] = deque(maxlen=MOST_REBASED)  # the newest of the first-parent line
        for _, some in groupby(rows, key=lambda row: row.position):
            together = [_Wanted(row, row.commit) for row in some]
            self._group(together)
            alone = together[0] if len(together) == 1 and not together[0].row.is_merge else None
            for wanted in together:
                if wanted is not alone:
                    yield from _differs(wanted)
            if alone is None:  # a merge, and what it brought in: nothing is rebased over it
                while line:
                    yield from _differs(line.popleft())
                continue
            if len(line) == MOST_REBASED:
                yield from _differs(line.popleft())
            self._join_rebased(line, alone)
            line.append(alone)
        for wanted in line:
            yield from _differs(wanted)

    def _group(self, together: Sequence[_Wanted]) -> None:
        brought_in_by = next((wanted.row for wanted in together if wanted.row.on_first_parent), None)
        merged = self._request(brought_in_by.sha, brought_in_by.change) if brought_in_by is not None else None
        if brought_in_by is None or not brought_in_by.is_merge or merged is None or merged.landed_by != _MERGED:
            merged = None
        for wanted in together:
            wanted.change = self._change(wanted, merged)

    def _change(self, wanted: _Wanted, merged: RequestLanded | None) -> int:
        row, told = wanted.row, wanted.told
        own = None if row.is_merge else self._request(row.sha, told)
        if own is not None and own.landed_by == _MERGED:
            wanted.worked_at = _day(own, row)
            return own.number
        if merged is not None and not row.on_first_parent:
            return merged.number
        if own is not None and told <= 0:
            return own.number
        return -row.commit if told in self._merged and not row.is_merge else told

    def _request(self, sha: str, told: int) -> RequestLanded | None:
        """Give the pull request that landed as a commit: of several the one that it tells itself, else the first."""
        found = self.by_sha.get(sha, ())
        return min(found, key=lambda request: (request.number != told, request.number)) if found else None

    def _join_rebased(self, line: Sequence[_Wanted], last: _Wanted) -> None:
        request = self._request(last.row.sha, last.told)
        if request is None or request.landed_by != _MERGED or request.commits is None:
            return
        others = request.commits - 1
        if not 0 < others <= len(line) or request.first_authored_at is None:
            return
        before = list(line)[-others:]
        is_whole = all(wanted.change == -wanted.row.commit or wanted.told == request.number for wanted in before)
        if is_whole and before[0].row.authored_at == request.first_authored_at and not self._any_landed(before):
            last.worked_at = None
            for wanted in before:
                wanted.change = request.number

    def _any_landed(self, some: Iterable[_Wanted]) -> bool:
        return any(wanted.row.sha in self.by_sha for wanted in some)


def _day(request: RequestLanded, row: LandedRow) -> int | None:
    """Give the day of the work on a squashed commit, which says the day of the squash itself; None where it is it."""
    days = (request.first_authored_at, request.opened_at)
    day = next((day for day in days if day is not None and EARLIEST_AUTHORED <= day <= row.landed_at), None)
    is_dated = EARLIEST_AUTHORED <= row.authored_at <= row.landed_at
    return None if day is None or (is_dated and row.authored_at <= day) else day


def _differs(wanted: _Wanted) -> Iterator[Regrouped]:
    row = wanted.row
    told = None if wanted.change == wanted.told else wanted.told
    if (wanted.change, told, wanted.worked_at) != (row.change, row.told, row.worked_at):
        yield Regrouped(row.landing, wanted.change, told, wanted.worked_at)
