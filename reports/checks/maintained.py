"""Maintained: whether an organization's own projects still move, month by month."""

from fractions import Fraction

from reports.checks.judgement import TEN, Check, Estimate, Judgement
from reports.measurement import Evidence
from reports.views import YEAR, View

_UNIT = "months of twelve"


def _judge(view: View, organization: str) -> Judgement:
    controlled = view.controlled_projects(organization)
    if not controlled:
        return Judgement.inconclusive("does not apply: the organization controls no project in the index", _UNIT)
    alive = [name for name in controlled if not _archived(view, name)]
    if not alive:
        return Judgement.inconclusive("does not apply: every project is declared archived", _UNIT)
    scanned = [name for name in alive if name in view.scanned]
    if not scanned:
        return Judgement.inconclusive("we did not collect: none of the projects has been scanned", _UNIT)
    unread = len(alive) - len(scanned)
    months = [_months_with_a_change(view, name) for name in scanned]
    mean = Fraction(sum(months), len(months))
    # What was not read may have moved in no month, or in every one.
    ends = Estimate(Fraction(sum(months), len(alive)), mean, Fraction(sum(months) + YEAR * unread, len(alive)))
    whole = "1 controlled project that is" if len(alive) == 1 else f"{len(alive)} controlled projects that are"
    over = f"{len(scanned)} of {whole}" if unread else whole
    reason = f"months with a landed change, as a mean over {over} not archived"
    if unread:
        reason += f"; the histories of {unread} were not read, which leaves the interval"
    return Judgement(ends.map(lambda m: TEN * m / YEAR), mean, _UNIT, reason, Evidence(sum(months)))


def _archived(view: View, project: str) -> bool:
    since = view.ledger.projects[project].archived_since
    return since is not None and since <= view.month


def _months_with_a_change(view: View, project: str) -> int:
    totals = (view.ledger.totals.get((project, month)) for month in range(view.month - YEAR + 1, view.month + 1))
    return sum(1 for total in totals if total and total.changes + total.reverts > 0)


CHECK = Check("maintained", "Maintained", "Keep landing changes, or declare the project archived.", _judge)
