"""Replacing the App's secrets while it runs: webhook secret, private key, and the key that encrypts what is stored."""

import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

from bot.errors import InputError
from bot.github_access import GitHubAccess
from bot.github_client import AppCredentials, DoubtfulError, GitHub, GitHubError
from bot.secret_keys import SecretKeys
from bot.store.vault import PRIVATE_KEY, SECONDS_CACHED, WEBHOOK_SECRET, Vault

OLD_ACCEPTED = 24 * 3600
_LARGEST_KEY_FILE = 64 << 10


def rotate_webhook_secret(access: GitHubAccess, now: int, sleep: Callable[[float], None]) -> None:
    """Give GitHub a new webhook secret; deliveries signed with the old one are accepted for another day.

    `now` in seconds since 1970; `sleep` waits until every process knows the new one. Raises InputError without an
    App, GitHubError where GitHub does not take it: the old one stays then, and after a doubtful answer both do.
    """
    made = secrets.token_hex(32)
    with access.github.as_app() as connection:
        number = access.vault.put_beside(WEBHOOK_SECRET, made)
        sleep(2 * SECONDS_CACHED)
        try:
            connection.patch("/app/hook/config", {"secret": made})
        except DoubtfulError as error:
            message = f"It is not known whether GitHub took the new webhook secret: {error.message}"
            raise GitHubError(error.status, message, "Both are accepted meanwhile: rotate again.") from error
        except BaseException:
            access.vault.take_back(number)
            raise
    access.vault.retire_others(WEBHOOK_SECRET, number, now + OLD_ACCEPTED)


def replace_private_key(access: GitHubAccess, path: Path) -> str:
    """Use another private key of the same App from now on; give the App's name. The old one can be deleted on GitHub.

    Raises InputError where the file is no key of this App.
    """
    app = access.app.app()
    if app is None:
        raise InputError("No App is registered here", "Run `giveback serve` to register one.")
    pem = _read(path)
    try:
        with GitHub(access.github.endpoints, AppCredentials(app.app_id, pem), access.github.now).as_app() as connection:
            answered = connection.get("/app").data
    except GitHubError as error:
        if error.status != 401:  # noqa: PLR2004
            raise
        message = f"{path}: GitHub does not know this key as one of the App {app.slug}"
        raise InputError(message, error.remedy or "Make one on GitHub, under the App's settings.") from error
    if not isinstance(answered, dict) or answered.get("id") != app.app_id:
        raise InputError(f"{path}: a key of another App", f"Give one of the App {app.slug}.")
    access.vault.put(PRIVATE_KEY, pem)
    return app.slug


def rotate_encryption_key(vault: Vault, keys: SecretKeys) -> int:
    """Encrypt everything that is stored with another key; give the number of secrets.

    A key in a file is made anew here. Of keys that were given, the first is taken: whoever gives them puts it there.
    """
    if keys.are_given:
        return vault.encrypt_anew()
    newest = Fernet.generate_key().decode()
    # Both while it lasts: whatever is read meanwhile was encrypted with one of them.
    keys.replace([newest, *keys.read()])
    count = vault.encrypt_anew()
    keys.replace([newest])
    return count


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_KEY_FILE:
            raise InputError(f"{path}: too large for a private key", "Give the .pem file that GitHub made.")
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text file"
        raise InputError(f"{path}: the private key cannot be read: {reason}", "Give the .pem file.") from error
