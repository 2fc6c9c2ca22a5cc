"""The set-up's routes: two forms, the way back from GitHub, and the page after an installation.

Who sets up proves it with the one-time secret from the shell, at each form. Once the deployment is an App, the forms
and the way back answer 410, in every process, without a restart.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.errors import GivebackError, InputError
from bot.manifest import INSTALLED_PATH, REGISTERED_PATH
from bot.set_up import OverError, RefusedError, SetUp, TooManyTriesError
from webhooks.registration_pages import FIELDS, continue_page, done_page, form_page, said_page

PATH = "/setup"
_COOKIE = "giveback_setup"
_LARGEST_FORM = 64 << 10
_LOOKUPS, _MINUTE = 30, 60
_log = logging.getLogger(__name__)


def registration_blueprint(set_up: SetUp) -> Blueprint:
    """Make the routes."""
    setup = Blueprint("setup", __name__)
    lookups = _Lookups(set_up.seconds)
    steps: tuple[tuple[str, str, Callable[[], Response]], ...] = (
        ("GET", PATH, partial(_forms, set_up)),
        ("POST", f"{PATH}/register", partial(_answered, set_up, _registering)),
        ("POST", f"{PATH}/import", partial(_answered, set_up, _importing)),
        ("GET", REGISTERED_PATH, partial(_registered, set_up)),
        ("GET", INSTALLED_PATH, partial(_installed, set_up, lookups)),
    )
    for method, path, step in steps:
        setup.add_url_rule(path, path.strip("/").replace("/", "-"), step, methods=[method])
    setup.register_error_handler(GivebackError, partial(_said, set_up))
    return setup


def _forms(set_up: SetUp) -> Response:
    set_up.require_open()
    return form_page(set_up.web_url, {"name": "Giveback", "public_url": set_up.public_url or _seen_at(set_up)})


def _answered(set_up: SetUp, act: Callable[[SetUp], Response]) -> Response:
    """Do what a form asks, or show it again with what is wrong; secrets have to be given again."""
    request.max_content_length = _LARGEST_FORM
    try:
        set_up.require_open()
        set_up.admit(request.form.get("secret", ""))
        return act(set_up)
    except OverError as error:
        return _said(set_up, error)
    except RequestEntityTooLarge:
        return said_page("Too large", ["No form of the set-up is that large."], set_up.web_url, 413)
    except GivebackError as error:
        given = {name: request.form.get(name, "")[:500] for name in FIELDS}
        values = {**given, "public": request.form.get("public") == "yes"}
        return form_page(set_up.web_url, values, _status(error), error.message, error.remedy)


def _registering(set_up: SetUp) -> Response:
    name = request.form.get("name", "").strip()
    beginning = set_up.begin(
        name=name,
        organization=request.form.get("organization", "").strip(),
        public_url=request.form.get("public_url", ""),
        is_public=request.form.get("public") == "yes",
    )
    response = continue_page(set_up.web_url, name, beginning)
    # The way back counts in the browser that began only. It comes from GitHub's page, hence not Strict.
    secure = request.form.get("public_url", "").startswith("https:") and request.is_secure
    response.set_cookie(_COOKIE, beginning.state, max_age=3600, path=PATH, httponly=True, samesite="Lax", secure=secure)
    return response


def _importing(set_up: SetUp) -> Response:
    done = set_up.import_app(
        app_id=request.form.get("app_id", ""),
        private_key=request.form.get("private_key", ""),
        webhook_secret=request.form.get("webhook_secret", ""),
        public_url=request.form.get("public_url", ""),
    )
    _log.info("imported as the App %s (%d)", done.app.slug, done.app.app_id)
    return done_page(set_up.web_url, done)


def _registered(set_up: SetUp) -> Response:
    """The way back from GitHub, and on to the page where the new App is installed."""
    done = set_up.finish(
        code=request.args.get("code", ""),
        state=request.args.get("state", ""),
        state_of_browser=request.cookies.get(_COOKIE, ""),
    )
    _log.info("registered as the App %s (%d)", done.app.slug, done.app.app_id)
    response = redirect(done.install_address)
    response.delete_cookie(_COOKIE, path=PATH)
    response.headers["Cache-Control"] = "no-store"
    assert isinstance(response, Response)
    return response


def _installed(set_up: SetUp, lookups: "_Lookups") -> Response:
    """The page after an installation; its address may name any, and be opened by anybody."""
    if not lookups.allowed():
        return said_page("Too many at once", ["Ask again in a minute."], set_up.web_url, 429)
    if not set_up.has_installation(request.args.get("installation_id", "")):
        words = ["GitHub knows no such installation of this App."]
        return said_page("Not installed", words, set_up.web_url, 404)
    words = ["Giveback listens from now on. Write /giveback help in a comment to see what it can do."]
    return said_page("Installed", words, set_up.web_url, 200)


def _said(set_up: SetUp, error: GivebackError) -> Response:
    title = "Already set up" if isinstance(error, OverError) else "This did not work"
    words = [error.message, *([error.remedy] if error.remedy else [])]
    again = (PATH, "Begin again") if not isinstance(error, OverError) else ("", "")
    return said_page(title, words, set_up.web_url, _status(error), (), *again)


def _status(error: GivebackError) -> int:
    for kind, status in ((OverError, 410), (TooManyTriesError, 429), (RefusedError, 403), (InputError, 400)):
        if isinstance(error, kind):
            return status
    _log.error("the set-up failed: %s", error.message)
    return 502


def _seen_at(set_up: SetUp) -> str:
    """Where the browser sees us, where GitHub could too; shown to who sets up before it is used."""
    return request.url_root.rstrip("/") if set_up.can_be_reached(request.url_root) else ""


class _Lookups:
    """How often a minute GitHub is asked for installations that anybody may name."""

    def __init__(self, seconds: Callable[[], int]) -> None:
        self._seconds, self._lock = seconds, threading.Lock()
        self._minute, self._count = 0, 0

    def allowed(self) -> bool:
        minute = self._seconds() // _MINUTE
        with self._lock:
            self._count = self._count + 1 if minute == self._minute else 1
            self._minute = minute
            return self._count <= _LOOKUPS
