"""Shared-Control: whether people from elsewhere decide what lands in an organization's own projects."""

from fractions import Fraction

from reports.checks.decisions import share_over_projects
from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.measurement import Evidence
from reports.views import View

_UNIT = "share"
_REASON = "we did not collect: merge decisions are read from GitHub's API, which is not a source yet"


def _judge(view: View, organization: str) -> Judgement:
    if not view.controlled_projects(organization):
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    if view.ledger.activity.merges is None:
        return Judgement.inconclusive(_REASON, _UNIT)
    elsewhere, of_all = share_over_projects(view, organization, view.ledger.activity.merges)
    if not of_all:
        return Judgement.inconclusive("does not apply: nothing was merged", _UNIT)
    share = Fraction(elsewhere, of_all)
    reason = f"{elsewhere} of {of_all} merge decisions were made by people from elsewhere; half earns ten points"
    return Judgement(Estimate.exactly(of_ten(2 * share)), share, _UNIT, reason, Evidence(of_all))


CHECK = Check("shared-control", "Shared control", "Make maintainers of people from other organizations.", _judge)
