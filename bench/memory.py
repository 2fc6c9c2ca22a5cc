"""The memory of a first scan: flat in the number of commits."""

import json
from pathlib import Path

from bench.figures import Figure, Section, at_most, unmeasured
from bench.generated_history import write_history
from bench.machine import peak_mib, run_module

_SIZES = (10_000, 40_000)
_LIMIT = 150
_NOTES = """First scans of generated histories, each in a fresh process: the peak (VmHWM) of the scanning process and
of the largest of its Python workers. The git processes that they start are not counted."""


def measure(folder: Path) -> Section:
    """Measure in a folder to work in."""
    if peak_mib() is None:
        return Section("Memory", _NOTES, [unmeasured("peak memory of a scan", "the system has no /proc")])
    figures: list[Figure] = []
    for size in _SIZES:
        repository = folder / f"generated-{size}.git"
        write_history(repository, size)
        answer = json.loads(run_module("bench.memory_program", str(repository), str(folder / f"generated-{size}.db")))
        largest = max([answer["parent"], *answer["workers"]])
        figures += [
            at_most(f"largest Python process, {size:,} commits", largest, _LIMIT, " MiB", 0),
            Figure(f"the scanning process, {size:,} commits", f"{answer['parent']:.0f} MiB"),
            Figure(f"its largest worker, {size:,} commits", f"{max(answer['workers'], default=0):.0f} MiB"),
            Figure(f"the scan's time, {size:,} commits", f"{answer['seconds']:.1f} s"),
        ]
    return Section("Memory", _NOTES, figures)
