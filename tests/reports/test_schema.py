import copy
import json
from importlib import resources
from typing import Any

import pytest
from content_builder import HOSTILE, build_content, build_large, build_meta, check, measured
from jsonschema import Draft202012Validator


def schema(name: str) -> Draft202012Validator:
    text = resources.files("reports").joinpath("schema", name).read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text), format_checker=Draft202012Validator.FORMAT_CHECKER)


SCORECARD, SIDECAR = schema("scorecard-1.schema.json"), schema("sidecar-1.schema.json")
AS_WAS = ("organizations", 0, "as_was")
METRIC = (*AS_WAS, "month", "commits")
SCORE = (*AS_WAS, "scores", "work_back")


def changed(value: Any, place: tuple[str | int, ...], new: Any) -> Any:
    made = copy.deepcopy(value)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = new
    return made


@pytest.mark.parametrize(
    ("place", "new"),
    [
        (("schema",), "giveback-scorecard/2"),
        (("month",), "2026-13"),
        (("extra",), 1),
        (("coverage", 0, "state"), "unknown"),
        (("organizations", 0, "id"), "../x"),
        (("organizations", 0, "kind"), "person"),
        (("organizations", 0, "staff_band"), "50–499"),
        (("organizations", 0, "email"), "dana@acme.example"),
        (("organizations", 0, "grouped"), {"counted_with": "larkspur", "month": {}}),
        (METRIC, 3),
        (METRIC, {}),
        (METRIC, {"value": 1, "unknown": "both"}),
        (METRIC, {"unknown": ""}),
        (METRIC, {"unknown": "half of the bounds", "low": 1}),
        (METRIC, {**measured(1, "commits"), "evidence": {"facts": 1, "rules": {"mail-domain": 0.5}}}),
        (METRIC, {**measured(1, "commits"), "note": "x"}),
        (METRIC, {**measured(1, "commits"), "value": None}),
        ((*SCORE, "mid"), 10.1),
        ((*SCORE, "unknown"), "and a score"),
        ((*SCORE, "checks", 0), check("cash", 11, 10)),
        ((*SCORE, "checks", 0), {**check("cash", 1, 10), "person": "x"}),
        ((*AS_WAS, "scores", "overall"), {"unknown": "never averaged", "checks": []}),
        ((*AS_WAS, "trend", "months"), ["2026-07"]),
        ((*AS_WAS, "projects", 0, "relation"), "owner"),
        (("projects", 0, "repository"), "loom"),
        (("projects", 0, "repository"), "owner/.."),
        (("projects", 0, "kind"), "agent"),
        (("projects", 0, "month", "shares", "as_was", 0, "organization"), "*somebody"),
        (("projects", 0, "month", "shares", "as_was"), []),
    ],
)
def test_what_the_contract_does_not_allow_is_refused(place: tuple[str | int, ...], new: Any) -> None:
    assert not SCORECARD.is_valid(changed(build_content(), place, new))


@pytest.mark.parametrize(
    ("place", "new"),
    [
        (("state",), "closed"),
        (("revision",), 0),
        (("sha256",), "0a"),
        (("signature",), "not base64!"),
        (("person",), "x"),
        (("difference",), [{"path": "a", "before": 1}]),
    ],
)
def test_what_a_sidecar_does_not_allow_is_refused(place: tuple[str | int, ...], new: Any) -> None:
    assert not SIDECAR.is_valid(changed(build_meta(), place, new))


@pytest.mark.parametrize("validator", [SCORECARD, SIDECAR])
def test_the_schemas_are_schemas_and_closed_everywhere(validator: Draft202012Validator) -> None:
    Draft202012Validator.check_schema(validator.schema)
    pending: list[Any] = [validator.schema]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            assert part.get("type") != "object" or part["additionalProperties"] is False
            pending += part.values()
        elif isinstance(part, list):
            pending += part


@pytest.mark.parametrize("content", [build_content(), build_large(60, 5)], ids=["small", "large"])
def test_the_fictional_scorecards_are_valid(content: dict[str, Any]) -> None:
    assert [error.json_path for error in SCORECARD.iter_errors(content)] == []
    assert content["organizations"][0]["id"] in (HOSTILE, "organization-000")


def test_the_fictional_sidecar_is_valid() -> None:
    assert [error.json_path for error in SIDECAR.iter_errors(build_meta())] == []
