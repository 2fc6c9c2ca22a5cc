"""The whole test run, judged: with GIVEBACK_JUDGED=1, whatever is said to and by a stand-in is held to the official
descriptions: REST by Prism, webhooks by their schemas, GraphQL by its own. A test that breaks one fails.

`make contract` runs the suite so. Tests that open no stand-in are left out then: they have nothing to be judged.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.contract.prism import Prism, Violation
from tests.github.stand_in import StandIn
from tests.github.state import Delivery

PACKAGES = Path(__file__).parent / "node_modules"
IS_JUDGED = os.environ.get("GIVEBACK_JUDGED") == "1"
_STAND_IN = "stand_in import StandIn"
_OWN_TESTS = Path(__file__).parent.parent / "github"


@pytest.fixture(scope="session")
def judge() -> Iterator[Prism]:
    """The one Prism of this process."""
    with Prism(PACKAGES) as prism:
        yield prism


@pytest.fixture(autouse=True)
def judged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Judge what is said in one test."""
    if not IS_JUDGED:
        yield
        return
    prism: Prism = request.getfixturevalue("judge")
    opened: list[StandIn] = []

    def watch(github: StandIn) -> None:
        github.api_url = prism.front(github.api_url)
        opened.append(github)

    StandIn.watchers.append(watch)
    prism.violations.clear()
    try:
        yield
    finally:
        StandIn.watchers.remove(watch)
    is_own = _OWN_TESTS in request.path.parents
    # The stand-in's own tests ask for what GitHub refuses, on purpose: there its answers alone are judged.
    found = [str(each) for each in prism.violations if not (is_own and _is_askers(each)) and not _is_known(each)]
    for github in opened:
        found += [problem for delivery in github.deliveries for problem in webhook_problems(delivery)]
        if not is_own:
            found += [problem for asked in github.requests for problem in graphql_problems(asked.path, asked.body)]
    if found:
        pytest.fail("GitHub's official description is broken:\n" + "\n".join(dict.fromkeys(found)), pytrace=False)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not IS_JUDGED:
        return
    kept = [item for item in items if _opens_a_stand_in(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def webhook_problems(delivery: Delivery) -> list[str]:
    """Say in what a delivery's payload breaks the schema of its event."""
    name = f"{delivery.event}-{delivery.action}" if delivery.action else delivery.event
    validator = _webhook_validators().get(name.replace("_", "-"))
    if validator is None:
        return [f"webhook {name}: the description has no such event"]
    return [
        f"webhook {name}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(delivery.payload)
    ]


def graphql_problems(path: str, body: bytes) -> list[str]:
    """Say in what a GraphQL request breaks the official schema."""
    if not path.endswith("/graphql"):
        return []
    try:
        query = json.loads(body)["query"]
    except (ValueError, KeyError):
        return ["graphql: no query in the body"]
    return list(_query_problems(query))


@cache
def _query_problems(query: str) -> tuple[str, ...]:
    from graphql import GraphQLSyntaxError, parse, validate  # noqa: PLC0415

    try:
        return tuple(f"graphql: {error.message}" for error in validate(_graphql_schema(), parse(query)))
    except GraphQLSyntaxError as error:
        return (f"graphql: {error.message}",)


@cache
def _graphql_schema() -> Any:
    from graphql import build_schema  # noqa: PLC0415

    text = (PACKAGES / "@octokit" / "graphql-schema" / "schema.graphql").read_text()
    # The official schema has a field twice: a strict build refuses it.
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


@cache
def _webhook_validators() -> dict[str, Any]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    path = PACKAGES / "@octokit" / "openapi-webhooks" / "generated" / "api.github.com.json"
    described = json.loads(path.read_text())
    registry = Registry().with_resource("urn:webhooks", DRAFT202012.create_resource(described))
    return {
        name: Draft202012Validator(
            _absolute(described["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]),
            registry=registry,
        )
        for name in described["webhooks"]
    }


def _absolute(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a reference into the description be found from outside it."""
    return {key: f"urn:webhooks{value}" if key == "$ref" else value for key, value in schema.items()}


def _is_askers(violation: Violation) -> bool:
    return violation.where.startswith("request") or violation.status == 0


# GitHub answers these everywhere, and says so in prose; the description lists them route by route, with gaps. That
# something is still being computed (202) a stand-in may be told to say of any route.
_ANYWHERE = frozenset({202, 301, 304, 307, 401, 403, 404, 410, 429, 451, 500, 502, 503})
_BYTES_ALONE = "Supported content types: application/octet-stream"
_UNLISTED = "Unable to match the returned status code"


def _is_known(violation: Violation) -> bool:
    """Whether the description, not who is judged by it, has the gap."""
    if violation.path.split("?")[0] == "/app/installations" and violation.where.endswith(".account"):
        return True  # an account must be a user and an enterprise at once there: `allOf` stands where `anyOf` was meant
    if violation.path.endswith("/assets") and violation.what == _BYTES_ALONE:
        return True  # an asset is sent with its own media type, as GitHub's prose asks: any is taken
    return violation.what.startswith(_UNLISTED) and violation.status in _ANYWHERE


def _opens_a_stand_in(item: pytest.Item) -> bool:
    files = {item.path}
    for definitions in getattr(item, "_fixtureinfo").name2fixturedefs.values():  # noqa: B009 - pytest's own, unnamed
        files |= {Path(definition.func.__code__.co_filename) for definition in definitions}
    return any(_mentions(path) for path in files)


@cache
def _mentions(path: Path) -> bool:
    return path != Path(__file__) and path.suffix == ".py" and _STAND_IN in path.read_text()
