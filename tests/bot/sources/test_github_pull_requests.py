from typing import Any

import pytest
from github_nodes import DAY, OPENED, bot, comment, connection, event, is_automation, pull, review, user
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import ActorSeen, PullRequestSeen
from bot.sources.github_landings import LandingRules
from bot.sources.github_pull_requests import parse_pull_request
from bot.sources.github_values import moment
from bot.store.actors import key_of

SAM, DANA, LEE = user(1, "sam"), user(2, "dana"), user(3, "lee")
HELPER, MACHINE = bot(50, "helper"), user(51, "ci-machine")
RULES = LandingRules(is_automation)


def read(node: Any, rules: LandingRules = RULES) -> PullRequestSeen:
    seen = parse_pull_request(node, rules)
    assert seen is not None
    return seen


def login(who: ActorSeen | None) -> str | None:
    return who.login if who else None


def test_a_merged_pull_request_says_who_opened_and_who_merged_it() -> None:
    merged = {"mergedAt": moment(OPENED + DAY), "mergedBy": DANA, "mergeCommit": {"oid": "a" * 40}}
    seen = read(pull(by=SAM, closedAt=moment(OPENED + DAY), **merged))
    assert (login(seen.opener), login(seen.merger), seen.merge_sha, seen.landed_by) == (
        "sam",
        "dana",
        "a" * 40,
        "merged",
    )
    assert (seen.opened_at, seen.merged_at, seen.base, seen.commits) == (OPENED, OPENED + DAY, "main", 1)


@pytest.mark.parametrize(
    ("state", "inline", "by", "substantive"),
    [
        ("CHANGES_REQUESTED", 0, DANA, True),
        ("COMMENTED", 1, DANA, True),
        ("APPROVED", 2, DANA, True),
        ("APPROVED", 0, DANA, False),
        ("COMMENTED", 0, DANA, False),
        ("DISMISSED", 0, DANA, False),
        ("COMMENTED", 3, SAM, False),
        ("CHANGES_REQUESTED", 3, HELPER, False),
        ("CHANGES_REQUESTED", 3, MACHINE, False),
        ("CHANGES_REQUESTED", 0, None, True),
    ],
)
def test_a_review_is_substantive_with_inline_comments_or_a_request(
    state: str, inline: int, by: Any, substantive: bool
) -> None:
    seen = read(pull(by=SAM, reviews=connection(review(9, by, OPENED + 5, state, inline))))
    assert [each.is_substantive for each in seen.reviews] == [substantive]


def test_where_both_accounts_are_gone_nobody_says_that_it_was_anothers_change() -> None:
    seen = read(pull(by=None, reviews=connection(review(9, None, OPENED + 5, "CHANGES_REQUESTED"))))
    assert [each.is_substantive for each in seen.reviews] == [False]


def test_what_was_not_submitted_is_no_review() -> None:
    pending = {**review(9, DANA, OPENED, "PENDING"), "submittedAt": None}
    assert (
        read(
            pull(by=SAM, reviews=connection(pending, None, {}, {**review(1, DANA, OPENED), "fullDatabaseId": None}))
        ).reviews
        == ()
    )


def test_the_first_answer_is_another_humans_word_review_or_decision() -> None:
    said = connection(
        comment(HELPER, OPENED + 1), comment(MACHINE, OPENED + 2), comment(SAM, OPENED + 3), comment(None, OPENED + 4),
        comment(DANA, OPENED + 90),
    )  # fmt: skip
    answered = read(pull(by=SAM, comments=said))
    assert (login(answered.answerer), answered.answered_at) == ("dana", OPENED + 90)
    reviewed = read(pull(by=SAM, comments=said, reviews=connection(review(9, LEE, OPENED + 80))))
    assert (login(reviewed.answerer), reviewed.answered_at) == ("lee", OPENED + 80)
    closing = connection(event("ClosedEvent", LEE, OPENED + 70, closer=None))
    closed = read(pull(by=SAM, comments=said, closedAt=moment(OPENED + 70), timelineItems=closing))
    assert (login(closed.answerer), closed.answered_at) == ("lee", OPENED + 70)


def test_the_opener_and_automation_never_answer() -> None:
    said = connection(comment(SAM, OPENED + 1), comment(HELPER, OPENED + 2))
    merged = {"mergedAt": moment(OPENED + 9), "mergedBy": SAM, "closedAt": moment(OPENED + 9)}
    closing = connection(event("ClosedEvent", SAM, OPENED + 9, closer=None))
    seen = read(pull(by=SAM, comments=said, timelineItems=closing, **merged))
    assert (seen.answered_at, seen.answerer) == (None, None)


def test_two_who_answer_in_the_same_second_are_told_apart_by_their_numbers() -> None:
    both = (comment(LEE, OPENED + 5), comment(DANA, OPENED + 5))
    assert login(read(pull(by=SAM, comments=connection(*both))).answerer) == "dana"
    assert login(read(pull(by=SAM, comments=connection(*reversed(both)))).answerer) == "dana"


@pytest.mark.parametrize("date", ["1969-01-01T00:00:00Z", "2004-12-31T23:59:59Z", "2099-01-01T00:00:00Z", "soon", None])
def test_a_first_commits_date_that_cannot_be_is_none(date: str | None) -> None:
    commits = {"totalCount": 3, "nodes": [{"commit": {"authoredDate": date}}]}
    merged = {"mergedAt": moment(OPENED + 9), "closedAt": moment(OPENED + 9)}
    assert read(pull(by=SAM, commits=commits, **merged)).first_authored_at is None


def test_numbers_beyond_32_bits_are_kept_or_refused_as_their_columns_are() -> None:
    large = review(2**62, user(2**40), OPENED + 5, inline=2**33)
    seen = read(pull(by=user(2**33), reviews=connection(large)))
    assert seen.reviews[0].github_id == 2**62
    assert seen.opener is not None
    assert key_of(seen.opener.github_id) == f"github:{2**33}"
    assert parse_pull_request(pull(2**31), RULES) is None


@pytest.mark.parametrize("lacking", ["number", "createdAt", "updatedAt"])
def test_without_its_number_or_times_it_is_none(lacking: str) -> None:
    assert parse_pull_request(pull(**{lacking: None}), RULES) is None


KEYS = st.sampled_from(
    [
        *pull(),
        "closing",
        "labels",
        "login",
        "databaseId",
        "__typename",
        "actor",
        "closer",
        "oid",
        "message",
        "body",
        "name",
    ]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.just(moment(OPENED))
    | st.just("ClosedEvent")
    | st.just("User"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS, inner, max_size=6)
        | st.builds(lambda held: {"nodes": held}, st.lists(inner, max_size=3))
    ),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, ANYTHING, max_size=12))
def test_whatever_a_node_holds_it_is_read_or_refused(parts: dict[str, Any]) -> None:
    rules = LandingRules(is_automation, "acme/engine", by_bot=True)
    seen = parse_pull_request({**pull(by=SAM), **parts}, rules)
    assert seen is None or 0 < seen.number < 2**31
