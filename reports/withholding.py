"""Taking a project out of what was published: one that has become private appears nowhere outside itself.

The closed month stays as it was signed; what is shown of it from now on lacks the project's own entries, and its name.
Sums that it is part of stay: nobody can be told from them.
"""

import re
from collections.abc import Collection
from typing import Any

WITHHELD = "a private project"


def without_projects(content: Any, names: Collection[str]) -> Any:
    """Give a month's content, or its sidecar, without the entries and the names of some projects (owner/name)."""
    if not names:
        return content
    lowered = {name.lower() for name in names}
    # Longest first, and whole names alone: acme/engine is no part of acme/engine-room.
    either = "|".join(re.escape(name) for name in sorted(lowered, key=lambda name: (-len(name), name)))
    return _without(content, lowered, re.compile(rf"(?<![\w./-])(?:{either})(?![\w/-])(?!\.\w)", re.IGNORECASE))


def _without(value: Any, names: set[str], mention: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return mention.sub(WITHHELD, value)
    if isinstance(value, list):
        return [_without(each, names, mention) for each in value if not _is_about(each, names, mention)]
    if isinstance(value, dict):
        return {
            _without(key, names, mention): _without(each, names, mention)
            for key, each in value.items()
            if key.lower() not in names
        }
    return value


def _is_about(entry: Any, names: set[str], mention: re.Pattern[str]) -> bool:
    """Whether an entry of a list is about one of the projects: a project, or a difference within it."""
    if not isinstance(entry, dict):
        return False
    if str(entry.get("repository", "")).lower() in names:
        return True
    return mention.search(str(entry.get("path", ""))) is not None
