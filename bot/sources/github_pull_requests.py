"""Pull requests with their reviews, as GitHub's API tells them: parsing above, fetching below.

Counts all pull requests of a repository, whatever became of them. It cannot see reviews that were given elsewhere
(Gerrit, Phabricator, an internal repository), and takes a review that was dismissed for one that asked for no changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import EARLIEST_AUTHORED, ActorSeen, PullRequestSeen, ReviewGiven
from bot.sources.github_conversations import Said, comments, first_answer, is_human, reviews, shows_too_little
from bot.sources.github_landings import Landed, LandingRules, closed, landed
from bot.sources.github_pages import Asking, Page, completed, newer, pages
from bot.sources.github_queries import PULL_REQUESTS
from bot.sources.github_values import actor, branch, mapping, nodes, seconds, whole

SOURCE = "github_pull_requests"
LARGEST_NUMBER = 2**31 - 1


def parse_pull_request(node: Mapping[str, Any], rules: LandingRules) -> PullRequestSeen | None:
    """Read one; None where it lacks what makes one: its number, when it was opened and when it changed last."""
    number, opened_at, updated_at = (
        whole(node.get("number"), LARGEST_NUMBER),
        seconds(node.get("createdAt")),
        seconds(node.get("updatedAt")),
    )
    if not number or opened_at is None or updated_at is None:
        return None
    opener = actor(node.get("author"))
    given = reviews(node.get("reviews"), opener, rules.is_automation)
    how = landed(node, rules)
    closed_at, merged_at = seconds(node.get("closedAt")), seconds(node.get("mergedAt"))
    answer = first_answer(_said(node, given, how, rules), opener, opened_at, rules.is_automation)
    return PullRequestSeen(
        number,
        opener,
        opened_at,
        closed_at,
        merged_at,
        how.decider,
        how.sha,
        how.by,
        branch(node.get("baseRefName")) or "",
        whole(mapping(node.get("commits")).get("totalCount"), LARGEST_NUMBER),
        _first_authored(node, merged_at or closed_at),
        answer.at if answer else None,
        answer.by if answer else None,
        updated_at,
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
    owner, _, name = repository.partition("/")
    variables = {"owner": owner, "name": name, "landing": rules.by_bot}
    for connection in pages(asking, PULL_REQUESTS, variables, after):
        news = newer(connection, since)
        whole = completed(asking, news, lambda node: _is_cut(node, rules))
        found = [seen for seen in (parse_pull_request(node, rules) for node in whole) if seen is not None]
        yield Page.of(connection, found, len(news))


def _is_cut(node: Mapping[str, Any], rules: LandingRules) -> bool:
    seen = parse_pull_request(node, rules)
    return seen is not None and shows_too_little(node, seen.answered_at)
