"""The keys of the stored secrets: only for their owner's eyes, whole or not at all, never in a message."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.errors import InputError
from bot.secret_keys import SecretKeys


def test_the_first_key_is_made_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    keys = SecretKeys(None, path)
    assert not keys.exist()
    keys.make()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = keys.read()
    assert len(first) == 1
    SecretKeys(None, path).make()
    assert keys.read() == first
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_keys_that_are_given_beat_the_file(tmp_path: Path) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    keys = SecretKeys(f"{new}, {old}\n", tmp_path / "secret.key")
    keys.make()
    assert keys.read() == [new, old]
    assert list(tmp_path.iterdir()) == []
    assert keys.ciphers().decrypt(Fernet(old).encrypt(b"x")) == b"x"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.key"
    SecretKeys(None, path).make()
    path.chmod(mode)
    with pytest.raises(InputError, match=f"mode {mode:04o}") as raised:
        SecretKeys(None, path).read()
    assert raised.value.remedy == f"Run: chmod 600 {path}"


def test_a_folder_in_the_place_of_the_key_is_refused_and_not_to_be_locked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a file") as raised:
        SecretKeys(None, tmp_path).read()
    assert "GIVEBACK_SECRET_KEY_FILE" in str(raised.value.remedy)


@pytest.mark.parametrize("given", ["", " , ", "short", "x" * 44, "é" * 44, "A" * 43, "secret-that-nobody-may-see"])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(InputError, match="GIVEBACK_SECRET_KEY") as raised:
        SecretKeys(given, tmp_path / "secret.key").read()
    assert not given.strip(" ,") or given not in str(raised.value)
    path = tmp_path / "secret.key"
    path.write_text(given, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(InputError, match=r"secret\.key"):
        SecretKeys(None, path).read()


def test_a_key_that_is_not_there_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there") as raised:
        SecretKeys(None, tmp_path / "secret.key").read()
    assert "GIVEBACK_SECRET_KEY" in raised.value.remedy


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        SecretKeys(None, tmp_path / "file" / "secret.key").make()
