"""Putting a month's content together: organizations in both views, and projects, in a fixed order."""

from typing import Any

from reports.ledger import Ledger, Project, Span
from reports.measurement import Measured, Measurement, Unknown
from reports.methodology import Methodology
from reports.metrics import ORGANIZATION_METRICS, PROJECT_METRICS, ProjectMetric
from reports.metrics.tallying import evidence_of_work
from reports.months import Month
from reports.scorecard.ranks import rank_companies
from reports.scorecard.scores import scores_of
from reports.scorecard.shares import given_share, project_shares
from reports.views import YEAR, Period, Relation, View, parent_of

_NOT_SCANNED = "we did not collect: the project's history has not been scanned"
SCHEMA = "giveback-scorecard/1"


def make_content(ledger: Ledger, methodology: Methodology) -> dict[str, Any]:
    """Make the content of the ledger's month: a plain dict of JSON values."""
    as_was = View(ledger, methodology, grouped=False)
    grouped = View(ledger, methodology, grouped=True, alike=as_was)
    return {
        "schema": SCHEMA,
        "month": str(ledger.month),
        "methodology": methodology.version,
        "coverage": [source._asdict() for source in sorted(ledger.coverage)],
        "organizations": _organizations(ledger, as_was, grouped),
        "projects": [_project(name, as_was, grouped) for name in sorted(ledger.projects)],
    }


def _organizations(ledger: Ledger, as_was: View, grouped: View) -> list[dict[str, Any]]:
    shown = sorted(slug for slug in ledger.organizations if _is_shown(as_was, slug) or _is_shown(grouped, slug))
    parents = {slug: parent_of(ledger, slug) for slug in shown}
    entries = {"as_was": {slug: entry_of(as_was, slug) for slug in shown}}
    entries["grouped"] = {
        slug: entry_of(grouped, slug) if slug in grouped.regrouped else _unranked(entries["as_was"][slug])
        for slug in shown
        if parents[slug] is None
    }
    for name, view in (("as_was", as_was), ("grouped", grouped)):
        rank_companies(entries[name], view)
    return [
        _described(ledger, slug)
        | {
            "parent": parents[slug],
            "as_was": entries["as_was"][slug],
            "grouped": entries["grouped"].get(slug, {"counted_with": grouped.group(slug)}),
        }
        for slug in shown
    ]


def _unranked(entry: dict[str, Any]) -> dict[str, Any]:
    """Give the same entry for the other view, with scores of its own: ranks depend on everybody and are added later."""
    return entry | {"scores": {name: dict(score) for name, score in entry["scores"].items()}}


def _is_shown(view: View, slug: str) -> bool:
    """Whether there is anything to say: work or money in the trailing twelve months, or control of a project.

    A project whose history was not read says nothing of its host: zeros there would be made up.
    """
    if not view.scanned.isdisjoint(view.controlled_projects(slug)) or any(
        view.group(payer) == slug for payer in view.ledger.activity.cash or ()
    ):
        return True
    return any(view.by(Period.TRAILING12, slug, relation) for relation in Relation)


def _described(ledger: Ledger, slug: str) -> dict[str, Any]:
    entry = ledger.organizations[slug]
    staff = entry.staff
    return {
        "id": slug,
        "name": entry.name,
        "kind": entry.kind,
        "staff_band": staff.band if staff else None,
        "staff_source": {"source": staff.source, "year": staff.year, "checked": staff.checked} if staff else None,
    }


def entry_of(view: View, slug: str) -> dict[str, Any]:
    """Give what one view says of an organization; its scores have no ranks yet."""
    return {
        "month": _metrics(view, slug, Period.MONTH),
        "trailing12": _metrics(view, slug, Period.TRAILING12),
        "projects": _projects_of(view, slug),
        "trend": _trend_of(view, slug),
        "scores": scores_of(view, slug),
    }


def _metrics(view: View, slug: str, period: Period) -> dict[str, Any]:
    return {metric.id: metric.measure(view, slug, period).as_json() for metric in ORGANIZATION_METRICS}


def _projects_of(view: View, slug: str) -> list[dict[str, Any]]:
    listed = []
    for relation in Relation:
        for project, tally in view.by(Period.TRAILING12, slug, relation).items():
            count, confirmed = len(tally.workers), len(tally.confirmed_workers)
            people = Measured(count, confirmed, count, "people", evidence_of_work([tally]))
            listed.append(
                {
                    "repository": project,
                    "relation": str(relation),
                    "share": given_share(view, project, tally).as_json(),
                    "people": people.as_json(),
                }
            )
    return sorted(listed, key=lambda entry: (entry["repository"], entry["relation"]))


def _trend_of(view: View, slug: str) -> dict[str, Any]:
    months = range(view.month - YEAR + 1, view.month + 1)
    trend: dict[str, Any] = {"months": [str(Month.from_index(month)) for month in months]}
    for relation in Relation:
        seen = view.worked_people.get((slug, relation), {})
        trend[f"{relation}_people"] = [len(seen.get(month, ())) for month in months]
    return trend


def _project(name: str, as_was: View, grouped: View) -> dict[str, Any]:
    project = as_was.ledger.projects[name]
    month = as_was.month
    hosts = [span.organization for span in project.hosts if span.holds_in(month)]
    return {
        "repository": name,
        "host": hosts[0] if hosts else None,
        "hosts": [_host(span) for span in sorted(project.hosts, key=lambda span: span.since)],
        "controlled_by": sorted(slug for slug in as_was.ledger.organizations if as_was.controls(slug, name)),
        "kind": project.kind,
        "licence": project.licence,
        "historical": project.historical,
        "archived": project.archived_since is not None and project.archived_since <= month,
        "month": _period(name, Period.MONTH, as_was, grouped),
        "trailing12": _period(name, Period.TRAILING12, as_was, grouped),
        "trend": _project_trend(project, as_was),
    }


def _host(span: Span) -> dict[str, Any]:
    until = str(Month.from_index(span.until)) if span.until is not None else None
    return {"organization": span.organization, "since": str(Month.from_index(span.since)), "until": until}


def _period(name: str, period: Period, as_was: View, grouped: View) -> dict[str, Any]:
    shares = project_shares(as_was, name, period)
    return {
        "metrics": {metric.id: _measured(metric, grouped, name, period).as_json() for metric in PROJECT_METRICS},
        "shares": {"as_was": shares, "grouped": project_shares(grouped, name, period, alike=shares)},
    }


def _measured(metric: ProjectMetric, view: View, name: str, period: Period) -> Measurement:
    """Measure a project; what has not been read is unknown, never a count of nothing."""
    return metric.measure(view, name, period) if name in view.scanned else Unknown(_NOT_SCANNED)


def _project_trend(project: Project, view: View) -> dict[str, Any]:
    months = range(view.month - YEAR + 1, view.month + 1)
    people: dict[int, set[int]] = {}
    for key, row in view.rows_of(project.repository):
        if key.person is not None and row.changes > 0:
            people.setdefault(key.month, set()).add(key.person)
    totals = {month: view.ledger.totals.get((project.repository, month)) for month in months}
    return {
        "months": [str(Month.from_index(month)) for month in months],
        "changes": [max(0, total.changes) if total else 0 for total in totals.values()],
        "people": [len(people.get(month, ())) for month in months],
    }
