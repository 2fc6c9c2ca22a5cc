"""The ledgers of the worked examples: what happens in each of the invented situations, booked like facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

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
    ReviewedChange,
    Span,
    Staff,
    Topic,
)
from reports.months import Month

MONTH = Month(2026, 7)
ENGINE = "commons/engine"
_LINES = 20
_ALWAYS = MONTH.plus(-120).index
_THREE_YEARS = range(-35, 1)
_TWO_YEARS_BEFORE = range(-35, -11)
_TWELVE_MONTHS = range(-11, 1)
_OTHERS = Organization("others", "Others", "foundation")


@dataclass(frozen=True, slots=True)
class Work:
    """What each of some people lands, or reviews, in each of some months (0 is the scorecard's).

    No two review the same change. `employer` None: nobody knows whom they work for. `confidence` is in thousandths.
    """

    people: int
    times: int
    employer: str | None = "others"
    project: str = ENGINE
    confidence: int = 950
    months: range = _THREE_YEARS
    trivial: bool = False
    reviews: bool = False


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
                    ledger.add_reviewed(ReviewedChange(work.project, authors, (Review(month, party),)))
                else:
                    change = LandedChange(work.project, month, 1, _LINES, work.trivial, False, False, (party,))
                    ledger.add(change)


def typo_fixes() -> Ledger:
    """A bank's typo fixes."""
    work = [Work(1, 1, "bank", trivial=True), Work(99, 1)]
    return _ledger(_company("bank", "5000+"), work)


def only_pays() -> Ledger:
    """A bank that pays, and lands nothing."""
    cash = Cash(Fraction(320_000), Fraction(500_000), Fraction(720_000))
    return _ledger(_company("bank", "5000+"), [Work(100, 1)], cash=cash)


def startup() -> Ledger:
    """Three people of a startup among others."""
    work = [Work(3, 4, "startup"), Work(12, 1), Work(12, 1, None)]
    return _ledger(_company("startup", "under 50", 3), work)


def host() -> Ledger:
    """A host of most of its projects."""
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


def vendor() -> Ledger:
    """A large vendor, at home and elsewhere."""
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


def university() -> Ledger:
    """A university's people among others."""
    work = [
        Work(3, 2, "university", confidence=900),
        Work(1, 2, "university", confidence=900, months=_TWO_YEARS_BEFORE),
        Work(74, 1),
        Work(20, 1, None),
    ]
    return _ledger(Organization("university", "University", "university"), work)


def reviewers() -> Ledger:
    """Five people who review, and land nothing."""
    return _ledger(
        _company("reviewers", "50-499"), [Work(5, 3, "reviewers", confidence=1000, reviews=True), Work(95, 1)]
    )


def toys() -> Ledger:
    """One change in each of 16 projects."""
    toys = [f"toys/toy-{number:02}" for number in range(1, 17)]
    # One person, so one party for all sixteen: booked by hand.
    ledger = _ledger(_company("sampler", "50-499"), [Work(1, 3, "others", toy, months=range(1)) for toy in toys])
    party = Party(len(toys), (Credit("sampler", "mail-domain", 1000),))
    ledger.add_all(LandedChange(toy, MONTH.index, 1, _LINES, False, False, False, (party,)) for toy in toys)
    return ledger
