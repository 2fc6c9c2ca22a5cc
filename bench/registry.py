"""How long it takes to load and to check the registry, and what a look-up costs in one a hundred times as large."""

import json
from pathlib import Path
from statistics import median

from bench.figures import Figure, Section, at_most
from bench.machine import run_module

_ROUNDS = 5
_LOADING = 0.15
_CHECKING = 1
_GROWTH = 5
_NOTES = """Each round in a fresh process, imports left out: reading, validating and joining the built-in files; and
`giveback registry check` without its printing, the public-suffix list's loading included. The median of five. Look-ups:
the same domains, addresses and logins asked for in the built-in registry and in a generated one of a hundred times as
many organizations; a look-up that grew with the registry would cost a hundred times as much. What is left of a
difference is the processor fetching from a larger memory."""


def measure(folder: Path) -> Section:
    """Measure in a folder to work in."""
    loading = [json.loads(run_module("bench.registry_program", "load")) for _ in range(_ROUNDS)]
    checking = [json.loads(run_module("bench.registry_program", "check")) for _ in range(_ROUNDS)]
    lookups = json.loads(run_module("bench.registry_program", "lookup", str(folder / "large-registry")))
    figures = [
        Figure("entries of the built-in registry", f"{loading[0]['entries']:,}"),
        at_most("loading the registry", median(each["seconds"] for each in loading), _LOADING, " s", 3),
        at_most("checking the registry", median(each["seconds"] for each in checking), _CHECKING, " s", 3),
        Figure("a look-up in the built-in registry", f"{lookups['small'] * 1e6:.2f} µs"),
        at_most("a look-up in one a hundred times as large ÷ that", lookups["large"] / lookups["small"], _GROWTH, "×"),
    ]
    return Section("The registry", _NOTES, figures)
