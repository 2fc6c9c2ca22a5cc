"""The workers: fresh processes that leave Ctrl-C to their parent and never outlive it."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest
from conftest import ROOT
from processes import is_gone, wait_for

from bot.workers import process_pool

PARENT = """
import os, sys, time
from bot.workers import process_pool

def main():
    with process_pool(2) as executor:
        print(*{executor.submit(slow_id).result() for _ in range(8)}, flush=True)
        executor.submit(time.sleep, 60)
        sys.stdin.read()

def slow_id():
    time.sleep(0.05)
    return os.getpid()

if __name__ == "__main__":
    main()
"""


def test_workers_are_other_processes_that_ignore_an_interrupt(pool: Executor) -> None:
    worker = pool.submit(os.getpid).result()
    assert worker != os.getpid()
    assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
    os.kill(worker, signal.SIGINT)
    assert pool.submit(abs, -1).result() == 1


def test_workers_inherit_no_open_file(pool: Executor, tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert str(tmp_path / "lock") not in pool.submit(os.listdir, "/proc/self/fd").result()


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        workers = [int(word) for word in parent.stdout.readline().split()]
        assert workers
        parent.kill()
        parent.wait()
    wait_for(lambda: all(is_gone(worker) for worker in workers))


def test_workers_end_at_once_where_their_parents_work_is_cut_off(tmp_path: Path) -> None:
    began = time.monotonic()
    workers = []

    def cut_off_work() -> None:
        with process_pool(1) as executor:
            workers.append(executor.submit(os.getpid).result())
            executor.submit(time.sleep, 60)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off_work()
    assert is_gone(workers[0])
    assert time.monotonic() - began < 30
