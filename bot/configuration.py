"""What a repository may configure in `.github/giveback.yml`: the sections, the values, and reading them from a text.

An absent section is off or default; what is not known is an error that names the nearest valid word. Everything here is
pure: who reads the file from GitHub, and from which branch, is `repository_configuration`.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from bot.errors import InputError
from bot.registry.entries import SLUG
from bot.yaml_tree import Mapping, Node, Problem, Sequence, Text, YamlError, read_tree
from reports.months import Month

FILE = ".github/giveback.yml"
PLACES = ("off", "issue", "discussion")
PERMISSIONS = ("read", "triage", "write", "maintain", "admin")
COMMAND_NAMES = ("check", "scorecard", "explain", "publish", "config", "help")
PROFILES = ("squash", "merge", "rebase", "merge-bot")
MOST_PATHS = 100
_LONGEST_PATH = 200
_LONGEST_CATEGORY = 100
_QUOTED = 50
_MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Configuration:
    """A repository's configuration; made without values it is what holds where there is no file."""

    publish: str = "off"
    """Where the scorecard is published in the repository: off, issue or discussion."""
    category: str = "Announcements"
    """The discussion category that is published in."""
    who: str = "write"
    """The least permission of those whose commands are run."""
    enabled: tuple[str, ...] = COMMAND_NAMES
    """The commands that are answered."""
    host: str | None = None
    """The slug of the organization whose project it is."""
    host_since: str | None = None
    """The month (YYYY-MM) since when it is; None: always."""
    landing: str = "squash"
    """How changes reach the default branch."""
    ignore_paths: tuple[str, ...] = ()
    """Patterns, as in .gitignore: what touches nothing else does not count."""
    place: str = "default"
    """Where it stands: `repository`, `organization` (its `.github` repository) or `default`."""

    def as_json(self) -> str:
        """Give the form that is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str) -> "Configuration":
        """Read what `as_json` gave, by this version or an earlier one."""
        known = {key: value for key, value in json.loads(stored).items() if key in cls.__dataclass_fields__}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in known.items()
        }
        # What says not where it stands is treated as what may not be shown everywhere.
        return cls(**{"place": "organization", **values})


class ConfigurationError(InputError):
    """A configuration cannot be used: every problem with its line and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)[:_MOST_PROBLEMS]
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(
            f"{FILE} cannot be used:\n{lines}", "Mend the lines named; until then the last valid file holds."
        )


_Found = dict[str, Any]


class Key(NamedTuple):
    """One key of a section: what it says, in words, and how its value is read into the configuration's fields."""

    name: str
    text: str
    default: str
    read: "Callable[[Node, _Reader], _Found]"


class Section(NamedTuple):
    """One section; a value that is no mapping stands for its first key."""

    name: str
    text: str
    keys: tuple[Key, ...]


class _Reader:
    """What is known while one file is read, and the problems found so far."""

    def __init__(self, organizations: "Iterable[str] | None") -> None:
        self.organizations = None if organizations is None else set(organizations)
        self.problems: list[Problem] = []

    def wrong(self, node: Node, message: str) -> _Found:
        self.problems.append(Problem(*node.place, message))
        return {}

    def unknown(self, node: Text, what: str, known: Iterable[str], *, list_all: bool = True) -> _Found:
        known = list(known)
        near = difflib.get_close_matches(node.value[:_QUOTED].lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else ""
        listed = f" (known: {', '.join(known)})" if list_all else ""
        return self.wrong(node, f"{_quoted(node.value)} is no {what}{'; ' + hint if hint else ''}{listed}")


def parse(text: str | bytes, organizations: Iterable[str] | None = None) -> Configuration:
    """Read a configuration; with the slugs of `organizations`, a host has to be one of them.

    Raises ConfigurationError with all its problems.
    """
    raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    try:
        tree = read_tree(raw)
    except YamlError as error:
        raise ConfigurationError([error.problem]) from error
    reader = _Reader(organizations)
    found: _Found = {}
    if isinstance(tree, Mapping):
        for key, value in tree.entries:
            section = _named(key, "section", SECTIONS, reader)
            if section is not None:
                found |= _read_section(section, value, reader)
    elif tree is not None:
        reader.wrong(tree, f"the file has to be sections with their values, such as {SECTIONS[0].name}: issue")
    if reader.problems:
        raise ConfigurationError(reader.problems)
    return replace(Configuration(), **found)


def _read_section(section: Section, value: Node, reader: _Reader) -> _Found:
    if isinstance(value, Text) and value.is_empty:
        return {}
    if not isinstance(value, Mapping):
        return section.keys[0].read(value, reader)
    found: _Found = {}
    for word, inner in value.entries:
        key = _named(word, f"key of {section.name}", section.keys, reader)
        if key is not None and not (isinstance(inner, Text) and inner.is_empty):
            found |= key.read(inner, reader)
    return found


def _named(word: Text, what: str, known: tuple[Any, ...], reader: _Reader) -> Any:
    for each in known:
        if each.name == word.value:
            return each
    reader.unknown(word, what, [each.name for each in known])
    return None


def _quoted(value: str) -> str:
    return repr(value if len(value) <= _QUOTED else f"{value[:_QUOTED]}…")


def _one_of(field: str, what: str, known: tuple[str, ...]) -> Callable[[Node, _Reader], _Found]:
    def read(node: Node, reader: _Reader) -> _Found:
        if not isinstance(node, Text):
            return reader.wrong(node, f"one word is expected here: {', '.join(known)}")
        return {field: node.value} if node.value in known else reader.unknown(node, what, known)

    return read


def _texts(node: Node, reader: _Reader, what: str) -> Iterator[Text]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Text) and not item.is_empty:
            yield item
        else:
            reader.wrong(item, f"{what} is expected here")


def _enabled(node: Node, reader: _Reader) -> _Found:
    chosen = []
    for item in _texts(node, reader, "a command's name"):
        if item.value in COMMAND_NAMES:
            chosen.append(item.value)
        else:
            reader.unknown(item, "command", COMMAND_NAMES)
    return {"enabled": tuple(name for name in COMMAND_NAMES if name in chosen)}


def _category(node: Node, reader: _Reader) -> _Found:
    if isinstance(node, Text) and 0 < len(node.value.strip()) <= _LONGEST_CATEGORY and node.value.isprintable():
        return {"category": node.value.strip()}
    return reader.wrong(
        node, f"the name of a discussion category of at most {_LONGEST_CATEGORY} characters is expected"
    )


def _organization(node: Node, reader: _Reader) -> _Found:
    if not isinstance(node, Text):
        return reader.wrong(node, "an organization's slug is expected here, such as acme")
    if reader.organizations is not None and node.value not in reader.organizations:
        return reader.unknown(node, "organization in the registry", sorted(reader.organizations), list_all=False)
    if not SLUG.fullmatch(node.value):
        return reader.wrong(node, f"{_quoted(node.value)} is no slug: lower-case letters, digits and hyphens")
    return {"host": node.value}


def _since(node: Node, reader: _Reader) -> _Found:
    try:
        return {"host_since": str(Month.parse(node.value if isinstance(node, Text) else ""))}
    except ValueError:
        return reader.wrong(node, "a month is expected here, as YYYY-MM")


def _paths(node: Node, reader: _Reader) -> _Found:
    patterns: list[str] = []
    for item in _texts(node, reader, "a pattern such as docs/**"):
        problem = _pattern_problem(item.value)
        if problem:
            reader.wrong(item, problem)
        patterns.append(item.value)
    if len(patterns) > MOST_PATHS:
        return reader.wrong(node, f"{len(patterns)} patterns, and at most {MOST_PATHS} are read")
    return {"ignore_paths": tuple(dict.fromkeys(patterns))}


def _pattern_problem(pattern: str) -> str:
    if len(pattern) > _LONGEST_PATH or not pattern.isprintable():
        return f"a pattern has at most {_LONGEST_PATH} printable characters"
    if pattern.startswith("!"):
        return f"{_quoted(pattern)}: patterns that take back others (!) are not read"
    if not re.search(r"[^*/.\s]", pattern):
        return f"{_quoted(pattern)} would ignore everything"
    return ""


SECTIONS = (
    Section(
        "publish",
        "Whether the newest scorecard is published in the repository: one living issue or discussion, edited"
        " silently, and one short comment a month.",
        (
            Key("to", "`off`, `issue` or `discussion`.", "off", _one_of("publish", "place to publish", PLACES)),
            Key("category", "The discussion category, where it is `discussion`.", "Announcements", _category),
        ),
    ),
    Section(
        "commands",
        "Whose commands in comments are run, and which.",
        (
            Key(
                "who",
                "The least permission that is asked from GitHub when a command is run: `read` (everybody, in a public"
                " repository), `triage`, `write`, `maintain` or `admin`.",
                "write",
                _one_of("who", "permission", PERMISSIONS),
            ),
            Key("enabled", "The commands that are answered; `[]` turns all of them off.", "all of them", _enabled),
        ),
    ),
    Section(
        "host",
        "Whose project it is: that organization's work on it is stewardship, everybody else's is work back.",
        (
            Key("organization", "The organization's slug in the registry.", "none", _organization),
            Key("since", "The month (YYYY-MM) since when it is theirs.", "always", _since),
        ),
    ),
    Section(
        "landing",
        "How changes reach the default branch.",
        (
            Key(
                "profile",
                "`squash`, `merge`, `rebase`, or `merge-bot` where a bot pushes what it has tested and its message says"
                " which pull request that resolves.",
                "squash",
                _one_of("landing", "landing profile", PROFILES),
            ),
        ),
    ),
    Section(
        "ignore",
        "What does not count in the repository's report.",
        (
            Key(
                "paths",
                "Patterns as in `.gitignore`, such as `docs/**`: their lines do not count, and a commit that touches"
                " nothing else is left out.",
                "none",
                _paths,
            ),
        ),
    ),
)
