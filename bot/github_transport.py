"""One request to GitHub and its answer as it is: PyGithub's requester writes it, and decides nothing.

PyGithub would follow redirects without their query, sleep and ask again on 202, retry, and log whole bodies. Its
requester lets the caller bring the connection; the one brought here hands such answers over before PyGithub sees them.
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import requests
from github.Auth import Auth
from github.Requester import Requester
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.util import Retry

_USER_AGENT = "Giveback (https://github.com/apps)"
_CHUNK = 1 << 16
_OF_PYGITHUB = logging.getLogger(f"{__name__}.pygithub")
_OF_PYGITHUB.disabled = True  # it would write tokens that are made, which are in bodies
Requester.injectLogger(_OF_PYGITHUB)


class Reply(NamedTuple):
    """What came back: the status, the headers with lower-case names, the body as text."""

    status: int
    headers: Mapping[str, str]
    body: str


class NotSentError(Exception):
    """There was no connection: GitHub has seen nothing of the request."""


class BrokenError(Exception):
    """The connection broke, took too long, or brought what cannot be read: GitHub may have done what was asked."""


class Wire:
    """Sends requests, one after the other: for one task and thread."""

    def __init__(
        self, api_url: str, token: Callable[[], str | None], api_version: str, timeout: int, largest: int
    ) -> None:
        """Speak to `api_url`; `token` is asked before each request. `timeout` in seconds, `largest` answer in bytes."""
        self._session = requests.Session()
        self._session.auth = Requester.noopAuth  # else ~/.netrc would beat our own header
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=Retry(0, read=False)))
        self._timeout, self._largest = timeout, largest
        self._requester = Requester(
            auth=_Bearer(token),
            base_url=api_url,
            timeout=timeout,
            user_agent=_USER_AGENT,
            per_page=100,
            verify=True,
            retry=None,
            pool_size=1,
            api_version=api_version,
        )

    def send(
        self,
        method: str,
        url: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """Send one request, once; redirects are answers. `raw` is a body as it is. Raises NotSentError, BrokenError."""
        exchange = _Exchange(self._session, url, self._timeout, self._largest, raw)
        given = {"Accept": "application/vnd.github+json", **(headers or {})}
        try:
            self._requester.requestJson(method, url, headers=given, input=body, cnx=exchange)  # type: ignore[arg-type]
        except (_Taken, ValueError):
            if exchange.reply is None:
                raise
        # PyGithub may stumble over odd headers of an answer: what came is here all the same.
        assert exchange.reply is not None
        return exchange.reply

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()


class _Bearer(Auth):
    """Names us in each request by the token of the moment, or not at all."""

    def __init__(self, token: Callable[[], str | None]) -> None:
        self._current = token

    @property
    def token_type(self) -> str:
        return "Bearer"

    @property
    def token(self) -> str:
        return self._current() or ""

    def authentication(self, headers: dict[str, str]) -> None:
        token = self._current()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"


class _Taken(Exception):  # noqa: N818 - no error: an answer that PyGithub must not act on
    """The answer is taken away from PyGithub."""


class _Exchange:
    """What PyGithub takes for a connection: good for one request, to exactly the address that was given."""

    host = ""

    def __init__(self, session: requests.Session, url: str, timeout: int, largest: int, raw: bytes | None) -> None:
        self._session, self._url, self._timeout, self._largest, self._raw = session, url, timeout, largest, raw
        self._asked: tuple[str, Any, dict[str, str]] = ("GET", None, {})
        self.reply: Reply | None = None

    def request(self, verb: str, _url: str, body: Any, headers: dict[str, str], _stream: object = None) -> None:
        self._asked = (verb, body if self._raw is None else self._raw, headers)

    def getresponse(self) -> "_Read":
        verb, body, headers = self._asked
        deadline = time.monotonic() + 3 * self._timeout
        try:
            with self._session.request(
                verb, self._url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
            ) as response:
                text = self._text(response, deadline)
        except requests.RequestException as error:
            raise _sorted(error) from error
        self.reply = Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, text)
        if self.reply.status not in range(200, 300) or self.reply.status == 202:  # noqa: PLR2004
            raise _Taken
        return _Read(self.reply)

    def _text(self, response: requests.Response, deadline: float) -> str:
        chunks, size = [], 0
        for chunk in response.iter_content(_CHUNK):
            size += len(chunk)
            if size > self._largest:
                raise BrokenError(f"an answer of more than {self._largest:,} bytes")
            if time.monotonic() > deadline:
                raise BrokenError("an answer that takes too long")
            chunks.append(chunk)
        return b"".join(chunks).decode("utf-8", errors="replace")


class _Read:
    """An answer in the shape that PyGithub reads."""

    def __init__(self, reply: Reply) -> None:
        self.status, self._reply = reply.status, reply

    def getheaders(self) -> Any:
        return self._reply.headers.items()

    def read(self) -> str:
        return self._reply.body


def _sorted(error: requests.RequestException) -> Exception:
    reason = error.args[0] if error.args else None
    reason = reason.reason if isinstance(reason, MaxRetryError) else reason
    before_sending = isinstance(error, (requests.exceptions.SSLError, requests.exceptions.ProxyError))
    if before_sending or isinstance(reason, (NewConnectionError, ConnectTimeoutError)):
        return NotSentError(f"no connection ({type(reason).__name__})")
    return BrokenError(f"the connection broke ({type(error).__name__})")
