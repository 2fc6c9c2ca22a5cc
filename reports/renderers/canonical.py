"""The one way in which a scorecard is written as JSON, so that equal content is equal bytes.

It orders and spaces; it does not round: two numbers that differ in the last digit stay different.
"""

import json
from typing import Any

from reports.renderers.selection import Selection, choose


def canonical(content: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, every character as itself, a newline at the end; to be written as UTF-8.

    Raises ValueError for NaN, infinities and text that UTF-8 cannot carry (lone surrogates).
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")
    return text + "\n"


def render(content: dict[str, Any], meta: dict[str, Any] | None, selection: Selection) -> str:
    """The selected part of the scorecard as canonical JSON; the sidecar is no part of the content and is left out."""
    del meta
    return canonical(choose(content, selection))
