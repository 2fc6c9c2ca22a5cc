"""Shares of a project: each organization's part of the changes, of all and of known, with its interval."""

from collections.abc import Iterable
from typing import Any

from reports.ledger import INDEPENDENT, UNKNOWN
from reports.measurement import Measured, Measurement, Unknown
from reports.metrics.resolved_share import is_resolved
from reports.metrics.tallying import nothing_landed, share
from reports.tallies import Tally
from reports.views import Period, View, organizations_of

_WITHHELD = "less than 60 % of the project's changes are resolved to organizations: bounds only"
_NO_DECLARATION = "we did not collect: nobody's declaration of working for no organization is known here"


def project_shares(
    view: View, project: str, period: Period, alike: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Give one row an organization, then declared independents and the unknown, which are always there.

    Rows that `alike`, the same of another view, has of what grouping leaves as it was are taken over.
    """
    tallies = view.in_project(period, project)
    same = {row["organization"]: row for row in alike if row["organization"] not in view.regrouped}
    landed = (slug for slug, tally in organizations_of(tallies) if not tally.is_review_alone)
    names = [*landed, INDEPENDENT, UNKNOWN]
    return [same.get(name) or _row(view, project, period, name, tallies.get(name)) for name in names]


def given_share(view: View, project: str, tally: Tally, period: Period = Period.TRAILING12) -> Measurement:
    """Give an organization's share of all changes of a project: [confirmed, confirmed + not confirmed as anybody's]."""
    whole = view.whole(period, project)
    if whole.weight <= 0:
        return nothing_landed(period)
    value = share(tally.weight, whole.weight)
    low = min(value, share(tally.confirmed, whole.weight))
    high = max(value, share(tally.confirmed + whole.weight - whole.confirmed, whole.weight))
    if not is_resolved(view, project, period):
        return Unknown(_WITHHELD, low, high, "share")
    return Measured(value, low, high, "share", tally.evidence)


def _row(view: View, project: str, period: Period, name: str, tally: Tally | None) -> dict[str, Any]:
    of_all, of_known = _shares(view, project, period, name, tally)
    tally = tally or Tally()
    people = Measured(len(tally.people), len(tally.confirmed_people), len(tally.people), "people", tally.evidence)
    if name == UNKNOWN:
        people = Measured.exactly(len(tally.people), "people", tally.evidence)
    return {
        "organization": name,
        "share": of_all.as_json(),
        "share_of_known": of_known.as_json(),
        "people": people.as_json(),
        "band": _band(view, of_all) if not name.startswith("*") else None,
    }


def _shares(
    view: View, project: str, period: Period, name: str, tally: Tally | None
) -> tuple[Measurement, Measurement]:
    whole, unknown = view.totals(period, project)
    if whole <= 0:
        return nothing_landed(period), nothing_landed(period)
    if name == UNKNOWN:
        value = share(unknown, whole)
        evidence = tally.evidence if tally else None
        return Measured.exactly(value, "share", evidence), Unknown("the unknown are no part of the known")
    if tally is None:
        high = share(unknown, whole)
        missing = Unknown(_NO_DECLARATION, 0, high, "share")
        return missing, missing
    of_all = given_share(view, project, tally, period)
    if isinstance(of_all, Unknown) or whole - unknown <= 0:
        return of_all, Unknown(_WITHHELD)
    value = share(tally.weight, whole - unknown)
    return of_all, Measured(value, min(of_all.low, value), max(of_all.high, value), "share", tally.evidence)


def _band(view: View, of_all: Measurement) -> str | None:
    """Give the band of influence by the share of all: names that judge nobody."""
    if isinstance(of_all, Unknown):
        return None
    for name, floor in sorted(view.methodology.bands.items(), key=lambda band: -band[1]):
        if of_all.value >= floor:
            return name
    return None
