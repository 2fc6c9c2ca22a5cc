"""`POST /webhooks/github`: a signed delivery becomes a durable row in the inbox, and GitHub is answered. Nothing else.

| answer | when |
|---|---|
| 202 | stored |
| 200 | known already (its GUID, or its body), or a ping |
| 400 | no event, no GUID, another content type, not JSON, or a body that does not fit its event |
| 403 | the signature is missing, wrong or of another kind; or the delivery is meant for another App |
| 405 | not POST |
| 413 | over 25 MiB |
| 503 | the database cannot be written to, or no App is set up yet: catching up asks for it again |
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import GivebackError
from bot.store.arrivals import Arrival, Verdict
from reports.renderers.text_safety import visible
from webhooks.events import Envelope, Event, ForeignError, MalformedError, envelope
from webhooks.intake import Intake
from webhooks.signature import is_signed, looks_signed

PATH = "/webhooks/github"
LARGEST_BODY = 25 << 20
_PING = "ping"
_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """What receiving needs: where deliveries go, the secrets that they may be signed with, whose they are, the clock.

    `secrets` and `app_id` are asked at each delivery, since a running process may be set up or given a new secret:
    no secret and None mean that there is no App yet. `concerns` says of an event whether somebody handles it.
    """

    intake: Intake
    secrets: Callable[[], Sequence[str]]
    app_id: Callable[[], int | None]
    concerns: Callable[[Event], bool]
    now: Callable[[], datetime]

    def answer(self) -> Response:
        """Answer the current request."""
        try:
            secrets, app_id = self.secrets(), self.app_id()
        except (GivebackError, SQLAlchemyError):
            _log.exception("no secret can be read; a delivery was answered 503")
            return _plain(503, "No delivery can be checked now.")
        if app_id is None or not secrets:
            return _plain(503, "No App is set up here yet.")
        body = self._signed_body(secrets)
        return body if isinstance(body, Response) else self._understood(body, app_id)

    def _signed_body(self, secrets: Sequence[str]) -> bytes | Response:
        signature = request.headers.get("X-Hub-Signature-256")
        if not looks_signed(signature):
            return _plain(403, "The signature is missing, or none of SHA-256.")
        request.max_content_length = LARGEST_BODY
        body = request.get_data(cache=False)
        return body if is_signed(body, signature, secrets) else _plain(403, "The signature is wrong.")

    def _understood(self, body: bytes, app_id: int) -> Response:
        try:
            received = envelope(dict(request.headers), body, int(self.now().timestamp()), app_id)
        except ForeignError as error:
            return self._refused(403, error)
        except MalformedError as error:
            return self._refused(400, error)
        return self._stored(received)

    def _stored(self, received: Envelope) -> Response:
        event = received.event
        arrival = Arrival(
            guid=event.guid,
            event=event.name,
            action=event.action,
            installation_id=event.installation_id,
            repository_id=event.repository_id,
            lane=event.lane,
            received_at=event.received_at,
            body_sha256=received.body_sha256,
            body=received.payload if self.concerns(event) else None,
        )
        try:
            verdict = self.intake.store(arrival)
        except (GivebackError, SQLAlchemyError):
            _log.exception("delivery %s (%s) could not be stored; it was answered 503", event.guid, event.name)
            return _plain(503, "The delivery could not be stored.")
        if verdict is Verdict.DUPLICATE:
            return _plain(200, "Known already.")
        if verdict is Verdict.REMOVED:
            _log.warning("delivery %s (%s) came for an installation that was removed", event.guid, event.name)
        return _plain(200, "Here.") if event.name == _PING else _plain(202, "Stored.")

    def _refused(self, status: int, error: GivebackError) -> Response:
        # Signed by GitHub and yet refused: the operator should know. The GUID is not signed, so it may say anything.
        guid = visible(request.headers.get("X-GitHub-Delivery", ""))[:100]
        _log.warning("delivery %s was answered %d: %s", guid, status, error.message)
        return _plain(status, error.message)


def receiver_blueprint(receiver: Receiver) -> Blueprint:
    """Make the route."""
    webhooks = Blueprint("webhooks", __name__)

    @webhooks.route(PATH, methods=list(_METHODS), provide_automatic_options=False)
    def github() -> Response:
        if request.method != "POST":  # said here: the pages' own route takes every other path that is read
            refused = _plain(405, "Deliveries are posted.")
            refused.headers["Allow"] = "POST"
            return refused
        return receiver.answer()

    return webhooks


def _plain(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
