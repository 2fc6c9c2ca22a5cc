"""The one way to GitHub: as the App, as an installation or as the operator. PyGithub inside, its traps outside.

A `GitHub` is made once a process and is safe among threads; it hands out a `Connection` for each task. Reads are tried
again a bounded number of times, writes never: whoever writes looks first whether a doubtful one took effect. Nothing
waits for a limit: `RateLimitedError.until` says when to come back.
"""

import time
from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime

from bot.errors import InputError
from bot.github_budget import Budgets, BudgetState
from bot.github_connection import Answer, Connection
from bot.github_endpoints import Endpoints, quoted
from bot.github_errors import (
    ComputingError,
    DoubtfulError,
    ForbiddenError,
    GitHubError,
    GoneError,
    InvalidError,
    LegallyBlockedError,
    NotFoundError,
    RateLimitedError,
    RevokedError,
    UnreachableError,
)
from bot.github_memory import Memory
from bot.github_options import Options, Pace
from bot.github_tokens import AppCredentials, Scope, Token, TokenBook

__all__ = [
    "API_VERSION",
    "READING",
    "Answer",
    "AppCredentials",
    "BudgetState",
    "Budgets",
    "ComputingError",
    "Connection",
    "DoubtfulError",
    "Endpoints",
    "ForbiddenError",
    "GitHub",
    "GitHubError",
    "GoneError",
    "InvalidError",
    "LegallyBlockedError",
    "Memory",
    "NotFoundError",
    "RateLimitedError",
    "RevokedError",
    "UnreachableError",
    "quoted",
]

API_VERSION = "2022-11-28"
READING: Mapping[str, str] = {"metadata": "read", "contents": "read", "issues": "read", "pull_requests": "read"}
_NO_APP = "No App is registered here"
_REGISTER = "Run `giveback serve` and register one on the page that it names."


class GitHub:
    """Hands out connections; one a process."""

    def __init__(
        self,
        endpoints: Endpoints,
        credentials: AppCredentials | Callable[[], AppCredentials | None] | None,
        now: Callable[[], datetime],
        *,
        operator_token: str | None = None,
        reading_installation: Callable[[str], int | None] = lambda _repository: None,
        budgets: Budgets | None = None,
        sleep: Callable[[float], None] = time.sleep,
        write_pause: float = 1.0,
        api_version: str = API_VERSION,
        timeout: int = 20,
    ) -> None:
        """Take who we are, and what the connections share.

        `credentials` may be asked each time, so that an App that is registered or gets a new key meanwhile is used.
        `reading_installation` says by whose installation a repository (owner/name) may be read. `write_pause` in
        seconds between two writes, `timeout` in seconds for each step of a request.
        """
        self.endpoints = endpoints
        self.budgets = budgets if budgets is not None else Budgets()
        self._memory = Memory()
        self._options = Options(
            endpoints, now, self.budgets, self._memory, Pace(write_pause, sleep), sleep, api_version, timeout=timeout
        )
        self._credentials = credentials
        self._operator_token = operator_token
        self._reading_installation = reading_installation
        self._tokens = TokenBook(self._mint, self._options.seconds)

    def fenced(self, require: Callable[[], None]) -> "GitHub":
        """Give the same for one piece of work: `require` is asked before each write, and raises to prevent it."""
        fenced = copy(self)
        fenced._options = replace(self._options, before_write=require)  # noqa: SLF001 - it is one of us
        return fenced

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock: aware, UTC."""
        return self._options.now

    @property
    def credentials(self) -> AppCredentials | None:
        """The App, where one is registered."""
        return self._credentials() if callable(self._credentials) else self._credentials

    def anonymous(self) -> Connection:
        """Speak as nobody: 60 requests an hour, and the conversion of a manifest."""
        return Connection(self._options, _Fixed("anonymous", None), background=False)

    def as_app(self) -> Connection:
        """Speak as the App itself. Raises InputError where none is registered."""
        credentials = self.credentials
        if credentials is None:
            raise InputError(_NO_APP, _REGISTER)
        return Connection(self._options, _App(credentials, self._options.now), background=False)

    def as_installation(
        self,
        installation_id: int,
        *,
        repository_ids: Collection[int] = (),
        permissions: Mapping[str, str] | None = None,
        background: bool = False,
    ) -> Connection:
        """Speak for an installation, with a token for these repositories and permissions alone.

        In the background the reserve that is kept for commands is not touched.
        """
        scope = Scope.of(installation_id, repository_ids, permissions)
        return Connection(self._options, _Installation(self._tokens, scope), background=background)

    def as_operator(self, *, background: bool = False) -> Connection | None:
        """Speak by the operator's own token (GIVEBACK_GITHUB_TOKEN), where there is one."""
        if self._operator_token is None:
            return None
        return Connection(self._options, _Fixed("operator", self._operator_token), background=background)

    def reader(self, repository: str) -> Connection | None:
        """Read a public repository in the background: by an installation, else by the operator's token, else not."""
        installation = self._reading_installation(repository) if self.credentials is not None else None
        if installation is not None:
            return self.as_installation(installation, permissions=READING, background=True)
        return self.as_operator(background=True)

    def installation_token(
        self,
        installation_id: int,
        *,
        repository_ids: Collection[int] = (),
        permissions: Mapping[str, str] | None = None,
    ) -> str:
        """A token for git over HTTP (user x-access-token); good for minutes at least."""
        return self._tokens.token(Scope.of(installation_id, repository_ids, permissions)).text

    def forget(self, installation_id: int) -> None:
        """Forget an installation's tokens and what was read by them."""
        self._tokens.forget(installation_id)
        self._memory.forget(_installation_name(installation_id))

    def _mint(self, scope: Scope) -> Token:
        with self.as_app() as app:
            try:
                path = f"/app/installations/{scope.installation_id}/access_tokens"
                return Token.of(app.post_repeatably(path, scope.body).data)
            except (NotFoundError, ForbiddenError) as error:
                message = f"Installation {scope.installation_id} gives no token: {error.message}"
                raise RevokedError(error.status, message, "It was removed or suspended.") from error
            except InvalidError as error:
                if "permission" in error.message.lower():
                    remedy = "The owner of the installation has not accepted all permissions yet."
                    raise ForbiddenError(error.status, error.message, remedy) from error
                raise NotFoundError(error.status, error.message) from error


def _installation_name(installation_id: int) -> str:
    return f"installation:{installation_id}"


class _Fixed:
    """One token that is given, or none: there is nothing to renew."""

    def __init__(self, name: str, token: str | None) -> None:
        self.name, self._token = name, token

    def token(self) -> str | None:
        return self._token

    def refused(self) -> bool:
        return False


class _App:
    name = "app"

    def __init__(self, credentials: AppCredentials, now: Callable[[], datetime]) -> None:
        self._credentials, self._now = credentials, now

    def token(self) -> str:
        return self._credentials.signed(self._now())

    def refused(self) -> bool:
        return False


class _Installation:
    def __init__(self, tokens: TokenBook, scope: Scope) -> None:
        self.name = _installation_name(scope.installation_id)
        self._tokens, self._scope = tokens, scope
        self._used: Token | None = None

    def token(self) -> str:
        self._used = self._tokens.token(self._scope)
        return self._used.text

    def refused(self) -> bool:
        """GitHub may have taken a token back before its end: another one is made, once."""
        if self._used is not None:
            self._tokens.drop(self._scope, self._used)
        return True
