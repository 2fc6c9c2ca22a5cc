"""What differs between two contents: the numbers that moved, and those that came or went."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Change(NamedTuple):
    """One value that differs, by its path; None where it did not exist."""

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Give all that differs, in the order of paths."""
    return sorted(_walk("", before, after), key=lambda change: change.path)


def _walk(path: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _walk(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _named(before), _named(after)
        for key in sorted(old.keys() | new.keys()):
            yield from _walk(f"{path}[{key}]", old.get(key), new.get(key))
    elif before != after or type(before) is not type(after):
        yield Change(path, _shown(before), _shown(after))


def _named(items: Sequence[Any]) -> dict[str, Any]:
    """Name a list's items by what identifies them, so that one more of them does not shift the others."""
    names: dict[str, Any] = {}
    for position, item in enumerate(items):
        name = str(position)
        if isinstance(item, dict):
            parts = [item[key] for key in ("id", "repository", "relation", "organization", "source") if key in item]
            name = " ".join(map(str, parts)) or name
        names[name] = item
    return names


def _shown(value: Any) -> Any:
    """Give a value short enough to be read in a list of differences."""
    return value if value is None or isinstance(value, (str, int, float, bool)) else "present"
