"""What a check answers: 0 to 10 with its interval, value, reason, evidence and remediation; or that it cannot tell."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from reports.measurement import Evidence, Number, rounded
from reports.views import View

TEN = 10
NO_EVIDENCE = Evidence()
_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity from sure credits alone (low), by confidence (mid), and with its part of the unknown (high)."""

    low: Fraction
    mid: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, value: Number) -> "Estimate":
        """Give a quantity with nothing unknown about it."""
        return cls(Fraction(value), Fraction(value), Fraction(value))

    def map(self, function: Callable[[Fraction], Fraction]) -> "Estimate":
        """Give a growing function of the quantity."""
        return Estimate(function(self.low), function(self.mid), function(self.high))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One check of one organization. `score` None: inconclusive, which is never 0."""

    score: Estimate | None
    value: Fraction | None
    unit: str
    reason: str
    evidence: Evidence = NO_EVIDENCE

    @classmethod
    def inconclusive(cls, reason: str, unit: str, value: Fraction | None = None) -> "Judgement":
        """Say why there is no score: that we did not collect, that they did not disclose, or that it does not apply."""
        return cls(None, value, unit, reason)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its id, name and remediation in words, and the pure function that judges an organization in a view."""

    id: str
    name: str
    remediation: str
    judge: Callable[[View, str], Judgement]

    def as_json(self, judgement: Judgement, weight: Fraction) -> dict[str, Any]:
        """Give the JSON form of a judgement."""
        score = judgement.score
        return {
            "id": self.id,
            "name": self.name,
            "score": rounded(score.mid) if score else None,
            "low": rounded(score.low) if score else None,
            "high": rounded(score.high) if score else None,
            "value": rounded(judgement.value) if judgement.value is not None else None,
            "unit": judgement.unit,
            "reason": judgement.reason,
            "evidence": judgement.evidence.as_json(),
            "remediation": self.remediation,
            "weight": rounded(weight),
        }


def of_ten(fraction: Fraction) -> Fraction:
    """Give 10·min(1, x), and never less than 0."""
    return TEN * min(Fraction(1), max(Fraction(0), fraction))


def log2(value: Fraction) -> Fraction:
    """Give the binary logarithm, the same on every machine: decimal arithmetic, not the processor's."""
    with localcontext() as context:
        context.prec = _DIGITS
        natural = (Decimal(value.numerator) / Decimal(value.denominator)).ln()
        return Fraction(natural / Decimal(2).ln())


def square_root(value: Fraction) -> Fraction:
    """Give the square root, the same on every machine."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def staff_band(view: View, organization: str) -> str | None:
    """Give the staff band that size-dependent checks compare with; None where the registry has none."""
    entry = view.ledger.organizations[organization]
    return entry.staff.band if entry.staff else None


NO_BAND = "we did not collect: no staff figure with a source is in the registry, and the check depends on size"
