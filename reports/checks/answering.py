"""Answering: whether a human answers outsiders' pull requests to an organization's own projects within two weeks."""

from fractions import Fraction

from reports.activity import Topic
from reports.checks.decisions import Asked, answers_asked_for, partly, split_by_reading
from reports.checks.judgement import Check, Estimate, Judgement, of_ten
from reports.measurement import Evidence
from reports.views import View

_UNIT = "share"
_REASON = "we did not collect: the pull requests of its projects were not read from GitHub"


def _judge(view: View, organization: str) -> Judgement:
    controlled = view.controlled_projects(organization)
    if not controlled:
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    read, unread = split_by_reading(view, controlled, Topic.REQUESTS)
    if not read:
        return Judgement.inconclusive(_REASON, _UNIT)
    asked = answers_asked_for(view, organization)
    answered = asked.outsiders.answered + asked.unknown.answered
    of_all = answered + asked.outsiders.unanswered + asked.unknown.unanswered
    if not of_all:
        return Judgement.inconclusive("does not apply: no outsider opened a pull request", _UNIT)
    share = _share(asked)
    days = view.methodology.checks["answering"]["days"]
    reason = f"{answered} of {of_all} outsiders' pull requests were answered by a human within {days} days"
    doubtful = asked.unknown.answered + asked.unknown.unanswered
    if doubtful:
        reason += f"; of {doubtful} nobody knows whether an outsider opened them"
    closed = asked.outsiders.closed + asked.unknown.closed
    if closed:
        reason += f"; {closed} more were closed before anybody answered"
    reason += partly(read, unread, "the pull requests")
    return Judgement(share.map(of_ten), share.mid, _UNIT, reason, Evidence(of_all))


def _share(asked: Asked) -> Estimate:
    """Give the share that was answered; who is not known to be an insider is taken for an outsider in the middle.

    At the low end those of unknown openers that were answered are insiders', and what was closed before anybody
    answered stands as not answered; at the high end the unknown openers of the others are insiders.
    """
    sure, unknown = asked.outsiders, asked.unknown
    answered = sure.answered + unknown.answered
    mid = Fraction(answered, answered + sure.unanswered + unknown.unanswered)
    worst = sure.answered + sure.unanswered + sure.closed + unknown.unanswered + unknown.closed
    best = answered + sure.unanswered
    low = Fraction(sure.answered, worst) if worst else mid
    return Estimate(low, mid, Fraction(answered, best) if best else mid)


CHECK = Check("answering", "Answering", "Answer outsiders' pull requests within two weeks, even with a no.", _judge)
