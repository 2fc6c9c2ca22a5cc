"""The signing key: made once, for its owner alone, and never silently replaced."""

import base64
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.errors import InputError
from bot.signing import Signer, verify

PLAIN = serialization.NoEncryption()
LOCKED = serialization.BestAvailableEncryption(b"secret")


def pem(
    key: Ed25519PrivateKey | Ed448PrivateKey, encryption: serialization.KeySerializationEncryption = PLAIN
) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        pem(Ed25519PrivateKey.generate())[:60],
        pem(Ed448PrivateKey.generate()),
        pem(Ed25519PrivateKey.generate(), LOCKED),
        pem(Ed25519PrivateKey.generate()).replace(b"PRIVATE", b"PUBLIC"),
    ],
    ids=["empty", "text", "cut off", "another kind", "encrypted", "public"],
)
def test_a_file_that_is_no_plain_key_is_named_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"key\.pem: not an unencrypted Ed25519 private key in PEM") as raised:
        Signer(path)
    assert "GIVEBACK_SIGNING_KEY" in raised.value.remedy
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "key.pem", Path("/proc/nowhere/key.pem")):
        with pytest.raises(InputError, match="the signing key cannot be used"):
            Signer(path)
    with pytest.raises(InputError, match="the signing key cannot be used"):
        Signer(tmp_path)  # a folder


def test_a_key_that_may_not_be_read_is_named(
    open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    path = open_folder / "key.pem"
    Signer(path)
    with unprivileged(), pytest.raises(InputError, match="the signing key cannot be used: Permission denied"):
        Signer(path)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "key.pem"
    first = Signer(path)
    kept = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert Signer(path).public_key == first.public_key
    assert path.read_bytes() == kept
    assert Signer(tmp_path / "other.pem").public_key != first.public_key


def test_a_signature_is_of_the_message_and_the_key(tmp_path: Path) -> None:
    signer, other = Signer(tmp_path / "key.pem"), Signer(tmp_path / "other.pem")
    signature = signer.sign(b"frozen")
    verify(signer.public_key, signature, b"frozen")
    assert signer.sign(b"frozen") == signature
    for key, message in ((signer.public_key, b"frozen "), (signer.public_key, b""), (other.public_key, b"frozen")):
        with pytest.raises(InvalidSignature):
            verify(key, signature, message)
    bent = base64.b64decode(signature)
    with pytest.raises(InvalidSignature):
        verify(signer.public_key, base64.b64encode(bent[:-1] + bytes([bent[-1] ^ 1])).decode(), b"frozen")


def test_two_runs_that_make_the_first_key_at_once_end_with_one(tmp_path: Path) -> None:
    together = Barrier(8)

    def run(_number: int) -> str:
        together.wait()
        return Signer(tmp_path / "keys" / "key.pem").public_key

    for number in range(5):
        for leftover in tmp_path.glob("keys/*"):
            leftover.unlink()
        with ThreadPoolExecutor(8) as threads:
            keys = set(threads.map(run, range(8)))
        assert keys == {Signer(tmp_path / "keys" / "key.pem").public_key}, number
        assert [path.name for path in (tmp_path / "keys").iterdir()] == ["key.pem"]
