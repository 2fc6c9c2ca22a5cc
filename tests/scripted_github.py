"""A server on loopback that answers as a test says, for what no faithful GitHub would say, and remembers what came."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DROP = "drop"  # close the connection without an answer


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Said:
    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        return b"" if self.data is None else json.dumps(self.data).encode()


Answering = Callable[[Asked], "Said | str"]


class Scripted:
    """Answers with what is queued, then with `otherwise`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.queue: list[Said | str | Answering] = []
        self.otherwise: Answering = lambda asked: Said(200, {"path": asked.path})
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                said = outer.answer(Asked(self.command, self.path, headers, self.rfile.read(length)))
                if said == DROP:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                assert isinstance(said, Said)
                body = said.body
                self.send_response_only(said.status)
                for name, value in {"Content-Length": str(len(body)), **said.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library's names

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, asked: Asked) -> "Said | str":
        with self._lock:
            self.asked.append(asked)
            said = self.queue.pop(0) if self.queue else self.otherwise
        return said(asked) if callable(said) else said

    def says(self, *answers: "Said | str | Answering") -> None:
        self.queue += answers

    @property
    def methods(self) -> list[str]:
        return [asked.method for asked in self.asked]

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    thread = threading.Thread(target=server._server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server._server.shutdown()
        server._server.server_close()
        thread.join()
