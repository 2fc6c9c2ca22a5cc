"""The processes that read git histories: they keep nothing, and end when their parent does, however it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import connection
from types import TracebackType


def process_pool(workers: int, *, at_end: Callable[[], None] | None = None) -> Executor:
    """Make the pool. Each worker is a fresh process, so that no lock or database connection is inherited.

    A `with` block that is left by an error or an interrupt ends the workers at once. A worker that has to end at once
    calls `at_end` first, to end what it has started itself.
    """
    return _Workers(workers, at_end)


class _Workers(ProcessPoolExecutor):
    def __init__(self, workers: int, at_end: Callable[[], None] | None) -> None:
        # spawn, not fork: a forked worker would hold the parent's file locks after a kill -9 of the parent.
        context = multiprocessing.get_context("spawn")
        # Nothing is ever sent: the pipe closes when the parent lets go of it, or is gone.
        self._parent_gone, self._parent_here = context.Pipe(duplex=False)
        super().__init__(workers, mp_context=context, initializer=_begin, initargs=(self._parent_gone, at_end))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> bool | None:
        if kind is not None:
            self._parent_here.close()
        self.shutdown(wait=True, cancel_futures=kind is not None)
        return None


def _begin(parent_gone: "connection.Connection[None, None]", at_end: Callable[[], None] | None) -> None:
    def end(status: int) -> None:
        if at_end:
            at_end()
        os._exit(status)

    def watch() -> None:
        connection.wait([parent_gone])
        end(1)

    for number in (signal.SIGINT, signal.SIGHUP):  # Ctrl-C and a closed terminal are the parent's to answer
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: end(128 + number))
    threading.Thread(target=watch, daemon=True).start()
