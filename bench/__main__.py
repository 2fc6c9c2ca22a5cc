"""Runs the benchmarks and prints their figures side by side; a run of all of them writes docs/benchmarks.md."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import activity, closing, memory, peers, receiver, registry, scan, startup
from bench.figures import Section, markdown, plain_table
from bench.machine import ROOT, describe

BENCHMARKS: Mapping[str, Callable[[Path], Section]] = {
    "scan": scan.measure,
    "peers": peers.measure,
    "memory": memory.measure,
    "index": closing.measure,
    "startup": startup.measure,
    "registry": registry.measure,
    "receiver": receiver.measure,
    "activity": activity.measure,
}
REPORT = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Run and report. Status 1 with --strict where a target is missed, 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; none: all of them")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 where a target is missed")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; known are {', '.join(BENCHMARKS)}")
    sections = []
    with tempfile.TemporaryDirectory(prefix="giveback-bench-") as folder:
        for name in options.names or BENCHMARKS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            sections.append(BENCHMARKS[name](Path(folder)))
    figures = [figure for section in sections for figure in section.figures]
    print(plain_table(figures))
    if not options.names:
        REPORT.write_text(markdown(sections, describe()), encoding="utf-8")
        print(f"written: {REPORT.relative_to(ROOT)}", file=sys.stderr)
    return int(options.strict and any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
