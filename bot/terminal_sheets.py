"""One organization or one project for a terminal, as short tables; all that is known of it is in the other forms.

It shows the twelve months: scores, facts and shares in the view in which the summary ranks.
"""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from bot.terminal_tables import make_console, print_rows
from reports.renderers import Selection, labels, numbers
from reports.renderers.ranking import rank_line
from reports.renderers.reading import reading_line, was_read
from reports.renderers.selection import choose, names
from reports.renderers.standings import by_share
from reports.renderers.text_safety import visible
from reports.renderers.wording import staff_line

_MORE = "Evidence, what would raise a score, and the month alone: --format md"


def print_sheets(content: dict[str, Any], sidecar: Mapping[str, Any], selection: Selection) -> None:
    """Print what was selected; raises `NotInScorecardError` for what is not there."""
    chosen = choose(content, selection)
    console = make_console()
    console.print(f"Giveback {content['month']} ({sidecar['state']}, revision {sidecar['revision']})")
    if reading := reading_line(content):
        console.print(reading)
    for organization in chosen["organizations"]:
        _print_organization(console, organization, names(content))
    for project in chosen["projects"]:
        _print_project(console, project, names(content))
    console.print(f"\n{_MORE}")


def _print_organization(console: Console, organization: dict[str, Any], known: Mapping[str, str]) -> None:
    console.print(f"\n{visible(organization['name'])}", style="bold")
    console.print(f"{labels.KINDS[organization['kind']]}, {visible(staff_line(organization))}")
    view, heading = organization["grouped"], "grouped with parents"
    if "counted_with" in view:
        with_whom = visible(known.get(view["counted_with"], view["counted_with"]))
        console.print(f"Grouped with parents it is counted with {with_whom}; this is the organization as it was.")
        view, heading = organization["as_was"], "as it was"
    for score in labels.SCORES:
        _print_score(console, organization, view, score)
    console.print(f"\nTwelve months, {heading}")
    _print_metrics(console, labels.ORGANIZATION_METRICS, view["trailing12"])
    if view["projects"]:
        console.print()
        rows = [
            [visible(row["repository"]), labels.RELATIONS[row["relation"]], _cell(row["share"]), _cell(row["people"])]
            for row in view["projects"]
        ]
        print_rows(console, ["Project", "Relation", "Share", "People"], rows)


def _print_score(console: Console, organization: dict[str, Any], view: dict[str, Any], identifier: str) -> None:
    score, (label, _) = view["scores"][identifier], labels.SCORES[identifier]
    ranks = rank_line(organization, identifier)
    console.print(f"\n{label}: {visible(numbers.score(score))}{f', {ranks}' if ranks else ''}")
    rows = [[check["name"], numbers.check(check), _found(check)] for check in score["checks"]]
    print_rows(console, ["Check", "Score", "Found"], rows)


def _found(check: dict[str, Any]) -> str:
    if check["score"] is None:
        return numbers.unknown_kind(check["reason"])
    return "–" if check["value"] is None else numbers.counted(check["value"], check["unit"])


def _print_project(console: Console, project: dict[str, Any], known: Mapping[str, str]) -> None:
    console.print(f"\n{visible(project['repository'])}", style="bold")
    host = f"hosted by {visible(known.get(project['host'], project['host']))}" if project["host"] else "no host"
    licence = visible(project["licence"] or "licence not known")
    console.print(f"{project['kind'].capitalize()}, {licence}, {host}{', archived' if project['archived'] else ''}")
    if not was_read(project):
        console.print("Its history was not read for this month.")
        return
    console.print("\nTwelve months")
    _print_metrics(console, labels.PROJECT_METRICS, project["trailing12"]["metrics"])
    console.print("\nWho did the work, grouped with parents")
    rows = [
        [_who(row["organization"], known), _cell(row["share"]), _cell(row["people"]), row["band"] or "–"]
        for row in by_share(project["trailing12"]["shares"]["grouped"])
    ]
    print_rows(console, ["Organization", "Share of all", "People", "Influence"], rows)


def _who(slug: str, known: Mapping[str, str]) -> str:
    return labels.PSEUDO_ORGANIZATIONS.get(slug) or visible(known.get(slug, slug))


def _print_metrics(console: Console, words: dict[str, str], measured: dict[str, Any]) -> None:
    rows = [
        [visible(labels.metric_label(metric, words)), _cell(measured[metric])]
        for metric in labels.ordered(measured, words)
    ]
    print_rows(console, ["Measured", "Value"], rows)


def _cell(measured: dict[str, Any]) -> str:
    if "unknown" not in measured:
        return numbers.measurement(measured)
    if "low" not in measured:
        return numbers.unknown_kind(measured["unknown"])
    return numbers.bounds(measured["low"], measured["high"], measured["unit"])
