"""The life of an installation: each event makes Giveback look at GitHub, and things here become as they are there.

Two things are believed at once, since waiting could harm: that an installation was deleted (its number never comes
back), and that a repository was made private.
"""

import logging
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.context import Deployment
from bot.github_client import Connection, GitHubError, LegallyBlockedError, NotFoundError, RevokedError
from bot.sources.git_clone import only_user
from bot.store.forgetting import forget_repository
from bot.store.installations import (
    Gone,
    InstallationSeen,
    RepositorySeen,
    bury_installation,
    hide,
    is_removed,
    known_installations,
    leave_repository,
    save_installation,
    save_repositories,
    save_repository,
)

_LISTING: Mapping[str, str] = {"metadata": "read"}
_log = logging.getLogger(__name__)


def resync(deployment: Deployment) -> int:
    """Look at all installations, those that GitHub lists and those that are known here; give how many live."""
    with deployment.github.as_app() as app:
        listed = {installation["id"] for installation in app.pages("/app/installations")}
    ids = sorted(listed | set(known_installations(deployment.database)))
    return sum(sync_installation(deployment, each) for each in ids)


def sync_installation(deployment: Deployment, installation_id: int) -> bool:
    """Make what is known of an installation, and of what it reaches, as GitHub tells it; False where it is gone."""
    if is_removed(deployment.database, installation_id):
        return False
    with deployment.github.as_app() as app:
        try:
            told = app.get(f"/app/installations/{installation_id}").data
        except NotFoundError:
            remove_installation(deployment, installation_id)
            return False
    seen = _installation(told)
    save_installation(deployment.database, seen, deployment.seconds())
    if seen.suspended_at is not None:
        deployment.github.forget(installation_id)
        return True
    with deployment.github.as_installation(installation_id, permissions=_LISTING, background=True) as connection:
        reached = [_repository(each) for each in connection.pages("/installation/repositories", items="repositories")]
    _forget_private(deployment, save_repositories(deployment.database, installation_id, reached, deployment.seconds()))
    return True


def remove_installation(deployment: Deployment, installation_id: int) -> None:
    """Stop at once, and forget what was private: facts, clones, configuration, tokens. A tombstone stays."""
    deployment.github.forget(installation_id)
    _forget_private(deployment, bury_installation(deployment.database, installation_id, deployment.seconds()))


def sync_repository(deployment: Deployment, installation_id: int, repository_id: int) -> None:
    """Make what is known of a repository as GitHub tells it: its name, its branch, whether it is private, or gone."""
    if is_removed(deployment.database, installation_id):
        return
    now = deployment.seconds()
    try:
        with deployment.github.as_installation(installation_id, permissions=_LISTING) as connection:
            seen = _told_of(connection, repository_id)
    except RevokedError:
        if sync_installation(deployment, installation_id):
            raise
        return
    if seen is None:
        _forget_private(deployment, leave_repository(deployment.database, installation_id, repository_id, now))
    else:
        save_repository(deployment.database, installation_id, seen, now)


def repository_was_hidden(deployment: Deployment, installation_id: int, repository_id: int) -> None:
    """Take a repository out of everything public at once; then look."""
    hide(deployment.database, repository_id)
    sync_repository(deployment, installation_id, repository_id)


def _told_of(connection: Connection, repository_id: int) -> RepositorySeen | None:
    try:
        return _repository(connection.get(f"/repositories/{repository_id}").data)
    except (NotFoundError, LegallyBlockedError):
        return None


def _forget_private(deployment: Deployment, gone: Iterable[Gone]) -> None:
    for each in gone:
        if each.was_private:
            forget_private_repository(deployment, each)


def forget_private_repository(deployment: Deployment, gone: Gone) -> None:
    """Delete what is stored of a private repository, and its clone. Raises BusyError while a scan of it runs."""
    with deployment.database.lock(gone.name):
        forget_repository(deployment.database, gone.id, gone.name)
        clone = deployment.options.cache / "clones" / f"{gone.name.lower()}.git"
        if clone.exists():
            with only_user(clone, gone.name):
                shutil.rmtree(clone)
    _log.info("forgot a private repository that the App does not reach any more")


def _installation(told: Mapping[str, Any]) -> InstallationSeen:
    try:
        account = told["account"]
        return InstallationSeen(
            id=int(told["id"]),
            account_id=int(account["id"]),
            account_login=str(account.get("login") or account.get("slug") or ""),
            account_type=str(account.get("type") or told.get("target_type") or ""),
            repository_selection=str(told["repository_selection"]),
            permissions={str(name): str(level) for name, level in told["permissions"].items()},
            installed_at=_seconds(told["created_at"]) or 0,
            suspended_at=_seconds(told.get("suspended_at")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GitHubError(200, f"GitHub: an installation that cannot be understood: {type(error).__name__}") from error


def _repository(told: Mapping[str, Any]) -> RepositorySeen:
    try:
        branch = told.get("default_branch")
        return RepositorySeen(
            int(told["id"]), str(told["full_name"]), bool(told["private"]), None if branch is None else str(branch)
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GitHubError(200, f"GitHub: a repository that cannot be understood: {type(error).__name__}") from error


def _seconds(told: object) -> int | None:
    """Read a time, which GitHub writes as a number or as a text."""
    if told is None:
        return None
    if isinstance(told, int):
        return told
    return int(datetime.fromisoformat(str(told)).astimezone(UTC).timestamp())
