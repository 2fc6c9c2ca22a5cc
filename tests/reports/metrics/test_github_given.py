import pytest
from ledger_builder import NEUTRAL, NOBODY_KNOWN, LedgerBuilder, credited

from reports.measurement import Measured, Unknown
from reports.metrics.github_given import MERGES_MADE, PROJECT_MERGES, PROJECT_REVIEWS, REVIEWS_GIVEN
from reports.metrics.metric import OrganizationMetric, ProjectMetric
from reports.views import Period


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta", parent="acme")
    builder.project()
    builder.project("acme/tool", "acme")
    builder.person("dana", "acme")
    builder.person("trailer", "acme", confidence=500)
    builder.person("ravi", "beta")
    builder.person("nobody")
    return builder


def measured(
    builder: LedgerBuilder,
    metric: OrganizationMetric | ProjectMetric,
    subject: str = "acme",
    period: Period = Period.TRAILING12,
    *,
    grouped: bool = False,
) -> Measured:
    found = metric.measure(builder.view(grouped=grouped), subject, period)
    assert isinstance(found, Measured)
    return found


def ends(found: Measured) -> tuple[object, ...]:
    return found.value, found.low, found.high


@pytest.mark.parametrize("metric", [MERGES_MADE, PROJECT_MERGES, PROJECT_REVIEWS, REVIEWS_GIVEN])
def test_what_was_not_read_says_so_and_is_no_zero(metric: OrganizationMetric | ProjectMetric) -> None:
    found = metric.measure(LedgerBuilder().view(), "acme", Period.MONTH)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("we did not collect")
    assert "value" not in found.as_json()


def test_reviews_are_given_on_others_projects_and_on_own_ones() -> None:
    builder = made()
    builder.reviews("dana", times=3)
    builder.reviews("dana", "acme/tool", months=-1, times=2)
    builder.reviews("dana", months=-12, times=100)
    found = measured(builder, REVIEWS_GIVEN)
    assert ends(found) == (5, 5, 5)
    assert found.evidence.as_json() == {"facts": 5, "rules": {"mail-domain": 5}}
    assert measured(builder, REVIEWS_GIVEN, period=Period.MONTH).value == 3


def test_doubtful_reviewers_and_unknown_ones_are_the_interval() -> None:
    builder = made()
    builder.reviews("dana", times=3)
    builder.reviews("trailer", times=2)
    builder.reviews("nobody", times=4)
    builder.reviews("nobody", "acme/tool")
    builder.project("far/away")
    builder.reviews("nobody", "far/away", times=50)
    assert ends(measured(builder, REVIEWS_GIVEN)) == (5, 3, 10)


def test_a_childs_reviews_are_its_parents_when_grouped() -> None:
    builder = made()
    builder.reviews("ravi", times=3)
    assert measured(builder, REVIEWS_GIVEN, grouped=True).value == 3
    assert measured(builder, REVIEWS_GIVEN, "beta").value == 3


def test_where_none_of_its_projects_was_read_nothing_is_known() -> None:
    builder = made()
    builder.lands("dana")
    builder.reviews("ravi", "acme/tool")
    assert isinstance(REVIEWS_GIVEN.measure(builder.view(), "beta", Period.TRAILING12), Measured)
    builder.project("beta/kit", "beta")
    builder.lands("ravi", "beta/kit")
    assert measured(builder, REVIEWS_GIVEN, "beta").value == 1  # one of its projects was read
    builder = made()
    builder.lands("ravi")
    builder.reviews("dana", "acme/tool")
    assert isinstance(REVIEWS_GIVEN.measure(builder.view(), "beta", Period.TRAILING12), Unknown)


def test_merge_decisions_are_counted_by_who_decided() -> None:
    builder = made()
    builder.lands("dana")
    builder.reads(NEUTRAL)
    builder.decide(NEUTRAL, 4, credited("acme"))
    builder.decide(NEUTRAL, 2, credited("acme", 500))
    builder.decide(NEUTRAL, 3, NOBODY_KNOWN)
    builder.decide(NEUTRAL, 9, credited("beta"))
    assert ends(measured(builder, MERGES_MADE)) == (6, 4, 9)
    assert ends(measured(builder, PROJECT_MERGES, NEUTRAL)) == (18, 18, 18)


def test_a_projects_reviews_are_all_that_were_given_there() -> None:
    builder = made()
    builder.reviews("dana", times=3)
    builder.reviews("nobody", times=2)
    assert ends(measured(builder, PROJECT_REVIEWS, NEUTRAL)) == (5, 5, 5)


def test_a_project_that_is_reviewed_elsewhere_says_so() -> None:
    builder = made()
    builder.project("copied/engine", reviewed_elsewhere=True)
    found = PROJECT_REVIEWS.measure(builder.view(), "copied/engine", Period.MONTH)
    assert isinstance(found, Unknown)
    assert "elsewhere than on GitHub" in found.reason


def test_who_only_reviews_works_back_and_lands_nothing() -> None:
    builder = made()
    builder.lands("ravi")
    builder.reviews("dana", times=3)
    builder.reviews("nobody")
    content = builder.content()
    acme = next(entry for entry in content["organizations"] if entry["id"] == "acme")["as_was"]
    people = acme["trailing12"]["work_back_people"]
    assert (people["value"], people["low"], people["high"]) == (1, 1, 2)
    assert people["evidence"] == {"facts": 3, "rules": {"mail-domain": 3}}
    assert acme["trend"]["work_back_people"][-1] == 1
    assert acme["projects"][0]["people"]["value"] == 1
    project = next(entry for entry in content["projects"] if entry["repository"] == NEUTRAL)["trailing12"]
    assert project["metrics"]["people"]["value"] == 1
    assert project["metrics"]["contributor_absence_factor"]["evidence"]["facts"] == 1
    assert project["metrics"]["elephant_factor"]["evidence"]["facts"] == 1
    assert "acme" not in {row["organization"] for row in project["shares"]["as_was"]}
