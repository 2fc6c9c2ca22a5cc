"""Comments of our own: written once, edited in place, silent where nothing changed."""

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.context import Deployment
from bot.github_client import Connection, NotFoundError
from bot.publishers.markers import found_in, is_ours, marked


class Place(NamedTuple):
    """An issue or a pull request, by the repository's id: names change hands."""

    repository_id: int
    number: int

    @property
    def path(self) -> str:
        """Where its comments are."""
        return f"/repositories/{self.repository_id}/issues/{self.number}/comments"


def say(
    deployment: Deployment, connection: Connection, place: Place, key: str, text: str, *, since: int | None = None
) -> str:
    """Have one comment of a key say a text: written where there is none, edited where it says something else.

    `since` (seconds since 1970): when it can have been written first, so that no older comments are looked through.
    Gives the comment's id. Raises NotYetError where an earlier attempt is in doubt, and what GitHub refuses with.
    """
    body = marked(text, key, deployment.marker_key)
    digest = hashlib.sha256(body.encode()).hexdigest()

    def look() -> str | None:
        return find(deployment, connection, place, key, since=since)

    def act() -> str:
        return str(connection.post(place.path, {"body": body}).data["id"])

    for _ in range(2):
        comment = deployment.effects.once(key, look, act, digest=digest)
        written = deployment.effects.known(key)
        if written is not None and written.digest == digest:
            return comment
        try:
            connection.patch(f"/repositories/{place.repository_id}/issues/comments/{comment}", {"body": body})
        except NotFoundError:  # somebody deleted it: what is asked for now is answered anew
            deployment.effects.gone(key)
            continue
        deployment.effects.edited(key, digest)
        return comment
    return deployment.effects.once(key, look, act, digest=digest)


def find(
    deployment: Deployment, connection: Connection, place: Place, key: str, *, since: int | None = None
) -> str | None:
    """Find our own comment of a key on GitHub; other people's with the same marker are none."""
    query: dict[str, Any] = {} if since is None else {"since": _stamp(since - 3_600)}  # clocks differ
    for comment in connection.pages(place.path, **query):
        ours = is_ours(comment, deployment.app_id, deployment.app_slug)
        if ours and found_in(comment.get("body"), key, deployment.marker_key):
            return str(comment["id"])
    return None


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
