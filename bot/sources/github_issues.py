"""Issues as GitHub's API tells them: opened, first answered and closed by whom. Parsing above, fetching below."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import IssueHandled
from bot.sources.github_conversations import IsAutomation, comments, first_answer, shows_too_little
from bot.sources.github_landings import closed
from bot.sources.github_pages import Asking, Page, completed, newer, pages
from bot.sources.github_pull_requests import LARGEST_NUMBER
from bot.sources.github_queries import ISSUES
from bot.sources.github_values import actor, seconds, whole

SOURCE = "github_issues"


def parse_issue(node: Mapping[str, Any], is_automation: IsAutomation) -> IssueHandled | None:
    """Read one; None where it lacks what makes one: its number, when it was opened and when it changed last."""
    number, opened_at, updated_at = (
        whole(node.get("number"), LARGEST_NUMBER),
        seconds(node.get("createdAt")),
        seconds(node.get("updatedAt")),
    )
    if not number or opened_at is None or updated_at is None:
        return None
    opener, closed_at, ended = actor(node.get("author")), seconds(node.get("closedAt")), closed(node)
    said = [*comments(node.get("comments")), *([ended] if ended else [])]
    answer = first_answer(said, opener, opened_at, is_automation)
    return IssueHandled(
        number,
        opener,
        opened_at,
        answer.at if answer else None,
        answer.by if answer else None,
        closed_at,
        ended.by if ended and closed_at is not None else None,  # one that was opened again has no closer
        updated_at,
    )


def read_issues(
    asking: Asking, repository: str, after: str | None, since: int | None, is_automation: IsAutomation
) -> Iterator[Page[IssueHandled]]:
    """Read pages of issues, the most recently updated first, on from a cursor, down to those before `since`."""
    owner, _, name = repository.partition("/")
    for connection in pages(asking, ISSUES, {"owner": owner, "name": name}, after):
        news = newer(connection, since)
        whole = completed(asking, news, lambda node: _is_cut(node, is_automation))
        found = [seen for seen in (parse_issue(node, is_automation) for node in whole) if seen is not None]
        yield Page.of(connection, found, len(news))


def _is_cut(node: Mapping[str, Any], is_automation: IsAutomation) -> bool:
    seen = parse_issue(node, is_automation)
    return seen is not None and shows_too_little(node, seen.answered_at)
