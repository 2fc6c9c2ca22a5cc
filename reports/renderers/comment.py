"""A repository's scorecard as the answer in an issue comment: tables of at most three narrow columns, details folded.

It speaks of one repository alone. Names and reasons are shown inert; every number comes with its interval, and what is
not known with its reason below the table.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.months import Month
from reports.renderers import numbers
from reports.renderers.labels import PROJECT_METRICS, PSEUDO_ORGANIZATIONS, metric_label, month_label, ordered, promise
from reports.renderers.markdown_sheets import table
from reports.renderers.selection import find_project, names
from reports.renderers.standings import by_share
from reports.renderers.text_safety import markdown_inline

_HEADLINES = {
    "changes": "Landed changes",
    "people": "People",
    "newcomers": "Newcomers",
    "resolved_share": "Organization known",
    "elephant_factor": "Elephant Factor",
    "contributor_absence_factor": "Contributor Absence Factor",
}
_ENDS_A_LINK = re.compile(r"[\x00-\x20()<>\\|\"]")
_SHOWN_ROWS = 8
_FOLDED_ROWS = 60
_MOST_MOVES = 8


@dataclass(frozen=True)
class Subject:
    """What an answer is about: one repository's content of a month, and where its evidence can be looked at.

    `address` is the repository's on the web; `page` its page on this deployment's site, where it has one.
    """

    content: dict[str, Any]
    repository: str
    address: str
    is_open: bool = False
    page: str | None = None
    methodology: str | None = None

    @property
    def project(self) -> dict[str, Any]:
        """The repository's part of the content."""
        return find_project(self.content, self.repository)

    @property
    def month(self) -> Month:
        """The month that the content ends with."""
        return Month.parse(self.content["month"])


@dataclass
class _Notes:
    """The reasons that stand below a table, each once; a cell shows their kind alone."""

    reasons: dict[str, None] = field(default_factory=dict)

    def cell(self, measured: dict[str, Any] | None) -> str:
        """Give a measurement in few characters."""
        if measured is None:
            return "–"
        shown, why = numbers.in_short(measured)
        if why is None:
            return markdown_inline(shown)
        self.reasons[why] = None
        return markdown_inline(f"withheld, {shown}" if "low" in measured else shown)

    def listed(self) -> Iterator[str]:
        """Give the lines with the reasons."""
        if self.reasons:
            yield from (f"<sub>{markdown_inline(_sentence(reason))}</sub><br>" for reason in self.reasons)
            yield ""


def repository_answer(subject: Subject, news: Sequence[str] = ()) -> str:
    """The repository's scorecard; `news` are lines (Markdown already) on what changed."""
    notes = _Notes()
    project = subject.project
    lines = [f"### {markdown_inline(subject.repository)}, {_span(subject)}", ""]
    lines += _headlines(project["trailing12"]["metrics"], notes)
    lines += _shares(subject, project["trailing12"]["shares"]["as_was"], notes)
    lines += notes.listed()
    lines += [*(f"- {each}" for each in news), *([""] if news else [])]
    lines += _fold(_month_words(subject), _period(subject, "month"))
    lines += _fold("All numbers of the twelve months", _metrics(project["trailing12"]["metrics"]))
    lines += [_evidence(subject), "", f"<sub>{promise()}</sub>", ""]
    return "\n".join(lines)


def organization_answer(subject: Subject, slug: str, news: Sequence[str] = ()) -> str:
    """One organization's part of the repository, in the month and in twelve months."""
    notes = _Notes()
    name = names(subject.content).get(slug) or slug
    rows = {period: _row_of(subject.project[period]["shares"]["as_was"], slug) for period in ("month", "trailing12")}
    lines = [f"### {markdown_inline(name)} in {markdown_inline(subject.repository)}, {_span(subject)}", ""]
    if not any(rows.values()):
        lines += ["None found: no work in this repository is attributed to it in the listed sources.", ""]
    else:
        lines += _organization_table(subject, slug, rows, notes)
        lines += notes.listed()
    lines += [*(f"- {each}" for each in news), *([""] if news else [])]
    lines += [_evidence(subject), "", f"<sub>{promise(markdown_inline(name))}</sub>", ""]
    return "\n".join(lines)


def moves(before: Subject, after: Subject) -> list[str]:
    """The numbers of twelve months that differ between two contents of the repository, as lines of Markdown."""
    old, new = before.project["trailing12"], after.project["trailing12"]
    found = []
    for metric, label in _HEADLINES.items():
        one, other = (_value(period["metrics"].get(metric)) for period in (old, new))
        if one != other:
            found.append(f"{label}: {one} → {other}")
    labels = names(before.content) | names(after.content)
    rows = [{row["organization"]: _value(row["share"]) for row in period["shares"]["as_was"]} for period in (old, new)]
    slugs = [row["organization"] for row in by_share(new["shares"]["as_was"])] + sorted(rows[0].keys() - rows[1])
    for slug in slugs:
        if slug.startswith("*"):  # what is nobody's is the rest of what is known
            continue
        one, other = (each.get(slug, "none found") for each in rows)
        if one != other:
            found.append(f"{_name(slug, labels)}: {one} → {other}")
    more = len(found) - _MOST_MOVES
    return found[:_MOST_MOVES] + ([f"and {more} more numbers"] if more > 0 else [])


def _value(measured: dict[str, Any] | None) -> str:
    return _Notes().cell(measured)


def _span(subject: Subject) -> str:
    words = month_label(str(subject.month))
    return f"twelve months with {words} so far" if subject.is_open else f"twelve months to {words}"


def _month_words(subject: Subject) -> str:
    return f"{month_label(str(subject.month))}{' so far' if subject.is_open else ''}"


def _headlines(metrics: dict[str, Any], notes: _Notes) -> Iterator[str]:
    rows = [[label, notes.cell(metrics[metric])] for metric, label in _HEADLINES.items() if metric in metrics]
    yield from table(["Twelve months", ""], rows)


def _shares(subject: Subject, rows: Iterable[dict[str, Any]], notes: _Notes) -> Iterator[str]:
    ordered_rows = by_share(rows)
    organizations = [row for row in ordered_rows if not row["organization"].startswith("*")]
    others = [row for row in ordered_rows if row["organization"].startswith("*")]
    labels = names(subject.content)
    shown = [_share_row(row, labels, notes) for row in organizations[:_SHOWN_ROWS] + others]
    yield from table(["Organization", "Share of the work", "People"], shown)
    folded = organizations[_SHOWN_ROWS:_FOLDED_ROWS]
    if folded:
        more = table(
            ["Organization", "Share of the work", "People"], [_share_row(row, labels, notes) for row in folded]
        )
        yield from _fold(f"{len(organizations) - _SHOWN_ROWS} more organizations", more)


def _share_row(row: dict[str, Any], labels: dict[str, str], notes: _Notes) -> list[str]:
    return [_name(row["organization"], labels), notes.cell(row["share"]), notes.cell(row["people"])]


def _name(slug: str, labels: dict[str, str]) -> str:
    return markdown_inline(PSEUDO_ORGANIZATIONS.get(slug) or labels.get(slug, slug))


def _period(subject: Subject, period: str) -> Iterator[str]:
    if subject.project[period]["metrics"]["changes"].get("value") == 0:
        yield "Nothing landed."
        yield ""
        return
    notes = _Notes()
    yield from _metrics(subject.project[period]["metrics"])
    yield from _shares(subject, subject.project[period]["shares"]["as_was"], notes)
    yield from notes.listed()


def _metrics(metrics: dict[str, Any]) -> Iterator[str]:
    notes = _Notes()
    shown = ordered(dict.fromkeys(metrics), PROJECT_METRICS)
    rows = [[markdown_inline(metric_label(metric, PROJECT_METRICS)), notes.cell(metrics[metric])] for metric in shown]
    yield from table(["", ""], rows)
    yield from notes.listed()


def _organization_table(
    subject: Subject, slug: str, rows: dict[str, dict[str, Any] | None], notes: _Notes
) -> Iterator[str]:
    head = ["", _month_words(subject), "Twelve months"]
    shown = [
        [label, *(notes.cell(row[key]) if row else "none found" for row in rows.values())]
        for key, label in (("share", "Share of the work"), ("share_of_known", "Share of known"), ("people", "People"))
    ]
    year = rows["trailing12"] or {}
    shown.append(["Influence", "–", year.get("band") or "–"])
    yield from table(head, shown)
    controls = slug in subject.project["controlled_by"]
    yield (
        "Its work here is **stewardship**: it controls the project." if controls else "Its work here is **work back**."
    )
    evidence = year.get("share", {}).get("evidence")
    if evidence:
        yield f"Evidence of twelve months: {markdown_inline(numbers.evidence(evidence))}."
    yield ""


def _row_of(rows: Iterable[dict[str, Any]], slug: str) -> dict[str, Any] | None:
    return next((row for row in rows if row["organization"] == slug), None)


def _fold(summary: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{markdown_inline(summary)}</summary>"
    yield ""
    yield from lines
    yield "</details>"
    yield ""


def _evidence(subject: Subject) -> str:
    since = subject.month.plus(-11).start.date().isoformat()
    until = subject.month.plus(1).start.date().isoformat()
    commits = f"{subject.address}/commits?since={since}&until={until}"
    links = [f"[commits of the twelve months]({_link(commits)})"]
    links += [f"[the full page]({_link(subject.page)})"] if subject.page else []
    links += [f"[how it is counted]({_link(subject.methodology)})"] if subject.methodology else []
    return f"Look at it yourself: {', '.join(links)}."


def _link(address: str) -> str:
    """An address for the inside of a Markdown link: what could end it is written in percent."""
    return _ENDS_A_LINK.sub(lambda found: f"%{ord(found.group()):02X}", address)


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
