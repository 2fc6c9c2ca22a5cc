from fractions import Fraction

from ledger_builder import UNKNOWN, LedgerBuilder

from reports.checks.judgement import Estimate, Judgement
from reports.checks.review_balance import CHECK
from reports.ledger import Credit


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("ravi", "beta")
    return builder


def judge(builder: LedgerBuilder, slug: str = "acme", *, grouped: bool = False) -> Judgement:
    return CHECK.judge(builder.view(grouped=grouped), slug)


def mid(judgement: Judgement) -> Fraction:
    assert judgement.score is not None
    return judgement.score.mid


def test_reviews_that_nobody_collected_are_not_zero() -> None:
    assert judge(made()).score is None
    assert judge(made()).reason.startswith("we did not collect")


def test_reviews_among_colleagues_are_neither_given_nor_taken() -> None:
    builder = made()
    builder.reviews("dana", times=50, of=["acme"])
    assert judge(builder).value == 0
    assert mid(judge(builder)) == 0


def test_reviews_of_more_than_twelve_months_ago_are_over() -> None:
    builder = made()
    builder.reads("acme/tool")
    builder.reviews("dana", times=50, months=-12, of=["beta"])
    assert mid(judge(builder)) == 0


def test_a_few_reviews_are_compared_with_twelve() -> None:
    builder = made()
    builder.reviews("dana", times=3, of=["beta"])
    assert mid(judge(builder)) == Fraction(10, 4)


def test_reviews_in_ones_own_project_are_given_too() -> None:
    builder = made()
    builder.reviews("dana", "acme/tool", times=12, of=["beta"])
    assert mid(judge(builder)) == 10
    assert judge(builder).reason.startswith("12 reviews of others' changes; 0 reviews by others of own changes;")


def test_who_takes_more_than_it_gives_has_the_part() -> None:
    builder = made()
    builder.reviews("dana", times=10, of=["beta"])
    builder.reviews("ravi", times=40, of=["acme"])
    assert mid(judge(builder)) == Fraction(10, 4)
    assert mid(judge(builder, "beta")) == 10


def test_doubtful_reviewers_weigh_little_and_not_in_the_low_end() -> None:
    builder = made()
    builder.person("trailer", "acme", confidence=500)
    builder.reviews("trailer", times=12, of=["beta"])
    assert judge(builder).score == Estimate(Fraction(0), Fraction(5), Fraction(5))


def test_a_childs_review_of_its_parent_is_among_colleagues_when_grouped() -> None:
    builder = made()
    builder.company("beta", parent="acme")
    builder.reviews("ravi", times=12, of=["acme"])
    assert mid(judge(builder, "beta")) == 10
    assert mid(judge(builder, grouped=True)) == 0


def test_a_reviewer_of_two_subsidiaries_is_as_sure_as_the_surer_of_them() -> None:
    builder = made()
    builder.company("beta", parent="acme")
    builder.company("gamma")
    credits_ = (Credit("acme", "mail-domain", 950, Fraction(1, 2)), Credit("beta", "trailers", 500, Fraction(1, 2)))
    builder.people["dana"] = builder.people["dana"]._replace(credits=credits_)
    builder.reviews("dana", times=12, of=["gamma"])
    assert mid(judge(builder, grouped=True)) == Fraction(95, 10)


def test_changes_of_authors_whom_nobody_knows_help_the_high_end_alone() -> None:
    builder = made()
    builder.reviews("dana", times=3, of=["beta"])
    builder.reviews("dana", times=3, of=["beta", UNKNOWN])
    judged = judge(builder)
    assert judged.score == Estimate(Fraction(10, 4), Fraction(10, 4), Fraction(5))
    assert judged.value == 3
    assert "3 reviews of changes whose authors' employers are not known" in judged.reason


def test_own_changes_reviewed_by_people_whom_nobody_knows_weigh_at_the_low_end_alone() -> None:
    builder = made()
    builder.person("nobody")
    builder.reviews("dana", times=12, of=["beta"])
    builder.reviews("nobody", times=24, of=["acme"])
    judged = judge(builder)
    assert judged.score == Estimate(Fraction(5), Fraction(10), Fraction(10))
    assert "24 reviews of own changes by people whose employers are not known" in judged.reason


def test_a_score_over_some_of_the_projects_says_so_and_over_none_is_none() -> None:
    builder = made()
    builder.lands("dana", "acme/tool")
    builder.reviews("ravi", times=12, of=["gamma"])
    assert judge(builder).reason.startswith("we did not collect")
    assert judge(builder, "beta").score is not None
    builder.reviews("dana", times=12, of=["beta"])
    assert judge(builder).reason.endswith("; in 1 of 2 projects: the reviews of the others were not read")


def test_who_works_nowhere_has_nothing_where_reviews_were_read() -> None:
    builder = made()
    builder.company("idle")
    builder.reviews("dana", times=12, of=["beta"])
    assert mid(judge(builder, "idle")) == 0
