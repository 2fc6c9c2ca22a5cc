from content_builder import CHILD, HISTORICAL_PROJECT, PARENT, UNIVERSITY, build_content, build_meta

from reports.renderers.editions import Edition, Neighbours
from reports.renderers.page_values import month_values, organization_values, project_values

EDITION = Edition(build_content(), build_meta())
EDITIONS = (EDITION, Edition(build_content("2026-06")))


def test_only_known_shares_are_said_to_be_most_of_the_work() -> None:
    leaders = {
        project["repository"]: [row["organization"] for row in rows]
        for project, rows in month_values(EDITIONS, EDITION, "grouped", "index.html")["current"]
    }
    assert leaders == {"openloom/loom": ["bramble", "larkspur"], "tessera/tile_kit": []}


def test_historical_projects_are_apart() -> None:
    values = month_values(EDITIONS, EDITION, "grouped", "index.html")
    assert [project["repository"] for project in values["historical"]] == [HISTORICAL_PROJECT]


def test_an_organizations_views_are_compared() -> None:
    views = [organization_values(EDITIONS, EDITION, slug, "x") for slug in (UNIVERSITY, PARENT, CHILD)]
    assert [(value["same_views"], value["counted_with"]) for value in views] == [
        (True, None),
        (False, None),
        (False, PARENT),
    ]
    assert views[1]["children"] == [CHILD]
    assert views[0]["neighbours"] == Neighbours("2026-06", None)


def test_a_projects_views_are_compared() -> None:
    assert project_values(EDITIONS, EDITION, HISTORICAL_PROJECT, "x")["same_views"]
    assert not project_values(EDITIONS, EDITION, "openloom/loom", "x")["same_views"]
