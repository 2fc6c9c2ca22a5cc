"""Rank ranges: companies alone, within a staff band, as wide as their intervals make them."""

from collections.abc import Mapping
from typing import Any

from reports.ledger import Staff
from reports.views import Period, Relation, View

SMALLEST_BAND = "under 50"


def rank_companies(entries: Mapping[str, dict[str, Any]], view: View) -> None:
    """Add a rank range to every score of every company that is ranked.

    The best possible place is one below those that are surely better; the worst, one below all that may be. Those who
    hide gain nothing: a low end that is low ranks low.
    """
    for score in ("work_back", "stewardship", "cash"):
        bands: dict[str, dict[str, dict[str, Any]]] = {}
        for slug, entry in entries.items():
            organization = view.ledger.organizations[slug]
            if organization.staff and _is_ranked(view, slug) and "mid" in entry["scores"][score]:
                bands.setdefault(organization.staff.band, {})[slug] = entry["scores"][score]
        for band, scores in bands.items():
            for slug, own in scores.items():
                others = [other for name, other in scores.items() if name != slug]
                own["rank"] = {
                    "from": 1 + sum(1 for other in others if other["low"] > own["high"]),
                    "to": 1 + sum(1 for other in others if other["high"] > own["low"]),
                    "of": len(scores),
                    "band": band,
                }


def _is_ranked(view: View, slug: str) -> bool:
    organization = view.ledger.organizations[slug]
    if organization.kind != "company":
        return False
    if organization.staff is not None and _may_be_tiny(view, organization.staff):
        return False
    people: set[int] = set()
    for relation in Relation:
        people.update(*(tally.workers for tally in view.by(Period.TRAILING12, slug, relation).values()))
    return len(people) >= view.methodology.least_people_ranked


def _may_be_tiny(view: View, staff: Staff) -> bool:
    """Whether a company may be too small to be ranked without asking: so in the smallest band without a count."""
    if staff.count is None:
        return staff.band == SMALLEST_BAND
    return staff.count < view.methodology.least_staff_ranked
