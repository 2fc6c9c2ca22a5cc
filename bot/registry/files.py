"""Reading registry files: TOML into entries, every problem with its file and line, all of them at once."""

import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import tomli  # the library that Python's tomllib is a copy of: compiled, it reads several times faster
from pydantic import BaseModel, ValidationError

from bot.registry.entries import (
    REPOSITORY,
    SLUG,
    Automation,
    Claim,
    Independent,
    Organization,
    Providers,
    Upstream,
)
from reports.subjects import LONGEST_NAME

# file name → table → entry type; a table of entries has a key of this form, or none where it is a single entry.
_TABLES: Mapping[str, Mapping[str, tuple[type[BaseModel], re.Pattern[str] | None]]] = {
    "organizations.toml": {"organizations": (Organization, SLUG), "independent": (Independent, None)},
    "upstreams.toml": {"upstreams": (Upstream, REPOSITORY)},
    "automation.toml": {"automation": (Automation, SLUG)},
    "providers.toml": {"providers": (Providers, None)},
    "unverifiable.toml": {"claims": (Claim, SLUG)},
}


class _UnreadableError(Exception):
    """That a file gives no table, and the line of it where that shows."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Source:
    """One file's text, kept to say on which line an entry or a key stands."""

    path: Path
    lines: tuple[str, ...]

    def place(self, table: str, entry: str | None = None, key: str | None = None) -> str:
        """Give 'file:line' of an entry, or of a key in it; of the file's first line where neither is found."""
        start = self._header(table, entry)
        if start is None:
            return f"{self.path}:1"
        if key is not None:
            form = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*(=|\.)")
            for number in range(start + 1, len(self.lines)):
                if self.lines[number].lstrip().startswith("["):
                    break
                if form.match(self.lines[number]):
                    return f"{self.path}:{number + 1}"
        return f"{self.path}:{start + 1}"

    def _header(self, table: str, entry: str | None) -> int | None:
        wanted = f"[{table}]" if entry is None else f"[{table}.{entry}]"
        return self._headers.get(re.sub(r"[\s\"']", "", wanted))

    @cached_property
    def _headers(self) -> dict[str, int]:
        """The line of each table's header, read once: a large file may have many problems."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.lines):
            text = line.strip()
            if text.startswith("["):
                found.setdefault(re.sub(r"[\s\"']", "", text.split("#")[0]), number)
        return found


@dataclass
class Layer:
    """The entries of one folder, with where each stands, and what is wrong with them."""

    folder: Path
    organizations: dict[str, Organization] = field(default_factory=dict)
    independent: Independent = field(default_factory=Independent)
    upstreams: dict[str, Upstream] = field(default_factory=dict)
    automation: dict[str, Automation] = field(default_factory=dict)
    providers: Providers = field(default_factory=Providers)
    claims: dict[str, Claim] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    has_files: bool = False
    problems: list[str] = field(default_factory=list)

    def place(self, table: str, entry: str | None = None, key: str | None = None) -> str:
        """Give 'file:line' of an entry or of a key in it."""
        for file, tables in _TABLES.items():
            if table in tables and file in self.sources:
                return self.sources[file].place(table, entry, key)
        return f"{self.folder}:1"


def read_layer(folder: Path) -> Layer:
    """Read the registry files of one folder; absent files are empty. Problems are collected, not raised."""
    layer = Layer(folder)
    try:
        names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml"))
    except (FileNotFoundError, NotADirectoryError):
        layer.problems.append(f"{folder}: no such folder")
        return layer
    except (OSError, ValueError) as error:
        layer.problems.append(f"{folder}: cannot be read: {error}")
        return layer
    for name in names:
        if name not in _TABLES:
            layer.problems.append(f"{folder / name}:1: unknown file; known are {', '.join(_TABLES)}")
    for name, tables in _TABLES.items():
        if name in names:
            _read_file(layer, folder / name, tables)
    layer.has_files = bool(names)
    if not names:
        layer.problems.append(f"{folder}: no registry files; known are {', '.join(_TABLES)}")
    return layer


def _read_file(layer: Layer, path: Path, tables: Mapping[str, tuple[type[BaseModel], re.Pattern[str] | None]]) -> None:
    try:
        text = _text(path)
        content = _parsed(text)
    except _UnreadableError as error:
        layer.problems.append(f"{path}:{error.line}: {error}")
        return
    layer.sources[path.name] = Source(path, tuple(text.split("\n")))
    for table, value in content.items():
        if table not in tables:
            place = layer.sources[path.name].place(table)
            layer.problems.append(f"{place}: unknown table {table!r}{_nearest(table, tables)}")
        else:
            _read_table(layer, table, value, *tables[table])


def _text(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            # A pipe would be waited for, and a device never ends.
            raise _UnreadableError(1, "cannot be read: it is no file")
        raw = path.read_bytes()
    except OSError as error:
        raise _UnreadableError(1, f"cannot be read: {error}") from error
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _UnreadableError(raw.count(b"\n", 0, error.start) + 1, f"cannot be read: {error}") from error


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else text.count("\n") + 1
        raise _UnreadableError(number, f"not valid TOML: {error}") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, numbers too long: it does not say where
        raise _UnreadableError(_longest_line(text), f"not valid TOML: {error}") from error


def _longest_line(text: str) -> int:
    """Give the line that most likely holds what is too deep or too long for the parser."""
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda number: len(lines[number])) + 1


def _read_table(
    layer: Layer, table: str, value: Any, entry_type: type[BaseModel], key_form: re.Pattern[str] | None
) -> None:
    if not isinstance(value, dict):
        layer.problems.append(f"{layer.place(table)}: {table} is a table, not {type(value).__name__}")
        return
    if key_form is None:
        entry = _validated(layer, table, None, value, entry_type)
        if entry is not None:
            setattr(layer, table, entry)
        return
    for key, raw in value.items():
        if not key_form.fullmatch(key):
            form = "owner/name, each" if key_form is REPOSITORY else "lower-case words joined by '-',"
            form += f" of at most {LONGEST_NAME} characters"
            layer.problems.append(f"{layer.place(table, key)}: {key!r} is not a valid key: write {form}")
            continue
        entry = _validated(layer, table, key, raw, entry_type)
        if entry is not None:
            getattr(layer, table)[key] = entry


def _validated(layer: Layer, table: str, key: str | None, raw: Any, entry_type: type[BaseModel]) -> BaseModel | None:
    try:
        return entry_type.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            names = [str(part) for part in detail["loc"]]
            place = layer.place(table, key, names[0] if names else None)
            where = ".".join([key or table, *names])
            if detail["type"] == "extra_forbidden":
                message = (
                    f"unknown key {names[-1]!r}{_nearest(names[-1], _model_of(entry_type, names[:-1]).model_fields)}"
                )
            else:
                message = detail["msg"].removeprefix("Value error, ")
            layer.problems.append(f"{place}: {where}: {message}")
        return None


def _model_of(entry_type: type[BaseModel], names: Sequence[str]) -> type[BaseModel]:
    """Give the model at the end of a path of field names and positions."""
    for name in names:
        field_info = entry_type.model_fields.get(name)
        nested = field_info.annotation if field_info else None
        for kind in (nested, *get_args(nested), *(inner for part in get_args(nested) for inner in get_args(part))):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                entry_type = kind
    return entry_type


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
