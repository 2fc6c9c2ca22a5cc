from content_builder import CHILD, HISTORICAL_PROJECT, PARENT, UNIVERSITY, build_content, project

from reports.renderers.markdown_sheets import Sheet, organization_sheet, project_sheet, table
from reports.renderers.selection import find_organization, find_project, names

CONTENT = build_content()
SHEET = Sheet(names(CONTENT))


def organization_text(slug: str) -> str:
    return "\n".join(organization_sheet(SHEET, find_organization(CONTENT, slug)))


def test_views_that_differ_are_both_shown() -> None:
    text = organization_text(PARENT)
    assert "### As it was" in text
    assert "### Grouped with parents" in text


def test_views_that_are_the_same_are_shown_once() -> None:
    text = organization_text(UNIVERSITY)
    assert "the figures are the same" in text
    assert "### Grouped" not in text
    assert "University, staff band not known." in text


def test_a_child_says_with_whom_it_is_counted() -> None:
    text = organization_text(CHILD)
    assert "part of Larkspur Systems." in text
    assert "counted with Larkspur Systems." in text


def test_a_historical_project_is_facts_only() -> None:
    text = "\n".join(project_sheet(SHEET, find_project(CONTENT, HISTORICAL_PROJECT)))
    assert "Library, licence not known, no declared host, historical: facts only, archived." in text
    assert text.count("### Shares, ") == 2


def test_an_organization_outside_the_scorecard_is_named_by_its_slug() -> None:
    text = "\n".join(project_sheet(SHEET, project("a/b", ["elsewhere"], host="elsewhere")))
    assert "hosted by elsewhere" in text


def test_a_table_ends_with_an_empty_line() -> None:
    assert list(table(["a", "b"], [["1", "2"]])) == ["| a | b |", "|---|---|", "| 1 | 2 |", ""]
