from fractions import Fraction

import pytest
from ledger_builder import LedgerBuilder

from reports.checks.judgement import Judgement
from reports.checks.licence import CHECK


def judge(*licences: str | None) -> Judgement:
    builder = LedgerBuilder()
    builder.company("acme")
    for number, licence in enumerate(licences):
        builder.project(f"acme/tool-{number}", "acme", licence=licence)
    return CHECK.judge(builder.view(), "acme")


@pytest.mark.parametrize(
    ("licences", "kind"),
    [((), "does not apply"), ((None,), "we did not collect"), (("LicenseRef-never-heard-of",), "we did not collect")],
)
def test_what_is_not_known_is_not_none(licences: tuple[str | None, ...], kind: str) -> None:
    assert judge(*licences).score is None
    assert judge(*licences).reason.startswith(kind)


@pytest.mark.parametrize(
    ("licences", "points"),
    [
        (("NONE",), Fraction(0)),
        (("BUSL-1.1",), Fraction(2)),
        (("LicenseRef-scancode-llama-2-license-2023",), Fraction(5)),
        (("MIT",), Fraction(10)),
        (("MIT", "NONE", None), Fraction(5)),
    ],
)
def test_points_are_the_mean_over_the_licences_that_are_known(licences: tuple[str, ...], points: Fraction) -> None:
    judged = judge(*licences)
    assert judged.score is not None
    assert judged.score.mid == points


def test_one_project_is_not_called_projects() -> None:
    assert judge("MIT").reason == "a mean over 1 controlled project; classes found: osi"
    assert judge("MIT", "NONE").reason.startswith("a mean over 2 controlled projects;")
