"""Issues as GitHub's API tells them: opened, first answered and closed by whom. Parsing above, fetching below."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import IssueHandled
from bot.sources.github_conversations import IsAutomation, comments, first_answer, opened
from bot.sources.github_landings import closed
from bot.sources.github_pages import Asking, Page, conversations, named
from bot.sources.github_queries import ISSUES

SOURCE = "github_issues"


def parse_issue(node: Mapping[str, Any], is_automation: IsAutomation) -> IssueHandled | None:
    """Read one; None where it lacks what makes one: its number, when it was opened and when it changed last."""
    issue, ended = opened(node), closed(node)
    if issue is None:
        return None
    said = [*comments(node.get("comments")), *([ended] if ended else [])]
    answer = first_answer(said, issue, is_automation)
    return IssueHandled(
        issue.number,
        issue.by,
        issue.at,
        answer.at if answer else None,
        answer.by if answer else None,
        issue.closed_at,
        ended.by if ended and issue.closed_at is not None else None,  # one that was opened again has no closer
        issue.updated_at,
    )


def read_issues(
    asking: Asking, repository: str, after: str | None, since: int | None, is_automation: IsAutomation
) -> Iterator[Page[IssueHandled]]:
    """Read pages of issues, the most recently updated first, on from a cursor, down to those before `since`."""
    return conversations(asking, ISSUES, named(repository), after, since, lambda node: parse_issue(node, is_automation))
