"""Worked examples: eight invented situations, as ledgers, with the scores that the methodology gives them.

They are printed in the methodology and they are tests: what a reader sees there is computed by the same code as the
scorecards. No organization in them exists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from reports.ledger import (
    Activity,
    Cash,
    Credit,
    LandedChange,
    Ledger,
    Organization,
    Party,
    Project,
    Review,
    Span,
    Staff,
    Topic,
)
from reports.methodology import Methodology
from reports.months import Month
from reports.scorecard import make_content

MONTH = Month(2026, 7)
ENGINE = "commons/engine"
_LINES = 20
_ALWAYS = MONTH.plus(-120).index
_THREE_YEARS = range(-35, 1)
_TWO_YEARS_BEFORE = range(-35, -11)
_TWELVE_MONTHS = range(-11, 1)
_SCORES = {"work_back": "Work Back", "stewardship": "Stewardship", "cash": "Cash"}
_FACTS = {
    "work_back_people": "people working back",
    "work_back_share": "projects' worth of work back",
    "own_work_share": "own-work share",
}
_OTHERS = Organization("others", "Others", "foundation")


@dataclass(frozen=True, slots=True)
class Work:
    """What each of some people lands, or reviews, in each of some months (0 is the scorecard's).

    `employer` None: nobody knows whom they work for. `confidence` is in thousandths.
    """

    people: int
    times: int
    employer: str | None = "others"
    project: str = ENGINE
    confidence: int = 950
    months: range = _THREE_YEARS
    trivial: bool = False
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A situation in words, the ledger that it is, and the organization that is asked about."""

    title: str
    situation: str
    organization: str
    build: Callable[[], Ledger]

    def entry(self, methodology: Methodology) -> dict[str, Any]:
        """Compute all that a scorecard says of the organization in the view *as it was*."""
        content = make_content(self.build(), methodology)
        entries = {entry["id"]: entry["as_was"] for entry in content["organizations"]}
        found: dict[str, Any] = entries[self.organization]
        return found

    def outcome(self, methodology: Methodology) -> str:
        """Say in Markdown what comes out: the scores and their checks, and the facts beside them."""
        entry = self.entry(methodology)
        lines = ["| | low | mid | high | why |", "|---|---|---|---|---|"]
        for name, title in _SCORES.items():
            score = entry["scores"][name]
            lines.append(_line(f"**{title}**", score if "mid" in score else None, score.get("unknown") or _rank(score)))
            # Four lines that say the same nothing help nobody.
            told = score["checks"] if any(check["score"] is not None for check in score["checks"]) else ()
            for check in told:
                ends = None if check["score"] is None else {**check, "mid": check["score"]}
                lines.append(_line(f"{check['name']} (weight {check['weight']:g})", ends, check["reason"]))
        return "\n".join([*lines, "", _facts(entry["trailing12"])])


def _line(name: str, ends: Mapping[str, Any] | None, why: str) -> str:
    low, mid, high = (f"{ends[end]:.2f}" if ends else "–" for end in ("low", "mid", "high"))
    return f"| {name} | {low} | {mid} | {high} | {why} |"


def _rank(score: Mapping[str, Any]) -> str:
    return "the weighted mean of the conclusive checks; " + ("ranked" if "rank" in score else "not ranked")


def _facts(metrics: Mapping[str, Any]) -> str:
    shown = []
    for name, words in _FACTS.items():
        if "value" in metrics[name]:
            ends = [f"{metrics[name][end]:.4g}" for end in ("value", "low", "high")]
            shown.append(f"{words} {ends[0]} [{ends[1]}, {ends[2]}]")
    return f"Facts beside the scores: {'; '.join(shown)}."


def _company(slug: str, band: str, staff: int | None = None) -> Organization:
    return Organization(slug, slug.title(), "company", Staff(band, "invented", MONTH.year, staff))


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of outsiders' pull requests to a project a human answered in time, of how many."""

    project: str
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Merged:
    """How many of a project's merge decisions people from elsewhere made, of how many."""

    project: str
    elsewhere: int
    of: int


def _ledger(
    organization: Organization,
    work: Iterable[Work],
    own: Mapping[str, str] | None = None,
    happened: Iterable[Answered | Merged] = (),
    cash: Cash | None = None,
) -> Ledger:
    """Book work on projects; `own` gives the licences of those that the organization hosts."""
    work, own = list(work), own or {}
    hosted = (Span(organization.slug, _ALWAYS, None),)
    projects = {
        name: Project(name, "library", own.get(name, "Apache-2.0"), hosted if name in own else ())
        for name in sorted({each.project for each in work})
    }
    organizations = {each.slug: each for each in (organization, _OTHERS)}
    activity = Activity(cash={organization.slug: cash} if cash else None)
    ledger = Ledger(MONTH, organizations, projects, scanned=frozenset(projects), activity=activity)
    numbers = count()
    for each in work:
        _book(ledger, each, numbers)
    for fact in happened:
        _book_activity(activity, fact, organization.slug)
    return ledger


def _book_activity(activity: Activity, happened: Answered | Merged, host: str) -> None:
    elsewhere, within = ((Credit(slug, "mail-domain", 950),) for slug in ("others", host))
    if isinstance(happened, Answered):
        activity.read[Topic.REQUESTS].add(happened.project)
        answers = activity.answers_to(happened.project, MONTH.index, elsewhere)
        answers.answered += happened.answered
        answers.unanswered += happened.of - happened.answered
        return
    activity.read[Topic.MERGES].add(happened.project)
    for decider, times in ((elsewhere, happened.elsewhere), (within, happened.of - happened.elsewhere)):
        for _ in range(times):
            activity.add_merge(happened.project, MONTH.index, decider)


def _book(ledger: Ledger, work: Work, numbers: Iterator[int]) -> None:
    given = (Credit(work.employer, "mail-domain", work.confidence),) if work.employer else ()
    for _ in range(work.people):
        party = Party(next(numbers), given)
        for month in (MONTH.index + offset for offset in work.months):
            for _ in range(work.times):
                if work.reviews:
                    authors = frozenset({"others"} if work.employer != "others" else {"vendor"})
                    ledger.activity.read[Topic.REVIEWS].add(work.project)
                    ledger.add_review(Review(work.project, month, party, authors))
                else:
                    change = LandedChange(work.project, month, 1, _LINES, work.trivial, False, False, (party,))
                    ledger.add(change)


def _typo_fixes() -> Ledger:
    work = [Work(1, 1, "bank", trivial=True), Work(99, 1)]
    return _ledger(_company("bank", "5000+"), work)


def _only_pays() -> Ledger:
    cash = Cash(Fraction(320_000), Fraction(500_000), Fraction(720_000))
    return _ledger(_company("bank", "5000+"), [Work(100, 1)], cash=cash)


def _startup() -> Ledger:
    work = [Work(3, 4, "startup"), Work(12, 1), Work(12, 1, None)]
    return _ledger(_company("startup", "under 50", 3), work)


def _host() -> Ledger:
    own = {f"host/{name}": "Apache-2.0" for name in ("compiler", "kernels", "runtime")}
    own["host/weights"] = "LicenseRef-llama-community"
    work = [Work(10, 2, "host", name, months=_TWELVE_MONTHS) for name in own if name != "host/weights"]
    work += [Work(10, 2, "host", "host/weights", months=range(-11, -5)), Work(1, 1, "host"), Work(99, 1)]
    happened: list[Answered | Merged] = [
        Answered("host/runtime", 35, 40),
        Answered("host/compiler", 5, 10),
        Answered("host/kernels", 0, 0),
        Answered("host/weights", 0, 0),
        *(Merged(name, 10 if name == "host/runtime" else 0, 100 if name == "host/runtime" else 0) for name in own),
    ]
    return _ledger(_company("host", "500-4999"), work, own, happened)


def _vendor() -> Ledger:
    work = [
        Work(31, 3, "vendor", confidence=1000),
        Work(64, 3, "vendor", confidence=500),
        Work(15, 1),
        Work(100, 3, None),
        Work(20, 2, "vendor", "vendor/toolkit", confidence=1000),
        Work(1, 30, "vendor", "vendor/toolkit", confidence=1000, months=range(1), reviews=True),
        Work(1, 60, "others", "vendor/toolkit", months=range(1), reviews=True),
    ]
    happened = (Answered("vendor/toolkit", 60, 100), Merged("vendor/toolkit", 25, 100))
    cash = Cash(Fraction(500_000), Fraction(500_000), Fraction(2_000_000))
    return _ledger(_company("vendor", "5000+"), work, {"vendor/toolkit": "Apache-2.0"}, happened, cash)


def _university() -> Ledger:
    work = [
        Work(3, 2, "university", confidence=900),
        Work(1, 2, "university", confidence=900, months=_TWO_YEARS_BEFORE),
        Work(74, 1),
        Work(20, 1, None),
    ]
    return _ledger(Organization("university", "University", "university"), work)


def _reviewers() -> Ledger:
    return _ledger(
        _company("reviewers", "50-499"), [Work(5, 3, "reviewers", confidence=1000, reviews=True), Work(95, 1)]
    )


def _toys() -> Ledger:
    toys = [f"toys/toy-{number:02}" for number in range(1, 17)]
    # One person, so one party for all sixteen: booked by hand.
    ledger = _ledger(_company("sampler", "50-499"), [Work(1, 3, "others", toy, months=range(1)) for toy in toys])
    party = Party(len(toys), (Credit("sampler", "mail-domain", 1000),))
    ledger.add_all(LandedChange(toy, MONTH.index, 1, _LINES, False, False, False, (party,)) for toy in toys)
    return ledger


EXAMPLES: tuple[WorkedExample, ...] = (
    WorkedExample(
        "A bank with one typo fix a month",
        "A bank in the band 5000+ lands one change to documentation, under ten lines, a month in a project that nobody"
        " hosts; 99 other people land one change a month each.",
        "bank",
        _typo_fixes,
    ),
    WorkedExample(
        "A bank that only pays",
        "A bank in the band 5000+ lands nothing. In twelve months it paid 320,000 USD in exact amounts and floors,"
        " 500,000 USD by the best estimate, and 720,000 USD with list prices and estimates.",
        "bank",
        _only_pays,
    ),
    WorkedExample(
        "A three-person startup that carries a neutral project",
        "Three people, the company's whole staff, land four changes a month each in a project that nobody hosts. Twelve"
        " others whose employer is known and twelve whose employer is not known land one each. All of it for three"
        " years.",
        "startup",
        _startup,
    ),
    WorkedExample(
        "A host of most of its projects",
        "A company in the band 500-4999 hosts four projects, three of them under Apache-2.0 and one under a community"
        " licence. In three of them something landed in every month, in the fourth in six of the twelve. 40 of 50"
        " outsiders' pull requests were answered within 14 days; outsiders made 10 of 100 merge decisions. Elsewhere,"
        " one of its people lands one change a month, for three years, where 99 others do the same.",
        "host",
        _host,
    ),
    WorkedExample(
        "A large vendor with both",
        "A company in the band 5000+ has 31 people whose affiliation is confirmed, and 64 more who are known from"
        " trailers alone (confidence 0.5), in a project that nobody hosts: three changes a month each, for three years."
        " 15 others land one each, and 100 people of unknown employers three each. On its own project, under"
        " Apache-2.0, 20 of its people land two changes a month each; it reviewed 30 of outsiders' changes there, and"
        " outsiders 60 of its own; 60 of 100 outsiders' pull requests were answered in time, and outsiders made 25 of"
        " 100 merge decisions. It paid 500,000 USD in exact amounts, and 2,000,000 USD with estimates.",
        "vendor",
        _vendor,
    ),
    WorkedExample(
        "A university",
        "A university has three people who land two changes a month each, and in the two years before it had four, in a"
        " project that nobody hosts; their mail domain says so (confidence 0.9). 74 others and 20 people of unknown"
        " employers land one change a month each. No staff band is known of a university.",
        "university",
        _university,
    ),
    WorkedExample(
        "Five people who only review",
        "Five people of a company in the band 50-499 give three substantive reviews a month each, for three years, to"
        " the changes of others in a project that nobody hosts. They land nothing; 95 others do.",
        "reviewers",
        _reviewers,
    ),
    WorkedExample(
        "One change in each of 16 toy projects",
        "One person of a company in the band 50-499 lands one change in each of 16 projects, all in this month. In each"
        " of them one other person landed three.",
        "sampler",
        _toys,
    ),
)
