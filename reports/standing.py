"""Standing: whether whoever did something is of an organization, from elsewhere, or neither is confirmed."""

from collections.abc import Callable
from enum import Enum, auto

from reports.bookings import Credits


class Standing(Enum):
    """How somebody stands to an organization."""

    INSIDE = auto()
    OUTSIDE = auto()
    UNKNOWN = auto()


def standing(organization: str, credits_: Credits, group: Callable[[str], str], confirmed: int) -> Standing:
    """Say how somebody stands to an organization, by credits of at least a confidence (in thousandths).

    A doubtful credit confirms nothing; one to the organization itself is enough to doubt that somebody is from
    elsewhere.
    """
    known = [credit for credit in credits_ if credit.confidence >= confirmed]
    if any(group(credit.organization) == organization for credit in known):
        return Standing.INSIDE
    if not known or any(group(credit.organization) == organization for credit in credits_):
        return Standing.UNKNOWN
    return Standing.OUTSIDE
