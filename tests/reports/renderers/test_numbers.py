import pytest
from content_builder import NOT_COLLECTED, NOT_DISCLOSED, check, measured, unknown, withheld

from reports.renderers import numbers


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.123, "share", "12.3 %"),
        (0.12, "share", "12 %"),
        (1, "share", "100 %"),
        (0, "share", "0 %"),
        (0.0002, "share", "<0.1 %"),
        (0.9999, "share", ">99.9 %"),
        (0.15, "share", "15 %"),
        (0.1494, "share", "14.9 %"),
        (0.1496, "share", "14.96 %"),
        (0.149999, "share", "<15 %"),
        (0.049999, "share", "<5 %"),
        (1234, "commits", "1,234"),
        (1234.5, "changes", "1,234"),
        (12.34, "changes", "12.3"),
        (0.0625, "projects", "0.06"),
        (0.001, "projects", "<0.01"),
        (0, "people", "0"),
        (1500, "USD", "$1,500"),
        (-1500, "USD", "-$1,500"),
    ],
)
def test_a_number_is_rounded_for_reading(value: float, unit: str, shown: str) -> None:
    assert numbers.number(value, unit) == shown


@pytest.mark.parametrize(
    ("measurement", "shown"),
    [
        (unknown("nobody has looked"), "not known: nobody has looked"),
        (unknown(NOT_COLLECTED), NOT_COLLECTED),
        (unknown(NOT_DISCLOSED), NOT_DISCLOSED),
        (unknown("we did not collect: no source"), "we did not collect: no source"),
        (unknown("does not apply: nothing was merged"), "does not apply: nothing was merged"),
        (unknown("fewer than 10 back units: facts only"), "fewer than 10 back units: facts only"),
        (withheld(0.08, 0.31), "withheld: less than 60 % of the units are resolved (between 8 % and 31 %)"),
        (measured(0.12, "share", 0.08, 0.31), "12 % (8–31 %)"),
        (withheld(2, 2, "organizations"), "withheld: less than 60 % of the units are resolved (2)"),
        (withheld(0.0801, 0.0802), "withheld: less than 60 % of the units are resolved (about 8 %)"),
        (measured(0.146, "share", 0.08, 0.31), "14.6 % (8–31 %)"),
        (measured(0.254, "share", 0.08, 0.31), "25 % (8–31 %)"),
        (measured(0.597, "share", 0.5, 0.7), "59.7 % (50–70 %)"),
        (measured(0.021, "share", 0.011, 0.05), "2.1 % (1.1–5 %)"),
        (measured(0.12, "share"), "12 %"),
        (measured(0.996, "share", 0.95, 1), "99.6 % (95–100 %)"),
        (measured(3.501, "people", 3.5, 3.502), "3.5"),
        (measured(0.12, "share", 0.119, 0.121), "12 % (11.9–12.1 %)"),
        (measured(0.25, "share", 0.249, 0.251), "25 %"),
        (measured(3.5, "people", 3, 4.2), "3.5 (3–4.2)"),
        (measured(0, "people"), "0"),
    ],
)
def test_a_measurement_says_its_interval_or_why_there_is_none(measurement: dict[str, object], shown: str) -> None:
    assert numbers.measurement(measurement) == shown


@pytest.mark.parametrize(
    ("measurement", "shown", "why"),
    [
        (measured(0.12, "share", 0.08, 0.31), "12 % (8–31 %)", None),
        (withheld(0.08, 0.31), "between 8 % and 31 %", "withheld: less than 60 % of the units are resolved"),
        (unknown("nobody has looked"), "not known", "not known: nobody has looked"),
        (unknown(NOT_COLLECTED), "not collected", NOT_COLLECTED),
    ],
)
def test_in_short_the_reason_is_given_apart(measurement: dict[str, object], shown: str, why: str | None) -> None:
    assert numbers.in_short(measurement) == (shown, why)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (NOT_DISCLOSED, "not disclosed"),
        (NOT_COLLECTED, "not collected"),
        ("we did not collect this", "not collected"),
        ("fewer than 10 back units", "not known"),
        ("does not apply: nothing was merged", "does not apply"),
        ("no check is conclusive: does not apply: every project is declared archived", "does not apply"),
        ("no check is conclusive: does not apply: nothing was merged; we did not collect: no source", "not collected"),
        ("fewer than 10 back units in twelve months (3): facts only", "facts only"),
        ("only checks with 25 % of the score's weight are conclusive: too little for a score", "facts only"),
    ],
)
def test_whose_silence_it_is_is_said(reason: str, kind: str) -> None:
    assert numbers.unknown_kind(reason) == kind


def test_an_inconclusive_check_is_not_zero() -> None:
    assert numbers.check(check("cash", None, 10)) == "inconclusive"
    assert numbers.check(check("cash", 0, 10, low=0, high=0)) == "0.0"


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        ({"unknown": "fewer than 10 back units"}, "not known: fewer than 10 back units"),
        ({"low": 3.1, "mid": 4.2, "high": 6}, "4.2 (3.1–6.0)"),
        ({"low": 4.21, "mid": 4.2, "high": 4.2}, "4.2"),
    ],
)
def test_a_score_has_its_low_and_high(score: dict[str, object], shown: str) -> None:
    assert numbers.score(score) == shown


@pytest.mark.parametrize(("rank", "shown"), [(None, ""), ((1, 3), "1–3 of 8"), ((2, 2), "2 of 8")])
def test_ranks_are_ranges(rank: tuple[int, int] | None, shown: str) -> None:
    score = {} if rank is None else {"rank": {"from": rank[0], "to": rank[1], "of": 8, "band": "5000+"}}
    assert numbers.rank(score) == shown


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        ({"facts": 0, "rules": {}}, "0 facts"),
        ({"facts": 1, "rules": {"mail-domain": 1}}, "1 fact (mail-domain 1)"),
        ({"facts": 1234, "rules": {"b": 4, "a": 4, "c": 1226}}, "1,234 facts (c 1,226, a 4, b 4)"),
    ],
)
def test_evidence_names_the_rules_with_most_facts_first(counted: dict[str, object], shown: str) -> None:
    assert numbers.evidence(counted) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(1, "people", "1 person"), (3.5, "people", "3.5 people"), (1, "changes", "1 change"), (0.5, "share", "50 %")],
)
def test_a_value_of_a_check_has_its_unit_in_words(value: float, unit: str, shown: str) -> None:
    assert numbers.counted(value, unit) == shown
