from fractions import Fraction

import pytest
from ledger_builder import NOBODY_KNOWN, LedgerBuilder

from reports.checks.judgement import Estimate
from reports.checks.shared_control import CHECK


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project("acme/tool", "acme")
    return builder


def test_what_was_not_collected_does_not_apply_or_was_not_done_is_inconclusive() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    reasons = [CHECK.judge(builder.view(), "acme").reason]
    reasons.append(CHECK.judge(made().view(), "acme").reason)
    builder = made()
    builder.merges("acme/tool", 0, 0)
    reasons.append(CHECK.judge(builder.view(), "acme").reason)
    assert [reason.split(":")[0] for reason in reasons] == ["does not apply", "we did not collect", "does not apply"]


@pytest.mark.parametrize(("elsewhere", "points"), [(0, 0), (1, Fraction(2, 10)), (25, 5), (50, 10), (90, 10)])
def test_half_of_the_decisions_elsewhere_are_full_marks(elsewhere: int, points: Fraction) -> None:
    builder = made()
    builder.merges("acme/tool", elsewhere, 100)
    judged = CHECK.judge(builder.view(), "acme")
    assert judged.score is not None
    assert judged.score.mid == points


def test_decisions_of_people_whom_nobody_knows_are_bounds() -> None:
    builder = made()
    builder.merges("acme/tool", 10, 50)
    builder.decide("acme/tool", 50, NOBODY_KNOWN)
    judged = CHECK.judge(builder.view(), "acme")
    # 10 of 50 known; low 10 of 100; high 60 of 100, more than the half that earns ten points.
    assert judged.score == Estimate(Fraction(2), Fraction(4), Fraction(10))
    assert judged.reason.endswith("; who made 50 more is not known")


def test_where_nobody_knows_anybody_who_merged_it_is_inconclusive() -> None:
    builder = made()
    builder.reads("acme/tool")
    builder.decide("acme/tool", 50, NOBODY_KNOWN)
    judged = CHECK.judge(builder.view(), "acme")
    assert judged.score is None
    assert judged.reason.startswith("we did not collect")


def test_a_score_over_some_of_the_projects_says_so() -> None:
    builder = made()
    builder.project("acme/other", "acme", reviewed_elsewhere=True)
    builder.merges("acme/tool", 1, 4)
    reason = CHECK.judge(builder.view(), "acme").reason
    assert reason.endswith("; in 1 of 2 projects: the merge decisions of the others were not read")
