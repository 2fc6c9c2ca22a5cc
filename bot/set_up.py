"""Set-up: this deployment becomes an App, registered through GitHub's manifest flow or imported, once and for all."""

import hashlib
import hmac
import json
import re
import secrets
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from bot.errors import GivebackError, InputError
from bot.github_access import GitHubAccess
from bot.github_client import AppCredentials, DoubtfulError, GitHub, GitHubError, NotFoundError
from bot.manifest import HOOK_PATH, manifest
from bot.settings import is_loopback, public_address
from bot.store.app_registration import RegisteredApp, register
from bot.store.vault import CLIENT_SECRET, PRIVATE_KEY, SETUP_SECRET, SETUP_STATE, WEBHOOK_SECRET

_STATE_LASTS = 3600  # GitHub's code ends after an hour too
_TRIES, _WINDOW = 10, 600
_CODE = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


class RefusedError(GivebackError):
    """Who asks may not: the set-up secret or the state is not the right one."""


class TooManyTriesError(RefusedError):
    """Too many wrong secrets within ten minutes: nobody is let in until they are over."""


class OverError(GivebackError):
    """The deployment is an App already: there is nothing to set up any more."""


@dataclass(frozen=True)
class Beginning:
    """What the browser posts to GitHub: the manifest to `address`; `state` comes back with the answer."""

    address: str
    manifest: str
    state: str


@dataclass(frozen=True)
class Done:
    """The App that this deployment is now, and what is not as it should be on GitHub's side."""

    app: RegisteredApp
    remarks: tuple[str, ...] = ()

    @property
    def install_address(self) -> str:
        """Where it is installed."""
        return f"{self.app.html_url}/installations/new"


class SetUp:
    """The set-up of one deployment; safe among threads. It is over, in every process, as soon as an App is stored."""

    def __init__(self, access: GitHubAccess, public_url: str | None) -> None:
        """`public_url` is where the deployment is seen, if the settings say so."""
        self._access = access
        self.public_url = public_url
        self._lock = threading.Lock()
        self._wrong: list[int] = []

    @property
    def web_url(self) -> str:
        """The GitHub at which the App is registered."""
        return self._access.github.endpoints.web_url

    def open(self) -> str | None:
        """Make the one-time secret that lets somebody set up, in the place of any earlier one; None if it is over."""
        if self.is_over():
            return None
        made = secrets.token_urlsafe(24)
        self._access.vault.put(SETUP_SECRET, _digest(made))
        return made

    def is_over(self) -> bool:
        """Whether the deployment is an App."""
        return self._access.app.app() is not None

    def require_open(self) -> None:
        """Raise OverError once the deployment is an App."""
        if self.is_over():
            raise OverError("This deployment is set up", "`giveback secrets rotate` replaces its keys.")

    def admit(self, given: str) -> None:
        """Let in who has the one-time secret. Raises RefusedError, TooManyTriesError, OverError."""
        self.require_open()
        now = self.seconds()
        with self._lock:
            self._wrong = [when for when in self._wrong if when > now - _WINDOW]
            if len(self._wrong) >= _TRIES:
                raise TooManyTriesError("Too many wrong set-up secrets", "Try again in ten minutes.")
            expected = self._access.vault.current(SETUP_SECRET)
            if expected is None or not hmac.compare_digest(_digest(given.strip()), expected):
                self._wrong.append(now)
                raise RefusedError("This is not the set-up secret", "`giveback serve` prints it when it starts.")

    def can_be_reached(self, url: str) -> bool:
        """Whether GitHub could deliver there, by the address alone: to this machine's own name only from itself."""
        here, there = (urlsplit(each).hostname or "" for each in (url, self.web_url))
        return is_loopback(there) or not is_loopback(here)

    def begin(self, *, name: str, organization: str, public_url: str, is_public: bool) -> Beginning:
        """Prepare the registration for a user (no organization) or an organization. Raises InputError."""
        self.require_open()
        seen_at = self._checked_url(public_url)
        if organization and not _LOGIN.fullmatch(organization):
            raise InputError(f"{organization!r}: not the name of an organization", "Give the one in its address.")
        filled = manifest().filled(name=name.strip(), public_url=seen_at, is_public=is_public)
        state = secrets.token_urlsafe(32)
        remembered = {"state": _digest(state), "public_url": seen_at, "until": self.seconds() + _STATE_LASTS}
        self._access.vault.put(SETUP_STATE, json.dumps(remembered))
        owner = f"organizations/{quote(organization, safe='')}/" if organization else ""
        address = f"{self.web_url}/{owner}settings/apps/new?state={state}"
        return Beginning(address, json.dumps(filled), state)

    def finish(self, *, code: str, state: str, state_of_browser: str) -> Done:
        """Take the App that GitHub made: the code is good once, the state says that we asked for it.

        Raises RefusedError for another state, GitHubError where GitHub does not know the code.
        """
        self.require_open()
        public_url = self._expected(state, state_of_browser)
        if not _CODE.fullmatch(code):
            raise RefusedError("The code is none of GitHub's", "Begin again.")
        try:
            with self._access.github.anonymous() as connection:
                made = connection.post(f"/app-manifests/{code}/conversions").data
        except NotFoundError as error:
            self._access.vault.remove(SETUP_STATE)
            message = "GitHub does not know the code (any more): it is good once, for an hour"
            raise RefusedError(message, "Begin again; delete the App on GitHub if it was made.") from error
        except DoubtfulError as error:
            self._access.vault.remove(SETUP_STATE)
            raise GitHubError(error.status, f"GitHub's answer was lost: {error.message}", _IMPORT_IT) from error
        self._access.vault.remove(SETUP_STATE)
        return self._kept(made, public_url)

    def import_app(self, *, app_id: str, private_key: str, webhook_secret: str, public_url: str) -> Done:
        """Become an App that exists: it is asked for with its key before anything is stored. Raises InputError."""
        self.require_open()
        seen_at = self._checked_url(public_url)
        if not _NUMBER.fullmatch(app_id.strip()):
            raise InputError(f"{app_id[:40]!r}: not the id of an App", "It is the number on the App's settings page.")
        if not webhook_secret.strip():
            message = "An App without a webhook secret cannot tell GitHub from others"
            raise InputError(message, "Set one on the App's settings page, and give it here.")
        credentials = AppCredentials(int(app_id), private_key.strip() + "\n")
        try:
            with GitHub(self._access.github.endpoints, credentials, self._access.github.now).as_app() as connection:
                told = connection.get("/app").data
                hook = connection.get("/app/hook/config").data
        except GitHubError as error:
            if error.status not in {401, 404}:
                raise
            message = f"{self.web_url} does not know the App {int(app_id)} with this private key"
            raise InputError(message, error.remedy or "Check both on the App's settings page.") from error
        if not isinstance(told, dict) or told.get("id") != int(app_id):
            raise InputError(f"The private key is not one of the App {int(app_id)}", "Give the key of that App.")
        secret = {WEBHOOK_SECRET: webhook_secret.strip(), PRIVATE_KEY: credentials.private_key}
        return self._stored(told, seen_at, secret, tuple(remarks(told, hook, seen_at)))

    def has_installation(self, installation_id: str) -> bool:
        """Whether the App has such an installation: an address may name any, so GitHub is asked."""
        if not _NUMBER.fullmatch(installation_id) or not self.is_over():
            return False
        try:
            with self._access.github.as_app() as connection:
                told = connection.get(f"/app/installations/{int(installation_id)}").data
        except NotFoundError:
            return False
        return isinstance(told, dict) and told.get("id") == int(installation_id)

    def seconds(self) -> int:
        """Give the time in whole seconds since 1970."""
        return int(self._access.github.now().timestamp())

    def _expected(self, state: str, state_of_browser: str) -> str:
        """The public address that the registration was begun with."""
        kept = self._access.vault.current(SETUP_STATE)
        begun: dict[str, Any] = json.loads(kept) if kept is not None else {"state": "", "until": 0}
        same = hmac.compare_digest(_digest(state), begun["state"])
        same &= hmac.compare_digest(_digest(state_of_browser), begun["state"])
        if not same or begun["until"] < self.seconds():
            raise RefusedError("This registration was not begun here, in this browser, within the hour", "Begin again.")
        return str(begun["public_url"])

    def _kept(self, made: Any, public_url: str) -> Done:
        pem, hook_secret = _text(made, "pem"), _text(made, "webhook_secret")
        try:
            credentials = AppCredentials(made["id"] if isinstance(made, dict) else 0, pem)
            if not hook_secret:  # GitHub may leave it out: then we choose one
                hook_secret = secrets.token_hex(32)
                with GitHub(self._access.github.endpoints, credentials, self._access.github.now).as_app() as connection:
                    connection.patch("/app/hook/config", {"secret": hook_secret})
        except (GivebackError, KeyError) as error:
            message = f"GitHub made the App, but it cannot be used yet: {error}"
            raise GitHubError(201, message, _IMPORT_IT) from error
        kept = {PRIVATE_KEY: pem, WEBHOOK_SECRET: hook_secret, CLIENT_SECRET: _text(made, "client_secret")}
        return self._stored(made, public_url, {name: value for name, value in kept.items() if value}, ())

    def _stored(self, told: Any, public_url: str, kept: dict[str, str], remarks: tuple[str, ...]) -> Done:
        number = told.get("id") if isinstance(told, dict) else None
        slug, owner = _text(told, "slug"), told.get("owner") if isinstance(told, dict) else None
        if not isinstance(number, int) or not _LOGIN.fullmatch(slug):
            raise GitHubError(200, "GitHub's answer does not say which App it is", _IMPORT_IT)
        endpoints = self._access.github.endpoints
        app = RegisteredApp(
            app_id=number,
            slug=slug,
            name=_text(told, "name"),
            client_id=_text(told, "client_id"),
            owner=_text(owner, "login") or _text(owner, "slug"),
            html_url=f"{endpoints.web_url}/{_page(endpoints.web_url, _text(told, 'html_url'), slug)}",
            web_url=endpoints.web_url,
            api_url=endpoints.api_url,
            public_url=public_url,
            registered_at=self.seconds(),
        )
        register(self._access.vault, app, kept)
        return Done(app, remarks)

    def _checked_url(self, url: str) -> str:
        try:
            seen_at = public_address(url)
        except ValueError as error:
            raise InputError(
                f"{url[:200]!r}: {error}", "Give the address at which others see this deployment."
            ) from error
        if not self.can_be_reached(seen_at):
            message = (
                f"{seen_at}: {urlsplit(self.web_url).hostname} cannot deliver to this machine's own name for itself"
            )
            raise InputError(message, "Give an address that it can reach: a proxy's or a tunnel's will do.")
        return seen_at


_IMPORT_IT = "On the App's settings page on GitHub, make a private key and set a webhook secret; then import the App."


def remarks(told: dict[str, Any], hook: Any, public_url: str) -> list[str]:
    """What an App lacks that was not registered from this manifest, or from an older one."""
    found = []
    expected = f"{public_url}{HOOK_PATH}"
    if _text(hook, "url") != expected:
        found.append(f"Its webhook goes elsewhere: set the webhook URL to {expected}.")
    granted, events = told.get("permissions"), told.get("events")
    for asked in manifest().permissions:
        level = granted.get(asked.name) if isinstance(granted, dict) else None
        if level not in {asked.level, "write"}:
            found.append(f"It lacks the permission {asked.name}: {asked.level}. {asked.why}")
    missing = [each.name for each in manifest().events if not isinstance(events, list) or each.name not in events]
    if missing:
        found.append(f"It is not told of: {', '.join(missing)}.")
    return found


def _page(web_url: str, html_url: str, slug: str) -> str:
    """The App's page below GitHub's address: never an address elsewhere, since a browser is sent there."""
    path = html_url.removeprefix(f"{web_url}/")
    return path if path != html_url and re.fullmatch(r"[A-Za-z0-9_/-]+", path) else f"apps/{slug}"


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()
