"""Who worked for whom, in memory: read once for a ledger, since every change would look the same few up again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import Connection, text

from reports.ledger import Credit


class EmploymentRow(NamedTuple):
    """One derived employment, as its table has it; `outdated_at` the second since when one knows better."""

    account_id: int
    repository_id: int | None
    organization: str
    since: int | None
    until: int | None
    share_num: int
    share_den: int
    rule: str
    confidence: int
    evidence: str
    outdated_at: int | None = None


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

    def has(self, account: int, repository: int) -> bool:
        """Say whether anything is known of whom the account worked for in that project."""
        return bool(self.rows(account, repository))

    def rows(self, account: int, repository: int) -> _Rows:
        """Give the employments that count in that project: [since, until) and the credit."""
        rows = self.special.get((account, repository)) if self.special else None
        return self.general.get(account, ()) if rows is None else rows


@dataclass(frozen=True)
class Attribution:
    """Whose the accounts are and what, and who worked for whom: all that a ledger needs of people."""

    employments: Employments
    accounts: Mapping[int, Account]


def read_attribution(connection: Connection, known_by: int | None = None) -> Attribution:
    """Read what was derived last, as it was known by a second: what came later changes no month that was over then."""
    return Attribution(read_employments(connection, known_by), read_accounts(connection))


def read_accounts(connection: Connection) -> dict[int, Account]:
    """Read whose the accounts are: joined in memory, since every change would look the same few up again."""
    kinds: dict[str, str] = {}
    rows = connection.execute(text("SELECT id, person_id, kind FROM account"))
    return {account: Account(person, kinds.setdefault(kind, kind)) for account, person, kind in rows}


def read_employments(connection: Connection, known_by: int | None = None) -> Employments:
    """Read the derived employments; in a number of rows that grows with the accounts, not with the commits."""
    columns = ", ".join(EmploymentRow._fields)
    rows = connection.execute(text(f"SELECT {columns} FROM employment ORDER BY account_id, id"))
    return employments_of((EmploymentRow(*row) for row in rows), known_by)


def employments_of(rows: Iterable[EmploymentRow], known_by: int | None = None) -> Employments:
    """Arrange rows by account, and by account and repository: those that hold by all, or by what was known then."""
    general: dict[int, list[tuple[int | None, int | None, Credit]]] = {}
    special: dict[tuple[int, int], list[tuple[int | None, int | None, Credit]]] = {}
    for row in rows:
        if row.outdated_at is not None and (known_by is None or row.outdated_at < known_by):
            continue
        share = 1 if row.share_num == row.share_den else Fraction(row.share_num, row.share_den)
        credit = Credit(row.organization, row.rule, row.confidence, share)
        if row.repository_id is None:
            general.setdefault(row.account_id, []).append((row.since, row.until, credit))
        else:
            special.setdefault((row.account_id, row.repository_id), []).append((row.since, row.until, credit))
    return Employments(general, special)


def _holding(rows: _Rows, instant: int) -> tuple[Credit, ...]:
    return tuple(
        credit
        for since, until, credit in rows
        if (since is None or since <= instant) and (until is None or instant < until)
    )
