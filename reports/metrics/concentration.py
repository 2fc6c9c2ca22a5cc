"""Concentration: how few contributors make more than half."""

from collections.abc import Sequence

from reports.measurement import Number


def fewest_over_half(weights: Sequence[Number]) -> int:
    """Give the least k whose k largest weights are more than half of all (CHAOSS Elephant Factor); 0 of nothing."""
    positive = sorted((weight for weight in weights if weight > 0), reverse=True)
    whole = sum(positive)
    running: Number = 0
    for count, weight in enumerate(positive, 1):
        running += weight
        if 2 * running > whole:
            return count
    return 0
