"""The web server: one Flask application, served by waitress."""

import gc
import logging

from flask import Flask, Response
from waitress.server import BaseWSGIServer, create_server

from bot.errors import InputError
from bot.set_up import SetUp
from bot.store.database import Database
from webhooks.documentation import documentation_blueprint
from webhooks.pages import pages_blueprint
from webhooks.receiver import LARGEST_BODY, Receiver, receiver_blueprint
from webhooks.registration import PATH as SETUP_PATH
from webhooks.registration import registration_blueprint

# A request that brings a delivery waits for its commit, mostly: while one commit lasts, others are read and checked.
_THREADS = 16
_TOO_LARGE = LARGEST_BODY + 1  # waitress refuses from here on

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(database: Database, receiver: Receiver | None = None, set_up: SetUp | None = None) -> Flask:
    """Make the application over a database; without a receiver or a set-up it shows pages alone."""
    app = Flask("giveback", static_folder=None)
    if receiver is not None:
        app.register_blueprint(receiver_blueprint(receiver))
    app.register_blueprint(documentation_blueprint())
    if set_up is not None:
        app.register_blueprint(registration_blueprint(set_up))
    app.register_blueprint(pages_blueprint(database))
    app.after_request(_with_headers)
    return app


logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits for a thread is no news


def listening(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Listen, and do not serve yet. Raises InputError where the address is taken."""
    try:
        return create_server(app, host=host, port=port, threads=_THREADS, max_request_body_size=_TOO_LARGE)
    except OSError as error:
        message = f"{host}:{port}: cannot be listened on: {error.strerror}"
        raise InputError(message, "Choose another with --host and --port.") from error
    except ValueError as error:  # what waitress makes of a host that no look-up finds
        message = f"{host}:{port}: cannot be listened on: not an address of this machine"
        raise InputError(message, "Choose another with --host, such as 127.0.0.1 or 0.0.0.0.") from error


def serve(app: Flask, host: str, port: int, setup_secret: str | None = None) -> None:
    """Serve until stopped; say how to set up, where there is a secret for it. Raises InputError for a taken address."""
    server = listening(app, host, port)
    address = f"http://{server.effective_host}:{server.effective_port}"
    print(f"Serving on {address}/ until stopped (Ctrl-C)", flush=True)
    if setup_secret is not None:
        print(f"No App is set up yet: do so at {address}{SETUP_PATH}", flush=True)
        print(f"The one-time set-up secret is {setup_secret}", flush=True)
    # What was loaded stays: a full collection that looks at all of it again holds every request up for long.
    gc.collect()
    gc.freeze()
    server.run()


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
