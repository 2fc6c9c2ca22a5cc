"""The doctor's look at the App: its key, GitHub's word for it, its webhook, the clock against GitHub's, the tokens."""

from collections.abc import Iterator
from datetime import datetime

import requests
from sqlalchemy import text

from bot.errors import GivebackError, InputError
from bot.findings import Finding
from bot.github_access import GitHubAccess, github_access, secret_keys
from bot.github_answers import seconds_ahead
from bot.github_client import Answer, Connection, RevokedError
from bot.github_tokens import BACKDATED
from bot.manifest import HOOK_PATH
from bot.set_up import remarks
from bot.settings import Settings
from bot.store.app_registration import RegisteredApp
from bot.store.database import Database
from reports.renderers.numbers import counted

_PATIENCE = 10
_NOT_POSTED = 405


def examine_app(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    """Look at each; GitHub is asked only where there is an App or a token."""
    yield _key(settings, database)
    try:
        access = github_access(database, settings, lambda: now)
        app = access.app.app()
    except GivebackError as error:
        yield Finding("app", "broken", error.message, error.remedy)
        return
    if app is None:
        yield Finding("app", "ok", "none is registered: `giveback serve` names the page that sets one up")
    else:
        yield from _app(access, app, settings, now)
    operator = access.github.as_operator()
    if operator is not None:
        yield _token(operator)


def _key(settings: Settings, database: Database) -> Finding:
    keys = secret_keys(settings)
    with database.reading() as connection:
        stored = connection.execute(text("SELECT COUNT(*) FROM secret")).scalar_one()
    if not stored and not keys.exist():
        return Finding("secret key", "ok", "nothing is encrypted yet")
    try:
        count = len(keys.read())
    except GivebackError as error:
        return Finding("secret key", "broken", error.message, error.remedy)
    more = "" if count == 1 else f", {count} of them: the last ones can go once all is encrypted with the first"
    return Finding("secret key", "ok", f"{keys.place}, for {counted(stored, 'secrets')}{more}")


def _app(access: GitHubAccess, app: RegisteredApp, settings: Settings, now: datetime) -> Iterator[Finding]:
    if app.endpoints != access.github.endpoints:
        seen = f"{app.slug} is registered on {app.web_url}, but the settings name {access.github.endpoints.web_url}"
        yield Finding("app", "broken", seen, "Correct GIVEBACK_GITHUB_URL and GIVEBACK_GITHUB_API_URL.")
        return
    try:
        with access.github.as_app() as connection:
            told, hook = connection.get("/app"), connection.get("/app/hook/config")
    except GivebackError as error:
        if isinstance(error, (InputError, RevokedError)):
            remedy = error.remedy or "Replace the key: giveback secrets rotate --private-key FILE"
            yield Finding("app", "broken", error.message, remedy)
        else:
            yield Finding("app", "warning", error.message, error.remedy or "Look again later.")
        return
    yield Finding("app", "ok", f"{app.slug} ({app.app_id}) on {app.web_url}: GitHub takes its key")
    public_url = settings.public_url or app.public_url
    for remark in remarks(told.data, hook.data, public_url):
        yield Finding("app", "warning", remark, f"Mend it on GitHub: {app.html_url}")
    yield _reached(f"{public_url}{HOOK_PATH}")
    yield _drift(told, now)


def _reached(url: str) -> Finding:
    """Ask our own webhook address, as GitHub would: it says that deliveries are posted."""
    try:
        status = requests.get(url, timeout=_PATIENCE, allow_redirects=False).status_code
    except requests.RequestException as error:
        seen = f"{url} cannot be reached from here ({type(error).__name__})"
        return Finding("webhook", "warning", seen, "Is `giveback serve` running, and does the proxy lead to it?")
    if status != _NOT_POSTED:
        seen = f"{url} is answered by something else ({status})"
        return Finding("webhook", "warning", seen, "Let the proxy lead /webhooks/github to `giveback serve`.")
    return Finding("webhook", "ok", f"{url} answers")


def _drift(told: Answer, now: datetime) -> Finding:
    seconds = seconds_ahead(told.headers, now)
    if seconds is None:
        return Finding("github clock", "ok", "GitHub does not say what time it is")
    if abs(seconds) > BACKDATED:
        seen = f"the clock here is {abs(seconds):,} s {'ahead of' if seconds > 0 else 'behind'} GitHub's"
        return Finding("github clock", "broken", seen, "Set the clock (NTP): GitHub refuses tokens by it.")
    return Finding("github clock", "ok", f"within {BACKDATED} s of the clock here")


def _token(operator: Connection) -> Finding:
    try:
        with operator:
            left = operator.get("/rate_limit").data["resources"]["core"]["remaining"]
    except RevokedError:
        seen = "GitHub does not take GIVEBACK_GITHUB_TOKEN (any more)"
        return Finding("token", "broken", seen, "Make another one on GitHub, under your developer settings.")
    except (GivebackError, KeyError, TypeError) as error:
        return Finding(
            "token", "warning", f"GIVEBACK_GITHUB_TOKEN could not be tried: {error}", "Is the network there?"
        )
    return Finding("token", "ok", f"GIVEBACK_GITHUB_TOKEN is taken: {left} requests are left this hour")
