from content_builder import build_content, organization, unknown, view

from reports.renderers.summary import SummaryRow, summary


def test_the_terminal_sees_the_grouped_view_in_the_order_of_ranks() -> None:
    assert summary(build_content())[0] == SummaryRow(
        rank="1 of 2",
        name="Larkspur Systems",
        band="50–499 staff",
        work_back="6.0 (4.5–8.0)",
        stewardship="–",
        cash="not disclosed",
        people="8 (7–11)",
    )


def test_a_name_cannot_move_the_cursor() -> None:
    content = {**build_content(), "organizations": [organization("a", "A\x1b[2J\r\nB")]}
    assert summary(content)[0].name == "A[U+001B][2J[U+000D][U+000A]B"


def test_an_unknown_number_of_people_is_not_zero() -> None:
    without, uncollected = view(3), view(3)
    del without["trailing12"]["work_back_people"]
    uncollected["trailing12"]["work_back_people"] = unknown()
    organizations = [organization("a", "A", grouped=without), organization("b", "B", grouped=uncollected)]
    assert [row.people for row in summary({**build_content(), "organizations": organizations})] == [
        "not known",
        "not collected",
    ]
