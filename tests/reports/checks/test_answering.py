from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.checks.answering import CHECK
from reports.checks.judgement import Judgement


def judge(builder: LedgerBuilder) -> Judgement:
    return CHECK.judge(builder.view(), "acme")


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project("acme/tool", "acme")
    builder.project("others/tool")
    return builder


def test_without_a_project_of_ones_own_it_does_not_apply() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.answers("others/tool", 1, 1)
    assert judge(builder).reason.startswith("does not apply")


def test_what_was_not_collected_and_what_nobody_asked_are_told_apart() -> None:
    builder = made()
    assert judge(builder).reason.startswith("we did not collect")
    builder.answers("acme/tool", 0, 0)
    assert judge(builder).reason == "does not apply: no outsider opened a pull request"


def test_points_are_the_share_that_was_answered() -> None:
    builder = made()
    builder.answers("acme/tool", 3, 4)
    builder.answers("others/tool", 0, 100)
    judged = judge(builder)
    assert judged.score is not None
    assert (judged.score.mid, judged.value) == (Fraction(15, 2), Fraction(3, 4))
