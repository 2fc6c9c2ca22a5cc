"""Adding tallies up over projects: evidence, people, and the unknown people who may be anybody's."""

from collections.abc import Iterable
from fractions import Fraction

from reports.ledger import UNKNOWN
from reports.measurement import Evidence, Number, Unknown
from reports.tallies import Tally
from reports.views import Period, Relation, View

BOTH = (Relation.WORK_BACK, Relation.STEWARDSHIP)


def evidence_of(tallies: Iterable[Tally]) -> Evidence:
    """Join the evidence of tallies."""
    rules: dict[str, int] = {}
    facts = 0
    for tally in tallies:
        facts += tally.changes
        for rule, count in tally.rules.items():
            rules[rule] = rules.get(rule, 0) + count
    return Evidence(facts, rules)


def evidence_of_work(tallies: Iterable[Tally]) -> Evidence:
    """Join the evidence of tallies: changes and reviews."""
    some = list(tallies)
    changes = evidence_of(some)
    rules = dict(changes.rules)
    for tally in some:
        for rule, count in tally.reviewing.rules.items() if tally.reviewing else ():
            rules[rule] = rules.get(rule, 0) + count
    return Evidence(changes.facts + sum(tally.reviews for tally in some), rules)


def all_of(view: View, organization: str, period: Period) -> list[Tally]:
    """Give an organization's tallies of both relations."""
    return [tally for relation in BOTH for tally in view.by(period, organization, relation).values()]


def unknown_people(view: View, projects: Iterable[str], period: Period) -> set[int]:
    """Give the people of these projects whom nothing attributes."""
    people: set[int] = set()
    for project in projects:
        nobody = view.in_project(period, project).get(UNKNOWN)
        people |= nobody.workers if nobody else set()
    return people


def share(part: Number, whole: Number) -> Fraction:
    """Give part ÷ whole within [0, 1]: a month in which more was taken back than landed has no negative share."""
    # In whole numbers, since it is asked for very often: fractions would be reduced at every step.
    over, under = part.numerator * whole.denominator, part.denominator * whole.numerator
    if over <= 0:
        return Fraction(0)
    return Fraction(1) if over >= under else Fraction(over, under)


def nothing_landed(period: Period) -> Unknown:
    """Say that there is nothing to divide by."""
    span = "this month" if period is Period.MONTH else "these twelve months"
    return Unknown(f"nothing landed in {span}")
