"""The newest scorecard of one project as the text of an issue or discussion in it, and the month's short comment.

Tables have three narrow columns, since they are read on phones; why a number is withheld or not known stands once,
under the table. Everything that others wrote is inert. It sees one project of a scorecard; people are never named.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.months import Month
from reports.renderers import numbers
from reports.renderers.labels import PROJECT_METRICS, PSEUDO_ORGANIZATIONS, metric_label, month_label, ordered, promise
from reports.renderers.markdown_sheets import table
from reports.renderers.selection import find_project, names
from reports.renderers.standings import by_share
from reports.renderers.text_safety import markdown_inline, visible
from reports.renderers.wording import difference_line, state_line

_HEADLINES = {
    "changes": "Landed changes",
    "people": "People",
    "newcomers": "Newcomers",
    "resolved_share": "Organization known",
    "elephant_factor": "Elephant Factor",
}
_MOST_ROWS = 8
_MOST_FOLDED_ROWS = 40  # GitHub's texts end at 65,536 characters
_MOST_MOVES = 5
_A_MOVE = 0.005
"""Shares that move by less read alike."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text goes and what it may link to; an address that is None is not linked."""

    form: str
    """`issue` or `discussion`: what the setting in .github/giveback.yml says."""
    repository_url: str
    page: str | None
    methodology: str | None


@dataclass
class _Notes:
    """Why numbers of a table are missing: each reason once, numbered."""

    reasons: dict[str, int] = field(default_factory=dict)

    def cell(self, measured: dict[str, Any] | None) -> str:
        """A measurement in a narrow cell."""
        if measured is None:
            return "–"
        shown, why = numbers.in_short(measured)
        return markdown_inline(shown) + (self._mark(why) if why is not None else "")

    def lines(self) -> Iterator[str]:
        """What stands under the table."""
        for reason, number in self.reasons.items():
            yield f"<sup>{number}</sup> {markdown_inline(reason[:1].upper() + reason[1:])}"
            yield ""

    def _mark(self, reason: str) -> str:
        number = self.reasons.setdefault(reason, len(self.reasons) + 1)
        return f" <sup>{number}</sup>"


def title(repository: str) -> str:
    """The title of the issue or discussion, as plain text."""
    return f"Giveback: who gives back to {visible(repository)}"


def body(content: dict[str, Any], meta: dict[str, Any] | None, repository: str, place: Place) -> str:
    """The text of the issue; raises `NotInScorecardError` where the scorecard has no such project."""
    project = find_project(content, repository)
    lines = [f"**{month_label(content['month'])}.** {state_line(meta)}", ""]
    if difference := difference_line(meta):
        lines += [markdown_inline(difference), ""]
    lines += _headlines(project)
    lines += ["### Who did the work, over twelve months", ""]
    lines += _shares(project["trailing12"]["shares"]["grouped"], names(content), _MOST_ROWS)
    lines += ["In brackets: from what is confirmed to what the unknown could add.", ""]
    lines += _folded("More numbers", _all_numbers(project))
    lines += _folded(
        f"Who did the work in {month_label(content['month'])}",
        _shares(project["month"]["shares"]["grouped"], names(content), _MOST_FOLDED_ROWS),
    )
    lines += [" · ".join(_links(content["month"], place)), "", "---", "", promise(), "", *_why_here(place)]
    return "\n".join([*lines, ""])


def month_comment(
    content: dict[str, Any],
    meta: dict[str, Any],
    before: dict[str, Any] | None,
    repository: str,
    place: Place,
) -> str:
    """The month's one comment: what changed against the month before, where that is known."""
    project = find_project(content, repository)
    month = Month.parse(content["month"])
    until = f" until {month.plus(1)}-24" if meta["state"] == "provisional" else ""
    lines = [f"**{month_label(content['month'])} is closed** ({meta['state']}{until}).", ""]
    former = _former(before, repository)
    if before is None or former is None:
        lines += ["There is no earlier month to compare it with.", ""]
    else:
        lines += _compared(project, former, content["month"], before["month"])
        lines += _moves(project, former, names(content))
    return "\n".join([*lines, " · ".join(_links(content["month"], place)), ""])


def _former(before: dict[str, Any] | None, repository: str) -> dict[str, Any] | None:
    projects = before["projects"] if before else []
    return next((project for project in projects if project["repository"] == repository), None)


def _headlines(project: dict[str, Any]) -> Iterator[str]:
    notes = _Notes()
    month, year = (project[period]["metrics"] for period in ("month", "trailing12"))
    rows = [
        [label, notes.cell(month[metric]), notes.cell(year.get(metric))]
        for metric, label in _HEADLINES.items()
        if metric in month
    ]
    yield from table(["", "Month", "12 months"], rows)
    yield from notes.lines()


def _all_numbers(project: dict[str, Any]) -> Iterator[str]:
    notes = _Notes()
    month, year = (project[period]["metrics"] for period in ("month", "trailing12"))
    rest = ordered({key: None for key in (*month, *year) if key not in _HEADLINES}, PROJECT_METRICS)
    rows = [
        [
            markdown_inline(metric_label(metric, PROJECT_METRICS)),
            notes.cell(month.get(metric)),
            notes.cell(year.get(metric)),
        ]
        for metric in rest
    ]
    yield from table(["", "Month", "12 months"], rows)
    yield from notes.lines()


def _shares(rows: Iterable[dict[str, Any]], known: dict[str, str], most: int) -> Iterator[str]:
    ranked = by_share(rows)
    if not ranked:
        yield "No shares are known for this time."
        yield ""
        return
    named = [row for row in ranked if not row["organization"].startswith("*")]
    others = [row for row in ranked if row["organization"].startswith("*")]
    shown = named[:most]
    notes = _Notes()
    cells = [[_name(row, known), notes.cell(row["share"]), notes.cell(row["people"])] for row in (*shown, *others)]
    yield from table(["Organization", "Share of the work", "People"], cells)
    if len(named) > len(shown):
        left = len(named) - len(shown)
        yield f"{left} more {'organization has a smaller share' if left == 1 else 'organizations have smaller shares'}."
        yield ""
    yield from notes.lines()


def _name(row: dict[str, Any], known: dict[str, str]) -> str:
    slug = row["organization"]
    return markdown_inline(PSEUDO_ORGANIZATIONS.get(slug) or known.get(slug, slug))


def _folded(summary: str, lines: Iterable[str]) -> list[str]:
    # The empty line is what makes GitHub read Markdown inside.
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "</details>", ""]


def _compared(project: dict[str, Any], former: dict[str, Any], month: str, before: str) -> Iterator[str]:
    notes = _Notes()
    old, new = (each["month"]["metrics"] for each in (former, project))
    rows = [
        [label, notes.cell(old.get(metric)), notes.cell(new[metric])]
        for metric, label in _HEADLINES.items()
        if metric in new
    ]
    yield from table(["", month_label(before), month_label(month)], rows)
    yield from notes.lines()


def _moves(project: dict[str, Any], former: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    """Name the organizations whose share of twelve months moved most."""
    old, new = (_known_shares(each) for each in (former, project))
    moved = sorted(
        (
            (abs(new[slug] - old[slug]), slug)
            for slug in old.keys() & new.keys()
            if abs(new[slug] - old[slug]) >= _A_MOVE
        ),
        key=lambda move: (-move[0], move[1]),
    )
    if not moved:
        return
    told = [
        f"{markdown_inline(known.get(slug, slug))} {numbers.number(old[slug], 'share')} →"
        f" {numbers.number(new[slug], 'share')}"
        for _, slug in moved[:_MOST_MOVES]
    ]
    yield f"Shares of twelve months that moved: {'; '.join(told)}."
    yield ""


def _known_shares(project: dict[str, Any]) -> dict[str, float]:
    rows: Sequence[dict[str, Any]] = project["trailing12"]["shares"]["grouped"]
    return {
        row["organization"]: row["share"]["value"]
        for row in rows
        if "value" in row["share"] and not row["organization"].startswith("*")
    }


def _links(month: str, place: Place) -> Iterator[str]:
    first = Month.parse(month)
    since, until = f"{first.start:%Y-%m-%d}", f"{first.end:%Y-%m-%d}"
    yield f"[Commits of the month]({place.repository_url}/commits?since={since}&until={until})"
    if place.page is not None:
        yield f"[The full page]({place.page})"
    if place.methodology is not None:
        yield f"[How it is counted]({place.methodology})"


def _why_here(place: Place) -> Iterator[str]:
    yield (
        f"<sub>Here because `.github/giveback.yml` says `publish: {place.form}`. This text is edited in place, with one"
        f" comment a month. To end it, set `publish: off`, or close or delete this {place.form}.</sub>"
    )
