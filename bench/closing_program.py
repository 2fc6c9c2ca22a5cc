"""Attributes a generated index, or closes a month of it, in a process of its own; says what that took."""

import json
import sys
import time
from pathlib import Path

from bench.machine import peak_mib
from bot.close import close_month
from bot.registry import Registry, load_registry
from bot.signing import Signer
from bot.store.database import Database
from bot.store.employments import attribute
from reports.months import Month


def attributing(database: Database, registry: Registry) -> dict[str, object]:
    started = time.perf_counter()
    attribute(database, registry)
    return {"seconds": time.perf_counter() - started}


def closing(database: Database, registry: Registry, month: Month, key: Path) -> dict[str, object]:
    signer = Signer(key)
    started = time.perf_counter()
    closed = close_month(database, registry, month, signer, month.plus(1).end)
    return {"seconds": time.perf_counter() - started, "digest": closed.sidecar["sha256"]}


def main() -> None:
    what, address, folder, month = sys.argv[1:]
    database, registry = Database(address), load_registry(only=Path(folder))
    if what == "attribute":
        answer = attributing(database, registry)
    else:
        answer = closing(database, registry, Month.parse(month), Path(folder) / "signing-key.pem")
    json.dump(answer | {"peak": peak_mib()}, sys.stdout)


if __name__ == "__main__":
    main()
