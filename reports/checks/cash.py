"""Cash: how much money left an organization for upstreams, their maintainers and foundations, against its size."""

from fractions import Fraction

from reports.checks.judgement import NO_BAND, Check, Estimate, Judgement, of_ten, square_root, staff_band
from reports.views import View

_UNIT = "USD in twelve months"
_REASON = "we did not collect: no source of money is read yet"


def _judge(view: View, organization: str) -> Judgement:
    if view.ledger.activity.cash is None:
        return Judgement.inconclusive(_REASON, _UNIT)
    given = [cash for slug, cash in view.ledger.activity.cash.items() if view.group(slug) == organization]
    if not given:
        return Judgement.inconclusive("they did not disclose: no payment was found in the listed sources", _UNIT)
    paid = Estimate(
        sum((cash.low for cash in given), start=Fraction(0)),
        sum((cash.mid for cash in given), start=Fraction(0)),
        sum((cash.high for cash in given), start=Fraction(0)),
    )
    band = staff_band(view, organization)
    if band is None:
        return Judgement.inconclusive(NO_BAND, _UNIT, paid.mid)
    full = view.methodology.full_marks("cash", band)
    score = paid.map(lambda amount: of_ten(square_root(amount / full)))
    return Judgement(score, paid.mid, _UNIT, f"{int(full):,} USD earn ten points in the band {band}")


CHECK = Check(
    "cash", "Cash", "Pay the maintainers and foundations of what you build on, and publish the amounts.", _judge
)
