import re

import pytest

from reports.checks import CASH, STEWARDSHIP, WORK_BACK
from reports.methodology_text import _FORMULAS, _RULES, methodology_text
from reports.metrics import ORGANIZATION_METRICS, PROJECT_METRICS, OrganizationMetric, ProjectMetric
from reports.renderers.methodology_page import methodology as page
from reports.worked_examples import EXAMPLES

CHECKS = (*WORK_BACK, *STEWARDSHIP, *CASH)
TEXT = methodology_text([("mail-domain", 900, "The domain | is acme's."), ("trailers", 500, "Seen in trailers alone.")])


def test_a_version_that_never_was_has_no_text() -> None:
    with pytest.raises(KeyError):
        methodology_text([], 99)


def test_no_number_is_left_to_be_filled_in() -> None:
    assert "{" not in TEXT
    assert "None" not in TEXT.replace("None found", "")


def test_the_words_of_the_pages_are_explained() -> None:
    for word in ("back unit", "fact", "closed", "provisional", "reply window", "final", "revision"):
        assert f"**{word}**" in TEXT


def test_nobody_is_called_names() -> None:
    told = TEXT.split("## What the figures do not say")
    for word in ("freeloader", "takes without giving", "departed"):
        assert word not in told[0] + told[1].split("## Worked examples")[1]


def test_every_check_is_told_with_its_formula_and_no_other() -> None:
    assert _FORMULAS.keys() == {check.id for check in CHECKS}
    for check in CHECKS:
        assert f"| {check.name} |" in TEXT


def test_every_metric_is_told() -> None:
    metrics: list[OrganizationMetric | ProjectMetric] = [*ORGANIZATION_METRICS, *PROJECT_METRICS]
    for metric in metrics:
        assert f"| `{metric.id}` | {metric.unit} | {metric.description} |" in TEXT


def test_the_fourteen_counting_rules_are_one_sentence_each() -> None:
    assert len(_RULES) == 14
    assert all(rule.count(". ") == 0 and rule.endswith(".") for rule in _RULES)


def test_rules_of_attribution_are_a_table_in_their_order_and_cannot_break_it() -> None:
    assert "| mail-domain | 0.9 | The domain \\| is acme's. |\n| trailers | 0.5 | Seen in trailers alone. |" in TEXT


def test_every_worked_example_is_told_with_computed_numbers() -> None:
    assert re.findall(r"^### (.*)$", TEXT.split("## Worked examples")[1], re.MULTILINE) == [
        example.title for example in EXAMPLES
    ]
    assert "| **Work Back** | 5.07 | 6.93 | 7.43 |" in TEXT


def test_the_text_is_the_same_every_time_and_renders_as_a_page() -> None:
    assert (
        methodology_text(
            [("mail-domain", 900, "The domain | is acme's."), ("trailers", 500, "Seen in trailers alone.")]
        )
        == TEXT
    )
    rendered = page(TEXT)
    assert rendered.title == "How it is counted"
    assert [title for _, title in rendered.contents][-1] == "Worked examples"
