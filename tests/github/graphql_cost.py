"""What a GraphQL query costs, before it is executed: points by connections to fill, and nodes, by GitHub's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLInterfaceType, GraphQLSkipDirective

MOST_NODES = 500_000
MOST_A_PAGE = 100


@dataclass
class Cost:
    """`requests` fill all connections; `nodes` is how many they can hold; `errors` is why GitHub refuses."""

    requests: int = 0
    nodes: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def points(self) -> int:
        """What is taken from the hourly limit."""
        return max(1, round(self.requests / 100))


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
) -> Cost:
    """Count a valid query."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    root = schema.query_type if operation.operation.value == "query" else schema.mutation_type
    assert root is not None
    walk = _Walk(schema, fragments, variables, Cost())
    walk.selections(operation.selection_set, root, 1, [])
    if walk.cost.nodes > MOST_NODES:
        message = f"This query requests up to {walk.cost.nodes:,} possible nodes, over the limit of {MOST_NODES:,}."
        walk.cost.errors.append({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message})
    return walk.cost


@dataclass
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    cost: Cost

    def selections(self, chosen: SelectionSetNode, on: Any, times: int, path: list[str]) -> None:
        """Count what is asked of each of `times` things."""
        for each in chosen.selections:
            if self._left_out(each):
                continue
            if isinstance(each, FieldNode):
                self._field(each, on, times, path)
            elif isinstance(each, FragmentSpreadNode):
                fragment = self.fragments[each.name.value]
                self.selections(fragment.selection_set, self._type(fragment.type_condition, on), times, path)
            elif isinstance(each, InlineFragmentNode):
                self.selections(each.selection_set, self._type(each.type_condition, on), times, path)

    def _type(self, condition: Any, on: Any) -> Any:
        return self.schema.type_map[condition.name.value] if condition else on

    def _left_out(self, node: Any) -> bool:
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        return bool((include and include["if"] is False) or (skip and skip["if"]))

    def _field(self, node: FieldNode, on: Any, times: int, path: list[str]) -> None:
        name = node.name.value
        if name.startswith("__") or not isinstance(on, GraphQLObjectType | GraphQLInterfaceType):
            return
        definition = on.fields[name]
        below = get_named_type(definition.type)
        here = [*path, node.alias.value if node.alias else name]
        arguments = get_argument_values(definition, node, self.variables)
        if below.name.endswith("Connection"):
            size = self._size(arguments, here, name)
            self.cost.requests += times
            self.cost.nodes += times * size
            times *= size
        elif name == "nodes" and "ids" in arguments:
            self.cost.nodes += len(arguments["ids"])
            times *= len(arguments["ids"])
        if node.selection_set:
            self.selections(node.selection_set, below, times, here)

    def _size(self, arguments: Mapping[str, Any], path: list[str], name: str) -> int:
        first, last = arguments.get("first"), arguments.get("last")
        if (first is None) == (last is None):
            message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            self.cost.errors.append({"type": "MISSING_PAGINATION_BOUNDARIES", "path": path, "message": message})
            return 0
        size = int(first if first is not None else last or 0)
        if not 1 <= size <= MOST_A_PAGE:
            message = (
                f"Requesting {size} records on the `{name}` connection exceeds the limit of {MOST_A_PAGE} records."
            )
            self.cost.errors.append({"type": "EXCESSIVE_PAGINATION", "path": path, "message": message})
        return size
