"""One small fictional scorecard, with everything in it that a renderer can get wrong; and a big one for timing.

Organizations: a company with a hostile name, a parent, its child (counted with it in the grouped view), a university.
Projects: a normal one, one of which too little is resolved, a historical one.
"""

import random
from typing import Any

Content = dict[str, Any]

MONTH = "2026-07"
HOSTILE_NAME = "<script>alert(1)</script> & =cmd|' [x](y) @all"
HOSTILE, PARENT, CHILD, UNIVERSITY = "bramble", "larkspur", "quillon", "evermere"
NORMAL_PROJECT, WITHHELD_PROJECT, HISTORICAL_PROJECT = "openloom/loom", "tessera/tile_kit", "openloom/shuttle"
NOT_COLLECTED = "not collected: reviews need GitHub’s API, which this month did not read"
NOT_DISCLOSED = "they did not disclose an amount for these months"
NO_PROJECT = "does not apply: the organization controls no project in the index"
WITHHELD = "less than 60 % of the units are resolved"
MONTHS = [f"2025-{number:02d}" for number in range(8, 13)] + [f"2026-{number:02d}" for number in range(1, 8)]


def evidence(facts: int = 12) -> Content:
    by_domain = facts * 3 // 4
    return {"facts": facts, "rules": {"mail-domain": by_domain, "exact-address": facts - by_domain} if facts else {}}


def measured(value: float, unit: str, low: float | None = None, high: float | None = None, facts: int = 12) -> Content:
    bounds = {"low": value if low is None else low, "high": value if high is None else high}
    return {"value": value, **bounds, "unit": unit, "evidence": evidence(facts)}


def unknown(reason: str = NOT_COLLECTED) -> Content:
    return {"unknown": reason}


def withheld(low: float, high: float, unit: str = "share") -> Content:
    return {"unknown": WITHHELD, "low": low, "high": high, "unit": unit}


def check(identifier: str, score: float | None, weight: float, **changes: Any) -> Content:
    spread = None if score is None else (max(0, score - 1.2), min(10, score + 1.5))
    made = {
        "id": identifier,
        "name": identifier.replace("-", " ").capitalize(),
        "score": score,
        "low": spread and round(spread[0], 6),
        "high": spread and round(spread[1], 6),
        "value": None if score is None else round(score / 3, 6),
        "unit": "people",
        "reason": "a mean of people a month over the last six months" if score is not None else NOT_COLLECTED,
        "evidence": evidence(0 if score is None else 34),
        "remediation": "Let the people who already depend on these projects work on them in working hours.",
        "weight": weight,
    }
    return {**made, **changes}


def score(mid: float, low: float, high: float, checks: list[Content], rank: tuple[int, int] | None = None) -> Content:
    made: Content = {"low": low, "mid": mid, "high": high, "checks": checks}
    if rank:
        made["rank"] = {"from": rank[0], "to": rank[1], "of": 2, "band": "50-499"}
    return made


def work_back(mid: float, rank: tuple[int, int] | None = None) -> Content:
    checks = [
        check("regular-people", mid, 10),
        check("consistency", mid / 2, 7.5, unit="ratio"),
        check("review-balance", None, 7.5, value=None),
        check("carrying", 1.25, 5, value=0.0625, unit="projects", reason="shares of 2 projects that others control"),
    ]
    return score(mid, max(0, mid - 1.5), min(10, mid + 2), checks, rank)


def stewardship() -> Content:
    return {
        "unknown": f"no check is conclusive: {NO_PROJECT}",
        "checks": [check("answering", None, 10), check("licence", None, 5, reason=NO_PROJECT)],
    }


def cash() -> Content:
    return {"unknown": NOT_DISCLOSED, "checks": [check("cash", None, 10, reason=NOT_DISCLOSED, unit="USD")]}


def organization_metrics(people: int, scale: float = 1) -> Content:
    return {
        "work_back_people": measured(people, "people", people - 1, people + 3),
        "work_back_projects": measured(2, "projects"),
        "work_back_share": measured(round(0.0625 * scale, 6), "projects", 0.05, 0.31),
        "stewardship_people": measured(0, "people", facts=0),
        "stewardship_projects": measured(0, "projects", facts=0),
        "stewardship_share": measured(0, "projects", facts=0),
        "own_work_share": measured(0.125, "share", 0.08, 0.313),
        "ai_assisted_share": measured(0.0425, "share"),
        "traceability": measured(0.91, "share"),
        "commits": measured(round(1234 * scale), "commits"),
        "lines_counted": measured(round(56789 * scale), "lines"),
        "reviews": unknown(),
        "merges": unknown(),
        "cash": unknown(NOT_DISCLOSED),
    }


def view(people: int, rank: tuple[int, int] | None = None) -> Content:
    return {
        "month": organization_metrics(people, 0.1),
        "trailing12": organization_metrics(people + 2),
        "projects": [
            {
                "repository": NORMAL_PROJECT,
                "relation": "work_back",
                "share": measured(0.123, "share", 0.08, 0.31),
                "people": measured(people, "people"),
            },
            {
                "repository": WITHHELD_PROJECT,
                "relation": "work_back",
                "share": withheld(0.02, 0.55),
                "people": measured(1, "people", 1, 3),
            },
        ],
        "trend": {
            "months": MONTHS,
            "work_back_people": [0, 1, 1, 2, 2, 3, 3, 2, 4, 4, people, people + 1],
            "stewardship_people": [0] * 12,
        },
        "scores": {
            "work_back": work_back(min(9, people), rank),
            "stewardship": stewardship(),
            "cash": cash(),
        },
    }


def organization(identifier: str, name: str, kind: str = "company", **changes: Any) -> Content:
    made = {
        "id": identifier,
        "name": name,
        "kind": kind,
        "staff_band": "50-499",
        "staff_source": {"source": "annual report", "year": 2025, "checked": True},
        "parent": None,
        "as_was": view(3, (1, 2)),
        "grouped": view(3, (1, 2)),
    }
    return {**made, **changes}


def share_row(name: str, share: Content, band: str | None) -> Content:
    known = share if "unknown" in share else {**share, "value": round(min(1, share["value"] * 1.25), 6), "high": 1}
    return {
        "organization": name,
        "share": share,
        "share_of_known": known,
        "people": measured(4, "people", 4, 7),
        "band": band,
    }


def shares(names: list[str], *, hidden: bool = False) -> list[Content]:
    values = [0.3, 0.12, 0.02, 0.005]
    bands = ["leading", "contributing", "participating", None]
    rows = [
        share_row(name, withheld(value, value + 0.45) if hidden else measured(value, "share", value * 0.9, 0.6), band)
        for name, value, band in zip(names, values, [None] * 4 if hidden else bands, strict=False)
    ]
    rows.append(
        share_row("*independent", withheld(0.03, 0.48) if hidden else measured(0.055, "share", 0.05, 0.3), None)
    )
    rows.append(share_row("*unknown", measured(0.45 if hidden else 0.2, "share"), None))
    return rows


def project_metrics(resolved: float) -> Content:
    return {
        "changes": measured(1830, "changes"),
        "commits": measured(2410, "commits"),
        "lines_counted": measured(91234, "lines"),
        "people": measured(142, "people"),
        "newcomers": measured(31, "people"),
        "resolved_share": measured(resolved, "share"),
        "elephant_factor": withheld(1, 9, "organizations") if resolved < 0.6 else measured(2, "organizations", 2, 5),
        "contributor_absence_factor": measured(6, "people"),
        "organizational_diversity": measured(11, "organizations", 11, 40),
        "ai_assisted_share": measured(0.105, "share"),
        "automation_changes": measured(77, "changes"),
        "reverts": measured(4, "changes"),
        "reviews": unknown(),
        "merges": unknown(),
        "time_to_first_response": measured(1.75, "days", facts=140),
        "answered_in_time": measured(0.821, "share", 0.78, 0.821, facts=140),
        "change_requests": measured(188, "pull requests", facts=188),
        "change_requests_accepted": measured(151, "pull requests", facts=151),
        "change_requests_declined": measured(23, "pull requests", facts=23),
        "issues_new": measured(96, "issues", facts=96),
        "issues_closed": measured(101, "issues", facts=101),
        "releases": measured(1, "releases", facts=1),
        "stars": measured(12345, "stars", facts=1),
        "forks": unknown(),
    }


HOSTS = [
    {"organization": HOSTILE, "since": "2023-01", "until": "2025-03"},
    {"organization": UNIVERSITY, "since": "2025-03", "until": None},
]


def window(names: list[str], resolved: float) -> Content:
    hidden = resolved < 0.6
    grouped = [name for name in names if name != CHILD]
    return {
        "metrics": project_metrics(resolved),
        "shares": {"as_was": shares(names, hidden=hidden), "grouped": shares(grouped, hidden=hidden)},
    }


def project(repository: str, names: list[str], resolved: float = 0.8, **changes: Any) -> Content:
    made = {
        "repository": repository,
        "host": None,
        "hosts": [],
        "controlled_by": [],
        "kind": "library",
        "licence": "Apache-2.0",
        "historical": False,
        "archived": False,
        "month": window(names, resolved),
        "trailing12": window(names, resolved),
        "trend": {
            "months": MONTHS,
            "changes": [120, 133, 150, 141, 90, 160, 171, 180, 166, 190, 160, 169],
            "people": [30, 31, 35, 33, 20, 36, 41, 42, 40, 44, 39, 40],
        },
    }
    return {**made, **changes}


def build_content(month: str = MONTH) -> Content:
    """The small scorecard; it validates against the schema."""
    companies = [HOSTILE, PARENT, CHILD, UNIVERSITY]
    return {
        "schema": "giveback-scorecard/1",
        "month": month,
        "methodology": 1,
        "coverage": [
            {"source": "git", "state": "collected", "reason": "3 of 3 repositories"},
            {"source": "money", "state": "not collected", "reason": "no source of payments is connected yet"},
            {"source": "reviews", "state": "not collected", "reason": "reviews need GitHub’s API"},
        ],
        "organizations": [
            organization(HOSTILE, HOSTILE_NAME, as_was=view(3, (1, 2)), grouped=view(3, (2, 2))),
            organization(
                UNIVERSITY,
                "University of Evermere",
                "university",
                staff_band=None,
                staff_source=None,
                as_was=view(2),
                grouped=view(2),
            ),
            organization(PARENT, "Larkspur Systems", as_was=view(4, (1, 2)), grouped=view(6, (1, 1))),
            organization(CHILD, "Quillon AI", parent=PARENT, grouped={"counted_with": PARENT}, as_was=view(2)),
        ],
        "projects": [
            project(NORMAL_PROJECT, companies, controlled_by=[UNIVERSITY], host=UNIVERSITY, hosts=HOSTS),
            project(HISTORICAL_PROJECT, companies[:1], historical=True, archived=True, licence=None),
            project(WITHHELD_PROJECT, companies[:3], 0.55, kind="inference", host=HOSTILE, controlled_by=[HOSTILE]),
        ],
    }


def build_meta(month: str = MONTH, **changes: Any) -> Content:
    """The sidecar of the small scorecard: a second, provisional revision."""
    made = {
        "month": month,
        "state": "provisional",
        "revision": 2,
        "closed_at": "2026-08-03T06:00:00+00:00",
        "methodology": 1,
        "registry_digest": "5f" * 32,
        "facts_digest": "6a" * 32,
        "activity_digest": "7b" * 32,
        "sha256": "0a" * 32,
        "signature": "c2lnbmF0dXJl",
        "public_key": "cHVibGlj",
        "difference": [
            {"path": "organizations/bramble/as_was/trailing12/work_back_people/value", "before": 4, "after": 5},
            {"path": "organizations/bramble/name", "before": None, "after": HOSTILE_NAME},
        ],
        "difference_count": 2,
        "why": ["the registry changed"],
    }
    return {**made, **changes}


def build_large(organizations: int = 250, projects: int = 200, seed: int = 7) -> Content:
    """A scorecard of the size of a grown index, for timing."""
    dice = random.Random(seed)
    slugs = [f"organization-{number:03d}" for number in range(organizations)]
    bands = ["under 50", "50-499", "500-4999", "5000+"]
    made = [
        organization(
            slug,
            f"Organization {slug[-3:]}",
            staff_band=dice.choice(bands),
            as_was={**view(dice.randint(1, 9), (1, 2)), "projects": view(3)["projects"] * 5},
        )
        for slug in slugs
    ]
    repositories = [
        project(f"owner{number % 40}/project_{number}", dice.sample(slugs, 4), host=dice.choice(slugs))
        for number in range(projects)
    ]
    for repository in repositories:
        for window_name in ("month", "trailing12"):
            for view_name in ("as_was", "grouped"):
                rows = [
                    share_row(slug, measured(0.01, "share", 0, 0.2), None)
                    for slug in dice.sample(slugs, min(40, organizations))
                ]
                repository[window_name]["shares"][view_name][:0] = rows
    return {**build_content(), "organizations": made, "projects": repositories}
