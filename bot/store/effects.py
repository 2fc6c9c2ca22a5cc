"""What Giveback does on GitHub, each thing once: written down before it is tried, looked for before it is retried.

Between the wish and the answer anything may happen: the process is killed, the connection breaks, GitHub answers 502
and has done it all the same, or does it a few seconds later, or has done it and does not show it yet. So a second
attempt is made only when the first one can no longer take effect and was looked for in vain.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text

from bot.errors import NotYetError
from bot.github_errors import DoubtfulError, GitHubError
from bot.store.database import Database

SETTLING = 15
"""Seconds after which a write that was cut off has taken effect, and can be seen, or never will.

GitHub ends a request after ten seconds; what it wrote can be read within a few more.
"""


class Written(NamedTuple):
    """What an effect made on GitHub: its id there, and the SHA-256 of what was last written, where that is kept."""

    remote_id: str
    digest: str | None


class Effects:
    """The effects of one deployment. Threads and processes may share the database."""

    def __init__(self, database: Database, now: Callable[[], datetime], settling: int = SETTLING) -> None:
        """Take the clock and the seconds that a doubtful write is waited for."""
        self._database, self._now = database, now
        self.settling = settling
        """Seconds after which what was written on GitHub can be read there, or never will."""

    def once(
        self, key: str, look: Callable[[], str | None], act: Callable[[], str], *, digest: str | None = None
    ) -> str:
        """Do something on GitHub unless it has been done; give the id of what it made.

        `look` finds it on GitHub by its marker; `act` does it; `digest` is of what it writes. Raises NotYetError where
        an attempt is in doubt, or under way elsewhere: ask again from its `until` on. What `act` raises where GitHub
        refused is raised on; then nothing was done, and the next call tries anew.
        """
        now = self._seconds()
        state, remote_id, intended_at, is_new = self._intend(key, now)
        if state == "done":
            assert remote_id is not None
            return remote_id
        if not is_new:
            found = look()
            if found is not None:
                return self._done(key, found, None)  # whoever wrote it may have written something else
            if intended_at > now:  # by a clock that has been set back: it is waited for from now on
                self._doubt(key, now)
                raise self._not_yet(key, now)
            if now < intended_at + self.settling:
                raise self._not_yet(key, intended_at)
            if not self._take_over(key, intended_at, now):
                raise self._not_yet(key, now)
        return self._attempt(key, look, act, digest)

    def known(self, key: str) -> Written | None:
        """Give what an effect made, None where it is not known to be done."""
        query = text("SELECT remote_id, digest FROM effect WHERE key = :key AND state = 'done'")
        with self._database.reading() as connection:
            row = connection.execute(query, {"key": key}).first()
        return Written(row[0], row[1]) if row else None

    def edited(self, key: str, digest: str) -> None:
        """Remember what was last written to what an effect made, so that the same text is not written again."""
        query = text("UPDATE effect SET digest = :digest WHERE key = :key AND state = 'done'")
        with self._database.writing() as connection:
            connection.execute(query, {"key": key, "digest": digest})

    def forget(self, key: str) -> None:
        """Forget an effect, since what it made is gone from GitHub: the next `once` does it again."""
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM effect WHERE key = :key"), {"key": key})

    def gone(self, key: str) -> None:
        """Forget an effect whose thing GitHub does not show. Raises NotYetError where it may just not show it yet."""
        query = text("SELECT done_at FROM effect WHERE key = :key AND state = 'done'")
        with self._database.reading() as connection:
            done_at = connection.execute(query, {"key": key}).scalar()
        if done_at is not None and done_at <= self._seconds() < done_at + self.settling:
            raise self._not_yet(key, done_at)
        self.forget(key)

    def _attempt(self, key: str, look: Callable[[], str | None], act: Callable[[], str], digest: str | None) -> str:
        try:
            made = act()
        except DoubtfulError as error:
            doubted_at = self._seconds()
            self._doubt(key, doubted_at)
            found = look()
            if found is None:
                raise self._not_yet(key, doubted_at) from error
            return self._done(key, found, digest)
        except GitHubError:
            self.forget(key)  # refused: it took no effect
            raise
        return self._done(key, made, digest)

    def _intend(self, key: str, now: int) -> tuple[str, str | None, int, bool]:
        # A wish that a power cut takes back would be acted on anew, without a look at what was written before.
        wish = text(
            "INSERT INTO effect (key, state, intended_at) VALUES (:key, 'intended', :now) ON CONFLICT (key) DO NOTHING"
        )
        found = text("SELECT state, remote_id, intended_at FROM effect WHERE key = :key")
        with self._database.writing(durable=True) as connection:
            is_new = bool(connection.execute(wish, {"key": key, "now": now}).rowcount)
            state, remote_id, intended_at = connection.execute(found, {"key": key}).one()
        return state, remote_id, intended_at, is_new

    def _take_over(self, key: str, intended_at: int, now: int) -> bool:
        """Make an old wish one's own: of several who try at once, one does."""
        query = text(
            "UPDATE effect SET intended_at = :now WHERE key = :key AND state = 'intended' AND intended_at = :before"
        )
        with self._database.writing(durable=True) as connection:
            return bool(connection.execute(query, {"key": key, "now": now, "before": intended_at}).rowcount)

    def _doubt(self, key: str, now: int) -> None:
        query = text("UPDATE effect SET intended_at = :now WHERE key = :key AND state = 'intended'")
        with self._database.writing() as connection:
            connection.execute(query, {"key": key, "now": now})

    def _done(self, key: str, remote_id: str, digest: str | None) -> str:
        query = text(
            "UPDATE effect SET state = 'done', remote_id = :remote, digest = :digest, done_at = :now WHERE key = :key"
        )
        with self._database.writing() as connection:
            connection.execute(query, {"key": key, "remote": remote_id, "digest": digest, "now": self._seconds()})
        return remote_id

    def _not_yet(self, key: str, since: int) -> NotYetError:
        message = f"{key}: whether it took effect is not known yet"
        return NotYetError(message, since + self.settling)

    def _seconds(self) -> int:
        return int(self._now().timestamp())
