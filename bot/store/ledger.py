"""The ledger of a month: registry, facts and employments of one snapshot, joined and booked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.registry import Registry
from bot.registry.entries import Relation
from bot.store.activity_ledger import add_activity
from bot.store.activity_rows import read_asking
from bot.store.change_rows import RowReader
from bot.store.changes import ChangeMaker
from bot.store.employed import Account, Attribution, read_attribution
from bot.store.scans import MIXED, month_index
from reports.ledger import HISTORY, YEAR, Coverage, Ledger, Organization, Project, Span, Staff
from reports.methodology import Methodology
from reports.months import Month

_SHOWN = 10
_REVIEWED_ELSEWHERE = ("copybara", "mirror")
"""Landing profiles of projects whose changes are reviewed in another system, and copied to GitHub."""
_NOT_COLLECTED = {
    "money": "sponsorships, donations, dues: not a source yet",
    "declarations": "people's own word on whom they work for: not a source yet",
}


def read_ledger(
    connection: Connection,
    registry: Registry,
    month: Month,
    methodology: Methodology,
    attribution: Attribution | None = None,
    read_by: int | None = None,
    *,
    is_its_own: bool = False,
) -> Ledger:
    """Join the facts of the 36 months that end with `month` into a ledger, from the snapshot that a connection reads.

    `read_by` is the second up to which a history has to have been read, the month's end unless given: a month that is
    not over yet is measured up to then. Without an `attribution` of one's own, the one that is stored counts. What was
    not read so far is left out, and said in the coverage: half a month would look like a whole one. Private projects
    are left out without a word, but from a report that is a repository's own and stays in it (`is_its_own`).
    """
    attribution = attribution or read_attribution(connection, int(month.end.timestamp()))
    read_by = int(month.end.timestamp()) if read_by is None else read_by
    private = frozenset() if is_its_own else _private(connection, registry)
    found = _read_histories(connection, registry, read_by, private)
    scanned = found.whole
    ledger = Ledger(
        month,
        {slug: _organization(registry, slug) for slug in registry.organizations},
        {name: _project(registry, name) for name in registry.upstreams if name not in private},
        _coverage(registry.upstreams.keys() - private, found),
        frozenset(scanned),
    )
    first, year, last = month.index - HISTORY + 1, month.index - YEAR + 1, month.index
    maker = ChangeMaker(first, year, last, methodology.line_cap, attribution.employments, attribution.accounts)
    with closing(RowReader(connection, first, last).read(scanned)) as rows:
        ledger.add_all(maker.changes(rows))
    ledger.add_all(maker.agents_changes(read_asking(connection, maker.waiting_for)))
    for (name, index), count in maker.dates_corrected.items():
        ledger.total(name, index).dates_corrected += count
    for (name, index), count in maker.unreadable.items():
        ledger.total(name, index).unreadable += count
    ledger.coverage += (add_activity(connection, ledger, scanned, attribution, methodology, read_by),)
    names = {repository: name for name, repository in scanned.items()}
    _add_newcomers(connection, ledger, names, attribution.accounts)
    return ledger


class _Histories(NamedTuple):
    """The index's repositories whose histories were read to the month's end, and those of which that is not so."""

    whole: Mapping[str, int]
    too_early: Sequence[str]
    amid_rereading: Sequence[str]


def _private(connection: Connection, registry: Registry) -> frozenset[str]:
    """Give the index's projects that are private now: such a one never appears outside itself."""
    rows = connection.execute(text("SELECT name, is_private FROM repository")).all()
    # Where it was stored under a former name too, its name of today tells.
    rows = sorted(rows, key=lambda row: (str(row[0]) in registry.upstreams, str(row[0])))
    named = {registry.upstream_name(row[0]): row[1] for row in rows}
    return frozenset(name for name, is_private in named.items() if is_private)


def _read_histories(connection: Connection, registry: Registry, read_by: int, private: Collection[str]) -> _Histories:
    rows = connection.execute(text("SELECT name, id, read_at, profile FROM repository WHERE scan > 0")).all()
    # A repository that was scanned under a former name too counts once: by its name of today.
    rows = sorted(rows, key=lambda row: (str(row[0]) in registry.upstreams, str(row[0])))
    named = {registry.upstream_name(row[0]): row for row in rows}
    whole: dict[str, int] = {}
    too_early: list[str] = []
    amid: list[str] = []
    for name, (_, number, read_at, profile) in sorted(named.items()):
        if name not in registry.upstreams or name in private:
            continue
        if profile == MIXED:
            amid.append(name)
        elif read_at is None or read_at < read_by:
            too_early.append(name)
        else:
            whole[name] = number
    return _Histories(whole, too_early, amid)


def _add_newcomers(
    connection: Connection, ledger: Ledger, names: Mapping[int, str], accounts: Mapping[int, Account]
) -> None:
    query = text(
        "SELECT repository_id, account_id, first_landed_at FROM presence"
        " WHERE first_landed_at >= :since AND first_landed_at < :until"
    )
    span = {"since": int(ledger.month.plus(-11).start.timestamp()), "until": int(ledger.month.end.timestamp())}
    for repository, account, first in connection.execute(query, span):
        if repository in names and accounts[account].kind == "human":
            ledger.total(names[repository], month_index(first)).newcomers += 1


def _organization(registry: Registry, slug: str) -> Organization:
    entry = registry.organizations[slug]
    staff = entry.staff
    return Organization(
        slug,
        entry.name,
        entry.kind,
        Staff(staff.band, staff.source, staff.year, staff.count, staff.checked) if staff else None,
        tuple(_span(relation) for relation in entry.parents),
    )


def _project(registry: Registry, name: str) -> Project:
    entry = registry.upstreams[name]
    return Project(
        name,
        entry.kind,
        entry.licence,
        tuple(_span(relation) for relation in entry.hosts),
        entry.historical,
        Month.parse(entry.archived).index if entry.archived else None,
        entry.landing.profile in _REVIEWED_ELSEWHERE,
    )


def _span(relation: Relation) -> Span:
    until = Month.parse(relation.until).index if relation.until else None
    return Span(relation.organization, Month.parse(relation.since).index, until)


def _all_histories(projects: int) -> str:
    return "the history of the one project" if projects == 1 else f"the histories of all {projects} projects"


def _coverage(projects: Iterable[str], found: _Histories) -> tuple[Coverage, ...]:
    missing = sorted(set(projects) - {*found.whole, *found.too_early, *found.amid_rereading})
    gaps = (
        ("last read before the month ended: ", found.too_early),
        ("being read anew: ", found.amid_rereading),
        ("not scanned: ", missing),
    )
    reasons = [f"{why}{_some(names)}" for why, names in gaps if names]
    if reasons:
        git = Coverage("git", "partial" if found.whole else "not collected", "; ".join(reasons))
    else:
        git = Coverage("git", "collected", _all_histories(len(found.whole)))
    rest = [Coverage(source, "not collected", reason) for source, reason in sorted(_NOT_COLLECTED.items())]
    return (git, *rest)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
