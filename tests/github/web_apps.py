"""The web side's forms of Apps: one made from a manifest, one installed on an account."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from tests.github.state import Account

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn

_MOST_CALLBACKS = 10


class AppForms:
    """What the person at the browser (`web_user`) does with Apps; `show` renders a page."""

    def __init__(self, github: "StandIn", show: Callable[..., Response]) -> None:
        self._github, self._show = github, show

    def _missing(self) -> Response:
        return self._show("message.html", 404, title="Not Found", message="There is nothing here.")

    def new_app(self, request: Request, login: str | None = None) -> Response:
        """The form of a new App: a manifest comes in, a person confirms it, and is sent back with a code."""
        owner = self._github.web_user if login is None else self._github.world.account(login)
        if owner is None:
            return self._missing()
        if request.method != "POST":
            return self._show("message.html", title="New App", message="Come here with a manifest.")
        text, state = request.form.get("manifest", ""), request.args.get("state") or request.form.get("state", "")
        try:
            manifest = _checked(json.loads(text))
            if self._github.app_named(manifest["name"]) is not None:
                raise ValueError(f"The name {manifest['name']} is taken.")  # noqa: TRY301 - one answer to all of them
        except ValueError as error:
            return self._show("message.html", 422, title="This manifest cannot be used", message=str(error))
        if "confirm" not in request.form:
            return self._show("new_app.html", manifest=manifest, text=text, state=state, owner=owner)
        code = self._github.submit_manifest(manifest, owner)
        query = urlencode({"code": code} | ({"state": state} if state else {}))
        target = manifest["redirect_url"]
        return redirect(f"{target}{'&' if '?' in target else '?'}{query}")

    def new_installation(self, request: Request, slug: str) -> Response:
        """Install an App on an account; then to its `setup_url`, with the installation's id."""
        app = next((each for each in self._github.world.apps.values() if each.slug == slug), None)
        if app is None:
            return self._missing()
        if request.method != "POST":
            accounts = [each for each in self._github.world.accounts.values() if self._owns_something(each)]
            return self._show("install.html", app=app, accounts=accounts)
        account = self._github.world.account(request.form.get("account", ""))
        if account is None:
            return self._missing()
        made = self._github.install(app, account)
        if not app.setup_url:
            message = f"{app.name} is installed on {account.login}."
            return self._show("message.html", title="Installed", message=message)
        query = urlencode({"installation_id": made.id, "setup_action": "install"})
        return redirect(f"{app.setup_url}{'&' if '?' in app.setup_url else '?'}{query}")

    def _owns_something(self, account: Account) -> bool:
        return any(each.owner is account for each in self._github.world.repositories.values())


def _checked(manifest: Any) -> dict[str, Any]:
    """A manifest that GitHub would take. Raises ValueError with what is wrong."""
    if not isinstance(manifest, dict):
        raise ValueError("The manifest is no JSON object.")  # noqa: TRY004 - one kind of error, whatever is wrong
    for name in ("name", "url", "redirect_url"):
        if not isinstance(manifest.get(name), str) or not manifest[name]:
            raise ValueError(f"The manifest has no {name}.")
    hook = manifest.get("hook_attributes")
    if hook is not None and not (isinstance(hook, dict) and isinstance(hook.get("url"), str)):
        raise ValueError("The manifest's hook_attributes have no url.")
    if not manifest["redirect_url"].startswith(("http://", "https://")):
        raise ValueError("The manifest's redirect_url is no web address.")
    if len(manifest.get("callback_urls", [])) > _MOST_CALLBACKS:
        raise ValueError("The manifest has more than ten callback_urls.")
    return manifest
