"""Markers: how Giveback knows again what it wrote on GitHub itself. Pure.

A marker is an HTML comment at the end of a text, keyed with this deployment's secret: nobody else can make one, and one
that somebody copies is no use in a text that the App did not write. Whoever looks for a marker asks both.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")


def marker(key: str, secret: bytes) -> str:
    """Give the marker of what is done once under a key, such as `reply:9001:501`: its kind stands before the colon.

    Raises ValueError for a key without a kind, and without a secret.
    """
    kind = key.partition(":")[0]
    if not _KIND.fullmatch(kind) or ":" not in key or not secret:
        message = f"{key!r}: a key is KIND:WHAT, and a marker needs a secret"
        raise ValueError(message)
    digest = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:32]
    return f"<!-- giveback:{kind}:{digest} -->"


def marked(text: str, key: str, secret: bytes) -> str:
    """Give a text with its marker at the end."""
    return f"{text.rstrip()}\n\n{marker(key, secret)}"


def found_in(body: str | None, key: str, secret: bytes) -> bool:
    """Whether a text ends with the marker of a key. GitHub may have changed the line ends."""
    return (body or "").rstrip().endswith(marker(key, secret))


def is_ours(written: Mapping[str, Any], app_id: int, slug: str) -> bool:
    """Whether an issue or a comment, as the API gives it, was written by our own App.

    By the App's number where the API tells it; else by its bot account, whose name with `[bot]` people cannot take.
    """
    app = written.get("performed_via_github_app")
    if isinstance(app, Mapping):
        return app.get("id") == app_id
    user = written.get("user")
    if not isinstance(user, Mapping):
        return False
    return user.get("type") == "Bot" and str(user.get("login", "")).lower() == f"{slug}[bot]".lower()
