"""Every number here was computed by hand from the methodology's formulas; the arithmetic stands beside it."""

from typing import Any

import pytest

from reports.methodology import methodology
from reports.worked_examples import EXAMPLES, WorkedExample

Ends = tuple[float, float, float] | None

# Of each score: (low, mid, high), or None where there is none; then the same of each check that is conclusive.
EXPECTED: dict[str, tuple[dict[str, Ends], dict[str, Ends]]] = {
    # No back unit: the typo fixes are documentation under ten lines. p = 0 -> 0 points.
    # Carrying: nothing but trivial changes, W = 0.
    # Nothing is scored all the same, with 0 of 10 back units.
    "A bank with one typo fix a month": (
        {"work_back": None, "stewardship": None, "cash": None},
        {"regular-people": (0, 0, 0), "carrying": (0, 0, 0)},
    ),
    # X = 2,000,000: 10·√0.16 = 4, 10·√0.25 = 5, 10·√0.36 = 6.
    "A bank that only pays": (
        {"work_back": None, "stewardship": None, "cash": (4, 5, 6)},
        {"regular-people": (0, 0, 0), "carrying": (0, 0, 0), "cash": (4, 5, 6)},
    ),
    # All credits are 0.95, so low = mid. Of 36 changes a month 12 are the startup's, 12 other known, 12 unknown: the
    # known part grows by 36/24 = 1.5 at the high end.
    # Regular people: p = 3·0.95 = 2.85, P = 3: 10·log2(3.85)/2 = 10·1.944858/2 = 9.724292; high: p = 4.275 -> 10.
    # Consistency: 2.85 now, 2.85 before: 10.
    # Carrying: W = 12/36·0.95·27/100 = 0.0855, w = 0.1: 8.55; high: 0.12825 -> 10.
    # Work Back: (10·9.724292 + 7.5·10 + 5·8.55)/22.5 = 214.99292/22.5 = 9.555241; high 10.
    "A three-person startup that carries a neutral project": (
        {"work_back": (9.555241, 9.555241, 10), "stewardship": None, "cash": None},
        {
            "regular-people": (9.724292, 9.724292, 10),
            "consistency": (10, 10, 10),
            "carrying": (8.55, 8.55, 10),
        },
    ),
    # Regular people: one unit a month is never three: 0. Consistency: 0.95 now and before: 10.
    # Carrying: 1/100·0.95·100/100 = 0.0095, w = 1: 0.095. Work Back: (0 + 75 + 0.475)/22.5 = 3.354444.
    # Answering 40/50: 8. Maintained (12 + 12 + 12 + 6)/4 = 10.5 months: 8.75. Licence (10 + 10 + 10 + 5)/4 = 8.75.
    # Shared control 10/100: 10·0.2 = 2. Stewardship: (80 + 65.625 + 43.75 + 10)/27.5 = 199.375/27.5 = 7.25.
    "A host of most of its projects": (
        {"work_back": (3.354444, 3.354444, 3.354444), "stewardship": (7.25, 7.25, 7.25), "cash": None},
        {
            "regular-people": (0, 0, 0),
            "consistency": (10, 10, 10),
            "carrying": (0.095, 0.095, 0.095),
            "answering": (8, 8, 8),
            "maintained": (8.75, 8.75, 8.75),
            "licence": (8.75, 8.75, 8.75),
            "shared-control": (2, 2, 2),
        },
    ),
    # A month: 31·3 = 93 changes at 1.0, 64·3 = 192 at 0.5, 15 others, 300 unknown: 600; the known grow by 600/300 = 2.
    # Regular people: low p = 31: 10·log2(32)/log2(101) = 50/6.658211 = 7.509524; mid p = 31 + 32 = 63: 60/6.658211 =
    # 9.011429; high p = 126 > 100: 10.
    # Consistency: before, 63; low 31/63: 4.920635; mid and high 10.
    # Review balance: G = 30, C = 60: 5.
    # Carrying, in a project of 210 people, so of size 1: low 93/600 = 0.155; mid (93 + 96)/600 = 0.315; high 0.63;
    # w = 3: 0.516667, 1.05, 2.1.
    # Work Back: low (75.09524 + 36.904762 + 37.5 + 2.583333)/30 = 5.069445; mid (90.11429 + 75 + 37.5 + 5.25)/30 =
    # 6.928810; high (100 + 75 + 37.5 + 10.5)/30 = 7.433333.
    # Stewardship: (10·6 + 7.5·10 + 5·10 + 5·5)/27.5 = 210/27.5 = 7.636364.
    # Cash: 10·√(0.5 M/2 M) = 5; high 10·√1 = 10.
    "A large vendor with both": (
        {
            "work_back": (5.069445, 6.92881, 7.433333),
            "stewardship": (7.636364, 7.636364, 7.636364),
            "cash": (5, 5, 10),
        },
        {
            "regular-people": (7.509524, 9.011429, 10),
            "consistency": (4.920635, 10, 10),
            "review-balance": (5, 5, 5),
            "carrying": (0.516667, 1.05, 2.1),
            "answering": (6, 6, 6),
            "maintained": (10, 10, 10),
            "licence": (10, 10, 10),
            "shared-control": (5, 5, 5),
            "cash": (5, 5, 10),
        },
    ),
    # No staff band: only Consistency. Before: 4·0.9 = 3.6; now 3·0.9 = 2.7: 0.75. Of 100 changes a month 6 are its own,
    # 74 other known, 20 unknown: the high end grows by 100/80 = 1.25: 0.9375. Of the weight, 7.5 of 30 is
    # conclusive, less than a third: no score.
    "A university": (
        {"work_back": None, "stewardship": None, "cash": None},
        {"consistency": (7.5, 7.5, 9.375)},
    ),
    # p = 5, P = 10: 10·log2(6)/log2(11) = 25.849625/3.459432 = 7.472217. Consistency 5/5: 10. G = 5·3·12 = 180, C = 0:
    # 10. No change of their own: W = 0. Work Back: (74.72217 + 75 + 75 + 0)/30 = 7.490739.
    "Five people who only review": (
        {"work_back": (7.490739, 7.490739, 7.490739), "stewardship": None, "cash": None},
        {
            "regular-people": (7.472217, 7.472217, 7.472217),
            "consistency": (10, 10, 10),
            "review-balance": (10, 10, 10),
            "carrying": (0, 0, 0),
        },
    ),
    # 16 units, but in one month alone: nobody is regular. Nobody in the two years before: Consistency is inconclusive.
    # Carrying: 16·(1/4·2/100) = 0.08, w = 0.3: 2.666667. Work Back: (0 + 5·2.666667)/15 = 0.888889.
    "One change in each of 16 toy projects": (
        {"work_back": (0.888889, 0.888889, 0.888889), "stewardship": None, "cash": None},
        {"regular-people": (0, 0, 0), "carrying": (2.666667, 2.666667, 2.666667)},
    ),
}


def ends(score: dict[str, Any], middle: str) -> Ends:
    return (score["low"], score[middle], score["high"]) if score.get(middle) is not None else None


def test_every_worked_example_is_expected_here() -> None:
    assert [example.title for example in EXAMPLES] == list(EXPECTED)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])
def test_a_worked_example_comes_out_as_computed_by_hand(example: WorkedExample) -> None:
    scores = example.entry(methodology())["scores"]
    checks = [check for score in scores.values() for check in score["checks"]]
    expected_scores, expected_checks = EXPECTED[example.title]
    assert {check["id"]: ends(check, "score") for check in checks if check["score"] is not None} == expected_checks
    assert {name: ends(score, "mid") for name, score in scores.items()} == expected_scores


@pytest.mark.parametrize(
    ("title", "ranked"),
    [
        ("A bank that only pays", False),  # nobody of it works in the index: fewer than three people
        ("A three-person startup that carries a neutral project", False),  # fewer than ten staff
        ("A university", False),
        ("A large vendor with both", True),
    ],
)
def test_only_companies_of_some_size_are_ranked(title: str, ranked: bool) -> None:
    example = next(example for example in EXAMPLES if example.title == title)
    scores = example.entry(methodology())["scores"].values()
    assert any("rank" in score for score in scores) == ranked


def test_an_outcome_says_the_scores_and_leaves_out_checks_that_say_nothing() -> None:
    startup = EXAMPLES[2].outcome(methodology())
    assert "| **Work Back** | 9.56 | 9.56 | 10.00 |" in startup
    assert "| Review balance (weight 7.5) | – | – | – | we did not collect" in startup
    assert "Answering" not in startup
    assert startup.endswith("projects' worth of work back 0.3333 [0.3333, 0.6667]; own-work share 0 [0, 0].")
