"""Deliveries as GitHub would send them to the App under test."""

import hashlib
import hmac
import json
import uuid
from typing import Any

APP_ID = 1234
SECRET = "webhook secret of the tests"
INSTALLATION = 4242
REPOSITORY = 9001


def repository(number: int = REPOSITORY, name: str = "acme/engine", *, private: bool = False) -> dict[str, Any]:
    return {"id": number, "full_name": name, "private": private, "default_branch": "main"}


def comment_created(number: int = 501, body: str = "Thanks!", **more: Any) -> dict[str, Any]:
    """The body of an `issue_comment`, abridged."""
    dana = {"login": "dana", "id": 31, "type": "User"}
    return {
        "action": "created",
        "issue": {"number": 7, "state": "open"},
        "comment": {"id": number, "body": body, "user": dana, "performed_via_github_app": None},
        "repository": repository(),
        "installation": {"id": INSTALLATION},
        "sender": dana,
    } | more


def push(after: str = "a" * 40, **more: Any) -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "before": "0" * 40,
        "after": after,
        "commits": [],
        "repository": repository(),
        "installation": {"id": INSTALLATION},
        "sender": {"login": "dana", "id": 31, "type": "User"},
    } | more


def encoded(payload: Any) -> bytes:
    return json.dumps(payload).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(
    body: bytes, event: str, *, guid: str | None = None, secret: str = SECRET, app_id: int = APP_ID
) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/0000000",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid or str(uuid.uuid4()),
        "X-GitHub-Hook-ID": "77",
        "X-GitHub-Hook-Installation-Target-ID": str(app_id),
        "X-GitHub-Hook-Installation-Target-Type": "integration",
        "X-Hub-Signature-256": signature(body, secret),
    }
