"""How much the unknown could add: an organization's work, with the unknown in proportion to the known."""

from fractions import Fraction

from reports.ledger import UNKNOWN
from reports.views import Period, Relation, View


def inflation(view: View, organization: str) -> Fraction:
    """Give (known + unknown) ÷ known over the projects that an organization gives back to, weighed by what it gave."""
    given = view.by(Period.TRAILING12, organization, Relation.WORK_BACK)
    weight = inflated = Fraction(0)
    for project, tally in given.items():
        tallies = view.in_project(Period.TRAILING12, project)
        nobody = tallies.get(UNKNOWN)
        unknown = max(Fraction(0), Fraction(nobody.weight)) if nobody else Fraction(0)
        known = sum((Fraction(t.weight) for name, t in tallies.items() if name != UNKNOWN), start=Fraction(0))
        if tally.weight > 0 and known > 0:
            weight += tally.weight
            inflated += tally.weight * (known + unknown) / known
    return inflated / weight if weight else Fraction(1)
