"""Markers: what our own comments and texts carry unseen, so that they are found again.

Each is keyed, so that nobody can make one up; since anybody can copy one, it counts only in what our own App wrote.
"""

import hashlib
import hmac

_DIGITS = 16


def marker(key: str, secret: bytes) -> str:
    """The marker of what is done once under this key, for example living:9001; its first word is its kind."""
    digest = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
    return f"<!-- giveback:{key.partition(':')[0]}:{digest} -->"


def found_in(body: str, key: str, secret: bytes) -> bool:
    """Whether a text carries the marker of this key."""
    return marker(key, secret) in body
