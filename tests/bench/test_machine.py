import os
import subprocess
import sys

import pytest

from bench.machine import children, describe, peak_mib, seconds


@pytest.fixture
def child() -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.communicate(b"\n")


def test_the_machine_is_described_without_a_name_or_a_path() -> None:
    said = describe()
    assert "cores, Python 3." in said
    assert os.uname().nodename not in said
    assert "/" not in said


def test_a_call_takes_time() -> None:
    assert seconds(lambda: sum(range(1000))) > 0


def test_a_process_that_is_gone_has_no_peak() -> None:
    assert peak_mib(2**22 + 1) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peaks are read from /proc")
def test_the_peak_and_the_children_of_this_process_are_known(child: "subprocess.Popen[bytes]") -> None:
    assert peak_mib() > 10
    assert child.pid in children()
    assert peak_mib(child.pid) > 1
