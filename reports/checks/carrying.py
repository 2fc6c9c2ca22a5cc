"""Carrying: how many projects' worth of work an organization does in projects that it does not control."""

from fractions import Fraction

from reports.checks.judgement import NO_BAND, Check, Estimate, Judgement, of_ten, staff_band
from reports.measurement import Evidence
from reports.metrics.tallying import share
from reports.tallies import Tally
from reports.views import Period, Relation, View

_UNIT = "projects"


def _judge(view: View, organization: str) -> Judgement:
    given = view.by(Period.TRAILING12, organization, Relation.WORK_BACK)
    parts = [_part(view, project, tally) for project, tally in sorted(given.items())]
    worth = Estimate(
        sum((part.low for part in parts), start=Fraction(0)),
        sum((part.mid for part in parts), start=Fraction(0)),
        sum((part.high for part in parts), start=Fraction(0)),
    )
    band = staff_band(view, organization)
    if band is None:
        return Judgement.inconclusive(NO_BAND, _UNIT, worth.mid)
    full = view.methodology.full_marks("carrying", band)
    reason = (
        "sum over projects of the share of changes times the project's size (people ÷ 100, at most 1);"
        f" {float(full):g} earns ten points in the band {band}"
    )
    evidence = Evidence(sum(tally.changes for tally in given.values()))
    return Judgement(worth.map(lambda w: of_ten(w / full)), worth.mid, _UNIT, reason, evidence)


def _part(view: View, project: str, tally: Tally) -> Estimate:
    """Give share·min(1, people ÷ 100) of one project, of its substance under the cap per person and month."""
    whole = view.whole(Period.TRAILING12, project)
    if whole.capped <= 0:
        return Estimate.exactly(0)
    unknown = max(Fraction(0), Fraction(whole.capped_unknown))
    known = whole.capped - unknown
    size = min(Fraction(1), Fraction(whole.people, view.methodology.checks["carrying"]["full_people"]))
    sure, mid = (share(part, whole.capped) for part in (tally.sure, tally.expected))
    high = min(Fraction(1), mid * whole.capped / known) if known > 0 else mid
    # What was taken back may have been doubtful work alone: the sure part is then more than all of it.
    return Estimate(min(sure, mid) * size, mid * size, high * size)


CHECK = Check(
    "carrying",
    "Carrying",
    "Take a larger part of the work in a project that many depend on and that somebody else controls.",
    _judge,
)
