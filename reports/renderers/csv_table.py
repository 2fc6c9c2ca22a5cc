"""The scorecard as one long table, one row a measurement, for spreadsheets and statistics programs.

Evidence, reasons of checks that have a score, and remediation are left to the JSON.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from reports.renderers.selection import Selection, choose
from reports.renderers.text_safety import csv_cell, visible

COLUMNS = ("month", "scope", "id", "name", "view", "period", "metric", "value", "low", "high", "unit", "unknown")
Cells = tuple[Any, ...]


def render(content: dict[str, Any], meta: dict[str, Any] | None, selection: Selection) -> str:
    """The selected part as CSV text (RFC 4180, line feeds); raises `NotInScorecardError` for what is not there."""
    del meta
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    chosen = choose(content, selection)
    for row in _rows(chosen):
        writer.writerow([_cell(value) for value in (content["month"], *row)])
    return target.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return csv_cell(value)
    return "" if value is None else visible(str(value))


def _rows(content: dict[str, Any]) -> Iterator[Cells]:
    for source in content["coverage"]:
        yield ("coverage", source["source"], None, None, None, f"state:{source['state']}", *_nothing(source["reason"]))
    for organization in content["organizations"]:
        yield from _organization_rows(organization)
    for project in content["projects"]:
        yield from _project_rows(project)


def _organization_rows(organization: dict[str, Any]) -> Iterator[Cells]:
    for view_name in ("as_was", "grouped"):
        view = organization[view_name]
        head = ("organization", organization["id"], organization["name"], view_name)
        if "counted_with" in view:
            yield (*head, None, "counted_with", *_nothing(f"counted with {view['counted_with']}"))
            continue
        for period in ("month", "trailing12"):
            yield from _measurement_rows((*head, period), view[period])
        for identifier, score in view["scores"].items():
            yield from _score_rows((*head, "trailing12"), identifier, score)
        for row in view["projects"]:
            for metric in ("share", "people"):
                name = f"{row['relation']}_{metric}:{row['repository']}"
                yield (*head, "trailing12", name, *_measured(row[metric]))


def _score_rows(head: Cells, identifier: str, score: dict[str, Any]) -> Iterator[Cells]:
    if "unknown" in score:
        yield (*head, f"score:{identifier}", *_nothing(score["unknown"]))
    else:
        yield (*head, f"score:{identifier}", score["mid"], score["low"], score["high"], "score", None)
    for check in score["checks"]:
        reason = check["reason"] if check["score"] is None else None
        yield (*head, f"check:{check['id']}", check["score"], check["low"], check["high"], "score", reason)


def _project_rows(project: dict[str, Any]) -> Iterator[Cells]:
    repository = project["repository"]
    for period in ("month", "trailing12"):
        window = project[period]
        yield from _measurement_rows(("project", repository, repository, None, period), window["metrics"])
        for view_name, rows in window["shares"].items():
            head = ("project", repository, repository, view_name, period)
            for row in rows:
                for metric in ("share", "share_of_known", "people"):
                    yield (*head, f"{metric}:{row['organization']}", *_measured(row[metric]))


def _measurement_rows(head: Cells, measurements: dict[str, Any]) -> Iterator[Cells]:
    for metric in sorted(measurements):
        yield (*head, metric, *_measured(measurements[metric]))


def _measured(measured: dict[str, Any]) -> Cells:
    bounds = (measured.get("low"), measured.get("high"), measured.get("unit"))
    return (measured.get("value"), *bounds, measured.get("unknown"))


def _nothing(reason: str) -> Cells:
    return None, None, None, None, reason
