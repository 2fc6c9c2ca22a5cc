"""Answering: whether a human answers outsiders' pull requests to an organization's own projects within two weeks."""

from fractions import Fraction

from reports.checks.decisions import share_over_projects
from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.measurement import Evidence
from reports.views import View

_UNIT = "share"
_REASON = "we did not collect: pull requests are read from GitHub's API, which is not a source yet"


def _judge(view: View, organization: str) -> Judgement:
    if not view.controlled_projects(organization):
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    if view.ledger.activity.answers is None:
        return Judgement.inconclusive(_REASON, _UNIT)
    asked, of_all = share_over_projects(view, organization, view.ledger.activity.answers)
    if not of_all:
        return Judgement.inconclusive("does not apply: no outsider opened a pull request", _UNIT)
    share = Fraction(asked, of_all)
    reason = f"{asked} of {of_all} outsiders' pull requests were answered by a human within 14 days"
    return Judgement(Estimate.exactly(of_ten(share)), share, _UNIT, reason, Evidence(of_all))


CHECK = Check("answering", "Answering", "Answer outsiders' pull requests within two weeks, even with a no.", _judge)
