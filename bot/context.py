"""What everything that happens on GitHub shares: made once in `giveback.py`, handed to handlers, commands and jobs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.registry import Registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database

if TYPE_CHECKING:
    from bot.github_client import GitHub
    from bot.store.effects import Effects


@dataclass(frozen=True)
class Deployment:
    """One running Giveback with its App: where facts go, the way to GitHub, what is known, and the clock."""

    database: Database
    github: "GitHub"
    effects: "Effects"
    registry: Callable[[], Registry]
    """Loads the registry: called when it is needed, since its files may change while the process runs."""
    options: PlaceOptions
    """Where histories come from and where clones are kept."""
    workers: int
    """Processes that read git histories at once."""
    app_id: int
    app_slug: str
    marker_key: bytes
    """What markers in our own comments are signed with: without it nobody can forge one."""
    now: Callable[[], datetime]
    """The clock: aware, UTC."""
    public_url: str
    """Where this deployment's pages are seen, for links; without a slash at its end; empty where nobody said."""

    def fenced(self, require: Callable[[], None]) -> "Deployment":
        """Give the same for one task: `require` is asked before each write to GitHub, and raises to prevent it."""
        return replace(self, github=self.github.fenced(require))

    def seconds(self) -> int:
        """Give the time as the tables keep it: whole seconds since 1970."""
        return int(self.now().timestamp())
