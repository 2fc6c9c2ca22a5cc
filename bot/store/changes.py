"""Rows of authors → landed changes: what is one change, whose it is and in which month. Pure: no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from bot.facts import EARLIEST_AUTHORED
from bot.store.activity_rows import Asking
from bot.store.change_rows import AuthorRow, RepositoryBegins, Rows
from bot.store.employed import Account, Attribution, Employments
from bot.store.employers import Employers
from bot.store.reverts import Effect
from reports.ledger import AlikeChanges, LandedChange, Party

TRIVIAL_LINES = 10
_BY_LANDING = itemgetter(3, 2)  # when it landed, then the commit


@dataclass(frozen=True)
class ChangeMaker:
    """Makes landed changes of rows, for the months [first, last].

    Of the months before `year`, what nobody is known to have been employed for is left out: a ledger holds what is
    nobody's, and totals, from `year` on.
    """

    first: int
    year: int
    last: int
    line_cap: int
    employments: Employments
    accounts: Mapping[int, Account]
    waiting: "list[tuple[_OfRepository, Sequence[AuthorRow]]]" = field(default_factory=list)
    """Changes with a number that agents alone wrote: whose they are says who opened, or merged, the pull request."""
    dates_corrected: dict[tuple[str, int], int] = field(default_factory=dict)
    unreadable: dict[tuple[str, int], int] = field(default_factory=dict)
    """Commits whose files git could not read, by project and month: their lines are not known."""

    def changes(self, parts: Iterable[RepositoryBegins | Rows]) -> Iterator[LandedChange | AlikeChanges]:
        """Give the changes, those taken back included, each in its month.

        Memory holds a sum for each account and month of one repository, not the changes.
        """
        making: _OfRepository | None = None
        for part in parts:
            if isinstance(part, RepositoryBegins):
                if making is not None:
                    yield from making.rest()
                making = _OfRepository(self, part)
            else:
                assert making is not None
                yield from making.take(part)
        if making is not None:
            yield from making.rest()

    @property
    def waiting_for(self) -> set[tuple[int, int]]:
        """By repository and number the pull requests that changes wait for, once `changes` has given the others."""
        return {(making.repository, rows[0][1]) for making, rows in self.waiting}

    def agents_changes(self, asking: Mapping[tuple[int, int], Asking]) -> Iterator[LandedChange]:
        """Give the changes that waited, as work of who asked the agent for it where that is known."""
        employers = Employers(Attribution(self.employments, self.accounts))
        for making, rows in self.waiting:
            asked = asking.get((making.repository, rows[0][1]))
            yield from making.made(rows, _asker(asked, rows, making.repository, employers) if asked else None)

    @cached_property
    def agents(self) -> frozenset[int]:
        """The accounts of AI agents."""
        return frozenset(number for number, account in self.accounts.items() if account.kind == "agent")


def _asker(asked: Asking, rows: Sequence[AuthorRow], repository: int, employers: Employers) -> Party | None:
    """Give who asked an agent for a change: who opened the pull request; without a human co-author, who merged it."""
    if asked.opener is not None and employers.is_human(asked.opener):
        return employers.party(asked.opener, repository, asked.opened_at)
    if asked.merger is None or asked.landed_at is None or not employers.is_human(asked.merger):
        return None
    has_co_author = any(employers.is_human(row[10]) for row in rows)
    return None if has_co_author else employers.party(asked.merger, repository, asked.landed_at)


class _OfRepository:
    """Makes the changes of one repository."""

    def __init__(self, maker: ChangeMaker, begins: RepositoryBegins) -> None:
        self._maker = maker
        self._project = begins.project
        self._repository = self.repository = begins.repository
        self._reverts = begins.reverts
        self._older = frozenset(begins.reverts.older(maker.first))
        self._special = begins.reverts.resolved | begins.reverts.effects.keys()
        self._row: AuthorRow | None = None  # the first of the change that is being read
        self._others: list[AuthorRow] = []  # its other ones
        self._alone: dict[int, Party | None] = {}
        # By account and month what `AlikeChanges` says; None for an account whose changes do not simply add up.
        self._sums: dict[int, dict[int, list[int]] | None] = {}

    def take(self, rows: Rows) -> Iterator[LandedChange]:
        """Add up the changes of one commit by one author, which most are; give the others."""
        first, others = self._row, self._others
        number = first[1] if first is not None else None
        for row in rows:
            if row[1] == number:
                others.append(row)
                continue
            if first is not None and (others or not self._adds_up(first)):
                yield from self._made([first, *others])
                others = []
            first, number = row, row[1]
        self._row, self._others = first, others

    def rest(self) -> Iterator[LandedChange | AlikeChanges]:
        """Give the last change, and what has been added up."""
        if self._row is not None and (self._others or not self._adds_up(self._row)):
            yield from self._made([self._row, *self._others])
        for account, months in self._sums.items():
            party = self._party(account)
            if party is None or months is None:
                continue
            for month, (changes, units, lines, assisted) in months.items():
                if month >= self._maker.year or party.credits:
                    yield AlikeChanges(self._project, month, party, changes, units, lines, assisted)

    def _adds_up(self, row: AuthorRow) -> bool:
        """Add a change of one commit by one author to the others like it; say False where it is not so simple.

        Most changes go this way, which is several times shorter than the other.
        """
        _, number, _, landed_at, month, authored_at, lines, documentation, marked, _, account = row
        try:
            months = self._sums[account]
        except KeyError:
            months = self._sums[account] = None if self._party(account) is None else {}
        if months is None or number in self._special:
            return False
        try:
            sums = months[month]
        except KeyError:
            sums = months[month] = [0, 0, 0, 0]
        if not EARLIEST_AUTHORED <= authored_at <= landed_at:
            self._correct_date(month)
        if lines is None:
            self._note_unreadable(month)
        counted = min(lines, self._maker.line_cap) if lines else 0
        sums[0] += 1
        sums[2] += counted
        if not documentation or counted >= TRIVIAL_LINES:
            sums[1] += 1
        if marked:
            sums[3] += 1
        return True

    def _party(self, account: int) -> Party | None:
        """Give the party that a person's account always is in this project; None for others, or where days differ."""
        if account not in self._alone:
            person, kind = self._maker.accounts[account]
            employers = self._maker.employments.always(account, self._repository) if kind == "human" else None
            self._alone[account] = None if employers is None else Party(person, employers)
        return self._alone[account]

    def _made(self, rows: Sequence[AuthorRow]) -> Iterator[LandedChange]:
        if self._maker.agents and self._agents_wrote_alone(rows):
            self._maker.waiting.append((self, rows))
        else:
            yield from self.made(rows, None)

    def _agents_wrote_alone(self, rows: Sequence[AuthorRow]) -> bool:
        """Whether a pull request holds what agents wrote and nobody else: co-authors may be there."""
        authors = [row[10] for row in rows if row[9] == 0]
        return rows[0][1] > 0 and bool(authors) and self._maker.agents.issuperset(authors)

    def made(self, rows: Sequence[AuthorRow], asker: Party | None) -> Iterator[LandedChange]:
        """Give one change, and what was taken and brought back of it; the work of whoever asked an agent for it."""
        number = rows[0][1]
        is_nobodys = asker is None or not asker.credits
        if number not in self._special and is_nobodys and self._is_nobodys_long_ago(rows):
            return
        if number in self._reverts.resolved and number not in self._older:
            return  # undoing is no work of its own: it takes back, in its month
        change = self._change(rows, asker)
        if number not in self._older:
            yield change
        yield from self._effects(change, self._reverts.effects.get(number, ()))

    def _is_nobodys_long_ago(self, rows: Sequence[AuthorRow]) -> bool:
        year = self._maker.year
        return not any(row[4] >= year or self._maker.employments.has(row[10], self._repository) for row in rows)

    def _effects(self, change: LandedChange, effects: Iterable[Effect]) -> Iterator[LandedChange]:
        for effect in effects:
            if self._maker.first <= effect.month <= self._maker.last:
                yield change._replace(month=effect.month, sign=effect.sign)

    def _change(self, rows: Sequence[AuthorRow], asker: Party | None) -> LandedChange:
        """Make one change of the authors of its commits: the people among them, else a service, else an agent."""
        accounts, cap = self._maker.accounts, self._maker.line_cap
        kinds = {accounts[row[10]].kind for row in rows}
        agent_wrote = "agent" in kinds and any(row[9] == 0 and accounts[row[10]].kind == "agent" for row in rows)
        commits = {row[2]: row for row in rows}
        first = min(commits.values(), key=_BY_LANDING)
        whole = 0
        documentation, marked = True, False
        for _, _, _, _, month, _, lines, is_documentation, is_marked, _, _ in commits.values():
            if lines is None:
                self._note_unreadable(month)
            whole += min(lines or 0, cap)
            documentation = documentation and bool(is_documentation)
            marked = marked or bool(is_marked)
        return LandedChange(
            self._project,
            first[4],
            len(commits),
            whole,
            documentation and whole < TRIVIAL_LINES,
            "human" in kinds and (marked or "agent" in kinds),
            agent_wrote,
            (asker,) if asker else self._parties(rows, first[3], kinds, agent_wrote=agent_wrote),
        )

    def _parties(
        self, rows: Sequence[AuthorRow], landed_at: int, kinds: set[str], *, agent_wrote: bool
    ) -> tuple[Party, ...]:
        wanted = "human" if "human" in kinds else "service" if "service" in kinds else None
        if wanted is None:
            return (Party(None, ()),) if agent_wrote else ()
        days: dict[int, tuple[int, int]] = {}
        corrected: dict[int, int] = {}  # commits, each once however many wrote it, and their months
        for _, _, commit, commit_landed_at, month, day, _, _, _, _, account in rows:
            person, kind = self._maker.accounts[account]
            if kind != wanted:
                continue
            if not EARLIEST_AUTHORED <= day <= commit_landed_at:
                corrected[commit] = month
                day = landed_at  # noqa: PLW2901 - the date that counts from here on
            if person not in days or (day, account) < days[person]:
                days[person] = (day, account)
        for month in corrected.values():
            self._correct_date(month)
        return tuple(self._party_on(account, day, wanted) for day, account in days.values())

    def _party_on(self, account: int, day: int, kind: str) -> Party:
        party = self._party(account)
        if party is not None:
            return party
        person = self._maker.accounts[account].person if kind == "human" else None
        return Party(person, self._maker.employments.on(account, self._repository, day))

    def _note_unreadable(self, month: int) -> None:
        key = (self._project, month)
        self._maker.unreadable[key] = self._maker.unreadable.get(key, 0) + 1

    def _correct_date(self, month: int) -> None:
        key = (self._project, month)
        self._maker.dates_corrected[key] = self._maker.dates_corrected.get(key, 0) + 1
