"""What the figures depend on: cores and versions; how much memory a process held at its peak; how long a call took."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PROC = Path("/proc")


def describe() -> str:
    """Say what the machine is, without saying which."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return f"{cores()} cores, Python {platform.python_version()}, git {git}"


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def seconds(call: Callable[[], object]) -> float:
    """Give how long a call takes, in seconds of the wall's clock."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def peak_mib(process: int | None = None) -> float | None:
    """Give the most memory that a process (this one by default) ever held, in MiB; None where there is no /proc."""
    try:
        status = (_PROC / str(process or os.getpid()) / "status").read_text()
    except OSError:
        return None
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) / 1024 if "VmHWM" in lines else None


def children() -> list[int]:
    """Give the processes that this one started and that still run; none where the system has no /proc."""
    found = []
    for folder in _PROC.glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue  # it has ended meanwhile
        if f"\nPPid:\t{os.getpid()}\n" in status:
            found.append(int(folder.name))
    return found


def run_module(name: str, *arguments: str) -> str:
    """Run one of our programs in a fresh process and give what it printed. Raises CalledProcessError."""
    command = [sys.executable, "-m", name, *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
