"""Signing closed months: an Ed25519 key in a file of its own, made on first use, never in the database."""

import base64
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.errors import InputError


class Signer:
    """Signs with the key of one file."""

    def __init__(self, path: Path) -> None:
        """Read the key, or make one with mode 0600. Raises InputError where neither works."""
        try:
            self._key = _read(path) if path.exists() else _make(path)
        except OSError as error:
            message = f"{path}: the signing key cannot be used: {error.strerror}"
            raise InputError(message, "Give another file with GIVEBACK_SIGNING_KEY.") from error
        except (ValueError, TypeError) as error:
            message = f"{path}: not an unencrypted Ed25519 private key in PEM"
            raise InputError(message, "Restore the key, or give another file with GIVEBACK_SIGNING_KEY.") from error

    @property
    def public_key(self) -> str:
        """The public key, raw, in base64."""
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode("ascii")

    def sign(self, message: bytes) -> str:
        """Give the signature in base64."""
        return base64.b64encode(self._key.sign(message)).decode("ascii")


def verify(public_key: str, signature: str, message: bytes) -> None:
    """Check a signature. Raises cryptography's InvalidSignature."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    key.verify(base64.b64decode(signature), message)


def _read(path: Path) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(type(key).__name__)
    return key


def _make(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    # A whole file or none: a key that was half written would be asked for every later month.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # with mode 0600
    scratch = Path(name)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    try:
        path.hardlink_to(
            scratch
        )  # unlike a rename, it never takes the place of a key that another run has made meanwhile
    except FileExistsError:
        return _read(path)
    finally:
        scratch.unlink()
    return key
