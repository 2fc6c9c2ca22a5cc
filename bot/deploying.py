"""The deployment as the settings and the database have it: what commands, jobs and handlers share."""

from collections.abc import Callable
from datetime import datetime

from bot.context import Deployment
from bot.github_access import GitHubAccess
from bot.registry import Registry
from bot.settings import Settings
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.store.effects import Effects
from bot.store.vault import MARKER_KEY


def deployment_of(
    database: Database,
    settings: Settings,
    registry: Callable[[], Registry],
    now: Callable[[], datetime],
    access: GitHubAccess,
) -> Deployment:
    """Put it together; nothing is asked of GitHub yet. Without an App its number is 0, and nothing can be marked."""
    app = access.app.app()
    return Deployment(
        database=database,
        github=access.github,
        effects=Effects(database, now, settings.settling),
        registry=registry,
        options=PlaceOptions(settings.cache, settings.github_url, settings.git_timeout),
        workers=settings.workers,
        app_id=app.app_id if app else 0,
        app_slug=app.slug if app else "",
        marker_key=access.vault.ensured(MARKER_KEY) if app else b"",
        now=now,
        public_url=settings.public_url or (app.public_url if app else ""),
    )
