"""Effects: what Giveback does on GitHub, each once, written down before it is tried."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from bot.github_errors import DoubtfulError
from bot.store.database import Database

_LOOKS = 3


class Effects:
    """Does things on GitHub once."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Keep them in the database."""
        self._database, self._now = database, now

    def known(self, key: str) -> str | None:
        """What an effect made, where it is done."""
        query = text("SELECT remote_id FROM effect WHERE key = :key AND state = 'done'")
        with self._database.reading() as connection:
            found = connection.execute(query, {"key": key}).scalar()
        return None if found is None else str(found)

    def forget(self, key: str) -> None:
        """Forget an effect, so that it may be done anew."""
        with self._database.writing() as connection:
            connection.execute(text("DELETE FROM effect WHERE key = :key"), {"key": key})

    def once(self, key: str, look: Callable[[], str | None], act: Callable[[], str]) -> str:
        """Do it unless it is done; where an earlier try is in doubt, look first."""
        done = self.known(key)
        if done is not None:
            return done
        now = int(self._now().timestamp())
        with self._database.writing() as connection:
            is_new = connection.execute(
                text(
                    "INSERT INTO effect (key, state, intended_at) VALUES (:key, 'intended', :now)"
                    " ON CONFLICT (key) DO NOTHING"
                ),
                {"key": key, "now": now},
            ).rowcount
        found = None if is_new else look()
        if found is None:
            try:
                found = act()
            except DoubtfulError:
                for _ in range(_LOOKS):
                    found = look()
                    if found is not None:
                        break
                else:
                    raise
        assert found is not None
        with self._database.writing() as connection:
            connection.execute(
                text("UPDATE effect SET state = 'done', remote_id = :found, done_at = :now WHERE key = :key"),
                {"key": key, "found": found, "now": now},
            )
        return found
