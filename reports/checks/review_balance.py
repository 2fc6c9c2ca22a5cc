"""Review-Balance: whether an organization reviews others' changes as much as others review its own."""

from fractions import Fraction

from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.ledger import Review
from reports.measurement import Evidence
from reports.views import YEAR, View

_UNIT = "reviews"
_REASON = "we did not collect: reviews are read from GitHub's API, which is not a source yet"


def _judge(view: View, organization: str) -> Judgement:
    if view.ledger.activity.reviews is None:
        return Judgement.inconclusive(_REASON, _UNIT)
    sure = view.methodology.sure
    given = {"sure": Fraction(0), "all": Fraction(0)}
    taken = Fraction(0)
    facts = 0
    for review in view.ledger.activity.reviews:
        if review.month <= view.month - YEAR or review.month > view.month:
            continue
        reviewers: dict[str, int] = {}
        for credit in review.reviewer.credits:
            slug = view.group(credit.organization)
            reviewers[slug] = max(credit.confidence, reviewers.get(slug, 0))
        own = organization in _authors(view, review)
        if organization in reviewers and not own:
            facts += 1
            given["all"] += Fraction(reviewers[organization], 1000)
            given["sure"] += Fraction(reviewers[organization] if reviewers[organization] >= sure else 0, 1000)
        elif own and organization not in reviewers:
            taken += 1
    floor = Fraction(view.methodology.checks["review-balance"]["floor"])
    score = Estimate(*(of_ten(part / max(part, taken, floor)) for part in (given["sure"], given["all"], given["all"])))
    reason = (
        f"{facts} of others' changes reviewed; {taken} own changes reviewed by others; compared with at least {floor}"
    )
    return Judgement(score, given["all"], _UNIT, reason, Evidence(facts))


def _authors(view: View, review: Review) -> set[str]:
    return {view.group(slug) for slug in review.author_organizations}


CHECK = Check(
    "review-balance",
    "Review balance",
    "Review others' changes: a comment on a line or a request for changes counts, an approval alone does not.",
    _judge,
)
