from github_nodes import DAY, OPENED, bot, comment, connection, event, is_automation, issue, user

from bot.sources.github_issues import parse_issue
from bot.sources.github_values import moment

SAM, DANA = user(1, "sam"), user(2, "dana")


def test_an_issue_says_who_opened_answered_and_closed_it() -> None:
    closing = connection(event("ClosedEvent", DANA, OPENED + DAY))
    said = connection(comment(bot(5, "helper"), OPENED + 1), comment(SAM, OPENED + 2), comment(DANA, OPENED + 60))
    seen = parse_issue(
        issue(by=SAM, comments=said, closedAt=moment(OPENED + DAY), timelineItems=closing), is_automation
    )
    assert seen is not None
    assert [who.login if who else None for who in (seen.opener, seen.answerer, seen.closer)] == ["sam", "dana", "dana"]
    assert (seen.answered_at, seen.closed_at) == (OPENED + 60, OPENED + DAY)


def test_an_issue_that_was_opened_again_has_no_closer() -> None:
    closing = connection(event("ClosedEvent", DANA, OPENED + DAY))
    seen = parse_issue(issue(by=SAM, timelineItems=closing), is_automation)
    assert seen is not None
    assert (seen.closed_at, seen.closer) == (None, None)
    assert seen.answered_at == OPENED + DAY  # the closing was an answer all the same


def test_an_issue_of_nobody_known_is_answered_by_anybody() -> None:
    seen = parse_issue(issue(by=None, comments=connection(comment(DANA, OPENED + 60))), is_automation)
    assert seen is not None
    assert (seen.opener, seen.answered_at) == (None, OPENED + 60)


def test_without_its_number_or_times_it_is_none() -> None:
    assert parse_issue(issue(number=0), is_automation) is None
    assert parse_issue(issue(createdAt="?"), is_automation) is None
    assert parse_issue(issue(updatedAt=None), is_automation) is None
