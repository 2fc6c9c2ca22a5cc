"""A first scan beside Perceval and PyDriller, which read the same repositories and store nothing."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.figures import Figure, Section, at_least, unmeasured
from bench.machine import ROOT
from bench.scanning import scan_seconds, warm_scanner
from bench.upstreams import FAIRSEQ, LMDEPLOY, TRL, rebuild, why_absent

REQUIREMENTS = ROOT / "bench" / "requirements-peers.txt"
ENVIRONMENT = ROOT / ".venv-peers"
_BESIDE_PERCEVAL = (LMDEPLOY, FAIRSEQ)
_BESIDE_PYDRILLER = (TRL, LMDEPLOY)
_ROUNDS = 3
_NOTES = """First scans, everything stored in SQLite, against Perceval's Git backend iterated over the same bare
repositories, and against PyDriller reading each modified file's added and deleted lines; both store nothing. Sums
over two repositories each: PyDriller cannot read fairseq as it is rebuilt here, since the contents of its .gitmodules
are made up. Giveback and Perceval take turns, the median of three rounds; PyDriller runs once. The peers have an
environment and a process of their own and time their own iteration: importing, and Perceval's clone and fetch, are
left out."""


class PeersMissing(Exception):  # noqa: N818 - it says what happened
    """The peers' environment cannot be made; the message says why."""


def measure(folder: Path) -> Section:
    """Measure in a folder that may hold the rebuilt repositories already."""
    names = dict.fromkeys((*_BESIDE_PERCEVAL, *_BESIDE_PYDRILLER))
    why = why_absent(list(names))
    if why:
        return Section("Peers", _NOTES, [unmeasured("Perceval and PyDriller", why)])
    try:
        python = peers_python()
    except PeersMissing as missing:
        return Section("Peers", _NOTES, [unmeasured("Perceval and PyDriller", str(missing))])
    repositories = {name: rebuild(name, folder) for name in names}
    ours: dict[str, list[float]] = {name: [] for name in names}
    perceval: list[float] = []
    with warm_scanner(folder, repositories) as scanner:
        for _ in range(_ROUNDS):
            with scanner.new_round() as collector:
                for name, path in repositories.items():
                    ours[name].append(scan_seconds(collector, name, path))
            perceval.append(sum(_peer_seconds(python, "perceval", repositories[name]) for name in _BESIDE_PERCEVAL))
    pydriller = sum(_peer_seconds(python, "pydriller", repositories[name]) for name in _BESIDE_PYDRILLER)
    return Section("Peers", _NOTES, _figures(ours, median(perceval), pydriller))


def _figures(ours: Mapping[str, Sequence[float]], perceval: float, pydriller: float) -> list[Figure]:
    beside_perceval = median(map(sum, zip(*(ours[name] for name in _BESIDE_PERCEVAL), strict=True)))
    beside_pydriller = median(map(sum, zip(*(ours[name] for name in _BESIDE_PYDRILLER), strict=True)))
    return [
        Figure("Perceval's Git backend, lmdeploy and fairseq", f"{perceval:.2f} s"),
        Figure("first scan of the same", f"{beside_perceval:.2f} s"),
        at_least("faster than Perceval", perceval / beside_perceval, 1.4, "×"),
        Figure("PyDriller, trl and lmdeploy", f"{pydriller:.2f} s"),
        Figure("first scan of the same", f"{beside_pydriller:.2f} s"),
        at_least("faster than PyDriller", pydriller / beside_pydriller, 8, "×", 1),
    ]


def peers_python(environment: Path = ENVIRONMENT, requirements: Path = REQUIREMENTS) -> Path:
    """Give the interpreter of the peers' environment, made where it is absent or out of date. Raises PeersMissing."""
    python = environment / "bin" / "python"
    stamp = environment / "requirements.txt"
    wanted = requirements.read_text(encoding="utf-8")
    if python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    install = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)]
    for command in ([sys.executable, "-m", "venv", "--clear", str(environment)], install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise PeersMissing(f"their environment could not be made: {last}")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _peer_seconds(python: Path, name: str, repository: Path) -> float:
    program = ROOT / "bench" / "peer_program.py"
    done = subprocess.run([python, "-W", "ignore", program, name, repository], stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout)["seconds"])
