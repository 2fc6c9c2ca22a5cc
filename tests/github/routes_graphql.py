"""POST /graphql: a query is parsed, held against the schema, priced, and executed on the stand-in's state."""

import datetime as dt
import json
from functools import cache
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from tests.github.answers import Answer, RefusedError
from tests.github.graphql_connections import QueryError
from tests.github.graphql_cost import Cost, cost_of
from tests.github.graphql_nodes import MUTATIONS, node, nodes
from tests.github.graphql_resolvers import RESOLVERS, Asking, moment, type_name
from tests.github.graphql_schema import SDL
from tests.github.routing import Call, Route


@cache
def schema() -> GraphQLSchema:
    """The schema, its fields led to the state."""
    built = build_schema(SDL)
    resolvers = {**RESOLVERS, "Mutation": MUTATIONS}
    resolvers["Query"] = {**RESOLVERS["Query"], "node": node, "nodes": nodes}
    for name, fields in resolvers.items():
        for field, resolve in fields.items():
            if field in built.type_map[name].fields:
                built.type_map[name].fields[field].resolve = _resolver(resolve)
    for scalar in ("DateTime", "GitTimestamp"):
        built.type_map[scalar].coerce_input_value = _time
        built.type_map[scalar].coerce_input_literal = lambda literal: _time(literal.value)
    return built


def _resolver(resolve: Any) -> Any:
    return lambda value, info, **arguments: resolve(value, info.context, arguments)


def _time(text: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise GraphQLError(f"{text!r} is no time.") from None


def _graphql(call: Call) -> Answer:
    caller = call.caller
    if caller.name == "anonymous":
        raise RefusedError(401, "This endpoint requires you to be authenticated.")
    try:
        asked = json.loads(call.request.get_data())
        source, given = asked["query"], asked.get("variables") or {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(400, "Problems parsing JSON") from None
    if not isinstance(source, str) or not isinstance(given, dict):
        return _refused([{"message": "A query attribute must be specified and must be a string."}])
    return _answer(call, source, given)


def _answer(call: Call, source: str, given: dict[str, Any]) -> Answer:
    try:
        document = parse(source)
    except GraphQLError as error:
        return _refused([error.formatted])
    invalid = validate(schema(), document)
    operation = get_operation_ast(document)
    if invalid or not isinstance(operation, OperationDefinitionNode):
        return _refused([error.formatted for error in invalid] or [{"message": "No operation to execute."}])
    variables = get_variable_values(schema(), operation.variable_definitions or (), given)
    if isinstance(variables, list):
        return _refused([error.formatted for error in variables])
    cost = cost_of(schema(), document, operation, variables)
    if cost.errors:
        return _refused(cost.errors)
    bucket = call.github.limits.bucket(call.caller, "graphql")
    if bucket.remaining < cost.points:
        bucket.used = bucket.limit
        return _refused([{"type": "RATE_LIMITED", "message": f"API rate limit exceeded for {call.caller.name}."}])
    bucket.used += cost.points
    asking = Asking(call, _rate(call, cost))
    result = execute(schema(), document, None, asking, given, type_resolver=lambda value, *_: type_name(value))
    assert isinstance(result, ExecutionResult)
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [_told(error) for error in result.errors]
    return Answer(body)


def _rate(call: Call, cost: Cost) -> dict[str, Any]:
    bucket = call.github.limits.bucket(call.caller, "graphql")
    told = bucket.told()
    reset = moment(bucket.reset)
    return {**told, "cost": cost.points, "nodeCount": cost.nodes, "resetAt": reset}


def _told(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if cause is not None and not isinstance(cause, QueryError | GraphQLError):
        raise cause
    kind = {"type": cause.kind} if isinstance(cause, QueryError) else {}
    return {**kind, **error.formatted}


def _refused(errors: list[Any]) -> Answer:
    return Answer({"data": None, "errors": errors})


ROUTES = (Route("POST", "/graphql", _graphql, resource="graphql"),)
