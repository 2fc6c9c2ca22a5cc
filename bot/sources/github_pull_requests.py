"""Pull requests with their reviews, as GitHub's API tells them: parsing above, fetching below.

Counts all pull requests of a repository, whatever became of them. It cannot see reviews that were given elsewhere
(Gerrit, Phabricator, an internal repository), and takes a review that was dismissed for one that asked for no changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import EARLIEST_AUTHORED, ActorSeen, PullRequestSeen, ReviewGiven
from bot.sources.github_conversations import Said, comments, first_answer, is_human, opened, reviews
from bot.sources.github_landings import Landed, LandingRules, closed, landed
from bot.sources.github_pages import Asking, Page, conversations, named
from bot.sources.github_queries import PULL_REQUESTS
from bot.sources.github_values import LARGEST_NUMBER, actor, branch, mapping, nodes, seconds, whole

SOURCE = "github_pull_requests"


def parse_pull_request(node: Mapping[str, Any], rules: LandingRules) -> PullRequestSeen | None:
    """Read one; None where it lacks what makes one: its number, when it was opened and when it changed last."""
    pull = opened(node)
    if pull is None:
        return None
    given = reviews(node.get("reviews"), pull.by, rules.is_automation)
    how, merged_at = landed(node, rules), seconds(node.get("mergedAt"))
    answer = first_answer(_said(node, given, how, rules), pull, rules.is_automation)
    return PullRequestSeen(
        pull.number,
        pull.by,
        pull.at,
        pull.closed_at,
        merged_at,
        how.decider,
        how.sha,
        how.by,
        branch(node.get("baseRefName")) or "",
        whole(mapping(node.get("commits")).get("totalCount"), LARGEST_NUMBER),
        _first_authored(node, merged_at or pull.closed_at),
        answer.at if answer else None,
        answer.by if answer else None,
        pull.updated_at,
        tuple(given),
    )


def _said(node: Mapping[str, Any], given: list[ReviewGiven], how: Landed, rules: LandingRules) -> Iterator[Said]:
    """Give all that may be an answer: comments, reviews, and the merge or the closing."""
    yield from comments(node.get("comments"))
    yield from (Said(review.submitted_at, review.reviewer) for review in given if review.reviewer is not None)
    ended, merged_at = closed(node), seconds(node.get("mergedAt"))
    if ended is not None:
        yield ended
    by: ActorSeen | None = actor(node.get("mergedBy"))
    if merged_at is not None and by is not None:
        yield Said(merged_at, how.decider if how.decider and not is_human(by, rules.is_automation) else by)


def _first_authored(node: Mapping[str, Any], landed_at: int | None) -> int | None:
    """Give the author's date of its first commit; None where it is no date, or after the landing."""
    for each in nodes(node.get("commits")):
        at = seconds(mapping(each.get("commit")).get("authoredDate"))
        is_date = at is not None and at >= EARLIEST_AUTHORED and (landed_at is None or at <= landed_at)
        return at if is_date else None
    return None


def read_pull_requests(
    asking: Asking, repository: str, after: str | None, since: int | None, rules: LandingRules
) -> Iterator[Page[PullRequestSeen]]:
    """Read pages of pull requests, the most recently updated first, on from a cursor, down to those before `since`."""
    variables = {**named(repository), "landing": rules.by_bot}
    return conversations(asking, PULL_REQUESTS, variables, after, since, lambda node: parse_pull_request(node, rules))
