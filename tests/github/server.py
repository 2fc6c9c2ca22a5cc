"""Two HTTP servers on loopback, each on a free port: the API's and the web side's."""

import threading
from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

Respond = Callable[[Request], Response]


class _Quiet(WSGIRequestHandler):
    """Writes no log of its own: the stand-in keeps one."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is werkzeug's
        """Say nothing."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """Clients leave, or are left: both happen here on purpose."""


class Server:
    """Serves `respond` until closed; `failures` holds what went wrong inside, for whoever closes it."""

    def __init__(self, respond: Respond, port: int = 0) -> None:
        self._respond = respond
        self.failures: list[Exception] = []
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, self._application, threaded=True, request_handler=_Quiet
        )
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True, name="github")
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _application(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        try:
            response = self._respond(request)
        except ClientDisconnected as gone:  # who asked was killed while asking
            response = gone.get_response(environ)
        except Exception as error:  # noqa: BLE001 - a fault of the stand-in, not of who asks: it must be seen
            self.failures.append(error)
            response = Response(f"the stand-in failed: {error!r}", 500, content_type="text/plain")
        return response(environ, start_response)
