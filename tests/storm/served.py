"""`giveback serve` in a process that was forked where everything is imported: starting it a thousand times is cheap.

It is the same program all the same, with an environment and a process of its own, which can be killed anywhere.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_PRELOADED = (
    "__main__", "giveback", "bot.cli", "bot.deploying", "bot.github_access", "bot.jobs", "bot.publish_everywhere",
    "bot.rhythm", "bot.set_up", "bot.settings", "bot.store.database", "webhooks.app", "webhooks.reception",
    "tests.storm.served",
)  # fmt: skip


def start(arguments: Sequence[str], environment: Mapping[str, str], said: Path, log: Path) -> ForkServerProcess:
    """Start it; what it says goes to one file, what it logs to the end of another."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    process = context.Process(target=_run, args=(list(arguments), dict(environment), said, log))
    process.start()
    return process


def _run(arguments: list[str], environment: dict[str, str], said: Path, log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for stream, path, how in ((1, said, os.O_TRUNC), (2, log, os.O_APPEND)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
        os.dup2(file, stream)
        os.close(file)
    sys.argv = ["giveback", *arguments]
    from giveback import main  # noqa: PLC0415 - in the fork server it is there already

    sys.exit(main(arguments))
