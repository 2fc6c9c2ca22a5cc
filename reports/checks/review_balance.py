"""Review-Balance: whether an organization reviews others' changes as much as others review its own.

It counts changes, not reviews: neither three colleagues who look at one change give three times, nor is a change of
one's own that three others look at taken three times.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from reports.activity import ReviewedAlike, Topic
from reports.checks.decisions import partly, split_by_reading
from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.ledger import UNKNOWN
from reports.measurement import Evidence
from reports.views import YEAR, Period, Relation, View

_UNIT = "changes"
_REASON = "we did not collect: the reviews of its projects were not read from GitHub"


@dataclass(slots=True)
class _Balance:
    """The changes that one organization reviewed, and that it had reviewed, in twelve months.

    What is `given` is in thousandths, by the highest confidence with which a reviewer of the change is its.
    """

    facts: int = 0
    given: int = 0
    given_sure: int = 0
    facts_doubtful: int = 0  # changes whose authors are not all known: a colleague may be among them
    given_doubtful: int = 0
    taken: int = 0
    taken_doubtful: int = 0  # by reviewers of whom nobody knows whom they work for: colleagues, maybe


_NOTHING = _Balance()


def _judge(view: View, organization: str) -> Judgement:
    read, unread = split_by_reading(view, sorted(_projects(view, organization)), Topic.REVIEWS)
    balance = view.remember(_balances).get(organization, _NOTHING)
    if not view.ledger.activity.read[Topic.REVIEWS] or (unread and not read):
        return Judgement.inconclusive(_REASON, _UNIT)
    floor = Fraction(view.methodology.checks["review-balance"]["floor"])
    given = Estimate(
        Fraction(balance.given_sure, 1000),
        Fraction(balance.given, 1000),
        Fraction(balance.given + balance.given_doubtful, 1000),
    )
    score = Estimate(
        _points(given.low, balance.taken + balance.taken_doubtful, floor),
        _points(given.mid, balance.taken, floor),
        _points(given.high, balance.taken, floor),
    )
    reason = (
        f"{balance.facts} changes of others reviewed; {balance.taken} own changes that others reviewed;"
        f" compared with at least {floor}"
    )
    if balance.facts_doubtful:
        reason += f"; {balance.facts_doubtful} reviewed changes whose authors' employers are not known"
    if balance.taken_doubtful:
        reason += f"; {balance.taken_doubtful} own changes reviewed by people whose employers are not known"
    reason += partly(read, unread, "the reviews")
    return Judgement(score, given.mid, _UNIT, reason, Evidence(balance.facts))


def _points(given: Fraction, taken: int, floor: Fraction) -> Fraction:
    return of_ten(given / max(given, Fraction(taken), floor))


def _projects(view: View, organization: str) -> set[str]:
    """Give the projects that the organization's people work on, or that it controls."""
    found = {project for relation in Relation for project in view.by(Period.TRAILING12, organization, relation)}
    return found | set(view.controlled_projects(organization))


def _balances(view: View) -> dict[str, _Balance]:
    balances: dict[str, _Balance] = {}
    for alike, count in view.ledger.activity.reviewed.items():
        if view.ledger.activity.was_read(Topic.REVIEWS, alike.project):
            _add(view, balances, alike, count)
    return balances


def _add(view: View, balances: dict[str, _Balance], alike: ReviewedAlike, count: int) -> None:
    """Add changes that are alike: once to whoever reviewed them in the twelve months, once to whose they are."""
    given = [credits_ for month, credits_ in alike.reviews if view.month - YEAR < month <= view.month]
    reviewers: dict[str, int] = {}
    for credit in chain.from_iterable(given):
        slug = view.group(credit.organization)
        reviewers[slug] = max(credit.confidence, reviewers.get(slug, 0))
    authors = {view.group(slug) for slug in alike.authors}
    for slug in reviewers.keys() - authors:
        balance = balances.setdefault(slug, _Balance())
        weight = count * reviewers[slug]
        if UNKNOWN in authors:
            balance.facts_doubtful += count
            balance.given_doubtful += weight
            continue
        balance.facts += count
        balance.given += weight
        balance.given_sure += weight if reviewers[slug] >= view.methodology.sure else 0
    by = [{view.group(credit.organization) for credit in credits_} for credits_ in given]
    for slug in authors:
        if any(groups and slug not in groups for groups in by):
            balances.setdefault(slug, _Balance()).taken += count
        elif any(not groups for groups in by):
            balances.setdefault(slug, _Balance()).taken_doubtful += count


CHECK = Check(
    "review-balance",
    "Review balance",
    "Review others' changes: a comment on a line or a request for changes counts, an approval alone does not.",
    _judge,
)
