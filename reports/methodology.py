"""The methodology: the numbers that the scorecard is made with, by version."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

NEWEST = 1


@dataclass(frozen=True)
class Methodology:
    """One version's numbers; `checks` holds a table for each check."""

    version: int
    line_cap: int
    unit_cap: int
    control_months: int
    confirmed: int
    sure: int
    resolved_floor: Fraction
    least_back_units: int
    least_conclusive: Fraction
    least_people_ranked: int
    least_staff_ranked: int
    bands: Mapping[str, Fraction]
    checks: Mapping[str, Mapping[str, Any]]

    def weight(self, check: str) -> Fraction:
        """Give the weight of a check in its score."""
        return Fraction(self.checks[check]["weight"])

    def full_marks(self, check: str, band: str) -> Fraction:
        """Give what earns ten points in a check, for a staff band."""
        return Fraction(self.checks[check]["full_marks"][band])


@lru_cache
def methodology(version: int = NEWEST) -> Methodology:
    """Read one version. Raises KeyError for one that never was."""
    tables = tomllib.loads(files("reports").joinpath("methodology.toml").read_text(encoding="utf-8"))
    numbers = tables[str(version)]
    return Methodology(
        version=version,
        line_cap=numbers["line_cap"],
        unit_cap=numbers["unit_cap"],
        control_months=numbers["control_months"],
        confirmed=numbers["confirmed"],
        sure=numbers["sure"],
        resolved_floor=Fraction(numbers["resolved_floor"]),
        least_back_units=numbers["least_back_units"],
        least_conclusive=Fraction(numbers["least_conclusive"]),
        least_people_ranked=numbers["least_people_ranked"],
        least_staff_ranked=numbers["least_staff_ranked"],
        bands={name: Fraction(share) for name, share in numbers["bands"].items()},
        checks={name: table for name, table in numbers.items() if isinstance(table, dict) and "weight" in table},
    )
