"""What GitHub's answers hold, read without trust: numbers, times, words, people; None, never an error, for else."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.facts import END_OF_TIME, ActorSeen
from bot.sources.messages import shown

_LARGEST = 2**63 - 1
_LONGEST_LOGIN = 100
_LONGEST_COMPANY = 500
_LONGEST_BRANCH = 300
LARGEST_NUMBER = 2**31 - 1
"""Of what is counted or numbered one by one, as its columns are."""
_KINDS = {"User": "user", "Bot": "bot", "Organization": "organization"}


def mapping(value: Any) -> Mapping[str, Any]:
    """Give an object's fields; none where there is no object."""
    return value if isinstance(value, dict) else {}


def nodes(connection: Any) -> Iterator[Mapping[str, Any]]:
    """Give what a connection holds, without what GitHub left empty: what it failed to read, or nobody may see."""
    found = mapping(connection).get("nodes")
    return (node for node in (found if isinstance(found, list) else ()) if isinstance(node, dict) and node)


def goes_on(connection: Any) -> str | None:
    """Give where a connection goes on; None where this was all."""
    page = mapping(mapping(connection).get("pageInfo"))
    cursor = page.get("endCursor")
    return cursor if page.get("hasNextPage") is True and isinstance(cursor, str) and cursor else None


def whole(value: Any, most: int = _LARGEST) -> int | None:
    """Give a whole number from 0 to `most`, also where it comes as text, as numbers of 64 bits do."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:  # noqa: PLR2004
        value = int(value)
    return value if type(value) is int and 0 <= value <= most else None


def seconds(value: Any) -> int | None:
    """Give a time in seconds since 1970; None where it is none, or beyond what a calendar should hold."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        found = int(moment.timestamp()) if moment.tzinfo is not None else -1
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < END_OF_TIME else None


def moment(at: int) -> str:
    """Write a time as GitHub takes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def words(value: Any, longest: int) -> str | None:
    """Give somebody's words in one harmless line; None where there are none."""
    return (shown(value, longest) or None) if isinstance(value, str) else None


def branch(value: Any) -> str | None:
    """Give a branch's name, in one form wherever it stands: names are compared."""
    return words(value, _LONGEST_BRANCH)


def sha(value: Any) -> str | None:
    """Give a commit's whole name."""
    is_one = isinstance(value, str) and len(value) in {40, 64} and not value.strip("0123456789abcdef")
    return str(value) if is_one else None


def actor(value: Any) -> ActorSeen | None:
    """Give who did something; None for accounts that are gone and for placeholders that nobody claimed.

    GraphQL names an App `helper` and REST `helper[bot]`: here it is the latter, which nobody else can take.
    """
    found = mapping(value)
    if found.get("__typename") == "Mannequin":
        return user(found.get("claimant"))
    kind = _KINDS.get(str(found.get("__typename")))
    return _actor(found, kind) if kind is not None else None


def user(value: Any) -> ActorSeen | None:
    """Give the user that is one by the field that it stands in."""
    return _actor(mapping(value), "user")


def _actor(found: Mapping[str, Any], kind: str) -> ActorSeen | None:
    number, login = whole(found.get("databaseId")), words(found.get("login"), _LONGEST_LOGIN)
    if not number or login is None:
        return None
    if kind == "bot" and not login.endswith("[bot]"):
        login += "[bot]"
    return ActorSeen(number, login, kind, words(found.get("company"), _LONGEST_COMPANY) if kind == "user" else None)
