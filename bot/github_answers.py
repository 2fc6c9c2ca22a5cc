"""What an answer of GitHub means, from its status, headers and body alone: pure, and in the reference's order."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.github_errors import (
    ComputingError,
    ForbiddenError,
    GitHubError,
    GoneError,
    InvalidError,
    LegallyBlockedError,
    NotFoundError,
    RevokedError,
)

Headers = Mapping[str, str]

_LIMIT_WORDS = re.compile(
    r"rate limit|abuse detection|retry your request again later|wait a few minutes", re.IGNORECASE
)
_PERMISSION_WORDS = re.compile(r"resource not accessible|must have|suspended|blocked", re.IGNORECASE)
_SUSPENDED = re.compile(r"\binstallation\b.*\bsuspended\b|\bsuspended\b.*\binstallation\b", re.IGNORECASE)
_NEXT = re.compile(r'<([^<>]*)>\s*;[^<]*?\brel="?next"?', re.IGNORECASE)
_FORBIDDEN, _TOO_MANY = 403, 429
_LONGEST_WAIT = 24 * 3600  # no limit of GitHub's lasts longer than an hour; a header may say anything
_BY_STATUS: dict[int, type[GitHubError]] = {
    401: RevokedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: GoneError,
    451: LegallyBlockedError,
}


def is_limit(status: int, headers: Headers, data: Any) -> bool:
    """Whether a refusal is a rate limit, primary or secondary: 429, or a 403 that says so in a header or in words."""
    if status == _TOO_MANY:
        return True
    if status != _FORBIDDEN:
        return False
    words = message_of(data)
    if "retry-after" in headers or _LIMIT_WORDS.search(words):
        return True
    return number_of(headers, "x-ratelimit-remaining") == 0 and not _PERMISSION_WORDS.search(words)


def limit_until(headers: Headers, now: int, strikes: int) -> int:
    """When to try again: after `retry-after`; else at the reset, if nothing remains; else in a minute or more."""
    after = number_of(headers, "retry-after")
    if after is not None:
        return now + min(after, _LONGEST_WAIT)
    reset = number_of(headers, "x-ratelimit-reset")
    if number_of(headers, "x-ratelimit-remaining") == 0 and reset is not None and reset > now:
        return min(reset, now + _LONGEST_WAIT) + 1  # the reset is a whole second: its end
    return now + min(60 << min(strikes, 6), 3600)


def is_primary(headers: Headers) -> bool:
    """Whether a limit is the hourly one of its bucket, which leaves the other buckets alone."""
    return number_of(headers, "x-ratelimit-remaining") == 0


def refusal(status: int, data: Any, asked: str) -> GitHubError | None:
    """The error that a status means, limits and 5xx aside; None where it is an answer. `asked`: method and path."""
    said = f"GitHub: {asked}: {status} {message_of(data)}".rstrip()
    if status in {403, 401} and _SUSPENDED.search(message_of(data)):
        return RevokedError(status, said, "The installation is suspended: its owner can take that back on GitHub.")
    if status == 202 and asked.startswith("GET "):  # noqa: PLR2004 - a write is accepted by it
        return ComputingError(status, said, "GitHub is still computing this: ask again in a minute.")
    if status == 422:  # noqa: PLR2004
        errors = data.get("errors") if isinstance(data, dict) else None
        return InvalidError(status, _with_details(said, errors), errors if isinstance(errors, list) else [])
    if status < 300:  # noqa: PLR2004
        return None
    return _BY_STATUS.get(status, GitHubError)(status, said)


def graphql_refusal(errors: list[Any], asked: str) -> GitHubError:
    """The error that the errors of a GraphQL answer mean, limits aside."""
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    said = f"GitHub: {asked}: {_with_details('', errors)}"
    if all(isinstance(error, dict) and error.get("type") == "NOT_FOUND" for error in errors):
        return NotFoundError(404, said)
    if first.get("type") in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        return ForbiddenError(403, said)
    return InvalidError(200, said, errors)


def is_graphql_limit(errors: list[Any]) -> bool:
    """Whether GraphQL refuses for a limit: HTTP says 200 then, and the error's type or words say it."""
    return any(
        isinstance(error, dict) and (error.get("type") == "RATE_LIMITED" or _LIMIT_WORDS.search(message_of(error)))
        for error in errors
    )


def is_graphql_failure(errors: list[Any]) -> bool:
    """Whether GraphQL itself failed (its time-outs have no type): worth trying again."""
    words = "something went wrong while executing your query"
    return any(isinstance(error, dict) and words in message_of(error).lower() for error in errors)


def next_page(headers: Headers) -> str | None:
    """The address of the next page by the `Link` header; None on the last."""
    found = _NEXT.search(headers.get("link", ""))
    return found[1] if found else None


def message_of(data: Any) -> str:
    """GitHub's own sentence in an answer's body; empty where there is none."""
    message = data.get("message") if isinstance(data, dict) else None
    return message if isinstance(message, str) else ""


def seconds_ahead(headers: Headers, now: datetime) -> int | None:
    """How far the clock here is ahead of GitHub's (behind: below 0), by an answer's `Date`; None where it says none."""
    try:
        return round((now - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError):
        return None


def number_of(headers: Headers, name: str) -> int | None:
    """A header's whole number, rounded up, not below 0; None where it is absent or says something else."""
    try:
        number = float(headers.get(name, ""))
    except ValueError:
        return None
    return max(0, math.ceil(number)) if math.isfinite(number) else None


def _with_details(said: str, errors: Any) -> str:
    details = [detail for detail in map(_detail, errors if isinstance(errors, list) else []) if detail]
    return f"{said} ({'; '.join(details)})" if said and details else said or "; ".join(details)


def _detail(error: Any) -> str:
    if isinstance(error, str):
        return error
    if not isinstance(error, dict):
        return ""
    return message_of(error) or " ".join(str(error[key]) for key in ("resource", "field", "code") if key in error)
