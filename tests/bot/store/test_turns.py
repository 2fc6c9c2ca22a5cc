"""Turns at SQLite's writer: who waits comes before who has just written; nobody is kept waiting by the dead."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from processes import wait_for

from bot.store.turns import turn


def is_taken(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
        return False


def test_who_waits_comes_before_who_has_just_written(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def deliver() -> None:
        waiting.set()
        with turn(tmp_path):
            order.append("delivery")

    with turn(tmp_path):
        order.append("scan")
        delivery = threading.Thread(target=deliver)
        delivery.start()
        waiting.wait(5)
        wait_for(lambda: is_taken(tmp_path / "turnstile"))
    with turn(tmp_path):  # at once, as a scan does
        order.append("scan")
    delivery.join()
    assert order == ["scan", "delivery", "scan"]


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turn(tmp_path):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_turn_ends_with_its_process(tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom bot.store.turns import turn\n"
        "with turn(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_taken(tmp_path / "turn")
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with turn(tmp_path):
        assert is_taken(tmp_path / "turn")


def test_who_waits_too_long_goes_without(tmp_path: Path) -> None:
    with turn(tmp_path), turn(tmp_path, patience=0.01):
        assert is_taken(tmp_path / "turn")
    assert not is_taken(tmp_path / "turn")


def test_where_no_lock_can_be_had_it_goes_without(tmp_path: Path) -> None:
    with turn(tmp_path / "nowhere"):
        assert not (tmp_path / "nowhere").exists()
