from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from ledger_builder import NOBODY_KNOWN, LedgerBuilder, credited

from reports.checks.answering import CHECK
from reports.checks.judgement import Estimate, Judgement


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


def test_openers_whom_nobody_knows_are_bounds() -> None:
    builder = made()
    builder.answers("acme/tool", 6, 8)
    builder.answers("acme/tool", 3, 4, opener=NOBODY_KNOWN)
    builder.answers("acme/tool", 50, 50, opener=credited("acme"))
    judged = judge(builder)
    # Outsiders: 6 of 8. Middle: 9 of 12; low: the 3 answered are colleagues, 6 of 9; high: the other is one, 9 of 11.
    assert judged.score == Estimate(Fraction(60, 9), Fraction(90, 12), Fraction(90, 11))
    assert judged.reason == (
        "9 of 12 outsiders' pull requests were answered by a human within 14 days;"
        " of 4 nobody knows whether an outsider opened them"
    )


def test_where_everybody_who_was_answered_may_be_a_colleague_the_low_end_is_nothing() -> None:
    builder = made()
    builder.answers("acme/tool", 3, 4, opener=NOBODY_KNOWN)
    assert judge(builder).score == Estimate(Fraction(0), Fraction(30, 4), Fraction(10))
    builder = made()
    builder.answers("acme/tool", 4, 4, opener=NOBODY_KNOWN)
    assert judge(builder).score == Estimate.exactly(10)


def test_what_was_closed_before_anybody_answered_is_not_answered_at_the_low_end() -> None:
    builder = made()
    builder.answers("acme/tool", 3, 4, closed=2)
    judged = judge(builder)
    assert judged.score == Estimate(Fraction(5), Fraction(30, 4), Fraction(30, 4))
    assert judged.reason.endswith("; 2 more were closed before anybody answered")


def test_a_score_over_some_of_the_projects_says_so() -> None:
    builder = made()
    builder.project("acme/other", "acme")
    builder.answers("acme/tool", 3, 4)
    assert judge(builder).reason.endswith("; in 1 of 2 projects: the pull requests of the others were not read")


@given(*[st.integers(0, 20)] * 6)
def test_the_middle_is_never_outside_of_its_interval(a: int, b: int, c: int, d: int, e: int, f: int) -> None:
    builder = made()
    builder.answers("acme/tool", a, a + b, closed=c)
    builder.answers("acme/tool", d, d + e, opener=NOBODY_KNOWN, closed=f)
    score = judge(builder).score
    assert score is None or 0 <= score.low <= score.mid <= score.high <= 10
