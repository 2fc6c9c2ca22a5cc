"""Licence: whether an organization's own projects are under licences that everybody may build on."""

from fractions import Fraction

from reports.checks.judgement import Check, Estimate, Judgement
from reports.checks.licence_classes import licence_class
from reports.measurement import Evidence
from reports.views import View

_UNIT = "points"


def _judge(view: View, organization: str) -> Judgement:
    controlled = view.controlled_projects(organization)
    if not controlled:
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    points = view.methodology.checks["licence"]
    known = {name: view.ledger.projects[name].licence for name in controlled}
    classes = {name: licence_class(licence) for name, licence in known.items() if licence is not None}
    scores = [points[found] for found in classes.values() if found is not None]
    if not scores:
        return Judgement.inconclusive("we did not collect: no licence of the projects is in the registry", _UNIT)
    mean, unknown = Fraction(sum(scores), len(scores)), len(controlled) - len(scores)
    best = points["osi"]
    ends = Estimate(
        Fraction(sum(scores), len(controlled)), mean, Fraction(sum(scores) + best * unknown, len(controlled))
    )
    counted = sorted({found.replace("_", "-") for found in classes.values() if found is not None})
    projects = "1 controlled project" if len(scores) == 1 else f"{len(scores)} controlled projects"
    reason = f"a mean over {projects}; classes found: {', '.join(counted)}"
    return Judgement(ends, mean, _UNIT, reason, Evidence(len(scores)))


CHECK = Check("licence", "Licence", "Publish under a licence that the Open Source Initiative approves.", _judge)
