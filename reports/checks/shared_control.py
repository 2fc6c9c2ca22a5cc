"""Shared-Control: whether people from elsewhere decide what lands in an organization's own projects."""

from fractions import Fraction

from reports.activity import Topic
from reports.checks.decisions import decisions_made, partly, split_by_reading
from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.measurement import Evidence
from reports.views import View

_UNIT = "share"
_REASON = "we did not collect: the merge decisions of its projects were not read from GitHub"
_NOBODY = "we did not collect: nobody knows whom those work for who merged"


def _judge(view: View, organization: str) -> Judgement:
    controlled = view.controlled_projects(organization)
    if not controlled:
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    read, unread = split_by_reading(view, controlled, Topic.MERGES)
    if not read:
        return Judgement.inconclusive(_REASON, _UNIT)
    decided = decisions_made(view, organization)
    known = decided.elsewhere + decided.within
    of_all = known + decided.unknown
    if not of_all:
        return Judgement.inconclusive("does not apply: nothing was merged", _UNIT)
    if not known:
        return Judgement.inconclusive(_NOBODY, _UNIT)
    share = Estimate(
        Fraction(decided.elsewhere, of_all),
        Fraction(decided.elsewhere, known),
        Fraction(decided.elsewhere + decided.unknown, of_all),
    )
    reason = f"{decided.elsewhere} of {known} merge decisions were made by people from elsewhere; half earns ten points"
    if decided.unknown:
        reason += f"; who made {decided.unknown} more is not known"
    reason += partly(read, unread, "the merge decisions")
    return Judgement(share.map(lambda part: of_ten(2 * part)), share.mid, _UNIT, reason, Evidence(of_all))


CHECK = Check("shared-control", "Shared control", "Make maintainers of people from other organizations.", _judge)
