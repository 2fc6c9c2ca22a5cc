"""Which files' lines count: not generated, vendored or lock files; and which are documentation.

A project's own word in `.gitattributes` (linguist-generated, linguist-vendored), as of each commit, comes first.
"""

import fnmatch
import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

# One commit beyond either is a bulk change: an import, a reformatting, a move.
BULK_LINES = 10_000
BULK_FILES = 500

_EXCLUDED = re.compile(
    r"(?:^|/)(?:vendor|vendored|third[_-]?party|node_modules|bower_components|godeps|__snapshots__|goldens?)/"
    r"|(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]+\.lock|[^/]+\.lockb)$"
    r"|\.min\.(?:js|css)$|\.(?:js|css)\.map$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h|rs)$|\.(?:snap|golden)$"
)
_DOCUMENTATION = re.compile(
    r"\.(?:md|mdx|rst|adoc)$|^docs?/|(?:^|/)(?:readme|changelog|changes|authors|contributing|licen[cs]e|notice|codeowners)[^/]*$"
)

_ATTRIBUTES = ("linguist-generated", "linguist-vendored")
_ANY_DEPTH = "**"
_LONGEST_PATH = 4096
_LONGEST_PATTERN = 1_000  # a star costs time and memory once more for each
_MOST_RULES = 1_000  # every path is held against every rule
_LONGEST_RULES = 250_000  # all patterns together: what is kept of them is twenty times as much
# Strangers choose paths: long ones are judged anew each time, so that what is remembered is a few MB.
LONGEST_REMEMBERED = 200
_REMEMBERED_BY_NAME = 16_384
_REMEMBERED_BY_RULES = 4_096
# A pattern's path segments, and whether what it matches is excluded.
AttributeRules = tuple[tuple[tuple[str, ...], bool], ...]


def is_excluded(path: str) -> bool:
    """Whether a path is a generated, vendored or lock file by its name."""
    return _EXCLUDED.search(path.lower()) is not None


def is_documentation(path: str) -> bool:
    """Whether a path is documentation by its name."""
    return _DOCUMENTATION.search(path.lower()) is not None


def attribute_rules(text: bytes) -> AttributeRules:
    """Read a `.gitattributes` file: patterns in order, each with whether it excludes its paths; the first thousand."""
    rules: list[tuple[tuple[str, ...], bool]] = []
    length = 0
    known: dict[str, str] = {}  # so that the same segment is kept once
    for line in text[:1_000_000].decode("utf-8", "replace").splitlines():
        pattern, *attributes = line.split() or [""]
        if not 0 < len(pattern) <= _LONGEST_PATTERN or pattern.startswith(("#", "[", "!")) or "linguist-" not in line:
            continue
        verdict = _verdict(attributes)
        if verdict is not None:
            length += len(pattern)
            if len(rules) == _MOST_RULES or length > _LONGEST_RULES:
                break
            segments = tuple(known.setdefault(segment, segment) for segment in pattern.split("/") if segment)
            rules.append((segments if "/" in pattern else (_ANY_DEPTH, *segments), verdict))
    return tuple(rules)


def _verdict(attributes: list[str]) -> bool | None:
    """Give True where the attributes exclude, False where they say that the file counts, None where neither."""
    verdict: bool | None = None
    for attribute in attributes:
        name, _, value = attribute.lstrip("-!").partition("=")
        if name in _ATTRIBUTES:
            verdict = not attribute.startswith(("-", "!")) and value.lower() != "false"
    return verdict


class Judged(NamedTuple):
    """What a path is: whether its lines count, and whether it is documentation."""

    counts: bool
    documentation: bool


class PathJudge(NamedTuple):
    """Judges paths as git writes them, by some rules: `remembered` those up to LONGEST_REMEMBERED bytes, else `anew`.

    Histories touch the same paths over and over.
    """

    remembered: Callable[[bytes], Judged]
    anew: Callable[[bytes], Judged]


def path_judge(rules: AttributeRules) -> PathJudge:
    """Make the judge by a project's own rules."""
    anew = partial(_judged, rules)
    most = _REMEMBERED_BY_RULES if rules else _REMEMBERED_BY_NAME
    return PathJudge(lru_cache(maxsize=most)(anew), anew)


def _judged(rules: AttributeRules, raw: bytes) -> Judged:
    path = raw.decode("utf-8", "surrogateescape")
    return Judged(counts(path, rules), is_documentation(path))


def counts(path: str, rules: AttributeRules) -> bool:
    """Whether the lines of a path count, by the project's attributes first, by its name else."""
    if rules:
        parts = path[:_LONGEST_PATH].split("/")
        for segments, excludes in reversed(rules):
            if _matches(segments, parts):
                return not excludes
    return not is_excluded(path)


IgnoredPaths = Callable[[bytes], bool]
"""Whether a path, as git writes it, is among those that a repository's configuration leaves out."""


@lru_cache(maxsize=8)
def ignored_paths(patterns: tuple[str, ...]) -> IgnoredPaths:
    """Make the judge by patterns as in .gitignore: one without a slash holds at any depth; all, for what is below."""
    rules = tuple((segments, True) for segments in map(_ignore_segments, patterns) if segments)
    anew = partial(_is_ignored, rules)
    remembered = lru_cache(maxsize=_REMEMBERED_BY_RULES)(anew)
    return lambda raw: remembered(raw) if len(raw) <= LONGEST_REMEMBERED else anew(raw)


def _ignore_segments(pattern: str) -> tuple[str, ...]:
    segments = tuple(segment for segment in pattern.split("/") if segment not in ("", "."))
    is_anywhere = "/" not in pattern.rstrip("/")
    return (*((_ANY_DEPTH,) if is_anywhere else ()), *segments, _ANY_DEPTH) if segments else ()


def _is_ignored(rules: AttributeRules, raw: bytes) -> bool:
    parts = raw[:_LONGEST_PATH].decode("utf-8", "surrogateescape").split("/")
    return any(_matches(segments, parts) for segments, _ in rules)


def _matches(segments: tuple[str, ...], parts: list[str]) -> bool:
    """Match a path's parts against a pattern's segments, without ever trying more than parts × segments times.

    Other people write both, and a pattern of many stars must not make one commit take hours.
    """
    at = position = 0
    after_star, star_position = -1, 0
    while position < len(parts):
        if at < len(segments) and segments[at] == _ANY_DEPTH:
            after_star, star_position = at + 1, position
            at += 1
        elif at < len(segments) and fnmatch.fnmatchcase(parts[position], segments[at]):
            at += 1
            position += 1
        elif after_star >= 0:
            star_position += 1
            at, position = after_star, star_position
        else:
            return False
    return all(segment == _ANY_DEPTH for segment in segments[at:])
