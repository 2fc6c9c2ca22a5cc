"""Whose account GitHub takes the authors of commits for, and what it says of their signatures.

GitHub maps a commit's address to the account that confirmed it: anybody can write any address into a commit, but not
confirm it. It maps what it knows today, and says nothing of addresses that nobody has confirmed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import ActorSeen, CommitIdentitySeen, PersonSeen
from bot.sources.github_pages import Asking, Page, named, pages
from bot.sources.github_queries import COMMITS
from bot.sources.github_values import goes_on, mapping, moment, nodes, sha, user, words
from bot.sources.messages import person

SOURCE = "github_commits"
_LONGEST_STATE = 40


def parse_commit(node: Mapping[str, Any]) -> CommitIdentitySeen | None:
    """Read one; None where it is none."""
    oid = sha(node.get("oid"))
    if oid is None:
        return None
    author = user(mapping(node.get("author")).get("user"))
    return CommitIdentitySeen(oid, author, _signature(node.get("signature")), tuple(_addresses(node.get("authors"))))


def _signature(value: Any) -> str | None:
    found = mapping(value)
    if not found:
        return None
    state = words(found.get("state"), _LONGEST_STATE)
    if found.get("isValid") is True:
        return "valid"
    return None if state == "UNSIGNED" else (state or "unknown").lower()


def _addresses(authors: Any) -> Iterator[tuple[PersonSeen, ActorSeen]]:
    for author in nodes(authors):
        known, name, address = user(author.get("user")), author.get("name"), author.get("email")
        if known is not None and isinstance(address, str) and address:
            yield person(_bytes(name), _bytes(address)), known


def _bytes(value: Any) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""


def read_commits(
    asking: Asking, repository: str, tip: str, after: str | None, since: int
) -> Iterator[Page[CommitIdentitySeen]]:
    """Read pages of the commits that a tip reaches, the newest first, on from a cursor, committed since a time.

    Raises GitHubError; InvalidError where GitHub does not know the tip.
    """
    variables = {**named(repository), "tip": tip, "since": moment(since)}
    for connection in pages(asking, COMMITS, variables, after):
        held = list(nodes(connection))
        found = [seen for seen in map(parse_commit, held) if seen is not None]
        yield Page(found, goes_on(connection), len(held) - len(found) + connection["gaps"], reaches_known=False)
