"""Which class a licence expression falls into: approved by the OSI, community or RAIL, source-available, or none.

SPDX's own list says which licences the OSI approves; the expressions are parsed by license-expression.
"""

from functools import lru_cache

from reports.licences import is_no_licence, parsed

# fmt: off
_OSI = frozenset((
    "0BSD", "AFL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0", "Artistic-1.0",
    "Artistic-2.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-3-Clause", "BSD-3-Clause-LBNL",
    "BSL-1.0", "CAL-1.0", "CDDL-1.0", "CECILL-2.1", "CPAL-1.0", "CPL-1.0", "ECL-2.0", "EPL-1.0", "EPL-2.0",
    "EUPL-1.1", "EUPL-1.2", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ISC",
    "LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only",
    "LGPL-3.0-or-later", "LPL-1.02", "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "MS-PL", "MS-RL", "MulanPSL-2.0",
    "NCSA", "OFL-1.1", "OSL-3.0", "PHP-3.01", "PostgreSQL", "Python-2.0", "QPL-1.0", "RPL-1.5", "SISSL",
    "SPL-1.0", "UPL-1.0", "Unlicense", "W3C", "Xnet", "ZPL-2.1", "Zlib",
))
# fmt: on
_COMMUNITY = ("rail", "llama", "gemma", "qianwen", "falcon", "grok", "nvidia-open-model", "stability-ai-community")
_SOURCE_AVAILABLE = (
    "busl",
    "sspl",
    "elastic",
    "fsl",
    "polyform",
    "commons-clause",
    "-nc",
    "noncommercial",
    "deepseek-la",
)
_ORDER = ("none", "source_available", "community", "osi")


@lru_cache(maxsize=1024)
def licence_class(expression: str) -> str | None:
    """Give 'osi', 'community', 'source_available' or 'none'; None where the licence is not known to any class.

    Of alternatives (OR) the most open counts, of what holds together (AND) the least open.
    """
    if is_no_licence(expression):
        return "none"
    tree = parsed(expression)
    return None if tree is None else _class_of(tree)


def _class_of(node: object) -> str | None:
    arguments = getattr(node, "args", ())
    if not arguments:
        return _single(str(getattr(node, "key", node)))
    classes = [_class_of(argument) for argument in arguments]
    known = [found for found in classes if found is not None]
    if not known or (type(node).__name__ == "AND" and len(known) < len(classes)):
        return None
    pick = max if type(node).__name__ == "OR" else min
    return pick(known, key=_ORDER.index)


def _single(key: str) -> str | None:
    name = key.split(" WITH ", maxsplit=1)[0].strip()
    if name in _OSI:
        return "osi"
    lowered = name.lower()
    if any(sign in lowered for sign in _SOURCE_AVAILABLE):
        return "source_available"
    if any(sign in lowered for sign in _COMMUNITY):
        return "community"
    return None
