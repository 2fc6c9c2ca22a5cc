import pytest
from content_builder import HOSTILE, HOSTILE_NAME, NORMAL_PROJECT, build_content, build_meta
from markdown_it import MarkdownIt

from reports.renderers.markdown import render
from reports.renderers.selection import NotInScorecardError, Selection

SELECTIONS = [Selection(), Selection(organization=HOSTILE), Selection(project=NORMAL_PROJECT)]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_hostile_name_is_inert_everywhere(selection: Selection) -> None:
    html = MarkdownIt("commonmark").enable("table").render(render(build_content(), build_meta(), selection))
    assert "<script" not in html
    assert "<a " not in html
    assert "@all" not in html


def test_an_unknown_slug_is_an_error() -> None:
    with pytest.raises(NotInScorecardError):
        render(build_content(), None, Selection(organization="nobody"))


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_hostile_name_cannot_add_a_column(selection: Selection) -> None:
    columns = 0
    for line in render(build_content(), build_meta(), selection).splitlines():
        cells = line.replace("\\|", "").count("|") if line.startswith("|") else 0
        assert not (columns and cells) or cells == columns
        columns = cells


def test_a_preview_says_that_it_is_one() -> None:
    assert "**Preview: this month has not been closed" in render(build_content(), None, Selection())


def test_a_final_month_without_a_difference_states_none() -> None:
    text = render(build_content(), build_meta(state="final", difference=[], difference_count=0), Selection())
    assert "**Final: " in text
    assert "differs from" not in text


def test_an_organization_and_a_project_can_be_asked_for_together() -> None:
    text = render(build_content(), build_meta(), Selection(HOSTILE, NORMAL_PROJECT))
    assert "## &lt;script&gt;" in text
    assert "## openloom/loom" in text
    assert HOSTILE_NAME not in text


def test_a_month_without_shown_shares_says_so_for_independents() -> None:
    text = render({**build_content(), "projects": []}, None, Selection())
    assert "Not known: no project’s shares are shown" in text
