"""The methodology in words, generated from the code: what is counted, how scores are made, and worked examples.

It says what the code does, not what it might do once more sources are read; what is not read yet is named as such.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from reports.checks import CASH, STEWARDSHIP, WORK_BACK, Check
from reports.methodology import NEWEST, Methodology, methodology
from reports.metrics import ORGANIZATION_METRICS, PROJECT_METRICS, OrganizationMetric, ProjectMetric
from reports.worked_examples import EXAMPLES

AttributionRule = tuple[str, int, str]
"""A rule's name, its confidence in thousandths, and what it says in a sentence."""

_RULES = (
    (
        "The unit of code is the landed change: a pull request with all its commits where its number is known, else a"
        " commit; it counts once however it was merged, commits and lines stand beside it, and totals over projects are"
        " sums of shares of projects, and people; where GitHub says as which commit, or by which merge, a pull request"
        " was merged, that is the change, and what names its number elsewhere is a change of its own; the commits of a"
        " rebased one are grouped where their number and the first one's date prove them."
    ),
    (
        "Only what can be reached from the default branch has landed; merge commits never count, and whoever committed"
        " a change gets no credit for that."
    ),
    (
        "The human authors of a change, co-authors included, get equal parts of it, and each counts as one person where"
        " people are counted; somebody whom a project knows from trailers alone is credited with low confidence, since"
        " anybody can write a trailer."
    ),
    (
        "What automation alone made is counted apart; where an AI agent is named beside people, they keep the credit"
        " and the change is flagged; what agents alone wrote is the work of whoever opened the pull request, else of a"
        " human co-author, else of whoever merged it, else nobody's known; the agent's vendor never gets credit for it."
    ),
    (
        "Lines leave out generated, vendored, lock and binary files and pure renames, count up to {line_cap} a commit,"
        " and are never a headline."
    ),
    (
        "A revert takes a change back in the month in which the revert lands, its own revert brings the change back,"
        " and one whose target is not found takes nothing; commits synced from another tracked project count there"
        " only."
    ),
    "In Carrying, one person counts for at most {unit_cap} changes a project and month; the raw numbers stay visible.",
    (
        "A review is credited to whom the reviewer worked for on that day; it is substantive with an inline comment or"
        " a request for changes, and none of one's own change or of what automation alone wrote; somebody's reviews of"
        " one pull request are one unit of work, in the month of the first, and all of an organization's are one change"
        " in its review balance; where reviews are not read, or happen elsewhere than on GitHub, they are not"
        " collected, not zero."
    ),
    (
        "Money is cash that left an organization for an upstream, its maintainers or its foundation; hidden amounts are"
        " not zero, the same money counts once, and dues, computing time, purchases, investments and salaries are none."
    ),
    (
        "Unknown is a number: a share is given of all and of the known, with an interval from the confirmed"
        " (confidence of at least {confirmed}) to that and everything that is not confirmed as anybody's."
    ),
    (
        "Organizations have dated parents: every table exists as it was, each organization on its own, and grouped"
        " under the parents of the month's last day."
    ),
    (
        "Working in one's own time is what a person declares, never inferred from hours, and no organization's;"
        " declared independents are a row of their own, always shown."
    ),
    (
        "A change belongs to the month in which it landed, and to whom its author worked for on the author's day; of a"
        " squashed pull request that is the day of its first commit, else of its opening, where GitHub tells it; an"
        " author date before 2005 or after the landing is taken for the landing's, and counted."
    ),
    (
        "Projects are in the index by a written rule, applied once a year; historical projects are facts only, and a"
        " private repository never appears."
    ),
)

_FORMULAS = {
    "regular-people": "10 · min(1, log2(1 + p) ÷ log2(1 + P)). p: how many people had at least {least_units} back units"
    " in at least {least_months} of the {window} months that end with a month, as a mean over the twelve months.",
    "consistency": "10 · the mean over the twelve months of min(1, pₘ ÷ p̄). pₘ: people with a back unit in the month;"
    " p̄: their mean number in the {compared_months} months before the twelve. With p̄ below {least_mean}: occasional,"
    " inconclusive.",
    "review-balance": "10 · G ÷ max(G, C, {floor}). G: changes of others that the organization's people reviewed, own"
    " projects included; C: its own changes that others reviewed. A change counts once, however many reviewed it, with"
    " the highest confidence of the organization's reviewers. One whose authors' employers are not all known is in G at"
    " the high end alone; one that others reviewed of whom nobody knows the employer, and nobody else, is in C at the"
    " low end alone.",
    "carrying": "10 · min(1, W ÷ w). W: the sum, over the projects that it does not control, of its share of the"
    " changes · min(1, people of the project ÷ {full_people}).",
    "answering": "10 · the share of outsiders' pull requests that another human answered within {days} days, of those"
    " whose {days} days are over; automation's are left out. Who is not known to be the organization's is taken for an"
    " outsider; low: those of them that were answered are the organization's, and what was closed before anybody"
    " answered is not answered; high: those of them that were not answered are.",
    "maintained": "10 · m ÷ 12. m: months with a landed change, as a mean over the controlled projects; those declared"
    " archived are left out.",
    "licence": "the mean over the controlled projects: {osi} points for a licence that the Open Source Initiative"
    " approves, {community} for a community licence or RAIL, {source_available} for source-available or non-commercial,"
    " {none} for none.",
    "shared-control": "10 · min(1, 2 · s). s: the share of the merge decisions (pull requests that landed on the"
    " default branch), of those by people whose employer is known, that people from elsewhere made; low and high: those"
    " by the others are all from within, or all from elsewhere. What a merge bot merged is the"
    " decision of whoever told it, where that is known, else nobody's known; what automation merged of automation is"
    " none.",
    "cash": "10 · min(1, √(x ÷ X)). x: USD in the twelve months.",
}

_SCORES: tuple[tuple[str, str, tuple[Check, ...]], ...] = (
    ("Work Back", "work on projects that the organization does not control", WORK_BACK),
    ("Stewardship", "care for the projects that it controls", STEWARDSHIP),
    ("Cash", "money to upstreams, their maintainers and foundations", CASH),
)


def methodology_text(rules: Sequence[AttributionRule], version: int = NEWEST) -> str:
    """Give the methodology as Markdown; the rules of attribution are handed in, in order of trust.

    Raises KeyError for a version that never was.
    """
    numbers = methodology(version)
    sections = (
        _opening(numbers),
        _counting(numbers),
        _attribution(rules, numbers),
        _metrics("Organizations", ORGANIZATION_METRICS),
        _metrics("Projects", PROJECT_METRICS),
        _checks(numbers),
        _intervals(numbers),
        _ranks(numbers),
        _bands(numbers),
        _CLOSING,
        _NEVER,
        _examples(numbers),
    )
    return "\n\n".join(sections) + "\n"


def _opening(numbers: Methodology) -> str:
    return (
        f"# How it is counted\n\nThis is methodology {numbers.version}. It is generated from the code that makes the"
        " scorecards. A closed month keeps the methodology that it was closed with.\n\n"
        "An organization **controls** a project while it is its declared host; a former host stays in control until"
        f" the month with which others made more than half of the merge decisions of {numbers.control_months} months."
        " Who is not known to be from elsewhere may be the former host's, what is decided later changes no month"
        " before, and where merge decisions were not read the former host stays in control. Work on a project that one"
        " does not control is **work back**, on one that one controls **stewardship**: both are shown, never added. A"
        " **back unit** is a landed"
        " change or a substantive review in a project that one does not control; a change to documentation alone,"
        " under ten lines, is none. A **fact** is something that happened in public and is stored once, as a commit;"
        " facts are what a number was counted from."
    )


_CLOSING = (
    "## When a month is final\n\n"
    "A month is **closed** after it is over: its numbers are frozen, signed and published. It is"
    " first **provisional**: until the 24th of the month after it there is a **reply window**, in which whoever is"
    " concerned can correct what is known of them. From the 24th on it is **final**; a month that is closed on that day"
    " or later is final at once. Where facts, the registry or Giveback itself changed since, closing it again makes a"
    " new **revision**, which says what differs from the one before it and why; where nothing differs, none is made."
)


def _counting(numbers: Methodology) -> str:
    told = {"line_cap": numbers.line_cap, "unit_cap": numbers.unit_cap, "confirmed": _thousandths(numbers.confirmed)}
    lines = [f"{place}. {rule.format(**told)}" for place, rule in enumerate(_RULES, 1)]
    people = (
        "People are counted by project and month: somebody counts for whom more landed there in a month than was taken"
        " back, and then in every period that holds this month."
    )
    return "## What is counted\n\n" + "\n".join(lines) + f"\n\n{people}"


def _attribution(rules: Sequence[AttributionRule], numbers: Methodology) -> str:
    rows = [(name, _thousandths(confidence), sentence) for name, confidence, sentence in rules]
    return (
        "## Who is credited\n\nThe rules are asked in this order; the first that knows an answer gives it. Who is known"
        " to none of them is unknown.\n\n"
        + _table(("rule", "confidence", "it says"), rows)
        + f"\n\nA credit is confirmed from {_thousandths(numbers.confirmed)} on, and sure from"
        f" {_thousandths(numbers.sure)} on."
    )


def _metrics(title: str, metrics: Iterable[OrganizationMetric | ProjectMetric]) -> str:
    rows = [(f"`{metric.id}`", metric.unit, metric.description) for metric in metrics]
    return f"## {title}: what is measured\n\n" + _table(("metric", "unit", "what it is"), rows)


def _checks(numbers: Methodology) -> str:
    parts = [
        (
            "## Scores and checks\n\nThree scores from 0 to 10, never averaged into one. Each is the mean, by weight,"
            " of its conclusive checks over the twelve months that end with the month. Inconclusive is not 0: the"
            " reason says whether they did not disclose, we did not collect, or the check does not apply. With fewer"
            f" than {numbers.least_back_units} back units in the twelve months there is no Work Back score: facts only."
        )
    ]
    for name, what, checks in _SCORES:
        rows = [
            (check.name, f"{float(numbers.weight(check.id)):g}", _formula(check, numbers), check.remediation)
            for check in checks
        ]
        parts.append(f"### {name}: {what}\n\n" + _table(("check", "weight", "points", "how to do better"), rows))
    parts.append(_full_marks(numbers))
    return "\n\n".join(parts)


def _formula(check: Check, numbers: Methodology) -> str:
    return _FORMULAS[check.id].format(**numbers.checks[check.id])


def _full_marks(numbers: Methodology) -> str:
    letters = {"regular-people": "P, people", "carrying": "w, projects' worth of work", "cash": "X, USD"}
    sized = [check for *_, checks in _SCORES for check in checks if "full_marks" in numbers.checks[check.id]]
    bands: dict[str, Any] = numbers.checks[sized[0].id]["full_marks"]
    rows = [
        (
            f"{check.name}: {letters[check.id]}",
            *(
                f"{float(numbers.full_marks(check.id, band)):,g}"
                if check.id != "cash"
                else f"{int(numbers.full_marks(check.id, band)):,}"
                for band in bands
            ),
        )
        for check in sized
    ]
    return (
        "### What earns ten points, by staff band\n\n"
        + _table(("", *bands), rows)
        + "\n\nStaff bands come from the registry, with source and year. Where none is known, as of every university,"
        " these checks are inconclusive."
    )


def _intervals(numbers: Methodology) -> str:
    sure, floor = _thousandths(numbers.sure), f"{float(100 * numbers.resolved_floor):g} %"
    return (
        "## Intervals\n\n"
        f"A score has a **low** end, from credits of at least {sure} alone; a **mid**, from all credits, both weighed"
        " by confidence; and a **high** end, the mid with its part of the unknown: the mid times (known + unknown)"
        " ÷ known, over the projects that the organization works back on, weighed by what it gave there. In"
        " Consistency, the low and the high end are compared with the same earlier mean. Of Cash, the low end holds"
        " exact amounts and floors, the high end list prices and estimates too.\n\n"
        f"Of a project less than {floor} resolved (credited to an organization or to a declared independent), facts and"
        " bounds are shown and no shares. Every number is exact until it is written, rounded half to even, with six"
        " decimals."
    )


def _ranks(numbers: Methodology) -> str:
    return (
        "## Ranks\n\nOnly companies are ranked, within their staff band, and as a range: from one place below all"
        " whose low end is above its own high end, to one place below all whose high end is above its own low end."
        " Lists are ordered by the low end, so that hiding never beats disclosing. Companies without a staff band,"
        f" with fewer than {numbers.least_staff_ranked} staff where the number is known, or of fewer than"
        f" {numbers.least_people_ranked} people are not ranked. Universities, foundations, governments and independents"
        " are shown, not ranked."
    )


def _bands(numbers: Methodology) -> str:
    rows = [(name, f"{float(100 * floor):g} %") for name, floor in numbers.bands.items()]
    return "## Influence in a project\n\nBy the share of all landed changes, from:\n\n" + _table(
        ("band", "share"), [*rows, ("none", "below")]
    )


_NEVER = (
    "## What the figures do not say\n\nFigures describe work by people publicly affiliated with an organization that we"
    " could identify. They are not a measure of its total contribution, its intent or its compliance with any law."
    " “None found” means none found in the listed sources. No organization is called a freeloader, nor said to take"
    " without giving; nobody is said to have departed. No person is named. What is known of single people and commits"
    " is for the operator, and a person's own evidence for that person alone."
)


def _examples(numbers: Methodology) -> str:
    parts = [
        "## Worked examples\n\nInvented organizations; the numbers are computed by the code that makes scorecards."
    ]
    parts += [f"### {each.title}\n\n{each.situation}\n\n{each.outcome(numbers)}" for each in EXAMPLES]
    return "\n\n".join(parts)


def _thousandths(confidence: int) -> str:
    return f"{confidence / 1000:g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
