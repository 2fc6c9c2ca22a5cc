"""The keys that stored secrets are encrypted with: given in the environment, or in a file outside the database."""

import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from bot.errors import InputError

_MAKE = "Make one with: python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"


class SecretKeys:
    """One key or several, the newest first: it encrypts, all of them decrypt."""

    def __init__(self, given: str | None, path: Path) -> None:
        """Take the keys that were `given` (comma-separated), else those of the file, one a line."""
        self._given, self.path = given, path

    @property
    def are_given(self) -> bool:
        """Whether they come from the environment: then nobody but the operator can change them."""
        return self._given is not None

    @property
    def place(self) -> str:
        """Where they come from, for messages."""
        return "GIVEBACK_SECRET_KEY" if self.are_given else str(self.path)

    def exist(self) -> bool:
        """Whether there are any yet."""
        return self.are_given or self.path.exists()

    def read(self) -> list[str]:
        """Give the keys, the newest first. Raises InputError where there is none, or one that others may read."""
        if self._given is not None:
            return self._checked(self._given.split(","))
        try:
            if self.path.is_dir():  # before its mode: whoever followed that advice would lock a folder
                raise InputError(f"{self.path}: not a file", "Give one with GIVEBACK_SECRET_KEY_FILE, or a key.")
            mode = stat.S_IMODE(self.path.stat().st_mode)
            if mode & 0o077:
                message = f"{self.path}: others than its owner may use the key of the secrets (mode {mode:04o})"
                raise InputError(message, f"Run: chmod 600 {self.path}")
            return self._checked(self.path.read_text(encoding="ascii").split("\n"))
        except FileNotFoundError as error:
            message = f"{self.path}: the key of the stored secrets is not there"
            raise InputError(message, "Restore that file, or give the key with GIVEBACK_SECRET_KEY.") from error
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text"
            message = f"{self.path}: the key of the secrets cannot be read: {reason}"
            raise InputError(message, "Mend that, or give the key with GIVEBACK_SECRET_KEY.") from error

    def ciphers(self) -> MultiFernet:
        """Give what encrypts and decrypts."""
        return MultiFernet([Fernet(key) for key in self.read()])

    def make(self) -> None:
        """Make the file with a first key, unless there are keys already or another process makes it meanwhile."""
        if not self.exist():
            self._write([Fernet.generate_key().decode()], replace=False)

    def replace(self, keys: Sequence[str]) -> None:
        """Write the file anew, whole or not at all."""
        assert not self.are_given
        self._write(keys, replace=True)

    def _checked(self, keys: Sequence[str]) -> list[str]:
        named = [key.strip() for key in keys if key.strip()]
        try:
            for key in named:
                Fernet(key)
        except ValueError as error:
            message = f"{self.place}: not a key of 32 bytes in URL-safe base64"
            raise InputError(message, f"Restore it. {_MAKE}") from error
        if not named:
            raise InputError(f"{self.place}: no key is in it", _MAKE)
        return named

    def _write(self, keys: Sequence[str], *, replace: bool) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # A whole file or none: with half a key, everything that is encrypted would be lost.
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")  # with mode 0600
            scratch = Path(name)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write("".join(f"{key}\n" for key in keys))
                    file.flush()
                    os.fsync(file.fileno())
                if replace:
                    scratch.replace(self.path)
                else:
                    self.path.hardlink_to(scratch)
            except FileExistsError:
                pass  # another process has made one meanwhile: that one counts
            finally:
                scratch.unlink(missing_ok=True)
        except OSError as error:
            message = f"{self.path}: the key of the secrets cannot be written: {error.strerror}"
            raise InputError(message, "Give another file with GIVEBACK_SECRET_KEY_FILE, or a key.") from error
