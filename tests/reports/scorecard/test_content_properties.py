"""Whatever lands or is taken back, in whatever order: the content keeps its form, its bounds and its bytes."""

import json
from collections.abc import Iterator
from fractions import Fraction
from importlib import resources
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ledger_builder import JULY, LedgerBuilder

from reports.ledger import Span
from reports.methodology import methodology
from reports.renderers.canonical import canonical
from reports.scorecard.content import entry_of
from reports.scorecard.shares import project_shares
from reports.views import Period, View

SCHEMA = json.loads(resources.files("reports").joinpath("schema/scorecard-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
PROJECTS = ("commons/engine", "acme/tool", "old/museum", "acme/wild")
PEOPLE = ("ana", "ben", "cleo", "dan", "eve", "finn", "gil", "hal", "una", "uri")


class Event(NamedTuple):
    """One thing that happens; `people` empty: automation."""

    people: tuple[str, ...]
    project: str
    month: int
    times: int
    sign: int
    trivial: bool
    assisted: bool
    authored: bool


EVENTS = st.lists(
    st.builds(
        Event,
        people=st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple),
        project=st.sampled_from(PROJECTS),
        month=st.sampled_from((-35, -20, -14, -11, -5, -4, -1, -1, 0, 0)),
        times=st.sampled_from((1, 2, 3, 60)),
        sign=st.sampled_from((1, 1, 1, -1)),
        trivial=st.booleans(),
        assisted=st.booleans(),
        authored=st.booleans(),
    ),
    max_size=14,
)
REVIEWS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PROJECTS), st.integers(-12, 0)), max_size=4)


def world() -> LedgerBuilder:
    made = LedgerBuilder()
    made.company("acme", "5000+")
    made.company("beta", "50-499", parent="acme", since=-3)
    made.company("gamma", "50-499")
    made.company("delta", None)
    made.organization("uni")
    made.project("commons/engine")
    made.project("acme/tool", "acme")
    made.project("acme/wild", hosts=(Span("beta", JULY.index - 8, JULY.index - 2), Span("gamma", JULY.index - 2, None)))
    made.project("old/museum", "gamma", historical=True)
    for name, employer, confidence in (
        ("ana", "acme", 1000), ("ben", "acme", 500), ("cleo", "beta", 900), ("dan", "gamma", 800),
        ("eve", "delta", 950), ("finn", "uni", 950), ("una", None, 0), ("uri", None, 0),
    ):  # fmt: skip
        made.person(name, employer, confidence)
    made.person("gil", "gamma", 950, share=Fraction(1, 2), beta=Fraction(1, 2))
    made.independent("hal")
    return made


def made_of(events: list[Event], reviews: list[tuple[str, str, int]]) -> LedgerBuilder:
    made = world()
    for event in events:
        if not event.people:
            made.automation_lands(event.project, event.month, event.times, event.sign)
            continue
        made.lands(
            event.people, event.project, event.month, event.times,
            sign=event.sign, trivial=event.trivial, assisted=event.assisted, authored=event.authored,
        )  # fmt: skip
    for reviewer, project, month in reviews:
        made.reviews(reviewer, project, month, of=["gamma"])
    return made


def content_of(events: list[Event], reviews: list[tuple[str, str, int]]) -> dict[str, Any]:
    return made_of(events, reviews).content()


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@settings(deadline=None, max_examples=50)
@given(EVENTS, REVIEWS)
def test_every_interval_holds_its_value_and_every_share_is_a_share(
    events: list[Event], reviews: list[tuple[str, str, int]]
) -> None:
    for node in nodes(content_of(events, reviews)):
        if "low" not in node or "id" in node or "checks" in node:
            continue
        middle = node.get("value", node["low"])
        assert node["low"] <= middle <= node["high"], node
        if node["unit"] == "share":
            assert 0 <= node["low"] <= node["high"] <= 1, node


@settings(deadline=None, max_examples=50)
@given(EVENTS, REVIEWS)
def test_scores_and_checks_lie_in_order_between_nothing_and_ten(
    events: list[Event], reviews: list[tuple[str, str, int]]
) -> None:
    for node in nodes(content_of(events, reviews)):
        middle = node.get("mid", node.get("score"))
        if middle is not None:
            assert 0 <= node["low"] <= middle <= node["high"] <= 10, node
        if "of" in node:
            assert 1 <= node["from"] <= node["to"] <= node["of"], node


@settings(deadline=None, max_examples=40)
@given(EVENTS, REVIEWS)
def test_the_content_keeps_to_its_schema(events: list[Event], reviews: list[tuple[str, str, int]]) -> None:
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(content_of(events, reviews))] == []


@settings(deadline=None, max_examples=25)
@given(EVENTS, REVIEWS, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_byte(
    events: list[Event], reviews: list[tuple[str, str, int]], dice: Any
) -> None:
    first = canonical(content_of(events, reviews))
    dice.shuffle(events)
    dice.shuffle(reviews)
    assert canonical(content_of(events, reviews)) == first


@settings(deadline=None, max_examples=40)
@given(EVENTS, REVIEWS)
def test_the_grouped_view_is_the_same_when_it_is_tallied_from_nothing(
    events: list[Event], reviews: list[tuple[str, str, int]]
) -> None:
    ledger, numbers = made_of(events, reviews).ledger(), methodology()
    alone = View(ledger, numbers, grouped=True)
    as_was = View(ledger, numbers, grouped=False)
    over = View(ledger, numbers, grouped=True, alike=as_was)
    assert (over.projects, over.given) == (alone.projects, alone.given)
    assert (over.back_people, over.worked_people) == (alone.back_people, alone.worked_people)
    for period in Period:
        for project in PROJECTS:
            assert over.whole(period, project) == alone.whole(period, project)
            shares = project_shares(over, project, period, alike=project_shares(as_was, project, period))
            assert shares == project_shares(alone, project, period)


@settings(deadline=None, max_examples=40)
@given(EVENTS, REVIEWS)
def test_whoever_is_not_regrouped_stands_in_the_grouped_view_as_they_would_by_themselves(
    events: list[Event], reviews: list[tuple[str, str, int]]
) -> None:
    made = made_of(events, reviews)
    alone = View(made.ledger(), methodology(), grouped=True)
    for organization in made.content()["organizations"]:
        shown = organization["grouped"]
        if "counted_with" in shown:
            continue
        for score in shown["scores"].values():
            score.pop("rank", None)
        assert shown == entry_of(alone, organization["id"])


@settings(deadline=None, max_examples=25)
@given(EVENTS)
def test_what_is_landed_and_taken_back_in_one_month_leaves_every_share_as_it_was(events: list[Event]) -> None:
    engine = next(entry for entry in content_of(events, [])["projects"] if entry["repository"] == "commons/engine")
    undone = [event for made in (("ana",), ("una", "ben")) for event in both(made)]
    after = next(
        entry for entry in content_of(events + undone, [])["projects"] if entry["repository"] == "commons/engine"
    )
    for name in ("changes", "commits", "lines_counted", "resolved_share", "elephant_factor"):
        assert values(after, name) == values(engine, name)


def both(people: tuple[str, ...]) -> list[Event]:
    landed = Event(people, "commons/engine", 0, 2, 1, trivial=False, assisted=True, authored=False)
    return [landed, landed._replace(sign=-1)]


def values(project: dict[str, Any], name: str) -> list[Any]:
    return [project[period]["metrics"][name].get("value") for period in ("month", "trailing12")]
