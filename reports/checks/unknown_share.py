"""How much the unknown could add: an organization's work, with the unknown in proportion to the known."""

from fractions import Fraction

from reports.views import Period, Relation, View


def inflation(view: View, organization: str) -> Fraction:
    """Give (known + unknown) ÷ known over the projects that an organization gives back to, weighed by what it gave."""
    return view.remember(_inflation, organization)


def _inflation(view: View, organization: str) -> Fraction:
    given = view.by(Period.TRAILING12, organization, Relation.WORK_BACK)
    weight = inflated = Fraction(0)
    for project, tally in given.items():
        whole = view.whole(Period.TRAILING12, project)
        unknown = max(Fraction(0), Fraction(whole.unknown))
        known = whole.weight - whole.unknown
        if tally.weight > 0 and known > 0:
            weight += tally.weight
            inflated += tally.weight * (known + unknown) / known
    return inflated / weight if weight else Fraction(1)
