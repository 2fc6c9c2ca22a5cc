"""How long the command line takes to say what it can do."""

import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.figures import Figure, Section, at_most, unmeasured
from bench.machine import ROOT, seconds

_ROUNDS = 5
_LIMIT = 0.3
_NOTES = "`giveback --help`, from starting the process to its end: the median of five, after one that warms up."


def measure(_folder: Path) -> Section:
    """Measure the installed command, else the module."""
    what = "giveback --help"
    installed = Path(sys.executable).parent / "giveback"
    command = [str(installed)] if installed.exists() else [sys.executable, "-m", "giveback"]
    first = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    if first.returncode:
        last = (first.stderr.strip().splitlines() or ["no reason given"])[-1]
        return Section("Starting", _NOTES, [unmeasured(what, last)])
    figures: list[Figure] = [
        at_most(what, median(seconds(lambda: _help(command)) for _ in range(_ROUNDS)), _LIMIT, " s")
    ]
    return Section("Starting", _NOTES, figures)


def _help(command: list[str]) -> None:
    subprocess.run([*command, "--help"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
