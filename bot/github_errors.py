"""What GitHub can answer instead of what was asked for: one error for each thing that the caller can do about it."""

from typing import Any

from bot.errors import GivebackError

_LONGEST = 300


class GitHubError(GivebackError):
    """GitHub answered something else than what was asked for; `status` is HTTP's, 0 where there was none."""

    def __init__(self, status: int, message: str, remedy: str = "") -> None:
        """Take GitHub's own words, cut to a length that can be shown."""
        super().__init__(message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…", remedy)
        self.status = status


class NotFoundError(GitHubError):
    """404: absent, or private and not for this token."""


class GoneError(GitHubError):
    """410: it was there, or the feature is turned off (issues of a repository)."""


class ForbiddenError(GitHubError):
    """403 that is no limit: the permission is missing."""


class LegallyBlockedError(GitHubError):
    """451: blocked for legal reasons."""


class InvalidError(GitHubError):
    """422, or a GraphQL query that was refused: `errors` has what GitHub says of each part."""

    def __init__(self, status: int, message: str, errors: list[Any]) -> None:
        """Keep what GitHub says of each part."""
        super().__init__(status, message)
        self.errors = errors


class RateLimitedError(GitHubError):
    """Over a limit: nothing was done; may be tried again from `until` on (seconds since 1970), never before."""

    def __init__(self, status: int, message: str, until: int) -> None:
        """Keep the time from which it may be tried again."""
        super().__init__(status, message, "It goes on by itself once the limit allows it.")
        self.until = until


class ComputingError(GitHubError):
    """202 to a read: GitHub is still computing it; ask again later."""


class DoubtfulError(GitHubError):
    """A write was answered 5xx, or the connection broke: it may have taken effect. Look before writing again."""


class UnreachableError(GitHubError):
    """A read did not come through, also when tried again; or the write could not even be sent."""


class RevokedError(GitHubError):
    """The credentials are not accepted: the installation is suspended or removed, the key or the token is replaced."""
