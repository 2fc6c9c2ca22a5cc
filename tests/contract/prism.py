"""Prism between whoever asks and the stand-in: each request and response is judged by GitHub's official description.

An asker meets a *front*. It sends the request through Prism, a validating proxy, which passes it on to the *switch*;
that asks the stand-in that was meant. The asker gets the stand-in's own answer, byte for byte: Prism judges, it does
not carry. GraphQL and uploads, of which the description says nothing, go straight to the stand-in.
"""

import json
import os
import re
import subprocess
import threading
import time
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import urllib3

_EXCHANGE = "X-Exchange"
_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host", "date", "server"}
)
_NOT_DESCRIBED = ("/graphql", "/uploads/")
# GitHub has each route of a repository by the repository's number too; the description has them by name alone.
_BY_NUMBER = re.compile(r"^/repositories/\d+(?=[/?]|$)")
_BY_NAME = "/repos/owner/name"
# Files and refs have slashes, which Prism takes for parts of a route unless they are quoted.
_WITH_SLASHES = re.compile(
    r"(?<=/contents/)[^?]+|(?<=/git/ref/)[^?]+|(?<=/git/refs/)[^?]+|(?<=/git/matching-refs/)[^?]+"
)
_STARTING = 120
_PATIENCE = 120


class Violation(NamedTuple):
    """Where a request or response breaks the description, and what of it."""

    method: str
    path: str
    status: int
    where: str
    what: str


class _Said(NamedTuple):
    """What the stand-in answered to one exchange; None where it dropped the connection."""

    answer: "urllib3.BaseHTTPResponse | None"


class _Asked(NamedTuple):
    """What a stand-in is asked in one exchange: as the asker said it, however Prism puts it."""

    method: str
    url: str
    body: bytes
    headers: dict[str, str]


class Prism:
    """One Prism process, and the fronts of the stand-ins that are judged by it."""

    def __init__(self, packages: Path) -> None:
        """Start Prism; wait until it answers."""
        self.violations: list[Violation] = []
        self.requests = 0
        self._asked: dict[str, _Asked] = {}
        self._said: dict[str, _Said] = {}
        self._http = urllib3.PoolManager(maxsize=32, retries=False)
        self._switch = _serve(self._pass_on)
        self._fronts: list[ThreadingHTTPServer] = []
        self.address = f"http://127.0.0.1:{_free_port()}"
        description = packages / "@octokit" / "openapi" / "generated" / "api.github.com.json"
        self._process = subprocess.Popen(
            [
                *("node", packages / ".bin" / "prism", "proxy", "--host", "127.0.0.1"),
                *("--port", str(urlsplit(self.address).port), description, _url(self._switch)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"NODE_OPTIONS": "--max-http-header-size=1048576"},
        )
        self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        for server in (self._switch, *self._fronts):
            server.shutdown()
            server.server_close()

    def front(self, api_url: str) -> str:
        """Give the address under which a stand-in is asked through Prism."""
        server = _serve(lambda handler: self._judged(handler, api_url))
        self._fronts.append(server)
        return _url(server)

    def _wait(self) -> None:
        ends = time.monotonic() + _STARTING
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                self._http.request("GET", f"{self.address}/rate_limit", timeout=_STARTING)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
            else:
                return
        self.__exit__()
        message = "Prism did not start"
        raise RuntimeError(message)

    def _judged(self, handler: BaseHTTPRequestHandler, api_url: str) -> None:
        """Answer an asker: through Prism where the description speaks of it."""
        body = _body(handler)
        headers = _passed_on(handler.headers.items())
        if handler.path.startswith(_NOT_DESCRIBED):
            _answer(handler, self._ask(_Asked(handler.command, api_url + handler.path, body, headers)))
            return
        exchange = uuid.uuid4().hex
        self.requests += 1
        asked = self._asked[exchange] = _Asked(handler.command, api_url + handler.path, body, headers)
        described = _BY_NUMBER.sub(_BY_NAME, handler.path)
        described = _WITH_SLASHES.sub(lambda found: found[0].replace("/", "%2F"), described)
        judged = self._ask(_Asked(handler.command, self.address + described, body, headers | {_EXCHANGE: exchange}))
        del self._asked[exchange]
        said = self._said.pop(exchange, None)
        if said is None:  # Prism refused to pass it on: the description has no such route
            self._note(handler, 0, [{"message": judged.data.decode(errors="replace")[:500] if judged else "no answer"}])
            _answer(handler, self._ask(asked))
            return
        if judged is not None and said.answer is not None:
            self._note(handler, said.answer.status, json.loads(judged.headers.get("sl-violations", "[]")))
        _answer(handler, said.answer)

    def _pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer Prism with what the stand-in says."""
        _body(handler)
        exchange = handler.headers.get(_EXCHANGE, "")
        if exchange not in self._asked:  # Prism's own start is waited for
            handler.send_error(404)
            return
        answer = self._ask(self._asked[exchange])
        self._said[exchange] = _Said(answer)
        _answer(handler, answer, without="location")  # Prism would follow a redirect, and judge what it leads to

    def _ask(self, asked: _Asked) -> "urllib3.BaseHTTPResponse | None":
        try:
            return self._http.request(
                asked.method,
                asked.url,
                body=asked.body or None,
                headers=asked.headers,
                timeout=_PATIENCE,
                redirect=False,
                decode_content=False,
            )
        except urllib3.exceptions.HTTPError:
            return None

    def _note(self, handler: BaseHTTPRequestHandler, status: int, found: list[dict[str, Any]]) -> None:
        path = urlsplit(handler.path).path
        self.violations += [
            Violation(handler.command, path, status, ".".join(map(str, each.get("location", []))), each["message"])
            for each in found
        ]


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


def _serve(respond: Callable[[BaseHTTPRequestHandler], None]) -> ThreadingHTTPServer:
    def do(handler: BaseHTTPRequestHandler) -> None:
        respond(handler)

    methods = dict.fromkeys(("do_GET", "do_POST", "do_PATCH", "do_PUT", "do_DELETE", "do_HEAD"), do)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Quiet,), methods))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def _url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def _free_port() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Quiet)
    server.server_close()
    return int(server.server_address[1])


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))


def _passed_on(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _HOP | {"content-length"}}


def _answer(
    handler: BaseHTTPRequestHandler, answer: "urllib3.BaseHTTPResponse | None", without: str = "content-length"
) -> None:
    if answer is None:  # as the stand-in did
        handler.close_connection = True
        handler.connection.close()
        return
    handler.send_response_only(answer.status)
    for name, value in answer.headers.items():
        if name.lower() not in (_HOP | {"content-length", without}) - {"date"}:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(answer.data)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(answer.data)
