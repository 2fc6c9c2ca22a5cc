"""Licence expressions: SPDX's, with LicenseRef-… for what SPDX does not list, NONE or PROPRIETARY for no licence."""

import re
from functools import cache, lru_cache
from typing import Any

from license_expression import Licensing, get_spdx_licensing

_OWN = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")


def is_no_licence(expression: str) -> bool:
    """Whether the expression says that nothing is licensed to everybody."""
    return expression.upper() in ("NONE", "PROPRIETARY")


def parsed(expression: str, *, strict: bool = False) -> Any | None:
    """Give the expression as a tree, None where it is no expression; strict: only exceptions may stand after WITH."""
    try:
        return _spdx().parse(expression, strict=strict)
    except Exception:  # noqa: BLE001 - the parser trips over what is none in many ways: "()", "(AND 0", deep nesting
        return None


@lru_cache(maxsize=1024)
def problem(expression: str) -> str | None:
    """Say what is wrong with an expression; None where nothing is."""
    if is_no_licence(expression):
        return None
    tree = parsed(expression, strict=True)
    if tree is None:
        return "is not an SPDX licence expression: write it as MIT or Apache-2.0 OR MIT, for example"
    unknown = [key for key in _spdx().unknown_license_keys(tree) if not _OWN.fullmatch(key)]
    if unknown:
        return f"names {', '.join(unknown)}, which SPDX does not list: write LicenseRef-… for a licence of its own"
    return None


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()
