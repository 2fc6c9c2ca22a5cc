"""What a delivery says, from its headers and its body: no input, no output, no clock.

An event is a hint where to look. Event name and GUID are not signed, only the body is: so the body must fit the event
that it claims to be. What is not looked at here stays as GitHub sent it: payloads differ between GitHub's versions, and
its own examples break its own schemas.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from bot.errors import GivebackError

INTEGRATION = "integration"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_GUID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,99}")
_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9_ -]{0,99}")
_NUMBER = re.compile(r"[0-9]{1,19}")
_LARGEST = 2**63 - 1
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_LONGEST_TEXT = 1_000
_AT_ONCE = frozenset({("installation", "deleted"), ("repository", "privatized")})


class MalformedError(GivebackError):
    """A delivery that is none: what is wrong with it. GitHub is answered 400."""


class ForeignError(GivebackError):
    """A delivery that is meant for another App. GitHub is answered 403."""


_LISTS = frozenset({"commits", "repositories_added", "repositories_removed"})


class Shape(NamedTuple):
    """What the body of an event holds, as an object unless it is of _LISTS, and what would make it another event's."""

    needs: tuple[str, ...]
    never: tuple[str, ...] = ()


SHAPES: Mapping[str, Shape] = {
    "fork": Shape(("forkee", "repository")),
    "github_app_authorization": Shape(("sender",), ("repository", "installation")),
    "installation": Shape(("installation",), ("repository", "repositories_added", "account")),
    "installation_repositories": Shape(("installation", "repositories_added", "repositories_removed")),
    "installation_target": Shape(("installation", "account")),
    "issue_comment": Shape(("issue", "comment", "repository"), ("pull_request", "discussion")),
    "issues": Shape(("issue", "repository"), ("comment", "pull_request")),
    "meta": Shape(("hook",)),
    "organization": Shape(("organization",), ("repository", "issue", "comment")),
    "ping": Shape(("hook",), ("issue", "comment", "pull_request", "commits")),
    "public": Shape(("repository",), ("issue", "comment", "pull_request", "commits", "release")),
    "pull_request": Shape(("pull_request", "repository"), ("review", "comment", "issue")),
    "pull_request_review": Shape(("review", "pull_request", "repository"), ("comment",)),
    "pull_request_review_comment": Shape(("comment", "pull_request", "repository"), ("issue",)),
    "push": Shape(("commits", "repository"), ("issue", "comment", "pull_request", "release")),
    "release": Shape(("release", "repository"), ("issue", "comment", "pull_request")),
    "repository": Shape(("repository",), ("issue", "comment", "pull_request", "commits", "release", "forkee")),
    "star": Shape(("repository",), ("issue", "comment", "pull_request", "commits", "release")),
}
"""The events whose bodies are held to their name: those that Giveback handles, and those easily taken for them."""


@dataclass(frozen=True, slots=True)
class Event:
    """A delivery that was understood. Ids are GitHub's numbers; None where the event has no such thing."""

    guid: str
    name: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    repository_name: str | None
    is_private: bool
    sender_id: int | None
    sender_login: str | None
    sender_type: str | None
    payload: Mapping[str, Any]
    received_at: int
    """Whole seconds since 1970."""

    @property
    def lane(self) -> str:
        """Events of one lane are handled one after the other, in the order in which they came.

        What must be stopped or hidden at once has a lane of its own: it does not wait behind what waits for a limit.
        """
        if self.repository_id is not None:
            lane = f"repository:{self.repository_id}"
        else:
            lane = "app" if self.installation_id is None else f"installation:{self.installation_id}"
        return f"{lane}:at-once" if (self.name, self.action) in _AT_ONCE else lane


class Envelope(NamedTuple):
    """An event with what is stored of its delivery: the payload's bytes, and the SHA-256 of the body as it came."""

    event: Event
    payload: bytes
    body_sha256: str


def envelope(headers: Mapping[str, str], body: bytes, received_at: int, app_id: int) -> Envelope:
    """Understand a delivery whose signature is good; headers are found whatever their case.

    Raises MalformedError where it is none, ForeignError where it is another App's.
    """
    headers = {name.lower(): value for name, value in headers.items()}
    name = _matching(headers, "X-GitHub-Event", _NAME)
    guid = _matching(headers, "X-GitHub-Delivery", _GUID)
    _require_ours(headers, app_id)
    payload = _payload(headers.get("content-type", ""), body)
    event = read(name, guid, payload, received_at)
    _require_ours_within(event, app_id)
    return Envelope(event, payload, hashlib.sha256(body).hexdigest())


def read(name: str, guid: str, payload: bytes, received_at: int) -> Event:
    """Give the event that a payload tells of. Raises MalformedError where the payload is not one of that event."""
    told = _decoded(payload)
    shape = SHAPES.get(name, Shape(()))
    missing = [key for key in shape.needs if not isinstance(told.get(key), list if key in _LISTS else dict)]
    strange = [key for key in shape.never if told.get(key) is not None]
    if missing or strange:
        message = f"The body is none of {name}: " + (f"it has no {missing[0]}" if missing else f"it has {strange[0]}")
        raise MalformedError(message)
    installation, repository, sender = (_object(told, key) for key in ("installation", "repository", "sender"))
    if name.startswith("installation") and "id" not in installation:
        message = f"{name}: no installation is named"
        raise MalformedError(message)
    return Event(
        guid=guid,
        name=name,
        action=_action(told),
        installation_id=_id(installation, "installation"),
        repository_id=_id(repository, "repository"),
        repository_name=_text(repository, "full_name"),
        is_private=repository.get("private") is True,
        sender_id=_id(sender, "sender"),
        sender_login=_text(sender, "login"),
        sender_type=_text(sender, "type"),
        payload=told,
        received_at=received_at,
    )


def _matching(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    value = headers.get(name.lower(), "")
    if not form.fullmatch(value):
        message = f"{name}: missing, or none that GitHub sends"
        raise MalformedError(message)
    return value


def _require_ours(headers: Mapping[str, str], app_id: int) -> None:
    """Refuse the hook of another target. Where a server does not say whose hook it is, the secret was known."""
    kind = headers.get("x-github-hook-installation-target-type", INTEGRATION)
    target = headers.get("x-github-hook-installation-target-id", str(app_id))
    if kind != INTEGRATION or not _NUMBER.fullmatch(target) or int(target) != app_id:
        message = "The hook is not this App's"
        raise ForeignError(message)


def _require_ours_within(event: Event, app_id: int) -> None:
    installation = _object(event.payload, "installation")
    if "app_id" in installation and installation["app_id"] != app_id:
        message = "The installation is another App's"
        raise ForeignError(message)


def _payload(content_type: str, body: bytes) -> bytes:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == _JSON:
        return body
    if kind != _FORM:
        message = f"Content-Type: neither {_JSON} nor {_FORM}"
        raise MalformedError(message)
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=10)
    except ValueError as error:
        message = "The body is no form"
        raise MalformedError(message) from error
    if len(fields.get("payload", ())) != 1:
        message = "The form has no payload, or several"
        raise MalformedError(message)
    return fields["payload"][0].encode()


def _decoded(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload.decode("utf-8"), parse_constant=_refuse_constant)
    except RecursionError as error:
        message = "The body is nested too deeply"
        raise MalformedError(message) from error
    except ValueError as error:
        message = "The body is not JSON"
        raise MalformedError(message) from error
    if not isinstance(told, dict):
        message = "The body is no JSON object"
        raise MalformedError(message)
    return told


def _refuse_constant(name: str) -> Any:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _object(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = told.get(key)
    if value is not None and not isinstance(value, dict):
        message = f"{key} is no object"
        raise MalformedError(message)
    return value or {}


def _action(told: Mapping[str, Any]) -> str | None:
    action = told.get("action")
    if action is not None and not (isinstance(action, str) and _ACTION.fullmatch(action)):
        message = "action: none that GitHub sends"
        raise MalformedError(message)
    return action


def _id(told: Mapping[str, Any], what: str) -> int | None:
    number = told.get("id")
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= _LARGEST:
        message = f"{what}.id is no id"
        raise MalformedError(message)
    return number


def _text(told: Mapping[str, Any], key: str) -> str | None:
    value = told.get(key)
    if value is None:
        return None
    # A lone surrogate cannot be stored, and PostgreSQL stores no NUL.
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or "\x00" in value or not _is_encodable(value):
        message = f"{key} is no text"
        raise MalformedError(message)
    return value


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
