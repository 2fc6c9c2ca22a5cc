"""What commands print for people: tables and short explanations, with everybody else's words made inert.

A table fits a terminal of 80 columns. Where the output goes into a file or another program, no line is folded.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from bot.doctor import Finding
from reports.renderers import numbers
from reports.renderers.summary import NO_MATTER, SummaryRow, summary
from reports.renderers.text_safety import visible

_MARKS = {"ok": "ok", "warning": "warning", "broken": "BROKEN"}
_UNFOLDED = 1_000
_WIDEST_NAME = 60
_SCORES = {"work_back": "Work back", "stewardship": "Stewardship", "cash": "Cash", "people": "People back"}
_ABOUT_SCORES = "Scores of 0–10 over twelve months, in brackets the lowest and highest that the unknown leaves open"
_NOTES = {
    "facts only": "facts only: too little was done, or can be judged, in twelve months for a score",
    NO_MATTER: f"{NO_MATTER}: does not apply, as stewardship where no project is controlled",
    "not collected": "not collected: Giveback has no source for it yet; that is not zero",
    "not disclosed": "not disclosed: no amount was found in the listed sources; that is not zero",
}


def print_summary(content: Mapping[str, Any], sidecar: Mapping[str, Any]) -> None:
    """Print a month's scorecard as one table; a score that nobody has is said once, below it."""
    console = _console()
    rows = summary(dict(content))
    alike = {field: _alone(getattr(row, field) for row in rows) for field in _SCORES}
    shown = [field for field, only in alike.items() if only is None]
    console.print(
        f"Giveback {content['month']} ({sidecar['state']}, revision {sidecar['revision']}), grouped by parents\n"
    )
    console.print(_summary_table(rows, shown))
    console.print(f"\n{_ABOUT_SCORES}")
    for field, only in alike.items():
        if only is not None:
            console.print(f"{_SCORES[field]}: {only} for all")
    seen = {getattr(row, field) for row in rows for field in _SCORES}
    for kind, note in _NOTES.items():
        if kind in seen:
            console.print(note)
    for source in content["coverage"]:
        console.print(f"{visible(source['source'])}: {source['state']} ({visible(source['reason'])})")


def _alone(values: Iterable[str]) -> str | None:
    """Give the only value where all are one reason why there is no number."""
    different = set(values)
    only = next(iter(different)) if len(different) == 1 else ""
    return only if only == NO_MATTER or only.startswith(("not ", "facts ")) else None


def _summary_table(rows: Sequence[SummaryRow], fields: Sequence[str]) -> Table:
    table = _table()
    table.add_column("Rank", no_wrap=True)
    table.add_column("Organization", overflow="fold", min_width=16, max_width=_WIDEST_NAME)
    for field in fields:
        table.add_column(_SCORES[field], overflow="fold")
    for heading, members in groupby(rows, key=lambda row: row.band):
        table.add_row("", heading, style="bold")
        for row in members:
            scores = (getattr(row, field) for field in fields)
            table.add_row(row.rank, Padding(row.name, (0, 0, 0, 2)), *scores)
    return table


def _console() -> Console:
    """Make a console that shows every text as it is: no markup, no emoji names, no colours by guess."""
    given = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(markup=False, emoji=False, highlight=False, width=None if given else _UNFOLDED)


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))


def print_explanation(explained: Mapping[str, Any]) -> None:
    """Print why a commit or an organization is credited as it is."""
    if "commits" in explained:
        for commit in explained["commits"]:
            _print_commit(commit)
    else:
        _print_organization(explained)


def _print_commit(commit: Mapping[str, Any]) -> None:
    print(f"{commit['repository']} {commit['sha']}")
    print(f"  landed {commit['landed_at'] or 'never'}, change {commit['change']}; counts: {commit['counts']}")
    for person in commit["people"]:
        print(
            f"  {person['role']} ({person['kind']}), domain {visible(person['domain']) or 'none'},"
            f" share {person['share']}"
        )
        for credit in person["credited"]:
            print(
                f"    credited to {credit['organization']} by {credit['rule']}, confidence {credit['confidence']}:"
                f" {visible(credit['evidence'])}"
            )
        if not person["credited"]:
            print("    credited to nobody known")
        for refusal in person["refused"]:
            print(f"    refused by {refusal['rule']}: {visible(refusal['reason'])}")


def _print_organization(explained: Mapping[str, Any]) -> None:
    print(f"{visible(explained['name'])} ({explained['organization']}, {explained['kind']})")
    claims = explained["claims"]
    print(f"  claims the domains {', '.join(claims['domains']) or 'none'}; {claims['addresses']} addresses,", end=" ")
    print(f"{claims['logins']} logins")
    for ground in explained["accounts_by_evidence"]:
        accounts = numbers.counted(ground["accounts"], "accounts")
        print(f"  {accounts} by {ground['rule']}, confidence {ground['confidence']}: {visible(ground['evidence'])}")
    if not explained["accounts_by_evidence"]:
        print("  no account is attributed to it")
    for refusal in explained["refused"]:
        print(f"  refused: {refusal}")
    _print_numbers(explained)
    for name, score in (explained.get("scores") or {}).items():
        print(f"  score {_SCORES.get(name, name)}: {visible(numbers.score(score))}")


def _print_numbers(explained: Mapping[str, Any]) -> None:
    given = explained.get("numbers")
    if isinstance(given, str):
        print(f"  {explained['month']}: {given}")
        return
    if given:
        print(f"  twelve months to {explained['month']}:")
    for project in given["projects"] if given else ():
        share, people = project["share"], project["people"]
        print(
            f"    {project['repository']} ({project['relation'].replace('_', ' ')}): share"
            f" {numbers.measurement(share)}; people {numbers.measurement(people)};"
            f" {numbers.evidence(people['evidence'])}"
        )


def print_status(found: Mapping[str, Any]) -> None:
    """Print what is stored."""
    console = _console()
    console.print(f"Database {visible(found['database'])}, {found['accounts']} accounts")
    if found["repositories"]:
        console.print(_status_table(found["repositories"]))
    for each in found["unfinished_scans"]:
        console.print(f"under way or cut off: {each['repository']}, begun {each['started_at']}; scan it again to go on")
    if found["not_scanned"]:
        console.print(f"not scanned yet: {some(found['not_scanned'])}")
    for month in found["months"]:
        console.print(f"{month['month']}: {month['state']}, revision {month['revision']}, closed {month['closed_at']}")


def _status_table(repositories: Sequence[Mapping[str, Any]]) -> Table:
    table = _table()
    table.add_column("Repository", overflow="fold", min_width=16)
    table.add_column("Index", no_wrap=True)
    table.add_column("Commits", justify="right", no_wrap=True)
    unreadable = any(each["unreadable"] for each in repositories)
    if unreadable:
        table.add_column("Unreadable", justify="right", no_wrap=True)
    table.add_column("Head", no_wrap=True)
    table.add_column("Scanned (UTC)", no_wrap=True)
    for each in repositories:
        counts = (f"{each['commits']:,}", *([f"{each['unreadable']:,}"] if unreadable else []))
        index = "yes" if each["in_index"] else "no"
        table.add_row(visible(each["repository"]), index, *counts, each["head"][:12], (each["scanned_at"] or "")[:16])
    return table


def some(names: Sequence[str], most: int = 10) -> str:
    """List the first few names, and how many more there are."""
    shown = visible(", ".join(names[:most]))
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what the doctor found."""
    for finding in findings:
        first, *rest = finding.seen.split("\n")
        print(f"{_MARKS[finding.state]:8} {finding.subject}: {visible(first)}")
        for line in rest:
            print(f"         {visible(line)}")
        if finding.remedy and finding.state != "ok":
            print(f"         {finding.remedy}")
