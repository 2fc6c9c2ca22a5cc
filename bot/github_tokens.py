"""Who we are to GitHub: the App by its key, an installation by a short-lived token made for one task."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.errors import InputError
from bot.github_errors import GitHubError

BACKDATED = 60
"""Seconds that our tokens are dated back: a clock may be so far ahead of GitHub's."""
_LIFE = 8 * 60  # GitHub takes at most ten minutes, counted by its own clock
_EARLY = 5 * 60  # a token is made anew this long before it ends, so that a task that begins with it can end
_MOST_KEPT = 2_000
_SMALLEST_KEY = 2048


@dataclass(frozen=True)
class AppCredentials:
    """The App's id and its private key (RSA, PEM)."""

    app_id: int
    private_key: str = field(repr=False)

    def __post_init__(self) -> None:
        _ = self._key  # a key that cannot sign is refused here, where somebody gave it

    @cached_property
    def _key(self) -> RSAPrivateKey:
        try:
            key = load_pem_private_key(self.private_key.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise InputError("The App's private key is not an unencrypted private key in PEM", _REMEDY) from error
        if not isinstance(key, RSAPrivateKey) or key.key_size < _SMALLEST_KEY:
            raise InputError(f"The App's private key is not an RSA key of {_SMALLEST_KEY} bits or more", _REMEDY)
        return key

    def signed(self, now: datetime) -> str:
        """Give a JWT that names the App, good for minutes."""
        issued = int(now.timestamp())
        claims = {"iat": issued - BACKDATED, "exp": issued + _LIFE, "iss": str(self.app_id)}
        return jwt.encode(claims, self._key, algorithm="RS256")


_REMEDY = "Give the .pem file that GitHub made under the App's settings, “Private keys”, as it is."


class Scope(NamedTuple):
    """What a token is made for: an installation, some of its repositories (none: all), some permissions (none: all)."""

    installation_id: int
    repository_ids: tuple[int, ...] = ()
    permissions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, installation_id: int, repository_ids: Any = (), permissions: Mapping[str, str] | None = None
    ) -> "Scope":
        """The same task gives the same scope, in whatever order it was written."""
        return cls(installation_id, tuple(sorted(repository_ids)), tuple(sorted((permissions or {}).items())))

    @property
    def body(self) -> dict[str, Any]:
        """What is asked of GitHub."""
        body: dict[str, Any] = {}
        if self.repository_ids:
            body["repository_ids"] = list(self.repository_ids)
        if self.permissions:
            body["permissions"] = dict(self.permissions)
        return body


@dataclass(frozen=True)
class Token:
    """An installation's token, of any length and form, until it ends (seconds since 1970)."""

    text: str = field(repr=False)
    ends_at: int

    @classmethod
    def of(cls, data: Any) -> "Token":
        """Read GitHub's answer. Raises GitHubError where it holds no token."""
        try:
            text, ends = data["token"], datetime.fromisoformat(data["expires_at"])
            good = bool(text) and text.isascii() and text.isprintable() and ends.tzinfo is not None
        except (TypeError, KeyError, ValueError, AttributeError):
            good = False
        if not good:
            raise GitHubError(201, "GitHub made a token that cannot be read")
        return cls(text, int(ends.timestamp()))


class TokenBook:
    """The tokens in use: threads that need the same one wait for the one that asks for it."""

    def __init__(self, mint: Callable[[Scope], Token], seconds: Callable[[], int]) -> None:
        """Make tokens with `mint`; `seconds` is the time since 1970."""
        self._mint, self._seconds = mint, seconds
        self._lock = threading.Lock()
        self._tokens: OrderedDict[Scope, Token] = OrderedDict()
        self._asking: dict[Scope, threading.Lock] = {}

    def token(self, scope: Scope) -> Token:
        """Give a token that lasts for minutes at least. Raises what GitHub says instead."""
        with self._lock:
            kept = self._good(scope)
            asking = self._asking.setdefault(scope, threading.Lock())
        if kept is not None:
            return kept
        with asking:
            with self._lock:
                kept = self._good(scope)  # made by another thread meanwhile
            if kept is not None:
                return kept
            made = self._mint(scope)
            with self._lock:
                self._tokens[scope] = made
                while len(self._tokens) > _MOST_KEPT:
                    self._asking.pop(self._tokens.popitem(last=False)[0], None)
            return made

    def drop(self, scope: Scope, token: Token) -> None:
        """Forget a token that GitHub does not take any more, unless it has been replaced already."""
        with self._lock:
            if self._tokens.get(scope) is token:
                del self._tokens[scope]

    def forget(self, installation_id: int) -> None:
        """Forget all tokens of an installation."""
        with self._lock:
            for scope in [scope for scope in self._tokens if scope.installation_id == installation_id]:
                del self._tokens[scope]

    def _good(self, scope: Scope) -> Token | None:
        token = self._tokens.get(scope)
        return token if token is not None and token.ends_at - _EARLY > self._seconds() else None
