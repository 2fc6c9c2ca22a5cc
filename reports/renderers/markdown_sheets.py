"""One organization or one project as Markdown, with everything that the scorecard says about it.

It shows both views of an organization; where they are the same it says so once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reports.renderers import numbers
from reports.renderers.labels import (
    KINDS,
    ORGANIZATION_METRICS,
    PROJECT_METRICS,
    PSEUDO_ORGANIZATIONS,
    RELATIONS,
    SCORES,
    VIEWS,
    metric_label,
    ordered,
)
from reports.renderers.ranking import rank_line, same_but_for_ranks
from reports.renderers.standings import by_share
from reports.renderers.text_safety import markdown_inline, markdown_with_addresses
from reports.renderers.wording import control_adds, sole_host, staff_line

_PERIODS = {"month": "The month", "trailing12": "Twelve months"}


@dataclass(frozen=True)
class Sheet:
    """What a sheet needs beside its subject: the name of each organization by slug."""

    names: dict[str, str]

    def name(self, slug: str) -> str:
        """The escaped name of an organization, or of a row that is none."""
        return markdown_inline(PSEUDO_ORGANIZATIONS.get(slug) or self.names.get(slug, slug))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table of cells that are escaped already, with an empty line after it."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def organization_sheet(sheet: Sheet, organization: dict[str, Any]) -> Iterator[str]:
    """The lines of one organization's sheet."""
    yield f"## {markdown_inline(organization['name'])}"
    yield ""
    parent = f", part of {sheet.name(organization['parent'])}" if organization["parent"] else ""
    yield f"{KINDS[organization['kind']]}, {markdown_with_addresses(staff_line(organization))}{parent}."
    yield ""
    as_was, grouped = organization["as_was"], organization["grouped"]
    ranks = {identifier: rank_line(organization, identifier) for identifier in SCORES}
    yield from _view(VIEWS["as_was"], as_was, ranks)
    if "counted_with" in grouped:
        yield f"In the grouped view this is counted with {sheet.name(grouped['counted_with'])}."
        yield ""
    elif same_but_for_ranks(organization):
        yield "Grouped with parents, the figures are the same."
        yield ""
    else:
        yield from _view(VIEWS["grouped"], grouped, ranks)


def project_sheet(sheet: Sheet, project: dict[str, Any]) -> Iterator[str]:
    """The lines of one project's sheet."""
    yield f"## {markdown_inline(project['repository'])}"
    yield ""
    yield f"{', '.join(_facts(sheet, project))}."
    yield ""
    yield from _metrics(PROJECT_METRICS, {period: project[period]["metrics"] for period in _PERIODS})
    for period, label in _PERIODS.items():
        shares = project[period]["shares"]
        same = shares["as_was"] == shares["grouped"]
        for view, heading in VIEWS.items():
            if view == "grouped" and same:
                continue
            yield f"### Shares, {label.lower()}: {'both views' if same else heading.lower()}"
            yield ""
            yield from _shares(sheet, shares[view])


def _facts(sheet: Sheet, project: dict[str, Any]) -> Iterator[str]:
    yield project["kind"].capitalize()
    yield f"licence {markdown_inline(project['licence'])}" if project["licence"] else "licence not known"
    sole = sole_host(project)
    since = f" since {sole['since']}" if sole else ""
    yield f"hosted by {sheet.name(project['host'])}{since}" if project["host"] else "no declared host"
    for host in [] if sole else project["hosts"]:
        end = f" until {host['until']}" if host["until"] else ""
        yield f"host {sheet.name(host['organization'])} since {host['since']}{end}"
    if project["controlled_by"] and control_adds(project):
        yield f"controlled by {', '.join(sheet.name(slug) for slug in project['controlled_by'])}"
    if project["historical"]:
        yield "historical: facts only"
    if project["archived"]:
        yield "archived"


def _view(heading: str, view: dict[str, Any], ranks: dict[str, str]) -> Iterator[str]:
    yield f"### {heading}"
    yield ""
    for identifier, (label, _) in SCORES.items():
        yield from _score(label, view["scores"][identifier], ranks[identifier])
    yield from _metrics(ORGANIZATION_METRICS, {period: view[period] for period in _PERIODS})
    if view["projects"]:
        rows = [_project_row(row) for row in view["projects"]]
        yield from table(["Project, 12 months", "Relation", "Share of the work", "People"], rows)


def _project_row(row: dict[str, Any]) -> list[str]:
    shown = (
        row["repository"],
        RELATIONS[row["relation"]],
        *(numbers.measurement(row[key]) for key in ("share", "people")),
    )
    return [markdown_inline(cell) for cell in shown]


def _score(label: str, score: dict[str, Any], rank: str) -> Iterator[str]:
    yield f"**{label}: {markdown_inline(numbers.score(score))}**{f', {rank}' if rank else ''}"
    yield ""
    head = ["Check", "Weight", "Score", "Value", "Reason", "Evidence", "What would raise it"]
    yield from table(head, [_check(check) for check in score["checks"]])


def _check(check: dict[str, Any]) -> list[str]:
    value = "–" if check["value"] is None else numbers.counted(check["value"], check["unit"])
    shown = (
        check["name"],
        f"{check['weight']:g}",
        numbers.check(check),
        value,
        check["reason"],
        numbers.evidence(check["evidence"]),
        check["remediation"],
    )
    return [markdown_inline(cell) for cell in shown]


def _metrics(labels: dict[str, str], periods: dict[str, dict[str, Any]]) -> Iterator[str]:
    identifiers = ordered({key: None for metrics in periods.values() for key in metrics}, labels)
    rows = [
        [
            markdown_inline(metric_label(identifier, labels)),
            *(_metric(metrics, identifier) for metrics in periods.values()),
        ]
        for identifier in identifiers
    ]
    yield from table(["", *(_PERIODS[period] for period in periods)], rows)


def _metric(metrics: dict[str, Any], identifier: str) -> str:
    return markdown_inline(numbers.measurement(metrics[identifier])) if identifier in metrics else "–"


def _shares(sheet: Sheet, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    head = ["Organization", "Share of all", "Share of known", "People", "Influence"]
    yield from table(
        head,
        [
            [
                sheet.name(row["organization"]),
                *(markdown_inline(numbers.measurement(row[key])) for key in ("share", "share_of_known", "people")),
                row["band"] or "–",
            ]
            for row in by_share(rows)
        ],
    )
