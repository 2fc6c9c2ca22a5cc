import csv
import io

from content_builder import (
    CHILD,
    HOSTILE,
    HOSTILE_NAME,
    NOT_COLLECTED,
    WITHHELD,
    WITHHELD_PROJECT,
    build_content,
    organization,
)

from reports.renderers.csv_table import COLUMNS, render
from reports.renderers.selection import Selection

Rows = list[dict[str, str]]


def rows(content: dict[str, object] | None = None, selection: Selection | None = None) -> Rows:
    text = render(content or build_content(), None, selection or Selection())
    return list(csv.DictReader(io.StringIO(text)))


def one(found: Rows, **wanted: str) -> dict[str, str]:
    (row,) = [row for row in found if all(row[key] == value for key, value in wanted.items())]
    return row


def test_no_cell_begins_like_a_formula() -> None:
    content = {**build_content(), "organizations": [organization("a", "=HYPERLINK(1)"), organization("b", "@x\t")]}
    cells = {row["name"] for row in rows(content) if row["scope"] == "organization"}
    assert cells == {"'=HYPERLINK(1)", "'@x[U+0009]"}


def test_the_columns_are_as_announced() -> None:
    assert render(build_content(), None, Selection()).splitlines()[0] == ",".join(COLUMNS)


def test_an_unknown_metric_has_a_reason_and_no_number() -> None:
    row = one(rows(), id=HOSTILE, view="as_was", period="month", metric="reviews")
    assert (row["value"], row["low"], row["high"], row["unknown"]) == ("", "", "", NOT_COLLECTED)


def test_scores_and_checks_are_rows_too() -> None:
    found = rows(selection=Selection(organization=HOSTILE))
    score = one(found, view="as_was", metric="score:work_back")
    assert (score["name"], score["value"], score["low"], score["high"]) == (HOSTILE_NAME, "3", "1.5", "5")
    assert one(found, view="as_was", metric="check:review-balance")["unknown"] == NOT_COLLECTED
    assert one(found, view="as_was", metric="score:cash")["value"] == ""


def test_a_withheld_share_has_its_bounds() -> None:
    found = rows(selection=Selection(project=WITHHELD_PROJECT))
    row = one(found, view="grouped", period="trailing12", metric=f"share:{HOSTILE}")
    assert (row["value"], row["low"], row["high"], row["unit"]) == ("", "0.3", "0.75", "share")
    assert row["unknown"] == WITHHELD


def test_a_child_says_with_whom_it_is_counted() -> None:
    row = one(rows(), id=CHILD, view="grouped")
    assert (row["metric"], row["unknown"]) == ("counted_with", "counted with larkspur")


def test_what_was_not_collected_is_said() -> None:
    assert one(rows(), scope="coverage", id="money")["metric"] == "state:not collected"
