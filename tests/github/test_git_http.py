"""Git over smart HTTP: clone, fetch and push with git itself, behind tokens."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.github.conftest import Small


def git(*arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    who = ("-c", "user.name=Dana", "-c", "user.email=dana@acme.example")
    return subprocess.run(
        ["git", *who, *arguments], cwd=at, env=environment, capture_output=True, text=True, check=False
    )


def address(small: Small, name: str, token: str | None = None) -> str:
    base = small.github.web_url
    return f"{base.replace('://', f'://x-access-token:{token}@') if token else base}/{name}.git"


@pytest.fixture
def code(small: Small) -> Small:
    for repository in (small.engine, small.vault):
        small.github.push(repository, {"README.md": "hello\n"}, user=small.dana)
    return small


def test_a_public_repository_is_cloned_by_anybody(code: Small, tmp_path: Path) -> None:
    done = git("clone", "--quiet", address(code, "acme/engine"), "here", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here" / "README.md").read_text() == "hello\n"


def test_a_private_repository_needs_a_token_that_reaches_it(code: Small, tmp_path: Path) -> None:
    assert git("ls-remote", address(code, "acme/vault"), at=tmp_path).returncode == 128
    elsewhere = code.installation_token(repository_ids=[code.engine.id])
    refused = git("ls-remote", address(code, "acme/vault", elsewhere), at=tmp_path)
    assert "not found" in refused.stderr
    allowed = git("ls-remote", address(code, "acme/vault", code.installation_token()), at=tmp_path)
    assert "refs/heads/main" in allowed.stdout


def test_a_former_name_leads_to_the_repository(code: Small, tmp_path: Path) -> None:
    code.github.rename(code.engine, "motor")
    done = git("ls-remote", address(code, "acme/engine"), at=tmp_path)
    assert "refs/heads/main" in done.stdout
    assert [each.status for each in code.github.requests if each.path.startswith("/acme/engine")] == [301]


def test_a_push_lands_and_is_told_to_apps(code: Small, tmp_path: Path) -> None:
    token = code.installation_token()
    git("clone", "--quiet", address(code, "acme/engine", token), "here", at=tmp_path)
    (tmp_path / "here" / "new.txt").write_text("new\n")
    git("add", ".", at=tmp_path / "here")
    git("commit", "--quiet", "--message", "Add", at=tmp_path / "here")
    done = git("push", "--quiet", "origin", "HEAD:main", at=tmp_path / "here")
    assert done.returncode == 0, done.stderr
    assert code.github.settle()
    pushed = json.loads(code.receiver.received[-1].body)
    assert pushed["commits"][0]["added"] == ["new.txt"]
    assert pushed["sender"]["login"] == code.app.bot.login


def test_who_may_only_read_does_not_push(code: Small, tmp_path: Path) -> None:
    weak = code.installation_token(permissions={"contents": "read"})
    git("clone", "--quiet", address(code, "acme/engine", weak), "here", at=tmp_path)
    git("commit", "--quiet", "--allow-empty", "--message", "Add", at=tmp_path / "here")
    before = code.github.git(code.engine).resolve("main")
    done = git("push", "--quiet", "origin", "HEAD:main", at=tmp_path / "here")
    assert (done.returncode, "403" in done.stderr) == (128, True)
    assert code.github.git(code.engine).resolve("main") == before


def test_git_can_be_made_to_fail(code: Small, tmp_path: Path) -> None:
    code.github.faults.next("error", path="*/info/refs", status=503)
    assert "503" in git("ls-remote", address(code, "acme/engine"), at=tmp_path).stderr
    code.github.faults.next("dropped", path="*/git-upload-pack")
    assert git("clone", address(code, "acme/engine"), "there", at=tmp_path).returncode == 128
    assert code.github.faults.unmet == []
    assert git("clone", address(code, "acme/engine"), "there", at=tmp_path).returncode == 0
