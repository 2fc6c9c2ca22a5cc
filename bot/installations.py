"""The life of an installation: each event makes Giveback look at GitHub, and things here become as they are there.

Two things are believed at once, since waiting could harm: that an installation was deleted, and that a repository was
made private. That GitHub does not find an installation is believed when it says so again: one that was made a moment
ago may not show yet. One that it lists is alive, unless it was removed so recently that the list may be older.
"""

import logging
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.context import Deployment
from bot.errors import BusyError, GivebackError, NotYetError
from bot.github_client import GitHubError, LegallyBlockedError, NotFoundError, RevokedError
from bot.sources.git_clone import only_user
from bot.store.forgetting import forget_repository
from bot.store.installations import (
    Gone,
    InstallationSeen,
    RepositorySeen,
    bury_installation,
    forget_installed,
    hide,
    known_installations,
    leave_repository,
    miss_installation,
    private_and_left,
    private_ids,
    removed_at,
    save_installation,
    save_repositories,
    save_repository,
)

_LISTING: Mapping[str, str] = {"metadata": "read"}
_log = logging.getLogger(__name__)


def resync(deployment: Deployment) -> int:
    """Look at all installations, those that GitHub lists and those that are known here; give how many live.

    One that cannot be looked at does not keep the others from it; what was wrong with the last such one is raised then.
    """
    asked_at = deployment.seconds()
    with deployment.github.as_app() as app:
        listed = {installation["id"] for installation in app.pages("/app/installations")}
    ids = sorted(listed | set(known_installations(deployment.database)))
    lives = 0
    problem: GivebackError | None = None
    for each in ids:
        try:
            lives += sync_installation(deployment, each, listed_at=asked_at if each in listed else None)
        except GivebackError as error:
            _log.warning("installation %d could not be looked at: %s", each, error.message)
            problem = error
    if problem is not None:
        raise problem
    return lives


def sync_installation(deployment: Deployment, installation_id: int, *, listed_at: int | None = None) -> bool:
    """Make what is known of an installation, and of what it reaches, as GitHub tells it; False where it is gone.

    `listed_at`: when GitHub listed it among all of them, where it did. Raises NotYetError where GitHub does not find it
    and has not said so before.
    """
    removed = removed_at(deployment.database, installation_id)
    if removed is not None and (listed_at is None or listed_at < removed + deployment.effects.settling):
        forget_private(deployment)
        return False
    with deployment.github.as_app() as app:
        try:
            told = app.get(f"/app/installations/{installation_id}").data
        except NotFoundError:
            if removed is None:
                _miss(deployment, installation_id)
            return False
    seen = _installation(told)
    if not save_installation(deployment.database, seen, deployment.seconds(), revived_from=removed):
        return False  # that it was removed was told meanwhile
    if seen.suspended_at is not None:
        deployment.github.forget(installation_id)
        return True
    private = private_ids(deployment.database)
    with deployment.github.as_installation(installation_id, permissions=_LISTING, background=True) as connection:
        reached = [_repository(each) for each in connection.pages("/installation/repositories", items="repositories")]
    save_repositories(deployment.database, installation_id, reached, deployment.seconds(), shown=private)
    forget_private(deployment)
    return True


def _miss(deployment: Deployment, installation_id: int) -> None:
    """Take an installation for removed where GitHub has not found it for a while. Raises NotYetError until then."""
    now = deployment.seconds()
    believed_at = miss_installation(deployment.database, installation_id, now) + deployment.effects.settling
    if now < believed_at:
        message = f"installation {installation_id}: GitHub does not find it, which is believed if it says so again"
        raise NotYetError(message, believed_at)
    remove_installation(deployment, installation_id)


def remove_installation(deployment: Deployment, installation_id: int) -> None:
    """Stop at once, and forget what was private: facts, clones, configuration, tokens. A tombstone stays."""
    deployment.github.forget(installation_id)
    bury_installation(deployment.database, installation_id, deployment.seconds())
    forget_private(deployment)


def sync_repository(deployment: Deployment, repository_id: int) -> None:
    """Make what is known of a repository as GitHub tells it: who reaches it, its name, whether it is private, or gone.

    Who reaches it is asked first: a public one could be read by any installation.
    """
    with deployment.github.as_app() as app:
        try:
            installation_id = _installation(app.get(f"/repositories/{repository_id}/installation").data).id
        except (NotFoundError, LegallyBlockedError):
            leave_repository(deployment.database, repository_id, deployment.seconds())
            forget_private(deployment)
            return
    if installation_id not in known_installations(deployment.database):
        sync_installation(deployment, installation_id)
        return
    private = private_ids(deployment.database)
    try:
        with deployment.github.as_installation(installation_id, permissions=_LISTING) as connection:
            seen = _repository(connection.get(f"/repositories/{repository_id}").data)
    except RevokedError:  # suspended, perhaps, and nobody said so
        sync_installation(deployment, installation_id)
        return
    save_repository(deployment.database, installation_id, seen, deployment.seconds(), shown=private)


def repository_was_hidden(deployment: Deployment, repository_id: int) -> None:
    """Take a repository out of everything public at once; then look."""
    hide(deployment.database, repository_id)
    sync_repository(deployment, repository_id)


def forget_private(deployment: Deployment) -> None:
    """Delete all that is stored of private repositories that the App does not reach any more, clones too.

    Raises BusyError while a scan of one runs: the others are forgotten, and the next call goes on.
    """
    busy: BusyError | None = None
    for gone in private_and_left(deployment.database):
        try:
            with deployment.database.lock(gone.name), deployment.database.lock(f"activity of {gone.name}"):
                forget_repository(deployment.database, gone.id, gone.name)
                _remove_clone(deployment, gone)
                forget_installed(deployment.database, gone.id)
        except BusyError as error:
            busy = error
    if busy is not None:
        raise busy


def _remove_clone(deployment: Deployment, gone: Gone) -> None:
    clone = deployment.options.cache / "clones" / f"{gone.name.lower()}.git"
    if clone.exists():
        with only_user(clone, gone.name):
            shutil.rmtree(clone)


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
