"""Facts and employments → landed changes: the ledger's joins, streamed in the order of repositories and changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from bot.facts import EARLIEST_AUTHORED
from bot.store.reverts import Effect, read_reverts
from bot.store.scans import LIVE
from reports.ledger import AlikeChanges, Credit, LandedChange, Party
from reports.months import Month

TRIVIAL_LINES = 10
_FETCH = 2_000

_ROWS = f"""
SELECT l.change, l.commit_id, l.landed_at, l.landed_month, c.authored_at, c.lines_counted, c.documentation_only,
       c.ai_marked, w.role, w.account_id
FROM landing l
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
JOIN commit_author w ON w.commit_id = c.id
WHERE l.repository_id = :repository AND NOT l.is_merge AND NOT c.sync AND l.landed_month <= :last AND {LIVE}
"""
# A change that landed before the span cannot land in it again: its earlier commits say so. They are looked for by
# their second, not their month, since the index on changes holds it.
_IN_SPAN = f"""
AND l.landed_month >= :first AND (l.change < 0 OR NOT EXISTS (
    SELECT 1 FROM landing e WHERE e.repository_id = l.repository_id AND e.change = l.change
    AND e.landed_at < :since AND NOT e.is_merge AND {LIVE.replace("l.", "e.")}))
ORDER BY l.change
"""
_ONE_CHANGE = "AND l.change = :change"


class Account(NamedTuple):
    """Whose an account is, and what: human, bot, agent or service."""

    person: int
    kind: str


_Rows = Sequence[tuple[int | None, int | None, Credit]]


@dataclass(frozen=True)
class Employments:
    """Who worked for whom, in memory: a project's own rows beat the general ones."""

    general: Mapping[int, _Rows]
    special: Mapping[tuple[int, int], _Rows]

    def on(self, account: int, repository: int, instant: int) -> tuple[Credit, ...]:
        """Give whom the account worked for at an instant, in that project."""
        return _holding(self.rows(account, repository), instant)

    def always(self, account: int, repository: int) -> tuple[Credit, ...] | None:
        """Give whom the account works for in that project whatever the day; None where the day decides."""
        rows = self.rows(account, repository)
        if any(since is not None or until is not None for since, until, _ in rows):
            return None
        return tuple(credit for _, _, credit in rows)

    def rows(self, account: int, repository: int) -> _Rows:
        """Give the employments that count in that project: [since, until) and the credit."""
        rows = self.special.get((account, repository)) if self.special else None
        return self.general.get(account, ()) if rows is None else rows


@dataclass(frozen=True)
class ChangeReader:
    """Reads the landed changes of a span of months from one snapshot of the database."""

    connection: Connection
    first: int
    last: int
    line_cap: int
    employments: Employments
    accounts: Mapping[int, Account]
    dates_corrected: dict[tuple[int, int], int] = field(default_factory=dict)

    def changes(self, repository: int, project: str) -> Iterator[LandedChange | AlikeChanges]:
        """Give the changes of one repository, those taken back included, each in its month.

        Memory holds a sum for each account and month, not the changes.
        """
        reverts = read_reverts(self.connection, repository, self.last)
        reading = _RepositoryReader(self, repository, project)
        values = {"repository": repository, "first": self.first, "last": self.last}
        values["since"] = int(Month.from_index(self.first).start.timestamp())
        special = reverts.resolved | reverts.effects.keys()
        for authors in _grouped(self._rows(_ROWS + _IN_SPAN, values)):
            number = authors[0][0]
            if len(authors) == 1 and number not in special and reading.adds_up(authors[0]):
                continue
            if number in reverts.resolved:
                continue  # undoing is no work of its own: it takes back, in its month
            effects = reverts.effects.get(number)
            change = reading.change(authors)
            yield change
            if effects is not None:
                yield from self._effects(change, effects)
        yield from reading.alike()
        for number in sorted(reverts.older(self.first)):
            values = {"repository": repository, "change": number, "last": self.last}
            authors = list(self._rows(_ROWS + _ONE_CHANGE, values))
            if authors:  # none where all of it was synced from another project: it never counted here
                yield from self._effects(reading.change(authors), reverts.effects.get(number, ()))

    def _effects(self, change: LandedChange, effects: Iterable[Effect]) -> Iterator[LandedChange]:
        for effect in effects:
            if self.first <= effect.month <= self.last:
                yield change._replace(month=effect.month, sign=effect.sign)

    def _rows(self, query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Give the driver's own tuples: there are many, and SQLAlchemy's rows take twice as long to take apart."""
        result = self.connection.execute(text(query).execution_options(yield_per=_FETCH), values)
        if self.connection.dialect.name == "postgresql":  # whose server's cursor SQLAlchemy has begun to read already
            for rows in result.partitions():
                yield from (tuple(row) for row in rows)
            return
        assert result.cursor is not None
        while some := result.cursor.fetchmany(_FETCH):
            yield from some
        result.close()


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Group rows of the same change: `itertools.groupby` takes longer for the many groups of one row."""
    group: list[tuple[Any, ...]] = []
    for row in rows:
        if group and row[0] != group[0][0]:
            yield group
            group = [row]
        else:
            group.append(row)
    if group:
        yield group


@dataclass
class _RepositoryReader:
    """Makes changes of the rows of one repository."""

    reader: ChangeReader
    repository: int
    project: str
    _alone: dict[int, Party | None] = field(default_factory=dict)
    _sums: dict[tuple[int, int], list[int]] = field(default_factory=dict)  # account, month: see `AlikeChanges`

    def adds_up(self, row: Sequence[Any]) -> bool:
        """Add a change of one commit by one author to the others like it; say False where it is not so simple.

        Most changes go this way, which is several times shorter than the other.
        """
        _, _, landed_at, month, authored_at, lines, documentation, marked, _, account = row
        if (self._alone[account] if account in self._alone else self._party(account)) is None:
            return False
        if not EARLIEST_AUTHORED <= authored_at <= landed_at:
            self._correct_date(month)
        counted = min(lines, self.reader.line_cap) if lines else 0
        sums = self._sums.get((account, month))
        if sums is None:
            sums = self._sums[(account, month)] = [0, 0, 0, 0]
        sums[0] += 1
        sums[2] += counted
        if not documentation or counted >= TRIVIAL_LINES:
            sums[1] += 1
        if marked:
            sums[3] += 1
        return True

    def alike(self) -> Iterator[AlikeChanges]:
        """Give what has been added up."""
        for (account, month), (changes, units, lines, assisted) in self._sums.items():
            party = self._party(account)
            assert party is not None
            yield AlikeChanges(self.project, month, party, changes, units, lines, assisted)

    def _party(self, account: int) -> Party | None:
        """Give the party that a person's account always is in this project; None for others, or where days differ."""
        if account not in self._alone:
            person, kind = self.reader.accounts[account]
            employers = self.reader.employments.always(account, self.repository) if kind == "human" else None
            self._alone[account] = None if employers is None else Party(person, employers)
        return self._alone[account]

    def change(self, rows: Sequence[Sequence[Any]]) -> LandedChange:
        """Make one change of the authors of its commits: the people among them, else a service, else an agent."""
        accounts, cap = self.reader.accounts, self.reader.line_cap
        lines: dict[int, int] = {}
        kinds: set[str] = set()
        documentation, marked, agent_wrote = True, False, False
        first = (rows[0][2], rows[0][1], rows[0][3])
        for _, commit, landed_at, month, _, commit_lines, is_documentation, is_marked, role, account in rows:
            kind = accounts[account].kind
            kinds.add(kind)
            first = min(first, (landed_at, commit, month))
            lines[commit] = min(commit_lines or 0, cap)
            documentation = documentation and bool(is_documentation)
            marked = marked or bool(is_marked)
            agent_wrote = agent_wrote or (kind == "agent" and role == 0)
        whole = sum(lines.values())
        return LandedChange(
            self.project,
            first[2],
            len(lines),
            whole,
            documentation and whole < TRIVIAL_LINES,
            "human" in kinds and (marked or "agent" in kinds),
            agent_wrote,
            self._parties(rows, first[0], kinds, agent_wrote=agent_wrote),
        )

    def _parties(
        self, rows: Sequence[Sequence[Any]], landed_at: int, kinds: set[str], *, agent_wrote: bool
    ) -> tuple[Party, ...]:
        wanted = "human" if "human" in kinds else "service" if "service" in kinds else None
        if wanted is None:
            return (Party(None, ()),) if agent_wrote else ()
        days: dict[int, tuple[int, int]] = {}
        for _, _, commit_landed_at, month, day, _, _, _, _, account in rows:
            person, kind = self.reader.accounts[account]
            if kind != wanted:
                continue
            if not EARLIEST_AUTHORED <= day <= commit_landed_at:
                self._correct_date(month)
                day = landed_at  # noqa: PLW2901 - the date that counts from here on
            if person not in days or (day, account) < days[person]:
                days[person] = (day, account)
        return tuple(self._party_on(account, day, wanted) for day, account in days.values())

    def _party_on(self, account: int, day: int, kind: str) -> Party:
        party = self._party(account)
        if party is not None:
            return party
        person = self.reader.accounts[account].person if kind == "human" else None
        return Party(person, self.reader.employments.on(account, self.repository, day))

    def _correct_date(self, month: int) -> None:
        key = (self.repository, month)
        self.reader.dates_corrected[key] = self.reader.dates_corrected.get(key, 0) + 1


def read_accounts(connection: Connection) -> dict[int, Account]:
    """Read whose the accounts are: joined in memory, since every change would look the same few up again."""
    kinds: dict[str, str] = {}
    rows = connection.execute(text("SELECT id, person_id, kind FROM account"))
    return {account: Account(person, kinds.setdefault(kind, kind)) for account, person, kind in rows}


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


def _holding(rows: _Rows, instant: int) -> tuple[Credit, ...]:
    return tuple(
        credit
        for since, until, credit in rows
        if (since is None or since <= instant) and (until is None or instant < until)
    )
