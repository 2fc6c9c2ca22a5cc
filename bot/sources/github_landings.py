"""How a pull request landed, and by whose decision: GitHub's own word, or what a merge bot left behind.

Merge bots land a commit of their own and close the pull request: GitHub then says that it was not merged. What shows
that it landed is, in order of trust: the commit that closed it, a landed commit whose trailer names it, a label that
only maintainers can set, and the closing comment of whoever closed it that names the commit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.facts import ActorSeen
from bot.sources.github_conversations import IsAutomation, Said, is_human, same, tells_to_merge
from bot.sources.github_values import actor, mapping, nodes, seconds, sha, words
from bot.sources.messages import resolved_number, subject_number

_LABELS = {"merged", "landed"}
_LONGEST_LABEL = 100
_LONGEST_BODY = 20_000
_NEAR = 24 * 3600  # seconds between the closing and the comment that explains it
_LANDED = re.compile(
    r"(?i)\b(?:landed|merged|pushed|imported|submitted)\b[^\n]{0,80}?\b([0-9a-f]{40}|[0-9a-f]{7,12})\b"
)


@dataclass(frozen=True)
class LandingRules:
    """What a project's landings are judged by; where bots land them, `evidence` is what their commits' messages say."""

    is_automation: IsAutomation
    repository: str = ""
    by_bot: bool = False
    evidence: re.Pattern[str] | None = None
    trailers: Mapping[int, str] = field(default_factory=dict)
    """By pull request the landed commit whose trailer names it, where the history has been read."""


class Landed(NamedTuple):
    """How it landed, as which commit, and who decided; the first two are None where nothing shows that it did."""

    by: str | None
    sha: str | None
    decider: ActorSeen | None


def closed(node: Mapping[str, Any]) -> Said | None:
    """Give who closed it last, and when."""
    event = _closing(node)
    at, by = seconds(event.get("createdAt")), actor(event.get("actor"))
    return Said(at, by) if at is not None and by is not None else None


def _closing(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the event that closed it last; an empty one where there is none."""
    found = [event for event in nodes(node.get("timelineItems")) if event.get("__typename") == "ClosedEvent"]
    return found[-1] if found else {}


def landed(node: Mapping[str, Any], rules: LandingRules) -> Landed:
    """Judge one pull request.

    One that was closed has a decider even where nothing shows that it landed: the commit whose trailer does may be
    scanned later.
    """
    merged_at = seconds(node.get("mergedAt"))
    if merged_at is not None:
        decider = _decider(node, actor(node.get("mergedBy")), merged_at, rules)
        return Landed("merged", sha(mapping(node.get("mergeCommit")).get("oid")), decider)
    closed_at = seconds(node.get("closedAt"))
    if closed_at is None:
        return Landed(None, None, None)
    closer = closed(node)
    return Landed(*_evidence(node, rules), _decider(node, closer.by if closer else None, closed_at, rules))


def _decider(node: Mapping[str, Any], by: ActorSeen | None, at: int, rules: LandingRules) -> ActorSeen | None:
    """Give whose decision it was that somebody merged or closed it: a machine's is that of who told it, if anybody."""
    return by if is_human(by, rules.is_automation) else _who_told(node, at, rules) or by


def _evidence(node: Mapping[str, Any], rules: LandingRules) -> tuple[str | None, str | None]:
    closing = _closing_commit(node, rules)
    if closing is not None:
        return "commit", closing
    trailer = rules.trailers.get(node.get("number", 0))
    if trailer is not None:
        return "trailer", trailer
    if not rules.by_bot:
        return None, None
    labels = {words(label.get("name"), _LONGEST_LABEL) for label in nodes(node.get("labels"))}
    named = _named_in_closing(node, rules)
    if any(label is not None and label.lower() in _LABELS for label in labels):
        return "label", named
    return ("comment", named) if named else (None, None)


def _closing_commit(node: Mapping[str, Any], rules: LandingRules) -> str | None:
    """Give the commit on the default branch that closed it last; not one that took its place."""
    closer = mapping(_closing(node).get("closer"))
    oid, message = sha(closer.get("oid")), closer.get("message")
    if closer.get("__typename") != "Commit" or oid is None:
        return None
    text = message[:_LONGEST_BODY] if isinstance(message, str) else ""
    raw = text.encode("utf-8", "replace")
    # A squash says in its subject which pull request it is, and may close those that it takes the place of.
    lands = resolved_number(raw, rules.repository) or subject_number(raw.partition(b"\n")[0])
    is_anothers = lands is not None and lands != node.get("number")
    is_by_hand = rules.by_bot and rules.evidence is not None and rules.evidence.search(text) is None
    return None if is_anothers or is_by_hand else oid


def _named_in_closing(node: Mapping[str, Any], rules: LandingRules) -> str | None:
    """Give the commit that the closing comment names: of whoever closed it, or of automation; anybody can write one."""
    closer = closed(node)
    found = None
    for at, by, body in _closing_comments(node):
        is_heard = rules.is_automation(by) or by.kind == "bot" or (closer is not None and same(by, closer.by))
        match = _LANDED.search(body) if is_heard and (closer is None or abs(at - closer.at) <= _NEAR) else None
        found = match[1].lower() if match else found
    return found


def _who_told(node: Mapping[str, Any], by_then: int, rules: LandingRules) -> ActorSeen | None:
    """Give the human who told a queue or a bot to merge, last before it did."""
    told = [
        (at, who)
        for event in nodes(node.get("timelineItems"))
        if event.get("__typename") != "ClosedEvent"
        and (at := seconds(event.get("createdAt"))) is not None
        and (who := actor(event.get("actor"))) is not None
    ]
    told += [(at, who) for at, who, body in _closing_comments(node) if tells_to_merge(body)]
    humans = [(at, who) for at, who in told if at <= by_then and is_human(who, rules.is_automation)]
    return max(humans, key=lambda each: (each[0], each[1].github_id))[1] if humans else None


def _closing_comments(node: Mapping[str, Any]) -> Iterator[tuple[int, ActorSeen, str]]:
    for comment in nodes(node.get("closing")):
        at, by, body = seconds(comment.get("createdAt")), actor(comment.get("author")), comment.get("body")
        if at is not None and by is not None and isinstance(body, str):
            yield at, by, body[:_LONGEST_BODY]
