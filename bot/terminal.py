"""What commands print for people: tables and short explanations, with everybody else's words made inert.

How a table fits its terminal is in `terminal_tables`, and one organization or project in `terminal_sheets`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.findings import Finding
from bot.terminal_tables import fits, make_console, plain_table, print_rows
from reports.renderers import numbers
from reports.renderers.summary import NO_MATTER, SummaryRow, summary
from reports.renderers.text_safety import visible

_MARKS = {"ok": "ok", "warning": "warning", "broken": "BROKEN"}
_SCORES = {"work_back": "Work back", "stewardship": "Stewardship", "cash": "Cash", "people": "People back"}
_ABOUT_SCORES = "Scores of 0–10 over twelve months"
_IN_BRACKETS = ", in brackets the lowest and highest that the unknown leaves open"
_NO_ROOM = "; a wider terminal shows the lowest and highest that the unknown leaves open too"
_UNRANKED = "without a rank: no score, or too few staff or people; only companies of a known size are ranked"
_NOTES = {
    "facts only": "facts only: too little was done, or can be judged, in twelve months for a score",
    NO_MATTER: f"{NO_MATTER}: does not apply, as stewardship where no project is controlled",
    "not collected": "not collected: Giveback has no source for it yet; that is not zero",
    "not disclosed": "not disclosed: no amount was found in the listed sources; that is not zero",
}


def print_summary(content: Mapping[str, Any], sidecar: Mapping[str, Any]) -> None:
    """Print a month's scorecard as one table; a score that nobody has is said once, below it."""
    console = make_console()
    rows = summary(dict(content))
    alike = {field: _alone(getattr(row, field) for row in rows) for field in _SCORES}
    shown = [field for field, only in alike.items() if only is None]
    console.print(
        f"Giveback {content['month']} ({sidecar['state']}, revision {sidecar['revision']}), grouped by parents\n"
    )
    console.print(f"\n{_print_scores(console, rows, shown)}")
    for field, only in alike.items():
        if only is not None:
            console.print(f"{_SCORES[field]}: {only} for all")
    seen = {getattr(row, field) for row in rows for field in _SCORES}
    for kind, note in _NOTES.items():
        if kind in seen:
            console.print(note)
    if not all(row.rank for row in rows):
        console.print(_UNRANKED)
    for source in content["coverage"]:
        console.print(f"{visible(source['source'])}: {source['state']} ({visible(source['reason'])})")


def _print_scores(console: Console, rows: Sequence[SummaryRow], fields: Sequence[str]) -> str:
    """Print the rows as wide as there is room for, and give what their numbers are."""
    head = ["Rank", "Organization", *(_SCORES[field] for field in fields)]
    full, short = _summary_rows(rows, fields), _summary_rows(rows, fields, shown=_without_interval)
    if fits(console, head, full, 1) or not fits(console, head, short, 1):
        print_rows(console, head, full, 1)
        return f"{_ABOUT_SCORES}{_IN_BRACKETS}"
    print_rows(console, head, short, 1)
    return f"{_ABOUT_SCORES}{_NO_ROOM}"


def _summary_rows(
    rows: Sequence[SummaryRow], fields: Sequence[str], shown: Callable[[str], str] = str
) -> list[list[str] | str]:
    made: list[list[str] | str] = []
    for heading, members in groupby(rows, key=lambda row: row.band):
        made.append(heading)
        made += [[row.rank, row.name, *(shown(getattr(row, field)) for field in fields)] for row in members]
    return made


def _without_interval(cell: str) -> str:
    return cell.partition(" (")[0]


def _alone(values: Iterable[str]) -> str | None:
    """Give the only value where all are one reason why there is no number."""
    different = set(values)
    only = next(iter(different)) if len(different) == 1 else ""
    return only if only == NO_MATTER or only.startswith(("not ", "facts ")) else None


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
    console = make_console()
    console.print(f"Database {visible(found['database'])}, {found['accounts']} accounts")
    if found["repositories"]:
        console.print(_status_table(found["repositories"]))
        read = [each for each in found["repositories"] if each.get("activity")]
        if read:
            console.print(_activity_table(read))
    for each in found["unfinished_scans"]:
        console.print(f"under way or cut off: {each['repository']}, begun {each['started_at']}; scan it again to go on")
    if found["not_scanned"]:
        console.print(f"not scanned yet: {some(found['not_scanned'])}")
    for each in found.get("budgets", ()):
        console.print(_budget(each))
    for month in found["months"]:
        console.print(f"{month['month']}: {month['state']}, revision {month['revision']}, closed {month['closed_at']}")


def _budget(state: Mapping[str, Any]) -> str:
    until = f"{state['until'][:16].replace('T', ' ')} UTC"
    if state["bucket"] == "secondary":
        return f"GitHub asked {state['credential']} for a pause until {until}"
    left = f"{state['remaining']:,} of {state['limit']:,} {state['bucket']} requests remain until {until}"
    return f"GitHub, {state['credential']}: {left}; {state['reserve']:,} are kept for commands"


def _status_table(repositories: Sequence[Mapping[str, Any]]) -> Table:
    table = plain_table()
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


_SOURCES = {
    "github_pull_requests": "Pull requests",
    "github_issues": "Issues",
    "github_releases": "Releases",
    "github_commits": "Commits",
}


def _activity_table(repositories: Sequence[Mapping[str, Any]]) -> Table:
    """Show until when each source of GitHub's API has been read; a reading that was cut off says so."""
    table = plain_table()
    table.add_column("Read from GitHub until (UTC)", overflow="fold", min_width=16)
    for name in _SOURCES.values():
        table.add_column(name, no_wrap=True)
    for each in repositories:
        table.add_row(visible(each["repository"]), *(_read_until(each["activity"].get(source)) for source in _SOURCES))
    return table


def _read_until(reading: Mapping[str, Any] | None) -> str:
    if reading is None:
        return "not yet"
    return "cut off" if reading["is_interrupted"] else str(reading["read_until"])[:16].replace("T", " ")


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
