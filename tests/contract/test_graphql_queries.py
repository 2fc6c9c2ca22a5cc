"""Every GraphQL query of Giveback is one that GitHub's own schema knows, and so is what the stand-in answers."""

from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, get_named_type, parse, validate

from bot.sources.github_queries import QUERIES
from tests.github.graphql_schema import SDL


@cache
def official(packages: Path) -> GraphQLSchema:
    text = (packages / "@octokit/graphql-schema/schema.graphql").read_text(encoding="utf-8")
    # GitHub's own file has a field twice: it is taken as it is.
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("(")[0].strip())
def test_githubs_schema_knows_all_that_is_asked(packages: Path, query: str) -> None:
    assert validate(official(packages), parse(query)) == []


def test_the_stand_ins_schema_is_a_part_of_githubs(packages: Path) -> None:
    theirs, differences = official(packages), []
    for name, own in build_schema(SDL).type_map.items():
        if name.startswith("__"):
            continue
        known = theirs.type_map.get(name)
        if type(known) is not type(own):
            differences.append(f"{name}: {type(known).__name__}, not {type(own).__name__}")
        elif hasattr(own, "values"):
            differences += [f"{name}.{value}" for value in set(own.values) - set(known.values)]  # type: ignore[union-attr]
        elif hasattr(own, "fields"):
            differences += _fields(name, own, known)  # type: ignore[arg-type]
        elif hasattr(own, "types"):
            held = {each.name for each in known.types}  # type: ignore[union-attr]
            differences += [f"{name} holds {each.name}" for each in own.types if each.name not in held]
    assert differences == []


def _fields(name: str, own: GraphQLObjectType, known: GraphQLObjectType) -> list[str]:
    differences = []
    for field, definition in own.fields.items():
        there = known.fields.get(field)
        if there is None or str(there.type) != str(definition.type):
            differences.append(f"{name}.{field}: {there and there.type}, not {definition.type}")
            continue
        arguments = getattr(definition, "args", {})
        for argument, given in arguments.items():
            taken = there.args.get(argument)
            if taken is None or get_named_type(taken.type).name != get_named_type(given.type).name:
                differences.append(f"{name}.{field}({argument}): {taken and taken.type}, not {given.type}")
    return differences
