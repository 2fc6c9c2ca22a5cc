import pytest
from content_builder import CHILD, PARENT, build_content

from reports.renderers.editions import Edition, Neighbours, neighbours, newest_first


def test_a_month_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        newest_first([Edition(build_content()), Edition(build_content())])


def test_the_newest_month_comes_first() -> None:
    months = [Edition(build_content(month)) for month in ("2025-12", "2026-07", "2026-01")]
    assert [edition.month for edition in newest_first(months)] == ["2026-07", "2026-01", "2025-12"]


def test_neighbours_are_the_nearest_months_with_the_subject() -> None:
    assert neighbours("2026-07", ["2026-07"]) == Neighbours(None, None)
    assert neighbours("2026-05", ["2026-07", "2026-03", "2026-08", "2026-01"]) == Neighbours("2026-03", "2026-07")


def test_a_parent_knows_its_children() -> None:
    assert Edition(build_content()).children == {PARENT: [CHILD]}
