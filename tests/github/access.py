"""Who asks, and what they may: App JWTs, installation tokens, people's tokens, nobody's."""

import base64
import binascii
import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

import jwt

from tests.github.answers import RefusedError
from tests.github.association import ORDER, permission
from tests.github.state import Account, App, Installation, Permissions, Repository, Token, World

LONGEST_JWT = 600  # seconds from now to `exp`
LEVELS = ("none", "read", "write", "admin")


@dataclass
class Caller:
    """Whoever asks: an App (with its JWT), an installation of one, a person, or nobody known."""

    app: App | None = None
    installation: Installation | None = None
    user: Account | None = None
    permissions: Permissions = field(default_factory=dict)
    repository_ids: frozenset[int] | None = None
    token: Token | None = None

    @property
    def name(self) -> str:
        """For the log and the buckets of rate limits."""
        if self.installation:
            return f"installation {self.installation.id}"
        if self.app:
            return f"app {self.app.slug}"
        return f"user {self.user.login}" if self.user else "anonymous"

    @property
    def account(self) -> Account | None:
        """Who is seen as the author of what is done: an installation acts as its App's bot."""
        return self.installation.app.bot if self.installation else self.user

    @property
    def writing_app(self) -> App | None:
        """The App that `performed_via_github_app` names."""
        return self.installation.app if self.installation else None

    def covers(self, repository: Repository) -> bool:
        """Whether an installation's token reaches into this repository."""
        if self.installation is None or not self.installation.covers(repository):
            return False
        return self.repository_ids is None or repository.id in self.repository_ids

    def sees(self, repository: Repository) -> bool:
        """Whether the repository exists, for this caller."""
        if not repository.private:
            return True
        if self.installation:
            return self.covers(repository)
        return self.user is not None and permission(repository, self.user) != "none"

    def granted(self, name: str, level: str) -> bool:
        """Whether the token and its installation both grant a permission."""
        if self.installation is None:
            return False
        least = min(
            LEVELS.index(self.permissions.get(name, "none")),
            LEVELS.index(self.installation.permissions.get(name, "none")),
        )
        return least >= LEVELS.index(level)

    def may(self, repository: Repository, name: str, level: str) -> bool:
        """Whether this caller may read or write such things there. What is public can be read by all.

        Level `here` is to read what is not public even in a public repository.
        """
        if level == "here":
            if self.installation:
                return self.covers(repository) and self.granted(name, "read")
            return self.user is not None and ORDER.index(permission(repository, self.user)) >= ORDER.index("write")
        if self.installation:
            if level == "read" and not repository.private:
                return True
            return self.covers(repository) and self.granted(name, level)
        if level == "read":
            return self.sees(repository)
        least = "read" if name in ("issues", "discussions", "pull_requests") else "write"
        return self.user is not None and ORDER.index(permission(repository, self.user)) >= ORDER.index(least)


def caller_of(world: World, authorization: str, now: dt.datetime) -> Caller:
    """Who sent this `Authorization` header. Raises RefusedError (401, 403)."""
    if not authorization:
        return Caller()
    value = _credential(authorization)
    if value.count(".") == 2 and not value.startswith("ghs_"):
        return Caller(app=_app_of(world, value, now))
    token = world.tokens.get(value)
    if token is None or token.revoked or (token.expires_at and token.expires_at <= now):
        raise RefusedError(401, "Bad credentials")
    if token.installation is None:
        return Caller(user=token.user, token=token)
    if token.installation.gone:
        raise RefusedError(401, "Bad credentials")
    if token.installation.suspended_at:
        raise RefusedError(403, "This installation has been suspended")
    return Caller(
        installation=token.installation,
        permissions=token.permissions,
        repository_ids=token.repository_ids,
        token=token,
    )


def _credential(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    match scheme.lower():
        case "bearer" | "token":
            return value.strip()
        case "basic":
            try:
                name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise RefusedError(401, "Bad credentials") from None
            return password or name
    raise RefusedError(401, "Bad credentials")


def _app_of(world: World, text: str, now: dt.datetime) -> App:
    """The App that signed a JWT: RS256, `iat` not in the future, `exp` at most ten minutes ahead."""
    undecodable = RefusedError(401, "A JSON web token could not be decoded")
    try:
        issuer = str(jwt.decode(text, options={"verify_signature": False}).get("iss"))
        app = next(each for each in world.apps.values() if issuer in (str(each.id), each.client_id))
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
        claims = jwt.decode(text, app.public_key, algorithms=["RS256"], options=options)
    except StopIteration:
        raise RefusedError(404, "Integration not found") from None
    except jwt.PyJWTError:
        raise undecodable from None
    seconds = now.timestamp()
    issued, expires = _number(claims.get("iat")), _number(claims.get("exp"))
    if math.isnan(expires) or expires <= seconds:
        raise RefusedError(401, "'Expiration time' claim ('exp') must be a numeric value in the future")
    if expires > seconds + LONGEST_JWT:
        raise RefusedError(401, "'Expiration time' claim ('exp') is too far in the future")
    if math.isnan(issued) or issued > seconds:
        raise RefusedError(401, "'Issued at' claim ('iat') must be an Integer that is not in the future")
    return app


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
