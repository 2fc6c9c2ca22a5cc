"""What differs between two contents: the numbers that moved, and those that came or went."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count, islice
from typing import Any, NamedTuple

_NOTHING = object()


class Change(NamedTuple):
    """One value that differs, by its path; None where it did not exist."""

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Give all that differs, in the order of paths: nothing only where the contents are equal."""
    return sorted(_walk("", before, after), key=lambda change: change.path)


def _walk(path: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from _walk(f"{path}.{key}" if path else key, before.get(key, _NOTHING), after.get(key, _NOTHING))
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _named(before), _named(after)
        for key in sorted(old.keys() | new.keys()):
            yield from _walk(f"{path}[{key}]", old.get(key, _NOTHING), new.get(key, _NOTHING))
        both = zip([key for key in old if key in new], [key for key in new if key in old], strict=True)
        yield from islice((Change(f"{path}[order]", one, other) for one, other in both if one != other), 1)
    elif before != after or type(before) is not type(after):
        yield Change(path, _shown(before, after), _shown(after, before))


def _named(items: Sequence[Any]) -> dict[str, Any]:
    """Name a list's items by what identifies them, so that one more of them does not shift the others.

    Items of one name, say a host that was left and came back, are numbered: each is compared.
    """
    names: dict[str, Any] = {}
    for position, item in enumerate(items):
        name = str(position)
        if isinstance(item, dict):
            parts = [item[key] for key in ("id", "repository", "relation", "organization", "source") if key in item]
            name = " ".join(map(str, parts)) or name
        names[_unused(name, names)] = item
    return names


def _unused(name: str, names: Mapping[str, Any]) -> str:
    numbered = (f"{name} {number}" for number in count(2))
    return next(each for each in chain((name,), numbered) if each not in names)


def _shown(value: Any, other: Any) -> Any:
    """Give a value short enough to be read in a list of differences."""
    if value is _NOTHING:
        return None
    if value is None and other is _NOTHING:
        return "present"
    return value if value is None or isinstance(value, (str, int, float, bool)) else "present"
