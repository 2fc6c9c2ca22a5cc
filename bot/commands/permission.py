"""Who may command: the permission is asked from GitHub when a command is run, and uses are bounded.

`author_association` in a payload is wrong for members who hide their membership, and old by the time it is read.
"""

from dataclasses import dataclass

from bot.configuration import PERMISSIONS
from bot.context import Deployment
from bot.github_client import Connection, NotFoundError, quoted
from bot.store.command_uses import DONE, Counted, Use, note_use, uses_since, was_told

HOUR = 3600
PER_PERSON, PER_REPOSITORY, PER_INSTALLATION = 20, 60, 200
"""Comments that are answered in an hour."""


def permission_of(github: Connection, repository_id: int, login: str, user_id: int) -> str:
    """Ask GitHub for somebody's permission in a repository: one of `PERMISSIONS`, or none.

    A login that is another user's by now has none: logins change hands.
    """
    try:
        answer = github.get(f"/repositories/{repository_id}/collaborators/{quoted(login)}/permission").data
    except NotFoundError:
        return "none"
    if (answer.get("user") or {}).get("id") != user_id:
        return "none"
    # Roles that an organization made itself are told by the permission that they build on.
    told = [answer.get("permission"), answer.get("role_name")]
    return max(told, key=_rank) if any(_rank(each) >= 0 for each in told) else "none"


def is_enough(permission: str, least: str) -> bool:
    """Whether a permission is at least another."""
    return _rank(permission) >= _rank(least)


@dataclass(frozen=True)
class Quota:
    """The uses of one asker in one place, counted over the last hour."""

    deployment: Deployment
    github_id: int
    repository_id: int
    installation_id: int

    def is_used_up(self) -> bool:
        """Whether as much was answered as is answered in an hour: to the person, in the repository or installation."""
        with self.deployment.database.reading() as connection:
            counted = uses_since(connection, self._use(DONE), self._since)
        most = Counted(PER_PERSON, PER_REPOSITORY, PER_INSTALLATION)
        return any(used >= limit for used, limit in zip(counted, most, strict=True))

    def was_told(self, outcome: str) -> bool:
        """Whether the asker was told within the hour that this is the outcome here."""
        with self.deployment.database.reading() as connection:
            return was_told(connection, self._use(outcome), self._since)

    def note(self, outcome: str) -> None:
        """Note a use with its outcome."""
        with self.deployment.database.writing() as connection:
            note_use(connection, self._use(outcome))

    @property
    def _since(self) -> int:
        return self.deployment.seconds() - HOUR

    def _use(self, outcome: str) -> Use:
        return Use(self.github_id, self.repository_id, self.installation_id, outcome, self.deployment.seconds())


def _rank(permission: object) -> int:
    return PERMISSIONS.index(permission) if isinstance(permission, str) and permission in PERMISSIONS else -1
