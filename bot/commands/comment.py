"""A comment as the commands see it: who wrote what, where and when."""

from dataclasses import dataclass

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
