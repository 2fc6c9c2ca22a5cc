"""Who may command: the permission is asked from GitHub when a command is run, and uses are bounded.

`author_association` in a payload is wrong for members who hide their membership, and old by the time it is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.configuration import PERMISSIONS
from bot.context import Deployment
from bot.github_client import Connection, NotFoundError, quoted
from bot.store.command_uses import (
    PUBLIC,
    TEAM,
    Counted,
    Use,
    note_use,
    one_by_one,
    take_back,
    uses_since,
    was_told,
)

HOUR = 3600
PER_PERSON, PER_REPOSITORY, PER_INSTALLATION = 20, 60, 200
"""Comments that are answered in an hour; in a repository and an installation so many of each pool."""
_LEAST_OF_TEAM = "triage"


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


def pool_of(permission: str, least: str) -> str:
    """Give the pool that somebody draws from: what everybody may ask for takes nothing from those who work here.

    In a public repository everybody may read: where that is enough to command, it makes nobody one of the team.
    """
    return TEAM if is_enough(permission, least) and is_enough(permission, _LEAST_OF_TEAM) else PUBLIC


@dataclass(frozen=True)
class Quota:
    """The uses of one asker in one place, counted over the last hour."""

    deployment: Deployment
    github_id: int
    repository_id: int
    installation_id: int

    def is_used_up(self) -> bool:
        """Whether the person was answered as often as anybody is in an hour: known before GitHub is asked anything."""
        with self.deployment.database.reading() as connection:
            return uses_since(connection, self._use(PUBLIC), self._since).person >= PER_PERSON

    @contextmanager
    def drawn_from(self, pool: str) -> Iterator[bool]:
        """Note a use before it is answered, and give whether there was room for it: else nothing is noted.

        Noted afterwards, somebody who asks in many places at once would be answered in all of them. Where the block
        raises, the comment is answered later or never, and the use is taken back.
        """
        number = self._noted(pool)
        try:
            yield number is not None
        except BaseException:
            if number is not None:
                with self.deployment.database.writing() as connection:
                    take_back(connection, number)
            raise

    def _noted(self, pool: str) -> int | None:
        use, most = self._use(pool), Counted(PER_PERSON, PER_REPOSITORY, PER_INSTALLATION)
        with self.deployment.database.writing() as connection:
            one_by_one(connection)
            counted = uses_since(connection, use, self._since)
            if any(used >= limit for used, limit in zip(counted, most, strict=True)):
                return None
            return note_use(connection, use)

    def was_told(self, outcome: str) -> bool:
        """Whether the asker was told within the hour that this is the outcome here."""
        with self.deployment.database.reading() as connection:
            return was_told(connection, self._use(outcome), self._since)

    def note_told(self, outcome: str) -> None:
        """Note that the asker was told an outcome."""
        with self.deployment.database.writing() as connection:
            note_use(connection, self._use(outcome))

    @property
    def _since(self) -> int:
        return self.deployment.seconds() - HOUR

    def _use(self, outcome: str) -> Use:
        return Use(self.github_id, self.repository_id, self.installation_id, outcome, self.deployment.seconds())


def _rank(permission: object) -> int:
    return PERMISSIONS.index(permission) if isinstance(permission, str) and permission in PERMISSIONS else -1
