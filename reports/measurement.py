"""Measurements: a value with its interval and evidence, or the reason why it is not known.

Values are exact fractions until they are written: rounded half-even to six decimals, once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

_PLACES = 1_000_000

Number = Fraction | int


def rounded(value: Number) -> int | float:
    """Round half-even to six decimals; whole numbers come out as int, so that 3 is never 3.0."""
    if isinstance(value, int) or value.denominator == 1:
        return int(value)
    millionths, rest = divmod(value.numerator * _PLACES, value.denominator)
    twice = 2 * rest
    if twice > value.denominator or (twice == value.denominator and millionths % 2):
        millionths += 1
    # Dividing whole numbers gives the float that is nearest to the decimal.
    return millionths // _PLACES if millionths % _PLACES == 0 else millionths / _PLACES


def sum_of(numbers: Iterable[Number]) -> Number:
    """Add many numbers up, those of one denominator first: fractions added one by one are reduced at every step."""
    numerators: dict[int, int] = {}
    for number in numbers:
        denominator = number.denominator
        numerators[denominator] = numerators.get(denominator, 0) + number.numerator
    whole = numerators.pop(1, 0)
    return whole + sum(Fraction(numerator, denominator) for denominator, numerator in numerators.items())


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many facts were counted, and by which attribution rules they were credited."""

    facts: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give the JSON form; where more was taken back than landed, there is no fact left to show."""
        rules = {rule: count for rule, count in sorted(self.rules.items()) if count > 0}
        return {"facts": max(0, self.facts), "rules": rules}


@dataclass(frozen=True, slots=True)
class Measured:
    """A value, the interval that it lies in, its unit and its evidence."""

    value: Number
    low: Number
    high: Number
    unit: str
    evidence: Evidence = field(default_factory=Evidence)

    @classmethod
    def exactly(cls, value: Number, unit: str, evidence: Evidence | None = None) -> "Measured":
        """Give a value that is a count of facts, with nothing unknown about it."""
        return cls(value, value, value, unit, evidence or Evidence(int(value) if value == int(value) else 0))

    def as_json(self) -> dict[str, Any]:
        """Give the JSON form, rounded."""
        return {
            "value": rounded(self.value),
            "low": rounded(self.low),
            "high": rounded(self.high),
            "unit": self.unit,
            "evidence": self.evidence.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why; where the value is withheld but its bounds are known, they are given."""

    reason: str
    low: Number | None = None
    high: Number | None = None
    unit: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the JSON form, rounded."""
        if self.low is None or self.high is None:
            return {"unknown": self.reason}
        return {"unknown": self.reason, "low": rounded(self.low), "high": rounded(self.high), "unit": self.unit}


Measurement = Measured | Unknown
