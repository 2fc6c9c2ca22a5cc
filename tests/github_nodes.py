"""Nodes as GitHub's GraphQL gives them, for tests of what is made of them."""

from typing import Any

from bot.facts import ActorSeen
from bot.sources.github_values import moment

DAY = 86_400
OPENED = 1_790_000_000  # 2026-09-21, the time in most of these tests


def user(number: int, login: str | None = None, company: str | None = None) -> dict[str, Any]:
    return {"__typename": "User", "databaseId": number, "login": login or f"u{number}", "company": company}


def bot(number: int, login: str) -> dict[str, Any]:
    return {"__typename": "Bot", "databaseId": number, "login": login}


def connection(*nodes: Any, cursor: str | None = None, total: int | None = None) -> dict[str, Any]:
    page = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return {"pageInfo": page, "nodes": list(nodes), "totalCount": len(nodes) if total is None else total}


def comment(by: Any, at: int, body: str = "A word.") -> dict[str, Any]:
    return {"author": by, "createdAt": moment(at), "body": body}


def review(number: int, by: Any, at: int, state: str = "COMMENTED", inline: int = 0) -> dict[str, Any]:
    return {
        "fullDatabaseId": str(number),
        "author": by,
        "submittedAt": moment(at),
        "state": state,
        "comments": {"totalCount": inline},
    }


def event(kind: str, by: Any, at: int, **more: Any) -> dict[str, Any]:
    return {"__typename": kind, "actor": by, "createdAt": moment(at), **more}


def issue(number: int = 7, *, by: Any = None, at: int = OPENED, **more: Any) -> dict[str, Any]:
    made = {
        "id": f"I_{number}",
        "number": number,
        "author": by,
        "createdAt": moment(at),
        "updatedAt": moment(at),
        "closedAt": None,
        "comments": connection(),
        "timelineItems": connection(),
    }
    return {**made, **more}


def pull(number: int = 7, *, by: Any = None, at: int = OPENED, **more: Any) -> dict[str, Any]:
    made = {
        **issue(number, by=by, at=at),
        "mergedAt": None,
        "mergedBy": None,
        "mergeCommit": None,
        "baseRefName": "main",
        "commits": {"totalCount": 1, "nodes": [{"commit": {"authoredDate": moment(at - DAY)}}]},
        "reviews": connection(),
    }
    return {**made, **more}


def is_automation(who: ActorSeen) -> bool:
    return who.kind == "bot" or who.login == "ci-machine"
