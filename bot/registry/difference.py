"""What differs between two registries: entries that came, went or changed, key by key."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from bot.registry.lookup import Registry

_TABLES = ("organizations", "upstreams", "automation", "claims")


class EntryChange(NamedTuple):
    """One value of one entry that differs; None where there is or was none. `key` is empty for a whole entry."""

    table: str
    entry: str
    key: str
    before: Any
    after: Any


def entry_changes(old: Registry, new: Registry) -> list[EntryChange]:
    """Give all that differs, by table, entry and key."""
    return list(_changes(old, new))


def _changes(old: Registry, new: Registry) -> Iterator[EntryChange]:
    for table in _TABLES:
        before, after = getattr(old, table), getattr(new, table)
        for name in sorted(before.keys() | after.keys()):
            if name not in before or name not in after:
                here = (before if name in before else after)[name]
                told = here.name if hasattr(here, "name") else name
                yield EntryChange(table, name, "", told if name in before else None, told if name in after else None)
            else:
                yield from _fields(table, name, before[name], after[name])
    for table in ("independent", "providers"):
        yield from _fields(table, table, getattr(old, table), getattr(new, table))


def _fields(table: str, name: str, before: BaseModel, after: BaseModel) -> Iterator[EntryChange]:
    if before == after:
        return
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    for key in old:
        if old[key] == new[key]:
            continue
        if isinstance(old[key], list) and isinstance(new[key], list):  # long lists: what came and went, not all
            gone = [value for value in old[key] if value not in new[key]]
            come = [value for value in new[key] if value not in old[key]]
            in_another_order = not gone and not come
            yield EntryChange(
                table, name, key, *((old[key], new[key]) if in_another_order else (gone or None, come or None))
            )
        else:
            yield EntryChange(table, name, key, old[key], new[key])
