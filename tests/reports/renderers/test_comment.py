"""A repository's scorecard in a comment: narrow tables, each unknown with its reason, nothing of others' that works."""

import re

import pytest
from content_builder import HOSTILE, HOSTILE_NAME, NORMAL_PROJECT, WITHHELD_PROJECT, build_content, withheld
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports.renderers.comment import Subject, moves, organization_answer, repository_answer

ADDRESS = "https://github.example/openloom/loom"


def subject(repository: str = NORMAL_PROJECT, **changes: object) -> Subject:
    return Subject(build_content(), repository, ADDRESS, **changes)  # type: ignore[arg-type]


def html(markdown: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(markdown)


@pytest.mark.parametrize("repository", [NORMAL_PROJECT, WITHHELD_PROJECT])
def test_a_table_has_at_most_three_columns_and_each_row_as_many(repository: str) -> None:
    columns = 0
    for line in repository_answer(subject(repository)).splitlines():
        cells = line.replace("\\|", "").count("|") - 1 if line.startswith("|") else 0
        assert cells <= 3
        assert not (columns and cells) or cells == columns
        columns = cells


def test_what_is_withheld_shows_its_bounds_and_below_the_table_why() -> None:
    text = repository_answer(subject(WITHHELD_PROJECT))
    assert re.search(r"\| withheld, between [\d.]+ % and [\d.]+ % \|", text)
    assert "<sub>Withheld: less than 60 % of the units are resolved.</sub>" in text
    assert "None found" in text


def test_names_are_inert() -> None:
    for text in (repository_answer(subject()), organization_answer(subject(), HOSTILE)):
        shown = html(text)
        assert HOSTILE_NAME not in text
        assert "<script" not in shown
        assert "@all" not in shown


def test_links_lead_to_the_evidence_and_to_the_pages_that_there_are() -> None:
    alone = repository_answer(subject())
    assert "](https://github.example/openloom/loom/commits?since=2025-08-01&until=2026-08-01)" in alone
    assert "the full page" not in alone
    page = "https://giveback.example/2026-07/projects/openloom/loom.html"
    assert f"[the full page]({page})" in repository_answer(subject(page=page))


def test_an_address_cannot_leave_its_link() -> None:
    hostile = Subject(build_content(), NORMAL_PROJECT, "https://x.example/a) <b> @all (c")
    assert "(https://x.example/a%29%20%3Cb%3E%20@all%20%28c/commits?" in repository_answer(hostile)


def test_an_organization_that_did_nothing_there_is_none_found() -> None:
    assert "None found" in organization_answer(subject(), "nobody-here")


def test_a_month_that_is_not_over_says_so() -> None:
    assert "twelve months with July 2026 so far" in repository_answer(subject(is_open=True))
    assert "twelve months to July 2026" in repository_answer(subject())


def test_nothing_moves_between_a_content_and_itself() -> None:
    assert moves(subject(), subject()) == []


def test_what_moved_is_told_with_both_values_and_no_more_than_can_be_read() -> None:
    after = build_content()
    project = next(each for each in after["projects"] if each["repository"] == NORMAL_PROJECT)
    for row in project["trailing12"]["shares"]["as_was"]:
        row["share"] = withheld(0.1, 0.2)
    told = moves(subject(), Subject(after, NORMAL_PROJECT, ADDRESS))
    assert all(" → withheld, between 10 % and 20 %" in line for line in told)
    many = build_content()
    project = next(each for each in many["projects"] if each["repository"] == NORMAL_PROJECT)
    row = project["trailing12"]["shares"]["as_was"][0]
    project["trailing12"]["shares"]["as_was"] += [row | {"organization": f"more-{number}"} for number in range(20)]
    told = moves(subject(), Subject(many, NORMAL_PROJECT, ADDRESS))
    assert len(told) == 9
    assert told[-1] == "and 12 more numbers"


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_name_and_a_reason_are_they_stay_in_their_place(name: str, reason: str) -> None:
    content = build_content()
    for organization in content["organizations"]:
        organization["name"] = name or "x"
    for project in content["projects"]:
        project["trailing12"]["metrics"]["changes"] = {"unknown": f"r {reason}"}
    plain = html(repository_answer(subject()))
    shown = html(repository_answer(Subject(content, NORMAL_PROJECT, ADDRESS)))
    assert shown.count("<a ") == plain.count("<a ")
    assert shown.count("<tr>") <= plain.count("<tr>")
    assert shown.count("<h") == plain.count("<h")
    assert "<!--" not in shown
