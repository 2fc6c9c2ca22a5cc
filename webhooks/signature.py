"""Whether GitHub signed a body: HMAC-SHA-256 of the raw bytes, compared in constant time. Pure."""

import hashlib
import hmac
import re
from collections.abc import Iterable

_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")


def is_signed(body: bytes, header: str | None, secrets: Iterable[str]) -> bool:
    """Whether `X-Hub-Signature-256` was made of this body with one of the secrets.

    Several are tried: while a secret is being replaced, deliveries signed with the former one are still on their way.
    A header of any other form is no signature, the older SHA-1 one of `X-Hub-Signature` neither; an empty secret signs
    nothing.
    """
    given = _SIGNATURE.fullmatch(header or "")
    if given is None:
        return False
    found = False
    for secret in secrets:
        made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        # All of them are compared, always: how long it takes says nothing about which one it was.
        found |= bool(secret) and hmac.compare_digest(made, given[1])
    return found


def looks_signed(header: str | None) -> bool:
    """Whether a header has a signature's form: where it has not, the body need not be read."""
    return _SIGNATURE.fullmatch(header or "") is not None
