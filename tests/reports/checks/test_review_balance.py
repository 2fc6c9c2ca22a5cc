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
    assert judge(builder).reason.startswith("12 changes of others reviewed; 0 own changes that others reviewed;")


def test_a_change_that_several_colleagues_reviewed_is_one_for_both_sides() -> None:
    builder = made()
    for name in ("abe", "ada", "asa"):
        builder.person(name, "acme")
    for _ in range(3):
        builder.change_reviewed(("dana", 0), ("abe", 0), ("ada", -1), ("asa", -3), of=["beta"])
    assert judge(builder).value == 3
    assert mid(judge(builder)) == Fraction(10, 4)
    assert judge(builder, "beta").reason.startswith("0 changes of others reviewed; 3 own changes that others reviewed;")


def test_a_change_of_ones_own_that_three_organizations_reviewed_is_taken_once_and_given_by_each() -> None:
    builder = made()
    for slug in ("gamma", "delta"):
        builder.company(slug)
        builder.person(slug, slug)
    builder.change_reviewed(("ravi", 0), ("gamma", 0), ("delta", 0), project="acme/tool", of=["acme"])
    assert [judge(builder, slug).value for slug in ("beta", "gamma", "delta")] == [1, 1, 1]
    assert "; 1 own changes that others reviewed;" in judge(builder).reason


def test_a_change_that_a_colleague_and_an_outsider_reviewed_is_taken() -> None:
    builder = made()
    builder.person("nobody")
    builder.change_reviewed(("dana", 0), ("ravi", 0), ("nobody", 0), project="acme/tool", of=["acme"])
    judged = judge(builder)
    assert "; 1 own changes that others reviewed;" in judged.reason
    assert "not known" not in judged.reason
    assert judged.value == 0


def test_a_change_is_as_surely_reviewed_as_its_surest_reviewer_is_the_organizations() -> None:
    builder = made()
    builder.person("trailer", "acme", confidence=500)
    for _ in range(12):
        builder.change_reviewed(("trailer", -1), ("dana", 0), of=["beta"])
    assert judge(builder).score == Estimate(Fraction(10), Fraction(10), Fraction(10))


def test_a_change_first_reviewed_before_the_twelve_months_counts_by_its_reviews_within_them() -> None:
    builder = made()
    builder.person("trailer", "acme", confidence=500)
    for _ in range(12):
        builder.change_reviewed(("dana", -12), ("trailer", 0), of=["beta"])
    assert judge(builder).score == Estimate(Fraction(0), Fraction(5), Fraction(5))


def test_two_subsidiaries_that_review_one_change_are_one_when_grouped() -> None:
    builder = made()
    builder.company("beta", parent="acme")
    builder.company("gamma")
    builder.change_reviewed(("dana", 0), ("ravi", 0), of=["gamma"])
    assert [judge(builder, slug).value for slug in ("acme", "beta")] == [1, 1]
    assert judge(builder, grouped=True).value == 1


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
    assert "3 reviewed changes whose authors' employers are not known" in judged.reason


def test_own_changes_reviewed_by_people_whom_nobody_knows_weigh_at_the_low_end_alone() -> None:
    builder = made()
    builder.person("nobody")
    builder.reviews("dana", times=12, of=["beta"])
    builder.reviews("nobody", times=24, of=["acme"])
    judged = judge(builder)
    assert judged.score == Estimate(Fraction(5), Fraction(10), Fraction(10))
    assert "24 own changes reviewed by people whose employers are not known" in judged.reason


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
