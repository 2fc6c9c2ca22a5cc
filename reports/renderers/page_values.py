"""What each page's template is given: the subject, its place among months and names, and how to link from here.

It chooses and orders; every number comes from the scorecard as it is.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from reports.renderers import labels, paths
from reports.renderers.editions import Edition, neighbours
from reports.renderers.ranking import same_but_for_ranks
from reports.renderers.reading import was_read
from reports.renderers.standings import groups, independents

Values = dict[str, Any]
_CONTENT_SECURITY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
_LEADERS_SHOWN = 3


def plain_values(editions: tuple[Edition, ...], here: str) -> Values:
    """What every page has, whether or not a month has been published."""
    return {
        "here": here,
        "link": partial(paths.relative, here),
        "paths": paths,
        "content_security": _CONTENT_SECURITY,
        "months": [edition.month for edition in editions],
        "edition": None,
        "promise": labels.promise(),
    }


def month_values(editions: tuple[Edition, ...], edition: Edition, view: str, here: str) -> Values:
    """A month's index in one view."""
    projects = edition.content["projects"]
    read = [project for project in projects if was_read(project)]
    index = paths.month_index if view == "grouped" else paths.month_as_it_was
    return {
        **_edition_values(editions, edition, here, index, (other.month for other in editions)),
        "view": view,
        "groups": groups(edition.content, view),
        "independents": independents(edition.content, view),
        "current": [(project, _leaders(project, view)) for project in read if not project["historical"]],
        "historical": [project for project in read if project["historical"]],
        "unread": [project for project in projects if not was_read(project)],
    }


def organization_values(editions: tuple[Edition, ...], edition: Edition, slug: str, here: str) -> Values:
    """An organization's page in one month, with both views."""
    organization = edition.organizations[slug]
    also = (other.month for other in editions if slug in other.organizations)
    grouped = organization["grouped"]
    return {
        **_edition_values(editions, edition, here, lambda month: paths.organization(month, slug), also),
        "organization": organization,
        "children": edition.children.get(slug, []),
        "counted_with": grouped.get("counted_with"),
        "same_views": same_but_for_ranks(organization),
        "promise": labels.promise(organization["name"]),
    }


def project_values(editions: tuple[Edition, ...], edition: Edition, repository: str, here: str) -> Values:
    """A project's page in one month, with the shares in both views."""
    project = edition.projects[repository]
    also = (other.month for other in editions if repository in other.projects)
    shares = [project[period]["shares"] for period in ("trailing12", "month")]
    return {
        **_edition_values(editions, edition, here, lambda month: paths.project(month, repository), also),
        "project": project,
        "read": was_read(project),
        "same_views": all(window["as_was"] == window["grouped"] for window in shares),
    }


def _edition_values(
    editions: tuple[Edition, ...],
    edition: Edition,
    here: str,
    path_in: Callable[[str], str],
    also: Iterable[str],
) -> Values:
    return {
        **plain_values(editions, here),
        "edition": edition,
        "content": edition.content,
        "meta": edition.meta,
        "month": edition.month,
        "path_in": path_in,
        "neighbours": neighbours(edition.month, also),
    }


def _leaders(project: dict[str, Any], view: str) -> list[dict[str, Any]]:
    rows = [row for row in project["trailing12"]["shares"][view] if row["band"] in ("leading", "contributing")]
    known = [row for row in rows if "value" in row["share"]]
    return sorted(known, key=lambda row: (-row["share"]["value"], row["organization"]))[:_LEADERS_SHOWN]
