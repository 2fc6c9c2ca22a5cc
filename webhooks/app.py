"""The web server: one Flask application, served by waitress."""

from flask import Flask, Response
from waitress.server import create_server

from bot.errors import InputError
from bot.store.database import Database
from webhooks.pages import pages_blueprint

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(database: Database) -> Flask:
    """Make the application over a database."""
    app = Flask("giveback", static_folder=None)
    app.register_blueprint(pages_blueprint(database))
    app.after_request(_with_headers)
    return app


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until stopped. Raises InputError where the address is taken."""
    try:
        server = create_server(app, host=host, port=port)
    except OSError as error:
        message = f"{host}:{port}: cannot be listened on: {error.strerror}"
        raise InputError(message, "Choose another with --host and --port.") from error
    print(f"Serving on http://{server.effective_host}:{server.effective_port}/ until stopped (Ctrl-C)", flush=True)
    server.run()


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
