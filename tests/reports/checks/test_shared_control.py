from fractions import Fraction

import pytest
from ledger_builder import LedgerBuilder

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
