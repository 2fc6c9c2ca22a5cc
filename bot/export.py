"""Exporting what the numbers are made of, credit by credit, as CSV: for the operator, since it names accounts."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

from sqlalchemy import Connection

from bot.registry import Registry
from bot.store.credits import CommitCredit, commit_credits, scanned_names
from bot.store.database import Database
from bot.store.employments import attributed_reading
from reports.ledger import INDEPENDENT
from reports.measurement import rounded
from reports.renderers.text_safety import csv_cell

COLUMNS = (
    "repository", "sha", "person", "organization", "rule", "confidence", "share", "landed_at", "role",
    "organization_id", "change",
)  # fmt: skip


def export_credits(database: Database, registry: Registry) -> Iterator[str]:
    """Give the lines of the CSV, header first; never all of them at once."""
    yield _line(COLUMNS)
    with attributed_reading(database, registry) as connection:
        yield from _lines(connection, registry)


def _lines(connection: Connection, registry: Registry) -> Iterator[str]:
    names = scanned_names(connection)
    # Scanned under a former name too, by a registry that did not know it had moved: its commits count once.
    twice = {name for name in names if registry.upstream_name(name) != name and registry.upstream_name(name) in names}
    for credit in commit_credits(connection, leaving_out=twice):
        yield _line(_cells(credit, registry))


def _cells(credit: CommitCredit, registry: Registry) -> tuple[str, ...]:
    given = credit.credit
    slug = given.organization if given else ""
    entry = registry.organizations.get(slug)
    return (
        credit.repository,
        credit.sha,
        csv_cell(credit.person.partition(":")[2] if credit.person.startswith("mail:") else credit.person),
        slug if slug == INDEPENDENT else csv_cell(entry.name) if entry else "",
        given.rule if given else "",
        str(given.confidence / 1000) if given else "",
        str(rounded(credit.share)),
        datetime.fromtimestamp(credit.landed_at, UTC).isoformat(),
        "author" if credit.is_author else "co-author",
        "" if slug == INDEPENDENT else slug,
        str(credit.change) if credit.change > 0 else credit.sha,
    )


def _line(cells: tuple[str, ...]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
