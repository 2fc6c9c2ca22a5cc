import pytest

from reports.renderers import labels


def test_a_metric_without_words_is_still_shown() -> None:
    assert labels.metric_label("new_metric", labels.PROJECT_METRICS) == "New metric"
    assert labels.ordered({"new_metric": None, "people": None}, labels.PROJECT_METRICS) == ["people", "new_metric"]


@pytest.mark.parametrize(("month", "shown"), [("2026-07", "July 2026"), ("2025-12", "December 2025")])
def test_a_month_is_written_out(month: str, shown: str) -> None:
    assert labels.month_label(month) == shown


def test_the_words_to_publish_by_name_whom_they_are_about() -> None:
    assert labels.promise("Acme") == (
        "Figures describe work by people publicly affiliated with Acme that we could identify. "
        "They are not a measure of Acme’s total contribution, intent or legal compliance. "
        "“None found” means none found in the listed sources."
    )


def test_a_name_in_braces_is_not_filled_in() -> None:
    assert "{0} {subject}" in labels.promise("{0} {subject}")
