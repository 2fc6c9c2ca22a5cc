"""The words that readers see for the identifiers inside a scorecard.

An identifier without words here is shown as itself, spelled out, so that a new metric is never hidden.
"""

PROMISE = (
    "Figures describe work by people publicly affiliated with {subject} that we could identify. "
    "They are not a measure of {possessive} total contribution, intent or legal compliance. "
    "“None found” means none found in the listed sources."
)

SCORES = {
    "work_back": ("Work Back", "Work on projects that the organization does not control"),
    "stewardship": ("Stewardship", "Care for the projects that the organization controls"),
    "cash": ("Cash", "Money that left the organization for upstream projects, maintainers or foundations"),
}

ORGANIZATION_METRICS = {
    "work_back_people": "People working back",
    "work_back_projects": "Projects worked back on",
    "work_back_share": "Projects’ worth of work back",
    "stewardship_people": "People in stewardship",
    "stewardship_projects": "Projects in stewardship",
    "stewardship_share": "Projects’ worth of stewardship",
    "own_work_share": "Share of the work that is on own projects",
    "ai_assisted_share": "AI-assisted share (detected, at least)",
    "traceability": "Traceability: share with strong evidence",
    "reviews": "Reviews given",
    "merges": "Merge decisions made",
    "commits": "Commits",
    "lines_counted": "Lines counted",
    "cash": "Cash",
}

PROJECT_METRICS = {
    "changes": "Landed changes",
    "people": "People",
    "newcomers": "Newcomers",
    "resolved_share": "Work whose organization is known",
    "elephant_factor": "Elephant Factor: organizations behind half of the work",
    "contributor_absence_factor": "Contributor Absence Factor: people behind half of the work",
    "organizational_diversity": "Organizational Diversity: organizations that contributed",
    "ai_assisted_share": "AI-assisted share (detected, at least)",
    "automation_changes": "Changes by automation",
    "reverts": "Reverts",
    "dates_corrected": "Author dates out of range, corrected",
    "reviews": "Reviews",
    "merges": "Merge decisions",
    "time_to_first_response": "Time to First Response: days until another human answered",
    "answered_in_time": "Pull requests answered within 14 days",
    "change_requests": "Change Requests: pull requests opened",
    "change_requests_accepted": "Change Requests Accepted: pull requests merged",
    "change_requests_declined": "Change Requests Declined: pull requests closed without landing",
    "issues_new": "Issues New",
    "issues_closed": "Issues Closed",
    "releases": "Releases",
    "stars": "Stars",
    "forks": "Forks",
    "commits": "Commits",
    "lines_counted": "Lines counted",
}

KINDS = {
    "company": "Company",
    "university": "University",
    "foundation": "Foundation",
    "government": "Government",
    "project": "Project",
    "provider": "Provider",
}

KIND_HEADINGS = {
    "university": "Universities",
    "foundation": "Foundations",
    "government": "Governments",
    "project": "Projects as organizations",
    "provider": "Providers",
}

STAFF_BANDS = {
    "5000+": "5,000 staff and more",
    "500-4999": "500–4,999 staff",
    "50-499": "50–499 staff",
    "under 50": "Under 50 staff",
}

RELATIONS = {"work_back": "Work back", "stewardship": "Stewardship"}

PSEUDO_ORGANIZATIONS = {"*independent": "Independent people", "*unknown": "Organization not known"}

VIEWS = {"as_was": "As it was", "grouped": "Grouped with parents"}

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def metric_label(identifier: str, labels: dict[str, str]) -> str:
    """The words for a metric; for one that has none yet, its identifier with spaces."""
    return labels.get(identifier) or identifier.replace("_", " ").capitalize()


def ordered(identifiers: dict[str, object], labels: dict[str, str]) -> list[str]:
    """The identifiers in the order of the labels, those without a label last, by name."""
    known = [identifier for identifier in labels if identifier in identifiers]
    return known + sorted(identifier for identifier in identifiers if identifier not in labels)


def month_label(month: str) -> str:
    """`2026-07` as `July 2026`."""
    year, number = month.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def promise(name: str | None = None) -> str:
    """What the figures are not, to stand beside them all; with the organization's name where they are about one."""
    if name is None:
        return PROMISE.format(subject="an organization", possessive="its")
    return PROMISE.format(subject=name, possessive=f"{name}’s")
