"""The layers of docs/architecture.md hold: import-linter's contracts are kept, and they are about all of the code."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_contracts_are_kept() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_every_file_of_the_bot_and_the_reports_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    for package in ("bot", "reports"):
        layers = next(each["layers"] for each in contracts if each.get("containers") == [package])
        named = {name.strip() for layer in layers for name in layer.split("|")}
        there = {
            path.stem
            for path in (ROOT / package).iterdir()
            if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
        }
        assert there <= named, there - named
