"""YAML that strangers wrote → a small tree of texts, lists and mappings, each with the place where it stands.

Nothing is constructed: every scalar stays the text that it was written as. Aliases, anchors and tags are refused, so
that a small file cannot grow, and depth and number of values are bounded before a tree is made of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_BYTES = 64 * 1024
_DEEPEST = 6
_MOST_VALUES = 5_000
_SAID = 300


class Place(NamedTuple):
    """Where something stands in a file; both counted from 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """What is wrong with a file, and where."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"[{self.line}:{self.column}] {self.message}"


class YamlError(Exception):
    """The text is no YAML that is read here: the first problem found."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Text:
    """A scalar, as it was written; `is_empty` where nothing stands there."""

    place: Place
    value: str
    is_empty: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list."""

    place: Place
    items: "tuple[Node, ...]"


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the order of the file; none stands there twice."""

    place: Place
    entries: "tuple[tuple[Text, Node], ...]"


Node = Text | Sequence | Mapping


def read_tree(raw: bytes) -> Node | None:
    """Give the tree of a file's one document, None where there is nothing in it. Raises YamlError."""
    if len(raw) > MOST_BYTES:
        raise _error(Place(1, 1), f"the file has {len(raw):,} bytes, and at most {MOST_BYTES:,} are read")
    events = _Events(_decoded(raw))
    events.skip("StreamStartEvent")
    if events.is_next("StreamEndEvent"):
        return None
    events.skip("DocumentStartEvent")
    tree = _node(events, 0)
    events.skip("DocumentEndEvent")
    if not events.is_next("StreamEndEvent"):
        raise _error(events.place, "a second document begins here, and a configuration is one")
    return None if isinstance(tree, Text) and tree.is_empty else tree


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line_begin = before.rfind(b"\n") + 1
        place = Place(before.count(b"\n") + 1, len(before[line_begin:].decode("utf-8", "replace")) + 1)
        raise _error(place, "the file is not UTF-8 from here on") from error
    return text


class _Events:
    """The parser's events, one looked at before it is taken."""

    def __init__(self, text: str) -> None:
        self._events = _parsed(text)
        self._next = next(self._events)
        self._taken = 0

    @property
    def place(self) -> Place:
        return _place(self._next)

    def is_next(self, kind: str) -> bool:
        return type(self._next).__name__ == kind

    def skip(self, kind: str) -> Any:
        assert self.is_next(kind), self._next
        return self.take()

    def take(self) -> Any:
        taken = self._next
        self._taken += 1
        if self._taken > _MOST_VALUES:
            raise _error(_place(taken), f"the file has more than {_MOST_VALUES:,} values")
        if not self.is_next("StreamEndEvent"):
            self._next = next(self._events)
        return taken


def _parsed(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and most runs read no configuration
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise _error(place, "a character that YAML does not allow") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise _error(place, f"not YAML: {_one_line(error.problem or error.context or 'it cannot be read')}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise _error(Place(1, 1), f"not YAML: {_one_line(str(error))}") from error


def _one_line(said: str) -> str:
    return " ".join(said.split())[:_SAID]


def _node(events: _Events, depth: int) -> Node:
    event = events.take()
    kind, place = type(event).__name__, _place(event)
    if kind == "AliasEvent" or getattr(event, "anchor", None):
        raise _error(place, "aliases (*name) and anchors (&name) are not read: write the value out")
    if getattr(event, "tag", None):
        raise _error(place, "tags (!name) are not read: write the value alone")
    if kind == "ScalarEvent":
        return Text(place, event.value, is_empty=not event.value and event.implicit[0])
    if depth == _DEEPEST:
        raise _error(place, f"more than {_DEEPEST} levels deep")
    return _sequence(events, place, depth) if kind == "SequenceStartEvent" else _mapping(events, place, depth)


def _sequence(events: _Events, place: Place, depth: int) -> Sequence:
    items = []
    while not events.is_next("SequenceEndEvent"):
        items.append(_node(events, depth + 1))
    events.take()
    return Sequence(place, tuple(items))


def _mapping(events: _Events, place: Place, depth: int) -> Mapping:
    entries: list[tuple[Text, Node]] = []
    seen: dict[str, Place] = {}
    while not events.is_next("MappingEndEvent"):
        key = _node(events, depth + 1)
        if not isinstance(key, Text):
            raise _error(key.place, "a key has to be a single word")
        if key.value in seen:
            raise _error(key.place, f"{key.value[:50]!r} is here already, in line {seen[key.value].line}")
        seen[key.value] = key.place
        entries.append((key, _node(events, depth + 1)))
    events.take()
    return Mapping(place, tuple(entries))


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _error(place: Place, message: str) -> YamlError:
    return YamlError(Problem(place.line, place.column, message))
