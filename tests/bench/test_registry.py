"""The registry's benchmark measures what it says, on small numbers."""

import json
from pathlib import Path

import pytest

from bench import registry_program


@pytest.mark.parametrize("what", ["load", "check"])
def test_loading_and_checking_are_timed_over_all_entries(
    what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["program", what])
    registry_program.main()
    answer = json.loads(capsys.readouterr().out)
    assert answer["seconds"] > 0
    assert answer["entries"] > 1_000


def test_look_ups_are_timed_in_a_small_and_in_a_large_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["program", "lookup", str(tmp_path)])
    monkeypatch.setattr(registry_program, "_TIMES", 2)
    registry_program.main()
    answer = json.loads(capsys.readouterr().out)
    assert 0 < answer["small"] < 1e-3
    assert 0 < answer["large"] < 1e-3
