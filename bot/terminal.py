"""What commands print for people: tables and short explanations, with everybody else's words made inert."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.doctor import Finding
from reports.renderers.summary import summary
from reports.renderers.text_safety import visible

_MARKS = {"ok": "ok", "warning": "warning", "broken": "BROKEN"}


def print_summary(content: Mapping[str, Any], sidecar: Mapping[str, Any]) -> None:
    """Print a month's scorecard as one table."""
    console = Console()
    title = f"Giveback {content['month']} ({sidecar['state']}, revision {sidecar['revision']}), grouped by parents"
    table = Table(title=title, caption="Scores 0–10 as low – mid – high, over twelve months.", title_justify="left")
    for name in ("Rank", "Organization", "Staff or kind", "Work back", "Stewardship", "Cash", "People back"):
        table.add_column(name, overflow="fold")
    for row in summary(dict(content)):
        cells = (row.rank, row.name, row.band, row.work_back, row.stewardship, row.cash, row.people)
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    for source in content["coverage"]:
        console.print(escape(f"{source['source']}: {source['state']} ({visible(source['reason'])})"))


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
        print(
            f"  {ground['accounts']} accounts by {ground['rule']}, confidence {ground['confidence']}:"
            f" {visible(ground['evidence'])}"
        )
    if not explained["accounts_by_evidence"]:
        print("  no account is attributed to it")
    for refusal in explained["refused"]:
        print(f"  refused: {refusal}")
    numbers = explained.get("numbers")
    if isinstance(numbers, str):
        print(f"  {explained['month']}: {numbers}")
    elif numbers:
        _print_numbers(explained["month"], numbers)
    for name, score in (explained.get("scores") or {}).items():
        shown = score.get("unknown") or f"{score['low']} – {score['mid']} – {score['high']}"
        print(f"  score {name}: {visible(str(shown))}")


def _print_numbers(month: str, numbers: Mapping[str, Any]) -> None:
    print(f"  twelve months to {month}:")
    for project in numbers["projects"]:
        share, people = project["share"], project["people"]
        shown = share.get("value", f"withheld, between {share.get('low')} and {share.get('high')}")
        print(
            f"    {project['repository']} ({project['relation'].replace('_', ' ')}): share {shown};"
            f" {people['value']} people;"
            f" {people['evidence']['facts']} changes by {people['evidence']['rules']}"
        )


def print_status(found: Mapping[str, Any]) -> None:
    """Print what is stored."""
    console = Console()
    console.print(escape(f"Database {found['database']}, {found['accounts']} accounts"))
    table = Table()
    for name in ("Repository", "In the index", "Commits", "Unreadable", "Head", "Scanned at"):
        table.add_column(name, overflow="fold")
    for each in found["repositories"]:
        yes = "yes" if each["in_index"] else "no"
        cells = (each["repository"], yes, str(each["commits"]), str(each["unreadable"]), each["head"][:12])
        table.add_row(*(escape(cell) for cell in cells), (each["scanned_at"] or "")[:19])
    console.print(table)
    for each in found["unfinished_scans"]:
        print(f"under way or cut off: {each['repository']}, begun {each['started_at']}; scan it again to go on")
    if found["not_scanned"]:
        print(f"not scanned yet: {', '.join(found['not_scanned'])}")
    for month in found["months"]:
        print(f"{month['month']}: {month['state']}, revision {month['revision']}, closed {month['closed_at']}")


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what the doctor found."""
    for finding in findings:
        print(f"{_MARKS[finding.state]:8} {finding.subject}: {visible(finding.seen)}")
        if finding.remedy and finding.state != "ok":
            print(f"         {finding.remedy}")
