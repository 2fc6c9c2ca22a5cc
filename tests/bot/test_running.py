"""Where options may stand; how commands fail and end is in test_cli.py, since only a command can."""

import pytest

from bot.errors import InputError
from bot.running import hoisted


def test_options_that_every_command_knows_are_moved_to_the_front() -> None:
    assert hoisted(["status", "--json"]) == ["status", "--json"]
    assert hoisted(["status", "--database", "x", "--json"]) == ["--database", "x", "status", "--json"]
    assert hoisted(["scan", "a/b", "--registry=x"]) == ["--registry=x", "scan", "a/b"]
    assert hoisted(["scan", "--", "--registry", "x"]) == ["scan", "--", "--registry", "x"]
    with pytest.raises(InputError, match="--registry-only needs a value"):
        hoisted(["scan", "a/b", "--registry-only"])
