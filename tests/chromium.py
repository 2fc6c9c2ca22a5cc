"""A headless Chromium, spoken to over a pipe (the DevTools protocol), so that it needs no port and no library."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 30.0
FIRST_OWN = 10  # the browser reads 3 and writes 4: whatever is inherited must not be in the way
CONNECT = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


@dataclass
class Browser:
    """One tab of one browser. What went wrong on its pages is in `errors`."""

    process: subprocess.Popen[bytes]
    write: int
    read: int
    session: str = ""
    number: int = 0
    errors: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    rest: bytes = b""

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and give its answer. Raises AssertionError where the browser refuses."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self.number:
                assert "error" not in found, (method, found)
                answer: dict[str, Any] = found["result"]
                return answer

    def open(self, address: str) -> None:
        """Go to a page and wait until it has loaded."""
        self.events.clear()
        answer = self.ask("Page.navigate", url=address)
        assert not answer.get("errorText"), (address, answer)
        self.wait_for("Page.loadEventFired")

    def click(self, selector: str) -> str:
        """Click what a link selector finds, wait for the page that it leads to, and give that page's address."""
        self.events.clear()
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        self.wait_for("Page.loadEventFired")
        return str(self.evaluate("location.href"))

    def evaluate(self, expression: str) -> Any:
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def resize(self, width: int, height: int = 900) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def wait_for(self, event: str) -> None:
        while event not in self.events:
            self._next()

    def _next(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            assert select.select([self.read], [], [], max(0, deadline - time.monotonic()))[0], "the browser is silent"
            block = os.read(self.read, 1 << 16)
            assert block, "the browser has ended"
            self.rest += block
        message, _, self.rest = self.rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        if "method" in found:
            self._note(found["method"], found.get("params", {}))
        return found

    def _note(self, event: str, values: dict[str, Any]) -> None:
        self.events.append(event)
        if event == "Runtime.exceptionThrown":
            self.errors.append(str(values["exceptionDetails"]))
        if event == "Log.entryAdded" and values["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{values['entry'].get('url', '')}: {values['entry']['text']}")
        if event == "Network.loadingFailed" and not values.get("canceled"):
            self.errors.append(str(values))


def browser(folder: Path) -> Iterator[Browser]:
    """Start Chromium with nobody's settings; skip where it is absent, which in CI is a failure."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        reason = "no Chromium: the pages are not looked at in a browser"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI must not skip this: {reason}")
        pytest.skip(reason)
    to_browser, from_browser = _pipe(), _pipe()

    command = [program, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    ends = (to_browser[0], from_browser[1])
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(
        [sys.executable, "-c", CONNECT, *map(str, ends), *command], env=environment, pass_fds=ends, **quiet
    ) as process:
        os.close(to_browser[0])
        os.close(from_browser[1])
        found = Browser(process, to_browser[1], from_browser[0])
        try:
            target = found.ask("Target.createTarget", url="about:blank")["targetId"]
            found.session = found.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                found.ask(f"{domain}.enable")
            yield found
        finally:
            process.kill()
            os.close(found.write)
            os.close(found.read)


def _pipe() -> tuple[int, int]:
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_OWN) for end in ends)
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
