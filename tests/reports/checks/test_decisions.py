from dataclasses import asdict

from ledger_builder import ELSEWHERE, JULY, NOBODY_KNOWN, LedgerBuilder, credited

from reports.activity import Topic
from reports.checks.decisions import answers_asked_for, decisions_made, partly, split_by_reading
from reports.ledger import Span


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    for name in ("acme/one", "acme/two", "acme/unread"):
        builder.project(name, "acme")
    builder.project("others/tool")
    return builder


def test_only_controlled_projects_that_were_read_are_added_up() -> None:
    builder = made()
    builder.answers("acme/one", 1, 2)
    builder.answers("acme/two", 3, 10)
    builder.answers("others/tool", 100, 100)
    builder.answers("acme/unread", 50, 50)
    builder.activity.read[Topic.REQUESTS].remove("acme/unread")
    asked = answers_asked_for(builder.view(), "acme")
    assert asdict(asked.outsiders) == {"answered": 4, "unanswered": 8, "closed": 0}
    assert asdict(asked.unknown) == {"answered": 0, "unanswered": 0, "closed": 0}


def test_colleagues_are_no_outsiders_and_doubtful_colleagues_are_not_known() -> None:
    builder = made()
    builder.answers("acme/one", 5, 5, opener=credited("acme"))
    builder.answers("acme/one", 0, 2, opener=credited("acme", confidence=500))
    builder.answers("acme/one", 1, 1, opener=credited("beta", confidence=500))
    builder.answers("acme/one", 0, 3, opener=NOBODY_KNOWN)
    asked = answers_asked_for(builder.view(), "acme")
    assert asdict(asked.outsiders) == {"answered": 0, "unanswered": 0, "closed": 0}
    assert asdict(asked.unknown) == {"answered": 1, "unanswered": 5, "closed": 0}


def test_a_childs_people_are_colleagues_when_grouped() -> None:
    builder = made()
    builder.company("beta", parent="acme")
    builder.decide("acme/one", 4, credited("beta"))
    builder.reads("acme/one")
    assert asdict(decisions_made(builder.view(), "acme")) == {"elsewhere": 4, "within": 0, "unknown": 0}
    assert asdict(decisions_made(builder.view(grouped=True), "acme")) == {"elsewhere": 0, "within": 4, "unknown": 0}


def test_what_happened_before_one_was_the_host_or_before_the_twelve_months_is_not_asked_of_it() -> None:
    builder = made()
    builder.project("acme/one", hosts=(Span("acme", JULY.index - 3, None),))
    for month in (-12, -4, -3, 0):
        builder.decide("acme/one", 1, ELSEWHERE, month)
        builder.decide("acme/two", 1, NOBODY_KNOWN, month)
    builder.reads("acme/one", "acme/two")
    assert asdict(decisions_made(builder.view(), "acme")) == {"elsewhere": 2, "within": 0, "unknown": 3}


def test_what_was_not_read_is_said() -> None:
    builder = made()
    builder.reads("acme/two", topics=[Topic.ISSUES])
    view = builder.view()
    assert split_by_reading(view, ["acme/one", "acme/two"], Topic.ISSUES) == (["acme/two"], ["acme/one"])
    assert split_by_reading(view, ["acme/two"], Topic.REVIEWS) == ([], ["acme/two"])
    assert partly(["a"], ["b", "c"], "the issues") == "; in 1 of 3 projects: the issues of the others were not read"
    assert not partly(["a"], [], "the issues")
