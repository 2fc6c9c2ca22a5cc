"""Who stands where: companies by staff band in the order of their low ends, everyone else apart and unranked.

It orders what the scorecard says and computes no score; who is ranked was decided when the month was closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reports.renderers.labels import KIND_HEADINGS, STAFF_BANDS

_NO_BAND = "Companies whose staff band is not known"


@dataclass(frozen=True)
class Standing:
    """One organization in one view."""

    organization: dict[str, Any]
    view: dict[str, Any]

    @property
    def scores(self) -> dict[str, Any]:
        """Its three scores."""
        scores: dict[str, Any] = self.view["scores"]
        return scores


@dataclass(frozen=True)
class Group:
    """Organizations that are shown in one table."""

    heading: str
    ranked: bool
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Independents:
    """What people without an employer did, over the projects whose shares are shown: projects' worth of work."""

    shown: int
    projects: int
    value: float
    low: float
    high: float


def groups(content: dict[str, Any], view: str) -> list[Group]:
    """The tables of a month in reading order: companies by staff band (largest first), then each other kind."""
    standings = [
        Standing(organization, organization[view])
        for organization in content["organizations"]
        if "counted_with" not in organization[view]
    ]
    companies = [standing for standing in standings if standing.organization["kind"] == "company"]
    made = [_company_group(heading, True, band, companies) for band, heading in STAFF_BANDS.items()]
    made.append(_company_group(_NO_BAND, False, None, companies))
    made += [_kind_group(heading, kind, standings) for kind, heading in KIND_HEADINGS.items()]
    return [group for group in made if group.standings]


def independents(content: dict[str, Any], view: str) -> Independents:
    """The independents' row of a month: the sum of their shares of the projects that are not historical."""
    current = [project for project in content["projects"] if not project["historical"]]
    rows = [row for project in current for row in project["trailing12"]["shares"][view]]
    shares = [row["share"] for row in rows if row["organization"] == "*independent" and "value" in row["share"]]
    sums = {key: round(sum(share[key] for share in shares), 6) for key in ("value", "low", "high")}
    return Independents(len(shares), len(current), **sums)


def by_share(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a project's shares, the largest first; independents and the unknown, who are no organization, last.

    Where shares are withheld, the confirmed ones make the order: what is hidden lifts nobody.
    """
    return sorted(rows, key=_share_order)


def _share_order(row: dict[str, Any]) -> tuple[bool, float, str]:
    share, name = row["share"], row["organization"]
    return name.startswith("*"), 0 if name.startswith("*") else -share.get("value", share.get("low", 0)), name


def _company_group(heading: str, ranked: bool, band: str | None, companies: list[Standing]) -> Group:
    members = [company for company in companies if company.organization["staff_band"] == band]
    return Group(heading, ranked, tuple(sorted(members, key=_rank_order)))


def _kind_group(heading: str, kind: str, standings: list[Standing]) -> Group:
    members = [standing for standing in standings if standing.organization["kind"] == kind]
    return Group(heading, False, tuple(sorted(members, key=_name_order)))


def _rank_order(standing: Standing) -> tuple[bool, float, float, str, str]:
    """By the low end, then the middle: the high end grows with what is hidden, and must not lift anybody."""
    score = standing.scores["work_back"]
    if not score.get("rank"):
        return (True, 0, 0, *_name_order(standing))
    return (False, -score["low"], -score["mid"], *_name_order(standing))


def _name_order(standing: Standing) -> tuple[str, str]:
    return standing.organization["name"].casefold(), standing.organization["id"]
