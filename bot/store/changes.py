"""Facts and employments → landed changes: the ledger's joins, streamed in the order of repositories and changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from bot.facts import EARLIEST_AUTHORED
from bot.store.reverts import Effect, Reverts, read_reverts
from bot.store.scans import LIVE
from reports.ledger import Credit, LandedChange, Party

TRIVIAL_LINES = 10
_FETCH = 2_000

_ROWS = f"""
SELECT l.repository_id, l.change, l.commit_id, l.landed_at, l.landed_month, c.authored_at, c.lines_counted,
       c.documentation_only, c.ai_marked, w.role, w.account_id, a.person_id, a.kind
FROM landing l
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
JOIN commit_author w ON w.commit_id = c.id
JOIN account a ON a.id = w.account_id
WHERE l.repository_id = :repository AND NOT l.is_merge AND NOT c.sync AND l.landed_month <= :last AND {LIVE}
"""
# A change that landed before the span cannot land in it again: its earlier commits say so.
_IN_SPAN = f"""
AND l.landed_month >= :first AND (l.change < 0 OR NOT EXISTS (
    SELECT 1 FROM landing e WHERE e.repository_id = l.repository_id AND e.change = l.change
    AND e.landed_month < :first AND NOT e.is_merge AND {LIVE.replace("l.", "e.")}))
ORDER BY l.change
"""
_ONE_CHANGE = "AND l.change = :change"


class _Author(NamedTuple):
    repository: int
    change: int
    commit: int
    landed_at: int
    landed_month: int
    authored_at: int
    lines: int | None
    documentation_only: bool
    ai_marked: bool
    role: int
    account: int
    person: int
    kind: str


@dataclass(frozen=True)
class Employments:
    """Who worked for whom, in memory: a project's own rows beat the general ones."""

    general: Mapping[int, Sequence[tuple[int | None, int | None, Credit]]]
    special: Mapping[tuple[int, int], Sequence[tuple[int | None, int | None, Credit]]]

    def on(self, account: int, repository: int, instant: int) -> tuple[Credit, ...]:
        """Give whom the account worked for at an instant, in that project."""
        rows = self.special.get((account, repository)) if self.special else None
        if rows is None:
            rows = self.general.get(account, ())
        return tuple(
            credit
            for since, until, credit in rows
            if (since is None or since <= instant) and (until is None or instant < until)
        )


@dataclass(frozen=True)
class ChangeReader:
    """Reads the landed changes of a span of months from one snapshot of the database."""

    connection: Connection
    first: int
    last: int
    line_cap: int
    employments: Employments
    dates_corrected: dict[tuple[int, int], int] = field(default_factory=dict)

    def changes(self, repository: int, project: str) -> Iterator[LandedChange]:
        """Give the changes of one repository, those taken back included, each in its month."""
        reverts = read_reverts(self.connection, repository, self.last)
        values = {"repository": repository, "first": self.first, "last": self.last}
        for number, authors in groupby(self._rows(_ROWS + _IN_SPAN, values), key=lambda row: row.change):
            yield from self._with_effects(project, number, list(authors), reverts)
        for number in sorted(reverts.older(self.first)):
            values = {"repository": repository, "change": number, "last": self.last}
            earlier = self._change(project, list(self._rows(_ROWS + _ONE_CHANGE, values)))
            yield from self._effects(earlier, reverts.effects.get(number, ()))

    def _with_effects(
        self, project: str, number: int, authors: list[_Author], reverts: Reverts
    ) -> Iterator[LandedChange]:
        if number in reverts.resolved:
            return  # undoing is no work of its own: it takes back, in its month
        change = self._change(project, authors)
        yield change
        effects = reverts.effects.get(number)
        if effects:
            yield from self._effects(change, effects)

    def _effects(self, change: LandedChange, effects: Iterable[Effect]) -> Iterator[LandedChange]:
        for effect in effects:
            if self.first <= effect.month <= self.last:
                yield change._replace(month=effect.month, sign=effect.sign)

    def _rows(self, query: str, values: dict[str, Any]) -> Iterator[_Author]:
        result = self.connection.execution_options(yield_per=_FETCH).execute(text(query), values)
        for row in result:
            yield _Author._make(row)

    def _change(self, project: str, authors: list[_Author]) -> LandedChange:
        """Make one change of the authors of its commits: the people among them, else a service, else an agent."""
        first = authors[0] if len(authors) == 1 else min(authors, key=lambda row: (row.landed_at, row.commit))
        kinds = {row.kind for row in authors}
        commits, lines, documentation = 1, first.lines or 0, first.documentation_only
        if len(authors) > 1:
            by_commit = {row.commit: row for row in authors}
            commits = len(by_commit)
            lines = sum(min(row.lines or 0, self.line_cap) for row in by_commit.values())
            documentation = all(row.documentation_only for row in by_commit.values())
        people = "human" in kinds
        agent_wrote = "agent" in kinds and any(row.kind == "agent" and row.role == 0 for row in authors)
        return LandedChange(
            project,
            first.landed_month,
            commits,
            min(lines, self.line_cap * commits),
            bool(documentation) and lines < TRIVIAL_LINES,
            people and ("agent" in kinds or any(row.ai_marked for row in authors)),
            agent_wrote,
            self._parties(authors, first.landed_at, kinds, agent_wrote=agent_wrote),
        )

    def _parties(
        self, authors: list[_Author], landed_at: int, kinds: set[str], *, agent_wrote: bool
    ) -> tuple[Party, ...]:
        kind = "human" if "human" in kinds else "service" if "service" in kinds else None
        if kind is None:
            return (Party(None, ()),) if agent_wrote else ()
        days: dict[int, tuple[int, int]] = {}
        for row in authors:
            if row.kind == kind:
                day = self._day(row, landed_at)
                if row.person not in days or (day, row.account) < days[row.person]:
                    days[row.person] = (day, row.account)
        repository = authors[0].repository
        return tuple(
            Party(person if kind == "human" else None, self.employments.on(account, repository, day))
            for person, (day, account) in days.items()
        )

    def _day(self, row: _Author, landed_at: int) -> int:
        if EARLIEST_AUTHORED <= row.authored_at <= row.landed_at:
            return row.authored_at
        key = (row.repository, row.landed_month)
        self.dates_corrected[key] = self.dates_corrected.get(key, 0) + 1
        return landed_at


def read_employments(connection: Connection) -> Employments:
    """Read the derived employments; in a number of rows that grows with the accounts, not with the commits."""
    general: dict[int, list[tuple[int | None, int | None, Credit]]] = {}
    special: dict[tuple[int, int], list[tuple[int | None, int | None, Credit]]] = {}
    query = text(
        "SELECT account_id, repository_id, organization, since, until, share_num, share_den, rule, confidence"
        " FROM employment ORDER BY account_id, id"
    )
    for account, repository, organization, since, until, num, den, rule, confidence in connection.execute(query):
        credit = Credit(organization, rule, confidence, 1 if num == den else Fraction(num, den))
        if repository is None:
            general.setdefault(account, []).append((since, until, credit))
        else:
            special.setdefault((account, repository), []).append((since, until, credit))
    return Employments(general, special)
