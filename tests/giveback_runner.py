"""Runs `giveback` as a test wants it: in this process, or as a real one; every place that it uses in one folder."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import giveback
from bot.cli import run
from bot.running import Doors
from demo.history import FORGE

ROOT = Path(__file__).resolve().parent.parent
REPLACED = (
    *("DATABASE", "REGISTRY", "REGISTRY_ONLY", "CACHE", "SIGNING_KEY", "WORKERS", "GITHUB_URL", "GIT_TIMEOUT"),
    *("GITHUB_API_URL", "GITHUB_TOKEN", "PUBLIC_URL", "SECRET_KEY", "SECRET_KEY_FILE"),
    *("SCORECARD_REPOSITORY", "SCORECARD_TOKEN"),
)


@dataclass(frozen=True)
class Ran:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output, which is JSON alone."""
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        """The standard output, where it is one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Giveback:
    """One deployment: its database, registry, cache and signing key. Called with a command's words, it runs that."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    registry: Path | None = None
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = self.database or str(self.folder / "giveback.db")

    def __call__(self, *words: str | Path, status: int | None = 0) -> Ran:
        """Run in this process, as the shell would; `status` None: whatever comes."""
        return self._judged(words, lambda: giveback.main([str(word) for word in words]), status)

    def at(self, now: datetime, *words: str | Path, status: int | None = 0) -> Ran:
        """Run in this process at another time."""
        doors = Doors(settings=giveback._settings, now=lambda: now, serve=giveback._serve, overrides={})
        return self._judged(words, lambda: run([str(word) for word in words], doors), status)

    def process(
        self, *words: str | Path, status: int | None = 0, variables: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> Ran:
        """Run a real process with an environment of its own."""
        command = self.command(*words)
        done = subprocess.run(
            command, capture_output=True, env=self.environment() | dict(variables or {}), cwd=cwd, check=False
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert status is None or ran.status == status, (ran.status, ran.out, ran.err)
        return ran

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, str(ROOT / "giveback.py"), *map(str, words)]

    def environment(self) -> dict[str, str]:
        """What a process of this deployment sees: nothing of the machine's but where programs are."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **self._variables(),
        }

    def _variables(self) -> dict[str, str]:
        places = {
            "GIVEBACK_DATABASE": self.database,
            "GIVEBACK_CACHE": str(self.folder / "cache"),
            "GIVEBACK_SIGNING_KEY": str(self.folder / "signing-key.pem"),
            "GIVEBACK_SECRET_KEY_FILE": str(self.folder / "secret.key"),
            "GIVEBACK_WORKERS": "1",
        }
        if self.registry is not None:
            # A made-up world comes from a made-up forge.
            places |= {"GIVEBACK_REGISTRY_ONLY": str(self.registry), "GIVEBACK_GITHUB_URL": FORGE}
        return places | self.settings

    def _judged(self, words: tuple[str | Path, ...], go: Callable[[], int], status: int | None) -> Ran:
        self.capsys.readouterr()
        with self.monkeypatch.context() as patched:
            for name in REPLACED:
                patched.delenv(f"GIVEBACK_{name}", raising=False)
            patched.delenv("COLUMNS", raising=False)  # the terminal that the tests run in is not the one they mean
            for name, value in self._variables().items():
                patched.setenv(name, value)
            found = go()
        said = self.capsys.readouterr()
        ran = Ran(found, said.out, said.err)
        assert status is None or ran.status == status, (words, ran.status, ran.out, ran.err)
        return ran


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Giveback:
    """A deployment with nothing in it, over the built-in registry."""
    return Giveback(tmp_path, monkeypatch, capsys)
