import re
from pathlib import Path

import pytest

from bench.peers import REQUIREMENTS, PeersMissing, peers_python


def test_peers_that_cannot_be_installed_are_told_not_raised_as_a_crash(tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("-e ./not-there\n", encoding="utf-8")
    with pytest.raises(PeersMissing, match="could not be made"):
        peers_python(tmp_path / "environment", wanted)


def test_an_environment_that_is_as_wanted_is_used_again(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    (tmp_path / "requirements.txt").write_bytes(REQUIREMENTS.read_bytes())
    assert peers_python(tmp_path) == python


def test_the_peers_are_pinned_with_hashes_and_without_an_address() -> None:
    text = REQUIREMENTS.read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    assert {"perceval", "pydriller"} <= set(pins)
    assert len(re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
    assert "://" not in text
