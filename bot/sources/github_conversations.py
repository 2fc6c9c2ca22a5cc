"""What people said in an issue or a pull request: reviews, and the first answer of another human."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from bot.facts import ActorSeen, ReviewGiven
from bot.sources.github_values import LARGEST_NUMBER, actor, goes_on, mapping, nodes, seconds, whole

_STATES = {"APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"}  # pending ones are their writer's alone

IsAutomation = Callable[[ActorSeen], bool]
"""Whether an account is known to be a bot, an agent or a service: by the registry, or since GitHub says so."""


class Said(NamedTuple):
    """That somebody did or said something at a time, in seconds since 1970."""

    at: int
    by: ActorSeen


class Opened(NamedTuple):
    """What every issue and pull request has; times in seconds since 1970."""

    number: int
    at: int
    by: ActorSeen | None
    closed_at: int | None
    updated_at: int


def opened(node: Mapping[str, Any]) -> Opened | None:
    """Read it; None where something is no issue or pull request, without number, opening or last change."""
    number, at = whole(node.get("number"), LARGEST_NUMBER), seconds(node.get("createdAt"))
    updated_at = seconds(node.get("updatedAt"))
    if not number or at is None or updated_at is None:
        return None
    return Opened(number, at, actor(node.get("author")), seconds(node.get("closedAt")), updated_at)


def same(one: ActorSeen | None, other: ActorSeen | None) -> bool:
    """Say whether both are the same known account."""
    return one is not None and other is not None and one.github_id == other.github_id


def is_human(who: ActorSeen | None, is_automation: IsAutomation) -> bool:
    """Say whether this is a person's account. One that is gone is nobody known."""
    return who is not None and who.kind == "user" and not is_automation(who)


def comments(connection: Any) -> list[Said]:
    """Read comments by those whose account is still there."""
    found = ((seconds(node.get("createdAt")), actor(node.get("author"))) for node in nodes(connection))
    return [Said(at, by) for at, by in found if at is not None and by is not None]


def reviews(connection: Any, opener: ActorSeen | None, is_automation: IsAutomation) -> list[ReviewGiven]:
    """Read reviews; what was not submitted is none."""
    found = (_review(node, opener, is_automation) for node in nodes(connection))
    return [review for review in found if review is not None]


def _review(node: Mapping[str, Any], opener: ActorSeen | None, is_automation: IsAutomation) -> ReviewGiven | None:
    number, submitted_at, state = whole(node.get("fullDatabaseId")), seconds(node.get("submittedAt")), node.get("state")
    if number is None or submitted_at is None or state not in _STATES:
        return None
    reviewer = actor(node.get("author"))
    inline = whole(mapping(node.get("comments")).get("totalCount"), LARGEST_NUMBER) or 0
    # Where both accounts are gone, nobody can say that it was another's change.
    is_own = same(reviewer, opener) or (reviewer is None and opener is None)
    is_machine = reviewer is not None and not is_human(reviewer, is_automation)
    is_substantive = (inline > 0 or state == "CHANGES_REQUESTED") and not is_own and not is_machine
    return ReviewGiven(number, reviewer, submitted_at, str(state).lower(), inline, is_substantive)


def first_answer(said: Iterable[Said], to: Opened, is_automation: IsAutomation) -> Said | None:
    """Give the first thing that another human said or did; by the lower number where two did in the same second."""
    answers = [
        each for each in said if each.at >= to.at and not same(each.by, to.by) and is_human(each.by, is_automation)
    ]
    return min(answers, key=lambda each: (each.at, each.by.github_id), default=None)


def shows_too_little(node: Mapping[str, Any], answered_at: int | None) -> bool:
    """Say whether there is more to read: reviews, or comments that could hold an earlier answer, or the first one."""
    if goes_on(node.get("reviews")) is not None:
        return True
    if goes_on(node.get("comments")) is None:
        return False
    times = [at for at in (seconds(each.get("createdAt")) for each in nodes(node.get("comments"))) if at is not None]
    return answered_at is None or not times or answered_at > max(times)


# `@bot merge`, `/merge`, `@bors r+`: how people tell a bot to merge, at the beginning of a line.
_TOLD = re.compile(
    r"(?im)^[ \t]{0,9}(?:@[\w-]{0,39}(?:bot|bors|homu|mergify|merge)[\w-]{0,39}:?[ \t]{1,9}|/)"
    r"(?:merge|land|queue|requeue|squash|submit|r\+|r=)(?![\w-])"
)


def tells_to_merge(body: str) -> bool:
    """Say whether a comment tells a bot to merge."""
    return _TOLD.search(body[:20_000]) is not None
