"""A first scan beside what git itself takes to tell the same, and a scan that finds nothing new."""

import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

from bench.figures import Figure, Section, at_most, unmeasured
from bench.machine import cores, seconds
from bench.scanning import scan_seconds, warm_scanner
from bench.upstreams import FAIRSEQ, LMDEPLOY, TRL, rebuild, why_absent
from demo.fast_import import clean_environment, run_git

_ROUNDS = 5
_SLICE = 300
_NAMES = (TRL, LMDEPLOY, FAIRSEQ)
_NOTES = """First scans of trl, lmdeploy and fairseq into an empty SQLite database, summed; the median of five rounds
in which the three ways take turns, after one round that warms up. The pool is started and modules are imported;
fetching is left out; everything is stored. `git log --numstat` writes to nowhere. Git split over the cores (slices of
300 commits) tells how much of the time is git's own: it stores nothing either."""


def measure(folder: Path) -> Section:
    """Measure in a folder that may hold the rebuilt repositories already."""
    why = why_absent(_NAMES)
    if why:
        return Section("Scanning", _NOTES, [unmeasured("first scan, and scans with nothing new", why)])
    repositories = {name: rebuild(name, folder) for name in _NAMES}
    ours: list[float] = []
    plain: list[float] = []
    split: list[float] = []
    again: list[float] = []
    with warm_scanner(folder, repositories) as scanner:
        for _ in range(_ROUNDS):
            with scanner.new_round() as collector:
                ours.append(sum(scan_seconds(collector, name, path) for name, path in repositories.items()))
                again += [scan_seconds(collector, name, path) for name, path in repositories.items()]
            plain.append(sum(seconds(partial(git_log, path)) for path in repositories.values()))
            split.append(sum(seconds(partial(git_log_split, path)) for path in repositories.values()))
    return Section("Scanning", _NOTES, _figures(ours, plain, split, again))


def git_log(path: Path) -> None:
    """Let git tell the lines of all commits, in one process."""
    command = ["git", f"--git-dir={path}", "log", "--numstat", "main"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=clean_environment(path))


def git_log_split(path: Path) -> None:
    """Let git tell the lines of all commits, in as many processes at once as there are cores."""
    shas = run_git(path, "rev-list", "main").splitlines()
    slices = [shas[start : start + _SLICE] for start in range(0, len(shas), _SLICE)]
    with ThreadPoolExecutor(cores()) as threads:
        list(threads.map(lambda some: _log_of(path, some), slices))


def _log_of(path: Path, shas: Sequence[bytes]) -> None:
    command = ["git", f"--git-dir={path}", "log", "--numstat", "--no-walk=unsorted", "--stdin"]
    environment: Mapping[str, str] = clean_environment(path)
    subprocess.run(command, input=b"\n".join(shas), check=True, stdout=subprocess.DEVNULL, env=environment)


def _figures(
    ours: Sequence[float], plain: Sequence[float], split: Sequence[float], again: Sequence[float]
) -> list[Figure]:
    theirs = median(plain)
    return [
        Figure("first scan of trl, lmdeploy and fairseq", f"{median(ours):.2f} s"),
        Figure("git log --numstat of the same, one process", f"{theirs:.2f} s"),
        Figure(f"git log --numstat of the same, split over {cores()} cores", f"{median(split):.2f} s"),
        at_most("first scan ÷ git in one process", median(ours) / theirs, 0.8, "×"),
        Figure("git split ÷ git in one process", f"{median(split) / theirs:.2f}×"),
        at_most("scan with nothing new, a repository", median(again), 0.15, " s", 3),
    ]
