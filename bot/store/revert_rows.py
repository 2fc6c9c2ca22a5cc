"""What reverts are resolved by: the commits that say that they revert, what they name, and the changes that landed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.store.scans import LIVE

_UP_TO = f"l.landed_month <= :last AND {LIVE}"
_LIVE = f"l.repository_id = :repository AND {_UP_TO}"
# What is looked for by its commits says the repository of the commit alone: told that of the landing as well, SQLite
# walks through all landings instead.
_OF_COMMITS = f"c.repository_id = :repository AND {_UP_TO}"
_JOINED = "git_commit c JOIN landing l ON l.commit_id = c.id JOIN repository r ON r.id = l.repository_id"
# What was synced from another project is undone there, and its numbers are that project's.
_REVERTING = text(
    "SELECT c.sha, l.change, l.landed_month, l.position, c.committed_at, c.reverts_sha, c.reverts_number"
    f" FROM {_JOINED} WHERE c.is_revert AND NOT c.sync AND NOT l.is_merge AND {_OF_COMMITS}"
)
# A number that came with a synced commit first and is the project's own later is, here, the project's own.
_LANDED = text(
    "SELECT l.change, COUNT(*), MIN(l.landed_month), MIN(l.position)"
    f" FROM {_JOINED} WHERE l.change IN :some AND NOT l.is_merge AND {_LIVE}"
    " GROUP BY l.change, c.sync ORDER BY c.sync DESC"
).bindparams(bindparam("some", expanding=True))
_NAMED = f"SELECT c.sha, l.change, l.position, l.is_merge, l.on_first_parent FROM {_JOINED} WHERE {_OF_COMMITS}"
_BY_SHA = text(f"{_NAMED} AND c.sha IN :some").bindparams(bindparam("some", expanding=True))
_BY_PREFIX = text(f"{_NAMED} AND c.sha >= :sha AND c.sha < :after")
_BROUGHT_IN = text(
    "SELECT l.position, l.change, COUNT(*) FROM landing l JOIN repository r ON r.id = l.repository_id"
    f" WHERE l.position IN :some AND NOT l.is_merge AND NOT l.on_first_parent AND {_LIVE}"
    " GROUP BY l.position, l.change"
).bindparams(bindparam("some", expanding=True))
_LOOKUP = 500
_FULL_SHA = 40


class Reverting(NamedTuple):
    """A commit that says that it reverts: the commits and the pull request that its message names."""

    sha: str
    change: int
    month: int
    position: int
    committed_at: int
    shas: tuple[str, ...]
    number: int | None


class Landed(NamedTuple):
    """A change: how many commits it has, and in which month and where on the first-parent line it landed."""

    commits: int
    month: int
    position: int


class Named(NamedTuple):
    """A commit that a message names, and how many commits of which changes that is: of a merge, what it brought in."""

    sha: str
    parts: Mapping[int, int]


@dataclass(frozen=True)
class RevertRows:
    """What one repository says of reverts; `named` by the words of the messages, without what several commits are."""

    reverting: tuple[Reverting, ...]
    named: Mapping[str, Named]
    landed: Mapping[int, Landed]


class _Commit(NamedTuple):
    sha: str
    change: int
    position: int
    is_merge: bool
    on_first_parent: bool


def read_revert_rows(connection: Connection, repository: int, last: int) -> RevertRows:
    """Read what was reverted up to a month, in no order."""
    values = {"repository": repository, "last": last}
    reverting = tuple(
        Reverting(sha, change, month, position, committed_at, tuple((shas or "").split()), number)
        for sha, change, month, position, committed_at, shas, number in connection.execute(_REVERTING, values)
    )
    named = _named(connection, values, {sha for commit in reverting for sha in commit.shas})
    wanted = {commit.change for commit in reverting}
    wanted |= {commit.number for commit in reverting if commit.number is not None}
    return RevertRows(reverting, named, _landed(connection, values, wanted.union(*(n.parts for n in named.values()))))


def _landed(connection: Connection, values: Mapping[str, int], changes: Iterable[int]) -> dict[int, Landed]:
    found: dict[int, Landed] = {}
    for some in batches(sorted(changes), _LOOKUP):
        rows = connection.execute(_LANDED, {**values, "some": some})
        found |= {change: Landed(*numbers) for change, *numbers in rows}
    return found


def _named(connection: Connection, values: Mapping[str, int], shas: set[str]) -> dict[str, Named]:
    commits: dict[str, list[_Commit]] = {}
    for some in batches(sorted(sha for sha in shas if len(sha) >= _FULL_SHA), _LOOKUP):
        for row in connection.execute(_BY_SHA, {**values, "some": some}):
            commits.setdefault(row[0], []).append(_Commit(*row))
    for sha in sorted(shas - commits.keys()):
        rows = connection.execute(_BY_PREFIX, {**values, "sha": sha, "after": sha + "g"})
        commits[sha] = [_Commit(*row) for row in rows]
    single = {sha: found[0] for sha, found in commits.items() if len(found) == 1}
    merges = {commit.position for commit in single.values() if commit.is_merge and commit.on_first_parent}
    brought_in = _brought_in(connection, values, merges)
    return {sha: Named(commit.sha, _parts(commit, brought_in)) for sha, commit in single.items()}


def _parts(commit: _Commit, brought_in: Mapping[int, Mapping[int, int]]) -> Mapping[int, int]:
    """Give what a commit is of changes. Of a merge beside the first-parent line nobody noted what it brought in."""
    if not commit.is_merge:
        return {commit.change: 1}
    return brought_in.get(commit.position, {}) if commit.on_first_parent else {}


def _brought_in(
    connection: Connection, values: Mapping[str, int], positions: Iterable[int]
) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for some in batches(sorted(positions), _LOOKUP):
        for position, change, commits in connection.execute(_BROUGHT_IN, {**values, "some": some}):
            found.setdefault(position, {})[change] = commits
    return found
