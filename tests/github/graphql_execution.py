"""GraphQL on the stand-in's state: a query is parsed, held against the schema, priced, and executed."""

import datetime as dt
from functools import cache, lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from tests.github.graphql_connections import QueryError
from tests.github.graphql_cost import Cost, cost_of
from tests.github.graphql_nodes import MUTATIONS, node, nodes
from tests.github.graphql_resolvers import RESOLVERS, Asking, Resolver, moment, type_name
from tests.github.graphql_schema import SDL
from tests.github.routes_graphql import Question, Reply
from tests.github.routing import Call


@lru_cache(maxsize=200)
def _read(query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """A query as it was parsed, and what the schema says against it. Raises GraphQLError."""
    document = parse(query)
    return document, validate(schema(), document)


@cache
def schema() -> GraphQLSchema:
    """The schema, its fields led to the state."""
    built = build_schema(SDL)
    query = {**RESOLVERS["Query"], "node": node, "nodes": nodes}
    resolvers: dict[str, dict[str, Resolver]] = {**RESOLVERS, "Query": query, "Mutation": MUTATIONS}
    for name, fields in resolvers.items():
        kind = built.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        for field, resolve in fields.items():
            if field in kind.fields:
                kind.fields[field].resolve = _resolver(resolve)
    for name in ("DateTime", "GitTimestamp"):
        scalar: Any = built.type_map[name]
        scalar.coerce_input_value = _time
        scalar.coerce_input_literal = lambda literal: _time(literal.value)
    return built


def _resolver(resolve: Any) -> Any:
    return lambda value, info, **arguments: resolve(value, info.context, arguments)


def _time(text: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise GraphQLError(f"{text!r} is no time.") from None


def answer(call: Call, question: Question) -> Reply:
    """Execute a question, or refuse it: GitHub answers 200 either way."""
    try:
        document, invalid = _read(question.query)
    except GraphQLError as error:
        return _refused([error.formatted])
    operation = get_operation_ast(document, question.operation)
    if invalid or not isinstance(operation, OperationDefinitionNode):
        return _refused([error.formatted for error in invalid] or [{"message": "No operation to execute."}])
    variables = get_variable_values(schema(), operation.variable_definitions or (), question.variables)
    if isinstance(variables, list):
        return _refused([error.formatted for error in variables])
    cost = cost_of(schema(), document, operation, variables)
    if cost.errors:
        return _refused(cost.errors)
    result = execute(
        schema(),
        document,
        context_value=Asking(call, _rate(call, cost)),
        variable_values=question.variables,
        operation_name=question.operation,
        type_resolver=lambda value, *_: type_name(value),
    )
    assert isinstance(result, ExecutionResult)
    errors = {"errors": [_told(error) for error in result.errors]} if result.errors else {}
    return Reply({"data": result.data, **errors}, cost.points)


def _rate(call: Call, cost: Cost) -> dict[str, Any]:
    bucket = call.github.limits.bucket(call.caller, "graphql")
    used = bucket.used + cost.points
    told = {"limit": bucket.limit, "used": used, "remaining": max(0, bucket.limit - used)}
    return {**told, "cost": cost.points, "nodeCount": cost.nodes, "resetAt": moment(bucket.reset)}


def _told(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if cause is not None and not isinstance(cause, QueryError | GraphQLError):
        raise cause
    kind = {"type": cause.kind} if isinstance(cause, QueryError) else {}
    return {**kind, **error.formatted}


def _refused(errors: list[Any]) -> Reply:
    return Reply({"data": None, "errors": errors})
