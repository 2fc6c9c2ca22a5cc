"""Routes of Apps: themselves, their installations, tokens, hook, deliveries; the conversion of manifests."""

import datetime as dt
from typing import Any

from tests.github.access import LEVELS
from tests.github.answers import Answer, RefusedError, invalid, not_found
from tests.github.clock import stamp
from tests.github.json_apps import app, delivery_item, hook_config, installation, whole_delivery
from tests.github.routing import Call, Route
from tests.github.state import App, Attempt, Delivery, Installation, Permissions, Repository

_CODE_LASTS = dt.timedelta(hours=1)
_MOST_IDS = 500


def get_app(call: Call) -> Answer:
    """The App that asks."""
    asking = _app(call)
    return Answer(app(call.urls, asking, len(_installations(call))))


def list_installations(call: Call) -> Answer:
    """Its installations."""
    since = call.request.args.get("since")
    found = [each for each in _installations(call) if not since or stamp(each.updated_at) >= since]
    return call.page(found, lambda each: installation(call.urls, each))


def get_installation(call: Call) -> Answer:
    """One of them."""
    return Answer(installation(call.urls, _installation(call)))


def delete_installation(call: Call) -> Answer:
    """Leave an account."""
    call.github.uninstall(_installation(call), by=_app(call).bot)
    later = call.request.headers.get("X-GitHub-Api-Version") == "2026-03-10"
    return Answer({} if later else None, 202 if later else 204)


def suspend_installation(call: Call) -> Answer:
    """Suspend an installation."""
    call.github.suspend(_installation(call), by=_app(call).bot)
    return Answer(None, 204)


def unsuspend_installation(call: Call) -> Answer:
    """Let it work again."""
    call.github.unsuspend(_installation(call), by=_app(call).bot)
    return Answer(None, 204)


def create_token(call: Call) -> Answer:
    """A token of an installation, reduced to what is asked for."""
    found, body = _installation(call), call.json()
    if found.suspended_at:
        raise RefusedError(403, "This installation has been suspended")
    repositories = _asked_repositories(call, found, body)
    permissions = _asked_permissions(found, body.get("permissions"))
    ids = None if repositories is None else [each.id for each in repositories]
    token = call.github.mint(found, permissions=permissions, repository_ids=ids)
    assert token.expires_at is not None
    selected = repositories is not None or found.repository_ids is not None
    told: dict[str, Any] = {
        "token": token.value,
        "expires_at": stamp(token.expires_at),
        "permissions": dict(token.permissions),
        "repository_selection": "selected" if selected else "all",
    }
    if repositories is not None:
        told["repositories"] = [call.told(each) for each in repositories]
    return Answer(told, 201)


def revoke_token(call: Call) -> Answer:
    """End the token that asks."""
    assert call.caller.token is not None
    call.caller.token.revoked = True
    return Answer(None, 204)


def installation_repositories(call: Call) -> Answer:
    """What the token that asks reaches."""
    found = [each for _, each in sorted(call.github.world.repositories.items()) if call.caller.covers(each)]
    answer = call.page(found, call.told, within="repositories")
    assert call.caller.installation is not None
    selected = call.caller.repository_ids is not None or call.caller.installation.repository_ids is not None
    answer.body["repository_selection"] = "selected" if selected else "all"
    return answer


def repository_installation(call: Call) -> Answer:
    """The installation of the App that asks, in a repository."""
    return Answer(installation(call.urls, _of_this_app(call, call.github.world.installations_on(call.repository))))


def account_installation(call: Call) -> Answer:
    """The installation of the App that asks, on an organization or a user."""
    account = call.github.world.account(call.parameters["login"])
    found = [each for each in call.github.world.installations.values() if each.account is account and not each.gone]
    return Answer(installation(call.urls, _of_this_app(call, found)))


def get_hook_config(call: Call) -> Answer:
    """Where deliveries go, the secret masked."""
    return Answer(hook_config(_app(call)))


def change_hook_config(call: Call) -> Answer:
    """Change where deliveries go, or the secret."""
    asking, body = _app(call), call.json()
    kinds = {"url": "hook_url", "secret": "webhook_secret", "content_type": "hook_content_type"}
    for name, attribute in kinds.items():
        if name in body:
            if not isinstance(body[name], str):
                raise invalid("Hook", name)
            setattr(asking, attribute, body[name])
    if "insecure_ssl" in body:
        asking.hook_insecure_ssl = str(body["insecure_ssl"])
    return Answer(hook_config(asking))


def list_deliveries(call: Call) -> Answer:
    """Attempts to deliver, the newest first, by cursor; none older than three days."""
    listed = call.github.deliverer.listed(_app(call))
    wanted = call.request.args.get("status")
    if wanted not in (None, "success", "failure"):
        raise RefusedError(422, f"{wanted} is no status of deliveries")
    if wanted == "failure":  # as on GitHub, attempts that got no answer at all are not among them
        listed = [pair for pair in listed if 400 <= pair[1].status_code <= 599]
    if wanted == "success":
        listed = [pair for pair in listed if 200 <= pair[1].status_code <= 399]
    cursor = call.request.args.get("cursor")
    if cursor:
        if not cursor.startswith("v1_") or not cursor[3:].isdigit():
            raise RefusedError(400, "Invalid cursor")
        listed = [pair for pair in listed if pair[1].id < int(cursor[3:])]
    size = call.number("per_page", 30, 100)
    page = listed[:size]
    more = len(listed) > size
    link = {"link": f'<{call.address(cursor=f"v1_{page[-1][1].id}")}>; rel="next"'} if more else {}
    return Answer([delivery_item(*pair) for pair in page], headers=link)


def get_delivery(call: Call) -> Answer:
    """One attempt with what was sent and what came back."""
    return Answer(whole_delivery(*_attempt(call)))


def redeliver(call: Call) -> Answer:
    """Send it again, under the same GUID."""
    delivery, _ = _attempt(call)
    call.github.deliverer.redeliver(delivery)
    return Answer({}, 202)


def convert_manifest(call: Call) -> Answer:
    """Make the App that a person confirmed: once, within the hour."""
    code = call.github.world.manifest_codes.get(call.parameters["code"])
    if code is None or code.used or code.created_at + _CODE_LASTS <= call.github.clock.now():
        raise not_found()
    code.used = True
    made = call.github.app_of_manifest(code.manifest, code.owner)
    secrets = {"client_secret": made.client_secret, "webhook_secret": made.webhook_secret, "pem": made.pem}
    return Answer({**app(call.urls, made), **secrets}, 201)


def _app(call: Call) -> App:
    assert call.caller.app is not None
    return call.caller.app


def _installations(call: Call) -> list[Installation]:
    everything = call.github.world.installations.values()
    return [each for each in everything if each.app is call.caller.app and not each.gone]


def _installation(call: Call) -> Installation:
    found = [each for each in _installations(call) if each.id == call.parameters["installation_id"]]
    if not found:
        raise not_found()
    return found[0]


def _of_this_app(call: Call, among: list[Installation]) -> Installation:
    found = [each for each in among if each.app is call.caller.app]
    if not found:
        raise not_found()
    return found[0]


def _attempt(call: Call) -> tuple[Delivery, Attempt]:
    for delivery, attempt in call.github.deliverer.listed(_app(call)):
        if attempt.id == call.parameters["delivery_id"]:
            return delivery, attempt
    raise not_found()


def _asked_repositories(call: Call, found: Installation, body: dict[str, Any]) -> list[Repository] | None:
    names, ids = body.get("repositories"), body.get("repository_ids")
    if names is None and ids is None:
        return None
    if len(names or []) + len(ids or []) > _MOST_IDS:
        raise RefusedError(422, "You can only specify up to 500 repositories")
    covered = call.github.world.repositories_of(found)
    by_name = {each.name.lower(): each for each in covered}
    by_id = {each.id: each for each in covered}
    picked = [by_name.get(str(name).lower()) for name in names or []] + [by_id.get(each) for each in ids or []]
    kept = [each for each in picked if each is not None]
    if len(kept) < len(picked):
        raise RefusedError(
            422,
            "There is at least one repository that does not exist or is not accessible to the parent installation.",
        )
    return kept


def _asked_permissions(found: Installation, asked: Any) -> Permissions | None:
    if asked is None:
        return None
    if not isinstance(asked, dict):
        raise RefusedError(422, "Invalid request. `permissions` is not an object.")
    for name, level in asked.items():
        granted = found.permissions.get(name, "none")
        if level not in LEVELS or LEVELS.index(level) > LEVELS.index(granted):
            raise RefusedError(422, "The permissions requested are not granted to this installation.")
    return {"metadata": "read"} | asked


ROUTES = (
    Route("GET", "/app", get_app, by="app"),
    Route("GET", "/app/installations", list_installations, by="app"),
    Route("GET", "/app/installations/<int:installation_id>", get_installation, by="app"),
    Route("DELETE", "/app/installations/<int:installation_id>", delete_installation, by="app"),
    Route("PUT", "/app/installations/<int:installation_id>/suspended", suspend_installation, by="app"),
    Route("DELETE", "/app/installations/<int:installation_id>/suspended", unsuspend_installation, by="app"),
    Route("POST", "/app/installations/<int:installation_id>/access_tokens", create_token, by="app"),
    Route("GET", "/app/hook/config", get_hook_config, by="app"),
    Route("PATCH", "/app/hook/config", change_hook_config, by="app"),
    Route("GET", "/app/hook/deliveries", list_deliveries, by="app"),
    Route("GET", "/app/hook/deliveries/<int:delivery_id>", get_delivery, by="app"),
    Route("POST", "/app/hook/deliveries/<int:delivery_id>/attempts", redeliver, by="app"),
    Route("GET", "/repos/<owner>/<repo>/installation", repository_installation, by="app"),
    Route("GET", "/orgs/<login>/installation", account_installation, by="app"),
    Route("GET", "/users/<login>/installation", account_installation, by="app"),
    Route("GET", "/installation/repositories", installation_repositories, by="installation"),
    Route("DELETE", "/installation/token", revoke_token, by="installation"),
    Route(
        "POST",
        "/app-manifests/<code>/conversions",
        convert_manifest,
        by="nobody",
        resource="integration_manifest",
    ),
)
