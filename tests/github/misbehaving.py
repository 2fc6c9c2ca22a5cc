"""Does to an answer what a fault says: none at all, a part, another one, or the true one late."""

import json
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from tests.github.faults import Fault
from tests.github.requests_log import Asked

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn


def misbehaving(
    github: "StandIn", request: Request, asked: Asked, fault: Fault | None, answer: Callable[[], Response]
) -> Response:
    """The response, and in the log what became of it. `answer` does the work: not where the fault comes before it."""
    asked.fault = fault.name if fault else ""
    if fault is None or fault.seconds:
        time.sleep(fault.seconds if fault else 0)
        response = answer()
        asked.status = response.status_code
        return response
    response = answer() if fault.after else Response()
    response = _spoilt(github, request, response, fault)
    asked.status = 0 if fault.drop else response.status_code
    return response


def _spoilt(github: "StandIn", request: Request, response: Response, fault: Fault) -> Response:
    if fault.drop:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return response
    if fault.cut:
        return _cut_off(response)
    if fault.alter is not None:
        response.set_data(json.dumps(fault.alter(json.loads(response.get_data()))))
        return response
    is_text = isinstance(fault.body, bytes)
    spoilt = Response(fault.body if is_text else json.dumps(fault.body), fault.status)
    spoilt.headers["content-type"] = "application/json; charset=utf-8"
    for name, value in fault.headers.items():
        spoilt.headers[name] = value
    if fault.reset_in is not None:
        spoilt.headers["x-ratelimit-reset"] = str(int(github.clock.now().timestamp() + fault.reset_in))
    return spoilt


def _cut_off(response: Response) -> Response:
    """A response that promises more than it sends."""
    data = response.get_data()
    cut = Response(data[: len(data) // 2], response.status_code)
    cut.headers.clear()
    cut.headers.extend(dict(response.headers))
    cut.headers["content-length"] = str(len(data) + 1)
    return cut
