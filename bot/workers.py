"""The processes that read git histories: they keep nothing, and end when their parent does, however it ends."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import connection


def process_pool(workers: int) -> Executor:
    """Make the pool. Each worker is a fresh process, so that no lock or database connection is inherited."""
    # spawn, not fork: a forked worker would hold the parent's file locks after a kill -9 of the parent.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
