"""Regular-People: how many people of an organization work back regularly, against what its size makes possible."""

from fractions import Fraction

from reports.checks.judgement import NO_BAND, Check, Estimate, Judgement, log2, of_ten, staff_band
from reports.checks.unknown_share import inflation
from reports.measurement import Evidence
from reports.tallies import PersonMonth
from reports.views import YEAR, View

_UNIT = "people a month"


def _judge(view: View, organization: str) -> Judgement:
    numbers = view.methodology.checks["regular-people"]
    people = _mean_regular(view, organization, numbers["least_units"], numbers["least_months"], numbers["window"])
    band = staff_band(view, organization)
    if band is None:
        return Judgement.inconclusive(NO_BAND, _UNIT, people.mid)
    full = view.methodology.full_marks("regular-people", band)
    score = people.map(lambda p: of_ten(log2(1 + p) / log2(1 + full)))
    reason = (
        f"people with at least {numbers['least_units']} back units in at least {numbers['least_months']} of six months,"
        f" as a mean over twelve months; {full} earn ten points in the band {band}"
    )
    months = view.back_people.get(organization, {})
    facts = sum(person.units for month in _year(view) for person in months.get(month, {}).values())
    return Judgement(score, people.mid, _UNIT, reason, Evidence(facts))


def _mean_regular(view: View, organization: str, least_units: int, least_months: int, window: int) -> Estimate:
    months = view.back_people.get(organization, {})
    low = mid = 0
    for month in _year(view):
        regular: dict[int, list[PersonMonth]] = {}
        for earlier in range(month - window + 1, month + 1):
            for person, seen in months.get(earlier, {}).items():
                if seen.units >= least_units:
                    regular.setdefault(person, []).append(seen)
        for months_seen in regular.values():
            if len(months_seen) < least_months:
                continue
            confidence = max(seen.confidence for seen in months_seen)
            mid += confidence
            # The low end counts a person whom the sure credits make a regular one, without the others' help.
            if sum(1 for seen in months_seen if seen.sure_units >= least_units) >= least_months:
                low += confidence
    mean = Fraction(mid, 1000 * YEAR)
    return Estimate(Fraction(low, 1000 * YEAR), mean, mean * inflation(view, organization))


def _year(view: View) -> range:
    return range(view.month - YEAR + 1, view.month + 1)


CHECK = Check(
    "regular-people",
    "Regular people",
    "Give more people steady time for projects that you depend on and do not control: three changes or reviews in"
    " two of six months make one regular.",
    _judge,
)
