"""The one issue about a broken configuration: opened once, edited while it is broken, closed once it is mended."""

import hashlib
from collections.abc import Iterator
from typing import Any

from bot.context import Deployment
from bot.github_client import Connection, GoneError, NotFoundError
from bot.publishers.markers import found_in, is_ours, marked


def tell_problems(deployment: Deployment, github: Connection, repository_id: int, title: str, text: str) -> str:
    """Make the repository's issue say a text; give its number. Raises NotYetError, and what GitHub refuses with."""
    key = _key(repository_id)
    body = marked(text, key, deployment.marker_key)
    digest = hashlib.sha256(body.encode()).hexdigest()
    path = f"/repositories/{repository_id}/issues"

    def look() -> str | None:
        return next(_ours(deployment, github, repository_id), None)

    def act() -> str:
        return str(github.post(path, {"title": title, "body": body}).data["number"])

    number = deployment.effects.once(key, look, act, digest=digest)
    written = deployment.effects.known(key)
    if written is not None and written.digest != digest:
        try:
            github.patch(f"{path}/{number}", {"body": body})
        except (GoneError, NotFoundError):  # somebody deleted it: they know
            return number
        deployment.effects.edited(key, digest)
    return number


def close_problems(deployment: Deployment, github: Connection, repository_id: int) -> None:
    """Close the repository's issue, where there is one that is open: what breaks later is another one."""
    key = _key(repository_id)
    written = deployment.effects.known(key)
    if written is None:
        return
    path = f"/repositories/{repository_id}/issues/{written.remote_id}"
    try:
        if github.get(path).data["state"] == "open":
            github.patch(path, {"state": "closed", "state_reason": "completed"})
    except (GoneError, NotFoundError):
        pass  # it is gone already
    deployment.effects.forget(key)


def _key(repository_id: int) -> str:
    return f"configuration:{repository_id}"


def _ours(deployment: Deployment, github: Connection, repository_id: int) -> Iterator[str]:
    by_us: dict[str, Any] = {"creator": f"{deployment.app_slug}[bot]", "state": "open"}
    for issue in github.pages(f"/repositories/{repository_id}/issues", **by_us):
        ours = is_ours(issue, deployment.app_id, deployment.app_slug)
        if ours and found_in(issue.get("body"), _key(repository_id), deployment.marker_key):
            yield str(issue["number"])
