"""The text of the living issue: inert, short enough, and telling what it does not know."""

import copy
import re
from typing import Any

import pytest
from content_builder import (
    HOSTILE,
    HOSTILE_NAME,
    NORMAL_PROJECT,
    WITHHELD_PROJECT,
    build_content,
    build_meta,
    measured,
    share_row,
    unknown,
)
from markdown_it import MarkdownIt

from reports.renderers import NotInScorecardError
from reports.renderers.issue import Place, body, month_comment, title

PLACE = Place("issue", "https://github.example/openloom/loom", "https://giveback.example/page.html", None)
LONGEST = 65_536


def text(content: dict[str, Any] | None = None, project: str = NORMAL_PROJECT, place: Place = PLACE) -> str:
    return body(content or build_content(), build_meta(), project, place)


def the_project(content: dict[str, Any], repository: str = NORMAL_PROJECT) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in content["projects"] if each["repository"] == repository)
    return found


def test_it_says_the_month_its_state_how_to_end_it_and_what_it_is_not() -> None:
    said = text()
    assert said.startswith("**July 2026.** Provisional")
    assert "`publish: issue`" in said
    assert "set `publish: off`, or close or delete this issue" in said
    assert "They are not a measure of its total contribution, intent or legal compliance." in said
    assert "[The full page](https://giveback.example/page.html)" in said
    assert "since=2026-07-01&until=2026-08-01" in said


def test_without_a_public_page_nothing_is_linked_that_nobody_can_see() -> None:
    assert "full page" not in text(place=Place("issue", PLACE.repository_url, None, None))


def test_tables_have_three_narrow_columns() -> None:
    for line in text().splitlines():
        if line.startswith("|---"):
            assert line.count("|") - 1 <= 3


def test_what_others_wrote_is_inert() -> None:
    content = build_content()
    for organization in content["organizations"]:
        organization["name"] = "<!-- giveback:living:0 --> @everyone #1 closes #2 | <b> [x](https://a.example)"
    said = text(content)
    assert "<!--" not in said
    assert "@everyone" not in said
    assert not re.search(r"#\d", said)
    assert "<b>" not in said
    shown = MarkdownIt("gfm-like", {"linkify": False}).enable("table").render(said)
    assert "https://a.example" not in re.findall(r'href="([^"]*)"', shown)


def test_names_that_mention_somebody_are_broken() -> None:
    assert "@all" not in text()
    assert HOSTILE_NAME not in text()


def test_a_withheld_number_shows_its_bounds_and_the_reason_once_under_the_table() -> None:
    said = text(project=WITHHELD_PROJECT)
    assert "between 30 % and 75 % <sup>1</sup>" in said
    first_table = said.partition("<details>")[0]
    assert first_table.count("Withheld: less than 60 % of the units are resolved") == 2, "once under each table"


def test_what_was_not_collected_is_said_and_never_zero() -> None:
    content = build_content()
    project = the_project(content)
    for period in ("month", "trailing12"):
        project[period]["metrics"]["changes"] = unknown("not collected: its history was not read")
        project[period]["shares"] = {"as_was": [], "grouped": []}
    said = text(content)
    assert "| Landed changes | not collected <sup>1</sup> | not collected <sup>1</sup> |" in said
    assert "No shares are known for this time." in said


def test_a_project_of_many_organizations_with_long_names_stays_within_what_github_takes() -> None:
    content = build_content()
    rows = [share_row(f"o{number}", measured(0.001, "share"), None) for number in range(900)]
    project = the_project(content)
    for period in ("month", "trailing12"):
        project[period]["shares"]["grouped"] = rows
    made = copy.deepcopy(content["organizations"][0])
    content["organizations"] = [{**made, "id": f"o{number}", "name": "<" * 200} for number in range(900)]
    said = text(content)
    assert len(said) < LONGEST
    assert "892 more organizations have smaller shares." in said


def test_a_project_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotInScorecardError):
        text(project="nobody/knows")


def test_the_title_is_plain_and_visible() -> None:
    assert title("acme/engine") == "Giveback: who gives back to acme/engine"
    assert "[U+202E]" in title("acme/\u202eengine")


# The month's comment


def comment(before: dict[str, Any] | None, **meta: Any) -> str:
    return month_comment(build_content(), build_meta(**meta), before, NORMAL_PROJECT, PLACE)


def test_the_first_month_has_nothing_to_compare_with() -> None:
    said = comment(None)
    assert said.startswith("**July 2026 is closed** (provisional until 2026-08-24).")
    assert "There is no earlier month to compare it with." in said


def test_a_month_that_had_no_such_project_is_none_to_compare_with() -> None:
    before = build_content("2026-06")
    before["projects"] = []
    assert "There is no earlier month" in comment(before)


def test_it_says_what_changed_and_who_moved_most() -> None:
    before = build_content("2026-06")
    project = the_project(before)
    project["month"]["metrics"]["changes"] = measured(1_700, "changes")
    for row in project["trailing12"]["shares"]["grouped"]:
        if row["organization"] == HOSTILE:
            row["share"]["value"] = 0.2
    said = comment(before, state="final")
    assert "(final)." in said
    assert "| Landed changes | 1,700 | 1,830 |" in said
    assert re.search(r"moved: .*20 % → 30 %\.", said)
    assert len(said.splitlines()) < 20


def test_shares_that_read_alike_have_not_moved() -> None:
    assert "moved" not in comment(build_content("2026-06"))
