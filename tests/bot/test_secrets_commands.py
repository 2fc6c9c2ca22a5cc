"""`giveback secrets`: what cannot be done is said, with the way out, and nothing is changed."""

from pathlib import Path

import pytest
from giveback_runner import Giveback

from bot.secret_keys import SecretKeys
from bot.store.database import Database
from bot.store.vault import Vault


@pytest.mark.parametrize("words", [["rotate"], ["rotate", "--webhook-secret"], ["rotate", "--private-key", "key.pem"]])
def test_without_an_app_there_is_nothing_to_rotate(deployment: Giveback, words: list[str]) -> None:
    ran = deployment("secrets", *words, status=2)
    assert "No App is registered here" in ran.err
    assert "giveback serve" in ran.err
    assert not (deployment.folder / "secret.key").exists()


def test_the_encryption_key_goes_alone(deployment: Giveback) -> None:
    ran = deployment("secrets", "rotate", "--encryption-key", "--webhook-secret", status=2)
    assert "One thing at a time" in ran.err


def test_one_secret_is_told_as_one(deployment: Giveback) -> None:
    deployment("status")
    database, path = Database(deployment.database), deployment.folder / "secret.key"
    Vault(database, SecretKeys(None, path), lambda: 0).ensured("a-secret")
    database.close()
    deployment.settings["GIVEBACK_SECRET_KEY_FILE"] = str(path)
    assert f"secret key: {path}, for 1 secret\n" in deployment("doctor").out
    said = deployment("secrets", "rotate", "--encryption-key").out
    assert said == f"The newest key of {path} encrypts 1 secret\n"


def test_a_key_that_is_not_there_is_named(deployment: Giveback, tmp_path: Path) -> None:
    deployment.settings["GIVEBACK_SECRET_KEY_FILE"] = str(tmp_path / "absent.key")
    ran = deployment("secrets", "rotate", "--encryption-key", status=2)
    assert f"{tmp_path}/absent.key: the key of the stored secrets is not there" in ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "a-key-that-nobody-may-see"),
        ("GITHUB_TOKEN", "ghp with spaces"),
        ("PUBLIC_URL", "ftp://x.example"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_what_it_says(
    deployment: Giveback, name: str, value: str
) -> None:
    deployment.settings[f"GIVEBACK_{name}"] = value
    ran = deployment("secrets", "rotate", "--encryption-key", status=2)
    assert f"GIVEBACK_{name}" in ran.err
    assert value not in ran.out + ran.err
