"""What a delivery says of a comment: from `issue_comment` to the value that commands are looked for in. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.commands.comment import CommentSeen
from webhooks.events import Event, MalformedError

_HEARD = frozenset({"created", "edited"})


def comment_seen(event: Event, installation_id: int) -> CommentSeen | None:
    """Give the comment that was written or edited, None where it was deleted.

    Raises MalformedError where the payload lacks what every comment has.
    """
    if event.action not in _HEARD or event.repository_id is None:
        return None
    comment, issue = event.payload["comment"], event.payload["issue"]
    is_edit = event.action == "edited"
    try:
        # Who edits a comment is the asker, and may be somebody else than its author.
        asker = event.payload["sender"] if is_edit else comment["user"] or event.payload["sender"]
        app = comment.get("performed_via_github_app") or {}
        return CommentSeen(
            repository_id=event.repository_id,
            installation_id=installation_id,
            issue_number=int(issue["number"]),
            is_pull_request=issue.get("pull_request") is not None,
            comment_id=int(comment["id"]),
            author_id=int(asker["id"]),
            author_login=str(asker["login"]),
            author_type=str(asker["type"]),
            body=_words(comment.get("body")),
            created_at=_seconds(comment["created_at"]),
            former_body=_former(event.payload) if is_edit else None,
            edited_at=_seconds(comment["updated_at"]) if is_edit else None,
            via_app_id=int(app["id"]) if "id" in app else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"issue_comment: a comment that cannot be understood: {type(error).__name__}"
        raise MalformedError(message) from error


def _former(payload: Mapping[str, Any]) -> str:
    """Give what stood there before: the same as now where an edit changed something else."""
    changes = payload.get("changes") or {}
    return _words(changes["body"]["from"] if "body" in changes else payload["comment"].get("body"))


def _words(told: object) -> str:
    return told.encode("utf-8", "replace").decode() if isinstance(told, str) else ""


def _seconds(told: str) -> int:
    moment = datetime.fromisoformat(told)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
