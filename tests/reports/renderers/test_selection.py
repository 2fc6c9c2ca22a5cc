import pytest
from content_builder import HISTORICAL_PROJECT, PARENT, build_content

from reports.renderers.selection import NotInScorecardError, Selection, choose, names


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(organization="larkspurr"), "no organization 'larkspurr' in this scorecard; did you mean larkspur?"),
        (
            Selection(project="OpenLoom/Loom"),
            "no project 'OpenLoom/Loom' in this scorecard; did you mean openloom/loom",
        ),
        (Selection(organization="zzzz"), "no organization 'zzzz' in this scorecard"),
        (Selection(project="*unknown"), "no project '*unknown' in this scorecard"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(selection: Selection, message: str) -> None:
    with pytest.raises(NotInScorecardError) as raised:
        choose(build_content(), selection)
    assert isinstance(raised.value, LookupError)
    assert str(raised.value).startswith(message)


def test_choosing_nothing_is_choosing_everything() -> None:
    content = build_content()
    assert choose(content, Selection()) is content


def test_one_organization_and_one_project_are_chosen_together() -> None:
    chosen = choose(build_content(), Selection(PARENT, HISTORICAL_PROJECT))
    assert [organization["id"] for organization in chosen["organizations"]] == [PARENT]
    assert [project["repository"] for project in chosen["projects"]] == [HISTORICAL_PROJECT]


def test_names_are_by_slug() -> None:
    assert names(build_content())[PARENT] == "Larkspur Systems"
