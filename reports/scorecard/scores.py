"""The three scores of an organization: each the weighted mean of its conclusive checks, never averaged into one."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

from reports.checks import CASH, STEWARDSHIP, WORK_BACK, Check, Judgement
from reports.measurement import Number, rounded
from reports.views import Period, Relation, View


def scores_of(view: View, organization: str) -> dict[str, Any]:
    """Give the scores' JSON form, checks included; ranks are added when all organizations are known."""
    given = view.by(Period.TRAILING12, organization, Relation.WORK_BACK)
    units = sum((tally.units for tally in given.values()), start=Fraction(0))
    least = view.methodology.least_back_units
    few = f"fewer than {least} back units in twelve months ({_tenths(units)}): facts only" if units < least else None
    return {
        "work_back": _score(view, organization, WORK_BACK, few),
        "stewardship": _score(view, organization, STEWARDSHIP, None),
        "cash": _score(view, organization, CASH, None),
    }


def _tenths(units: Number) -> str:
    """Give a number with at most one decimal, rounded down: 9.97 units are not the 10 that they are fewer than."""
    return f"{floor(10 * units) / 10:g}"


def _score(view: View, organization: str, checks: Sequence[Check], withheld: str | None) -> dict[str, Any]:
    judged = [(check, check.judge(view, organization), view.methodology.weight(check.id)) for check in checks]
    listed = [check.as_json(judgement, weight) for check, judgement, weight in judged]
    conclusive = [(judgement, weight) for _, judgement, weight in judged if judgement.score is not None]
    if withheld is not None:
        return {"unknown": withheld, "checks": listed}
    if not conclusive:
        return {"unknown": _why([judgement for _, judgement, _ in judged]), "checks": listed}
    weight = sum(weight for _, weight in conclusive) / sum(weight for _, _, weight in judged)
    if weight < view.methodology.least_conclusive:
        share = f"checks with {float(weight):.0%} of the score's weight".replace("%", " %")
        return {"unknown": f"only {share} are conclusive: too little for a score", "checks": listed}
    return {
        end: rounded(_mean([(_end(judgement, end), weight) for judgement, weight in conclusive]))
        for end in ("low", "mid", "high")
    } | {"checks": listed}


def _end(judgement: Judgement, end: str) -> Fraction:
    value = getattr(judgement.score, end)
    assert isinstance(value, Fraction)
    return value


def _mean(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    weight = sum((w for _, w in parts), start=Fraction(0))
    return sum((value * w for value, w in parts), start=Fraction(0)) / weight


def _why(judgements: Sequence[Judgement]) -> str:
    return "no check is conclusive: " + "; ".join(dict.fromkeys(judgement.reason for judgement in judgements))
