"""Checks: one file each, a pure function from a view to a judgement. To add one, add its line to a tuple."""

from reports.checks import (
    answering,
    carrying,
    cash,
    consistency,
    licence,
    maintained,
    regular_people,
    review_balance,
    shared_control,
)
from reports.checks.judgement import Check, Estimate, Judgement

WORK_BACK: tuple[Check, ...] = (regular_people.CHECK, consistency.CHECK, review_balance.CHECK, carrying.CHECK)
STEWARDSHIP: tuple[Check, ...] = (answering.CHECK, maintained.CHECK, licence.CHECK, shared_control.CHECK)
CASH: tuple[Check, ...] = (cash.CHECK,)

__all__ = ["CASH", "STEWARDSHIP", "WORK_BACK", "Check", "Estimate", "Judgement"]
