"""The scorecard as Markdown, for issues, discussions and files that people read as text.

Names and reasons are shown inert: no link, mention, reference or markup that is in them works.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from reports.renderers import numbers
from reports.renderers.labels import month_label, promise
from reports.renderers.markdown_sheets import Sheet, organization_sheet, project_sheet, table
from reports.renderers.ranking import rank_or_why
from reports.renderers.reading import reading_line
from reports.renderers.selection import Selection, choose, names
from reports.renderers.standings import Group, Standing, groups, independents
from reports.renderers.text_safety import markdown_inline
from reports.renderers.wording import difference_line, state_line


def render(content: dict[str, Any], meta: dict[str, Any] | None, selection: Selection) -> str:
    """The whole month, or the sheets of what was selected; raises `NotInScorecardError` for what is not there."""
    chosen = choose(content, selection)
    lines = list(_head(content, meta))
    if selection == Selection():
        lines += _month(content)
    sheet = Sheet(names(content))
    if selection.organization is not None:
        lines += organization_sheet(sheet, chosen["organizations"][0])
    if selection.project is not None:
        lines += project_sheet(sheet, chosen["projects"][0])
    subject = markdown_inline(chosen["organizations"][0]["name"]) if selection.organization is not None else None
    return "\n".join([*lines, "---", "", promise(subject), ""])


def _head(content: dict[str, Any], meta: dict[str, Any] | None) -> Iterator[str]:
    yield f"# Giveback, {month_label(content['month'])}"
    yield ""
    yield f"**{state_line(meta)}** Methodology {content['methodology']}."
    yield ""
    if difference := difference_line(meta):
        yield markdown_inline(difference)
        yield ""
    if reading := reading_line(content):
        yield f"**Partly read.** {markdown_inline(reading)}"
        yield ""


def _month(content: dict[str, Any]) -> Iterator[str]:
    yield "## What was collected"
    yield ""
    for source in content["coverage"]:
        reason = f": {markdown_inline(source['reason'])}" if source["reason"] else ""
        yield f"- {markdown_inline(source['source'])}: **{source['state']}**{reason}"
    yield ""
    yield "## Organizations"
    yield ""
    yield "Trailing twelve months; children are counted with their parents. Scores are 0–10 with their low and high."
    yield ""
    for group in groups(content, "grouped"):
        yield from _group(group)
    yield from _independents(content)
    yield "## Projects"
    yield ""
    yield from _projects(content["projects"])


def _group(group: Group) -> Iterator[str]:
    yield f"### {group.heading}{'' if group.ranked else ' (not ranked)'}"
    yield ""
    head = ["Organization", "Work Back", "Stewardship", "Cash", "People working back"]
    rows = [_standing(standing) for standing in group.standings]
    if group.ranked:
        head = ["Rank", *head]
        rows = [
            [rank_or_why(standing.scores["work_back"]), *row]
            for standing, row in zip(group.standings, rows, strict=True)
        ]
    yield from table(head, rows)


def _standing(standing: Standing) -> list[str]:
    people = standing.view["trailing12"].get("work_back_people")
    return [
        f"**{markdown_inline(standing.organization['name'])}**",
        *(markdown_inline(numbers.score(standing.scores[score])) for score in ("work_back", "stewardship", "cash")),
        markdown_inline(numbers.measurement(people)) if people else "–",
    ]


def _independents(content: dict[str, Any]) -> Iterator[str]:
    row = independents(content, "grouped")
    yield "### Independent people (not ranked)"
    yield ""
    if row.shown:
        worth = numbers.interval(row.value, row.low, row.high, "projects")
        yield f"People who did this work for no organization gave **{worth}** projects’ worth of work,"
        yield f"over {row.shown} of {row.projects} projects, those whose shares are shown."
    else:
        yield "Not known: no project’s shares are shown in this month."
    yield ""


def _projects(projects: Iterable[dict[str, Any]]) -> Iterator[str]:
    head = ["Project", "Kind", "Changes, 12 months", "People", "Organization known", "Elephant Factor"]
    yield from table(head, [_project(project) for project in projects])


def _project(project: dict[str, Any]) -> list[str]:
    metrics = project["trailing12"]["metrics"]
    shown = [
        markdown_inline(numbers.measurement(metrics[metric])) if metric in metrics else "–"
        for metric in ("changes", "people", "resolved_share", "elephant_factor")
    ]
    historical = " (historical)" if project["historical"] else ""
    return [f"{markdown_inline(project['repository'])}{historical}", project["kind"], *shown]
