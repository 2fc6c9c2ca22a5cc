"""Loads, checks or asks a registry in a process of its own; says what that took."""

import json
import sys
import time
from pathlib import Path

from bot.registry import BUILT_IN, Registry, load_registry
from bot.registry.check import check

_TIMES = 100
_ASKED = 500
_ROUNDS = 40


def main() -> None:
    what, *places = sys.argv[1:]
    if what == "lookup":
        large = Path(places[0])
        answer = {"small": _lookup(load_registry()), "large": _lookup(_large(large))}
    else:
        started = time.perf_counter()
        registry = load_registry() if what == "load" else check([BUILT_IN]).registry
        seconds = time.perf_counter() - started
        assert registry is not None
        entries = len(registry.organizations) + len(registry.upstreams) + len(registry.automation)
        answer = {"seconds": seconds, "entries": entries}
    json.dump(answer, sys.stdout)


def _large(folder: Path) -> Registry:
    folder.mkdir(parents=True, exist_ok=True)
    count = len(load_registry().organizations) * _TIMES
    entries = (
        f'[organizations.o{n:07}]\nname = "O {n}"\nkind = "project"\ndomains = ["o{n}.example"]\nlogins = ["o-{n}"]\n'
        for n in range(count)
    )
    (folder / "organizations.toml").write_text("\n".join(entries), encoding="utf-8")
    return load_registry(only=folder)


def _lookup(registry: Registry) -> float:
    """Give the seconds of one look-up, the same number of words each time: half of them are there, half are not."""
    known = list(registry.organizations.values())
    domains = [domain for entry in known for domain in entry.domains][:_ASKED]
    asked = [word for domain in domains for word in (f"mail.{domain}", f"mail.x{domain}")]
    for word in asked:  # the look-up tables are made when they are first asked
        registry.domain_claim(word)
        registry.organization_of_login(word)
    started = time.perf_counter()
    for word in asked * _ROUNDS:
        registry.domain_claim(word)
        registry.organization_of_address(word)
        registry.organization_of_login(word)
    return (time.perf_counter() - started) / (3 * len(asked) * _ROUNDS)


if __name__ == "__main__":
    main()
