"""The one route of GraphQL. What executes queries is given to `StandIn`: it gets the call, and sees the whole state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.github.answers import Answer, RefusedError
from tests.github.routing import Call, Route


@dataclass(frozen=True)
class Question:
    """A GraphQL request."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation: str | None = None


@dataclass(frozen=True)
class Reply:
    """`data` and `errors` as they go out, and the points that it cost."""

    body: dict[str, Any]
    cost: int = 1


Graphql = Callable[[Call, Question], Reply]
"""Executes a question for `call.caller` on `call.github.world` (which is locked meanwhile)."""


def ask(call: Call) -> Answer:
    """Execute a query, within the points of the hour: beyond them GitHub answers 200, with an error."""
    if call.caller.name == "anonymous":
        raise RefusedError(401, "This endpoint requires you to be authenticated.")
    body = call.json()
    query, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(query, str) or not isinstance(variables, dict):
        return Answer({"errors": [{"message": "A query attribute must be specified and must be a string."}]}, 400)
    bucket = call.github.limits.bucket(call.caller, "graphql")
    if bucket.remaining == 0:
        spent = {"type": "RATE_LIMITED", "code": "graphql_rate_limit", "message": "API rate limit already exceeded."}
        return Answer({"errors": [spent]}, headers=bucket.headers())
    reply = call.github.graphql(call, Question(query, variables, body.get("operationName")))
    bucket.used += reply.cost
    return Answer(reply.body, headers=bucket.headers())


ROUTES = (Route("POST", "/graphql", ask, resource="graphql"),)
