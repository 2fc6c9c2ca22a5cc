"""Probot beside our receiver: the same deliveries, to a handler that does nothing, in an environment of its own."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, unmeasured
from bench.machine import ROOT

if TYPE_CHECKING:
    from bench.receiver import Load

VERSION = "14.3.2"
ENVIRONMENT = ROOT / ".venv-peers" / "probot"
_WHAT = f"Probot {VERSION}: the most"
_PROGRAM = """
import { Server, Probot } from "probot";
const server = new Server({
  Probot: Probot.defaults({
    appId: process.env.APP_ID, privateKey: process.env.PRIVATE_KEY, secret: process.env.WEBHOOK_SECRET,
    logLevel: "fatal",
  }),
  port: 0, host: "127.0.0.1", log: undefined,
});
await server.load((app) => { app.on("issue_comment.created", async () => {}); });
const http = await server.start();
console.log(`listening on ${http.address().port}`);
"""


class ProbotMissing(Exception):  # noqa: N818 - it says what happened
    """Probot cannot be run here; the message says why."""


def figures(secret: str, app_id: int, key: str, deliver: "Callable[[str], Load]") -> list[Figure]:
    """Measure the most that Probot takes."""
    try:
        folder = installed()
    except ProbotMissing as missing:
        return [unmeasured(_WHAT, str(missing))]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "NODE_ENV": "production",
        "APP_ID": str(app_id), "PRIVATE_KEY": key, "WEBHOOK_SECRET": secret,
    }  # fmt: skip
    command = ["node", str(folder / "receiver.mjs")]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            port = None
            for line in process.stdout:
                port = re.search(rb"listening on (\d+)", line)
                if port:
                    break
            if port is None:
                return [unmeasured(_WHAT, "it did not start")]
            load = deliver(f"http://127.0.0.1:{int(port[1])}/api/github/webhooks")
        finally:
            process.terminate()
            process.wait(30)
    taken = sum(count for status, count in load.statuses.items() if status in {"200", "202"})
    return [
        Figure(f"{_WHAT}, handler does nothing", f"{taken / load.seconds:.0f} a second"),
        Figure("Probot: the generator's processor time", f"{load.processor_seconds / load.seconds:.0%} of a core"),
    ]


def installed() -> Path:
    """Give the folder that Probot is installed in, made where it is absent. Raises ProbotMissing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise ProbotMissing("npm is not here")
    manifest = ENVIRONMENT / "node_modules" / "probot" / "package.json"
    if not manifest.is_file():
        ENVIRONMENT.mkdir(parents=True, exist_ok=True)
        (ENVIRONMENT / "package.json").write_text('{"private": true, "type": "module"}\n')
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent", f"probot@{VERSION}"]
        done = subprocess.run(command, cwd=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            last = ((done.stderr or done.stdout).strip().splitlines() or ["no reason given"])[-1]
            raise ProbotMissing(f"it could not be installed: {last}")
    (ENVIRONMENT / "receiver.mjs").write_text(_PROGRAM)
    return ENVIRONMENT
