from typing import Any

from content_builder import NORMAL_PROJECT, build_content, build_meta, project, unknown

from reports.renderers import Selection
from reports.renderers.html import Edition, page
from reports.renderers.markdown import render
from reports.renderers.reading import reading_line, subjects_line, was_read

NOT_READ = "we did not collect: the project's history has not been scanned"


def not_read(repository: str) -> dict[str, Any]:
    made = project(repository, [])
    for period in ("month", "trailing12"):
        made[period]["metrics"] = {name: unknown(NOT_READ) for name in made[period]["metrics"]}
    return made


def partly_read(unread: int = 2) -> dict[str, Any]:
    content = build_content()
    content["projects"] += [not_read(f"zz/unread-{number}") for number in range(unread)]
    return content


def shown(content: dict[str, Any], path: str) -> str:
    text = page([Edition(content, build_meta())], path)
    assert text is not None
    return text


def test_a_month_that_read_everything_says_nothing_of_it() -> None:
    assert reading_line(build_content()) == ""
    assert subjects_line(build_content()) == "4 organizations on 3 open-source AI projects"


def test_a_month_that_read_a_part_says_how_much() -> None:
    assert subjects_line(partly_read()) == "4 organizations on 3 of 5 open-source AI projects"
    assert reading_line(partly_read()) == (
        "The histories of 3 of the index’s 5 projects were read for this month;"
        " work on the other 2 is not known and is part of no number here."
    )
    one = {**build_content(), "projects": [*build_content()["projects"][:1], not_read("zz/unread")]}
    assert reading_line(one).startswith(
        "The history of 1 of the index’s 2 projects was read for this month; work on the"
    )


def test_a_project_in_which_nothing_landed_was_read_all_the_same() -> None:
    quiet = project("acme/quiet", [])
    quiet["trailing12"]["metrics"]["changes"] = unknown("nothing landed in these twelve months")
    assert was_read(quiet)
    assert not was_read(not_read("acme/unread"))


def test_every_page_and_the_text_say_it_before_any_number() -> None:
    content = partly_read()
    line = reading_line(content)
    for path in ("index.html", "2026-07/organizations/larkspur.html", f"2026-07/projects/{NORMAL_PROJECT}.html"):
        text = shown(content, path)
        assert line in text
        assert text.index(line) < text.index("<h2")
    assert line.split(";")[0] in render(content, build_meta(), Selection()).split("\n## ")[0]
    assert "were read for this month" not in shown(build_content(), "index.html")


def test_a_project_that_was_not_read_shows_no_shares_and_no_empty_months() -> None:
    text = shown(partly_read(), "2026-07/projects/zz/unread-0.html")
    assert "This project’s history was not read for this month" in text
    assert "Who did the work" not in text
    assert 'class="months"' not in text
    assert 'class="chip not-collected"' in text


def test_the_index_lists_the_projects_that_were_read_and_folds_away_the_others() -> None:
    content = partly_read(12)
    text = shown(content, "index.html")
    table, folded = text.split('id="projects"')[1].split("<details", 1)
    assert NORMAL_PROJECT in table
    assert "zz/unread" not in table
    assert "12 projects of the index were not read for this month" in folded
    assert folded.count("zz/unread") == 2 * 12
