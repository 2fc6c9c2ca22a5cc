"""A comment as the commands see it: who wrote what, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

LATE = 24 * 3600
"""Seconds after which a comment that was delivered late is left alone: an answer a day later surprises everybody."""


@dataclass(frozen=True)
class CommentSeen:
    """A comment that was written or edited. Whoever did that is the asker: of an edited one, the delivery's sender.

    Times are whole seconds since 1970 (UTC).
    """

    repository_id: int
    installation_id: int
    issue_number: int
    is_pull_request: bool
    comment_id: int
    author_id: int
    author_login: str
    author_type: str
    """User, Bot, Organization or Mannequin."""
    body: str
    created_at: int
    former_body: str | None = None
    """What stood there before an edit; None where the comment is new."""
    edited_at: int | None = None
    via_app_id: int | None = None
    """The App through which it was written, where that was one."""

    def is_for(self, app_slug: str, app_id: int, now: int) -> bool:
        """Whether it is a person's, and young enough to be answered: bots never command, least of all this one."""
        is_ours = self.via_app_id == app_id or self.author_login.lower() == f"{app_slug}[bot]".lower()
        is_persons = self.author_type == "User" and not self.author_login.endswith("[bot]")
        return is_persons and not is_ours and now - (self.edited_at or self.created_at) <= LATE


def comment_seen(payload: Mapping[str, Any]) -> CommentSeen | None:
    """Read an `issue_comment` delivery's body; None where it tells of no comment that was written or edited.

    What GitHub leaves out, or somebody made up, makes no comment; nothing is raised.
    """
    action = payload.get("action")
    comment, issue, sender = (_object(payload, name) for name in ("comment", "issue", "sender"))
    numbers = [
        _number(_object(payload, "repository"), "id"),
        _number(_object(payload, "installation"), "id"),
        _number(issue, "number"),
        _number(comment, "id"),
        _number(sender, "id"),
    ]
    created = _seconds(comment.get("created_at"))
    if action not in ("created", "edited") or None in numbers or created is None:
        return None
    repository_id, installation_id, issue_number, comment_id, sender_id = (int(number or 0) for number in numbers)
    former = _object(_object(payload, "changes"), "body").get("from")
    return CommentSeen(
        repository_id,
        installation_id,
        issue_number,
        "pull_request" in issue,
        comment_id,
        sender_id,
        str(sender.get("login") or ""),
        str(sender.get("type") or ""),
        str(comment.get("body") or ""),
        created,
        # An edit that tells no former text changed none: what stands there was asked for before.
        (former if isinstance(former, str) else str(comment.get("body") or "")) if action == "edited" else None,
        _seconds(comment.get("updated_at")) if action == "edited" else None,
        _number(_object(comment, "performed_via_github_app"), "id"),
    )


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, Mapping) else {}


def _number(of: Mapping[str, Any], name: str) -> int | None:
    value = of.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 63 else None


def _seconds(stamp: Any) -> int | None:
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
