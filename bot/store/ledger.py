"""The ledger of a month: registry, facts and employments of one snapshot, joined and booked."""

from collections.abc import Mapping
from contextlib import closing

from sqlalchemy import Connection, text

from bot.registry import Registry
from bot.registry.entries import Relation
from bot.store.change_rows import RowReader
from bot.store.changes import ChangeMaker
from bot.store.database import Database
from bot.store.employed import Account, Attribution, read_attribution
from bot.store.scans import month_index
from reports.ledger import HISTORY, YEAR, Coverage, Ledger, Organization, Project, Span, Staff
from reports.methodology import Methodology
from reports.months import Month

_NOT_COLLECTED = {
    "github-api": "pull requests, reviews and merge decisions: not a source yet",
    "money": "sponsorships, donations, dues: not a source yet",
    "declarations": "people's own word on whom they work for: not a source yet",
}


def read_ledger(
    database: Database,
    registry: Registry,
    month: Month,
    methodology: Methodology,
    attribution: Attribution | None = None,
) -> Ledger:
    """Join the facts of the 36 months that end with `month` into a ledger, from one snapshot.

    Without an `attribution` of one's own, the one that is stored counts.
    """
    with database.reading() as connection:
        attribution = attribution or read_attribution(connection)
        scanned = _scanned(connection, registry)
        ledger = Ledger(
            month,
            {slug: _organization(registry, slug) for slug in registry.organizations},
            {name: _project(registry, name) for name in registry.upstreams},
            _coverage(registry, scanned),
            frozenset(scanned),
        )
        first, year, last = month.index - HISTORY + 1, month.index - YEAR + 1, month.index
        maker = ChangeMaker(first, year, last, methodology.line_cap, attribution.employments, attribution.accounts)
        with closing(RowReader(connection, first, last).read(scanned)) as rows:
            ledger.add_all(maker.changes(rows))
        for (name, index), count in maker.dates_corrected.items():
            ledger.total(name, index).dates_corrected += count
        names = {repository: name for name, repository in scanned.items()}
        _add_newcomers(connection, ledger, names, attribution.accounts)
    return ledger


def _scanned(connection: Connection, registry: Registry) -> dict[str, int]:
    rows = connection.execute(text("SELECT name, id FROM repository WHERE scan > 0")).all()
    # A repository that was scanned under a former name too counts once: by its name of today.
    rows = sorted(rows, key=lambda row: (str(row[0]) in registry.upstreams, str(row[0])))
    named = {registry.upstream_name(name): number for name, number in rows}
    return {name: number for name, number in named.items() if name in registry.upstreams}


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
        Staff(staff.band, staff.source, staff.year, staff.count) if staff else None,
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
    )


def _span(relation: Relation) -> Span:
    until = Month.parse(relation.until).index if relation.until else None
    return Span(relation.organization, Month.parse(relation.since).index, until)


def _all_histories(projects: int) -> str:
    return "the history of the one project" if projects == 1 else f"the histories of all {projects} projects"


def _coverage(registry: Registry, scanned: Mapping[str, int]) -> tuple[Coverage, ...]:
    missing = sorted(set(registry.upstreams) - set(scanned))
    if missing:
        shown = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")  # noqa: PLR2004
        git = Coverage("git", "partial" if scanned else "not collected", f"not scanned: {shown}")
    else:
        git = Coverage("git", "collected", _all_histories(len(scanned)))
    rest = [Coverage(source, "not collected", reason) for source, reason in sorted(_NOT_COLLECTED.items())]
    return (git, *rest)
