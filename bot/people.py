"""Accounts: how an address on a commit becomes the account that it speaks for. One person an account, for now."""

import re
from typing import NamedTuple

from bot.facts import PersonSeen

# GitHub's private addresses: the newer form carries the user id, which survives a rename; the older one a login only.
_NOREPLY = re.compile(r"(?:(\d{1,12})\+)?([a-z0-9_-]+(?:\[bot\])?)@users\.noreply\.github\.com", re.ASCII)


class Identity(NamedTuple):
    """What identifies an account: its natural key, and the identifiers read out of its address."""

    key: str
    address: str
    login: str | None
    github_id: int | None


def identify(seen: PersonSeen) -> Identity:
    """Give the identity behind a name and an address (lower case already)."""
    match = _NOREPLY.fullmatch(seen.address)
    if match:
        github_id = int(match[1]) if match[1] else None
        key = f"github:{github_id}" if github_id is not None else f"mail:{seen.address}"
        return Identity(key, seen.address, match[2], github_id)
    if not seen.address:
        return Identity(f"name:{seen.name.lower()}", "", None, None)
    return Identity(f"mail:{seen.address}", seen.address, None, None)


def domain_of(address: str) -> str:
    """Give an address's domain in IDNA form, without a closing dot; empty where it has none."""
    domain = address.rpartition("@")[2].rstrip(".") if "@" in address else ""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
