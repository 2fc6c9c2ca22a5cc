"""The deliveries of the receiver's benchmark, as large as GitHub's are: comments without a command, and issues."""

import json
from typing import Any

_TEXT = "I can reproduce this on the current main branch with the example from the documentation. " * 6
_URLS = 34  # of an issue, a comment, a repository and their people; GitHub's payload of a comment is about 12 KB


def delivery(number: int) -> tuple[str, bytes]:
    """Give the event and the body of the delivery with a number: every fourth is an issue, which is handled."""
    if number % 4:
        return "issue_comment", comment_payload(number)
    payload = json.loads(comment_payload(number))
    payload["action"] = "opened"
    payload["issue"]["body"] = payload.pop("comment")["body"] + " " * 4_000
    return "issues", json.dumps(payload).encode()


def comment_payload(number: int) -> bytes:
    """Give the body of the delivery with a number: of one of twenty repositories, and like no other."""
    repository = 9_000 + number % 20
    payload: dict[str, Any] = {
        "action": "created",
        "issue": {"id": 7_000 + number, "number": 7, "state": "open", "title": "It does not start"} | _links("issue"),
        "comment": {
            "id": 1_000_000 + number,
            "body": _TEXT,
            "user": {"login": "dana", "id": 31, "type": "User"} | _links("user"),
            "created_at": "2026-11-01T12:00:00Z",
            "updated_at": "2026-11-01T12:00:00Z",
            "performed_via_github_app": None,
        }
        | _links("comment"),
        "repository": {
            "id": repository,
            "full_name": f"acme/engine-{repository}",
            "private": False,
            "default_branch": "main",
        }
        | _links("repository"),
        "installation": {"id": 4242},
        "sender": {"login": "dana", "id": 31, "type": "User"} | _links("sender"),
    }
    return json.dumps(payload).encode()


def _links(of: str) -> dict[str, str]:
    return {f"{of}_link_{n}_url": f"https://api.github.example/repos/acme/engine/{of}/{n}" for n in range(_URLS)}
