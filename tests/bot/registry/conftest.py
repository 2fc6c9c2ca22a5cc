"""Registry folders for tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a folder of registry files; organizations.toml by position."""

    def writer(organizations: str = "", folder: str = "over", **others: str) -> Path:
        path = tmp_path / folder
        path.mkdir()
        for name, content in {"organizations": organizations, **others}.items():
            (path / f"{name}.toml").write_text(content, encoding="utf-8")
        return path

    return writer
