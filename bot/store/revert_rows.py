"""What reverts are resolved by: the commits that say that they revert, what they name, and the changes that landed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from bot.store.pairs import look_up
from bot.store.scans import LIVE

_UP_TO = f"l.landed_month <= :last AND {LIVE}"
_JOINED = "git_commit c JOIN landing l ON l.commit_id = c.id JOIN repository r ON r.id = l.repository_id"
# What is looked for by its commits says the repository of the commit alone: told that of the landing as well, SQLite
# walks through all landings instead.
# What was synced from another project is undone there, and its numbers are that project's.
_REVERTING = text(
    "SELECT c.repository_id, c.sha, l.change, l.landed_month, l.position, c.committed_at, c.reverts_sha,"
    f" c.reverts_number FROM {_JOINED} WHERE c.repository_id IN :repositories"
    f" AND c.is_revert AND NOT c.sync AND NOT l.is_merge AND {_UP_TO}"
).bindparams(bindparam("repositories", expanding=True))
# A number that came with a synced commit first and is the project's own later is, here, the project's own.
_LANDED = (
    "SELECT l.repository_id, l.change, COUNT(*), MIN(l.landed_month), MIN(l.position)"
    " FROM wanted JOIN landing l ON l.repository_id = wanted.a AND l.change = wanted.b"
    " JOIN repository r ON r.id = l.repository_id JOIN git_commit c ON c.id = l.commit_id"
    f" WHERE NOT l.is_merge AND {_UP_TO}"
    " GROUP BY l.repository_id, l.change, c.sync ORDER BY c.sync DESC"
)
_NAMED = f"SELECT c.repository_id, c.sha, l.change, l.position, l.is_merge, l.on_first_parent FROM {_JOINED}"
_BY_SHA = f"{_NAMED} JOIN wanted ON wanted.a = c.repository_id AND wanted.b = c.sha WHERE {_UP_TO}"
_BY_PREFIX = text(f"{_NAMED} WHERE c.repository_id = :repository AND c.sha >= :sha AND c.sha < :after AND {_UP_TO}")
_BROUGHT_IN = (
    "SELECT l.repository_id, l.position, l.change, COUNT(*) FROM wanted"
    " JOIN landing l ON l.repository_id = wanted.a AND l.position = wanted.b"
    " JOIN repository r ON r.id = l.repository_id"
    f" WHERE NOT l.is_merge AND NOT l.on_first_parent AND {_UP_TO}"
    " GROUP BY l.repository_id, l.position, l.change"
)
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
    repository: int
    sha: str
    change: int
    position: int
    is_merge: bool
    on_first_parent: bool


def read_revert_rows(connection: Connection, repositories: Iterable[int], last: int) -> dict[int, RevertRows]:
    """Read by repository what was reverted up to a month, in no order; of all of them at once, for each has little."""
    reverting: dict[int, list[Reverting]] = {repository: [] for repository in repositories}
    for repository, sha, change, month, position, committed_at, shas, number in connection.execute(
        _REVERTING, {"repositories": list(reverting), "last": last}
    ):
        names = tuple((shas or "").split())
        reverting[repository].append(Reverting(sha, change, month, position, committed_at, names, number))
    named = _named(
        connection,
        last,
        {(where, sha) for where, commits in reverting.items() for commit in commits for sha in commit.shas},
    )
    wanted = {(where, change) for where, names in named.items() for name in names.values() for change in name.parts}
    for where, commits in reverting.items():
        wanted.update((where, commit.change) for commit in commits)
        wanted.update((where, commit.number) for commit in commits if commit.number is not None)
    landed = _landed(connection, last, wanted)
    return {
        where: RevertRows(tuple(commits), named.get(where, {}), landed.get(where, {}))
        for where, commits in reverting.items()
    }


def _landed(connection: Connection, last: int, wanted: Iterable[tuple[int, int]]) -> dict[int, dict[int, Landed]]:
    found: dict[int, dict[int, Landed]] = {}
    for repository, change, *numbers in look_up(connection, _LANDED, wanted, {"last": last}):
        found.setdefault(repository, {})[change] = Landed(*numbers)
    return found


def _named(connection: Connection, last: int, wanted: set[tuple[int, str]]) -> dict[int, dict[str, Named]]:
    commits: dict[tuple[int, str], list[_Commit]] = {}
    full = [(repository, sha) for repository, sha in wanted if len(sha) >= _FULL_SHA]
    for row in look_up(connection, _BY_SHA, full, {"last": last}):
        commits.setdefault((row[0], row[1]), []).append(_Commit(*row))
    for repository, sha in sorted(wanted - commits.keys()):
        values = {"repository": repository, "sha": sha, "after": sha + "g", "last": last}
        commits[repository, sha] = [_Commit(*row) for row in connection.execute(_BY_PREFIX, values)]
    single = {place: found[0] for place, found in commits.items() if len(found) == 1}
    merges = {
        (commit.repository, commit.position) for commit in single.values() if commit.is_merge and commit.on_first_parent
    }
    brought_in = _brought_in(connection, last, merges)
    named: dict[int, dict[str, Named]] = {}
    for (repository, sha), commit in single.items():
        named.setdefault(repository, {})[sha] = Named(commit.sha, _parts(commit, brought_in))
    return named


def _parts(commit: _Commit, brought_in: Mapping[tuple[int, int], Mapping[int, int]]) -> Mapping[int, int]:
    """Give what a commit is of changes. Of a merge beside the first-parent line nobody noted what it brought in."""
    if not commit.is_merge:
        return {commit.change: 1}
    return brought_in.get((commit.repository, commit.position), {}) if commit.on_first_parent else {}


def _brought_in(
    connection: Connection, last: int, merges: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], dict[int, int]]:
    found: dict[tuple[int, int], dict[int, int]] = {}
    for repository, position, change, commits in look_up(connection, _BROUGHT_IN, merges, {"last": last}):
        found.setdefault((repository, position), {})[change] = commits
    return found
