"""GitHub's official descriptions, as npm packages hold them: `make contract` gets them into this folder."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import absent

PACKAGES = Path(__file__).parent / "node_modules"


@cache
def described(path: str) -> Any:
    """Give a JSON file of an npm package, read once."""
    return json.loads((PACKAGES / path).read_text())


@pytest.fixture(autouse=True)
def packages() -> Path:
    """The folder of the npm packages; each test of this folder needs it."""
    if not (PACKAGES / ".complete").is_file():
        absent("GitHub's official descriptions are not here: `make contract` gets them with npm")
    return PACKAGES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.contract)
