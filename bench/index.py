"""A large index without its histories: generated projects, accounts and commits, written straight into the tables.

It looks like a scanned index to whatever reads it: the share of numbers, merges, reverts, co-authors, mail domains and
bots is that of real projects. What it does not have: scans that grew or rewrote a history, and files.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1, sha256
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import Connection, create_engine, text

from bench.index_registry import BOTS, FREE_MAIL, ORGANIZATIONS, domain_of_organization, project_name
from bot.store.database import Database, insert, reserve_ids
from reports.months import Month

_COMMIT_COLUMNS = (
    "id", "repository_id", "sha", "is_merge", "committer_id", "authored_at", "zone", "committed_at", "date_is_absurd",
    "files", "lines_added", "lines_deleted", "lines_counted", "documentation_only", "bulk", "sync", "is_revert",
    "reverts_sha", "reverts_number", "ai_marked", "profile",
)  # fmt: skip
_LANDING_COLUMNS = (
    "repository_id", "commit_id", "change", "landed_at", "landed_month", "position", "on_first_parent", "is_merge",
    "since_scan",
)  # fmt: skip
_DAY = 86_400
_PROFILE = sha256(b"generated").hexdigest()  # as long as a scan's own
_AT_ONCE = 20_000
_GROWTH = 0.7  # 1 would be as many commits in every month; two thirds of them come to land in the last three years


@dataclass(frozen=True, slots=True)
class IndexShape:
    """How large the index is; `commits` are those that count, merge commits come on top of them."""

    projects: int = 200
    commits: int = 1_000_000
    accounts: int = 20_000
    years: int = 8
    last: Month = field(default_factory=lambda: Month(2026, 7))
    seed: int = 20_260_731


class _Project(NamedTuple):
    number: int
    commits: int
    begun: int
    merges: bool
    people: Sequence[int]
    bots: Sequence[int]


class _Commit(NamedTuple):
    """One commit of the line, in the order of time."""

    sha: str
    landed_at: int
    number: int | None
    is_merge: bool
    authors: tuple[int, ...]
    reverts: "_Commit | None"


def write_index(database: Database, shape: IndexShape) -> None:
    """Fill an empty database with the index that the shape describes; the same shape gives the same index."""
    chance = random.Random(shape.seed)
    with database.writing() as connection:
        accounts = _write_accounts(connection, shape, chance)
    for project in _projects(shape, accounts, chance):
        with database.writing() as connection:
            _write_project(connection, project, shape, chance)
    if not database.is_sqlite:
        _vacuum(database)


def _vacuum(database: Database) -> None:
    """Do at once what PostgreSQL's autovacuum does by itself within minutes of such an import."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def project_sizes(shape: IndexShape) -> list[int]:
    """Give the number of commits of each project: few large ones, many small ones, adding up exactly."""
    weights = [1 / (rank + 3) ** 0.8 for rank in range(shape.projects)]
    bounds = [round(shape.commits * part / sum(weights)) for part in accumulate(weights)]
    return [end - start for start, end in zip([0, *bounds], bounds, strict=False)]


def address_of(number: int, chance: random.Random) -> tuple[str, str | None, int | None]:
    """Give an account's address, login and GitHub id: a third each of private, free-mail and work addresses."""
    kind = chance.random()
    if kind < 0.35:
        login = f"dev{number}"
        return f"{10_000 + number}+{login}@users.noreply.github.com", login, 10_000 + number
    if kind < 0.62:
        return f"person.{number}@{chance.choice(FREE_MAIL)}", None, None
    if kind < 0.95:
        organization = min(int(chance.expovariate(1 / 14)), ORGANIZATIONS - 1)
        below = "mail." if chance.random() < 0.1 else ""
        return f"p{number}@{below}{domain_of_organization(organization)}", None, None
    return f"p{number}@host{number % 400}.example", None, None


def _write_accounts(connection: Connection, shape: IndexShape, chance: random.Random) -> list[int]:
    ids = reserve_ids(connection, "account", shape.accounts)
    persons = reserve_ids(connection, "person", shape.accounts)
    insert(connection, "person", ("id",), [(number,) for number in persons])
    rows = []
    for number, (account, person) in enumerate(zip(ids, persons, strict=True)):
        bot = BOTS[number] if number < len(BOTS) else None
        address, login, github_id = (f"{bot}@automation.example", bot, None) if bot else address_of(number, chance)
        key = f"github:{github_id}" if github_id else f"mail:{address}"
        rows.append((account, key, person, address, login, github_id, f"Person {number}", "human"))
    columns = ("id", "key", "person_id", "address", "login", "github_id", "name", "kind")
    insert(connection, "account", columns, rows)
    return ids


def _projects(shape: IndexShape, accounts: Sequence[int], chance: random.Random) -> Iterator[_Project]:
    """Give the projects; each draws its people from all, more of them the larger it is."""
    end = int(shape.last.end.timestamp())
    for number, commits in enumerate(project_sizes(shape)):
        count = min(len(accounts), max(5, int(3 * commits**0.6)))
        people = chance.sample(accounts[len(BOTS) :], min(count, len(accounts) - len(BOTS)))
        begun = end - int((0.4 + 0.6 * chance.random()) * shape.years * 365.25 * _DAY)
        yield _Project(number, commits, begun, chance.random() < 0.2, people, chance.sample(accounts[: len(BOTS)], 2))


def _history(project: _Project, shape: IndexShape, chance: random.Random) -> Iterator[_Commit]:
    """Give a project's commits, oldest first: denser towards the end, reverts soon after what they take back."""
    end = int(shape.last.end.timestamp())
    span = end - project.begun
    times = sorted(project.begun + int(span * chance.random() ** _GROWTH) for _ in range(project.commits))
    recent: list[_Commit] = []
    position = left = 0
    number = 0
    serial = 0
    while position < len(times):
        if left == 0:
            number += 1 + int(chance.random() * 3)
            left = int(chance.random() * 4) + 1 if project.merges else 1
        numbered = number if project.merges or chance.random() < 0.8 else None
        reverted = chance.choice(recent) if recent and chance.random() < 0.016 else None
        serial += 1
        authors = _authors(project, position / len(times), chance)
        commit = _Commit(_sha(project.number, serial), times[position], numbered, False, authors, reverted)
        yield commit
        recent = [*recent[-30:], commit]
        position += 1
        left -= 1
        if left == 0 and project.merges:
            serial += 1
            yield _Commit(_sha(project.number, serial), commit.landed_at, number, True, commit.authors[:1], None)


def _authors(project: _Project, progress: float, chance: random.Random) -> tuple[int, ...]:
    """Draw who wrote a commit: mostly a small core, whose members change over the years, else anybody, seldom a bot."""
    core = max(3, len(project.people) // 25)
    first = int(progress * (len(project.people) - core))
    count = 1 if chance.random() < 0.88 else 2 if chance.random() < 0.7 else 3
    found = []
    for _ in range(count):
        kind = chance.random()
        if kind < 0.03:
            found.append(chance.choice(project.bots))
        elif kind < 0.13:
            found.append(chance.choice(project.people))
        else:
            found.append(project.people[first + int(core * chance.random() ** 2)])
    return tuple(dict.fromkeys(found))


def _sha(project: int, serial: int) -> str:
    return sha1(b"%d %d" % (project, serial), usedforsecurity=False).hexdigest()


def _write_project(connection: Connection, project: _Project, shape: IndexShape, chance: random.Random) -> None:
    """Write a project as one scan of it would have: newest first, so that ids grow towards the past."""
    name = project_name(project.number)
    history = list(_history(project, shape, chance))
    repository = reserve_ids(connection, "repository", 1)[0]
    columns = (
        "id", "name", "name_key", "tip", "scan", "profile", "commits", "lines_added", "lines_deleted", "lines_counted",
        "unreadable", "presence_scan", "read_at",
    )  # fmt: skip
    row = (
        repository,
        name,
        name.lower(),
        history[-1].sha,
        1,
        _PROFILE,
        project.commits,
        0,
        0,
        0,
        0,
        0,
        int(shape.last.end.timestamp()),
    )
    insert(connection, "repository", columns, [row])
    now = datetime.fromtimestamp(history[-1].landed_at, UTC).isoformat(sep=" ")
    scan = ("repository_id", "number", "started_at", "finished_at", "tip_before", "tip", "landed", "gone")
    insert(connection, "scan", scan, [(repository, 1, now, now, None, history[-1].sha, len(history), 0)])
    newest_first = list(reversed(list(enumerate(history))))
    for start in range(0, len(newest_first), _AT_ONCE):
        _write_commits(connection, repository, newest_first[start : start + _AT_ONCE], chance)


def _write_commits(
    connection: Connection, repository: int, commits: Sequence[tuple[int, _Commit]], chance: random.Random
) -> None:
    ids = reserve_ids(connection, "git_commit", len(commits))
    rows: list[tuple[object, ...]] = []
    landings: list[tuple[object, ...]] = []
    authors: list[tuple[int, int, int]] = []
    trailers: list[tuple[int, int, str]] = []
    for commit_id, (position, commit) in zip(ids, commits, strict=True):
        rows.append((commit_id, repository, *_commit_values(commit, chance)))
        change = commit.number if commit.number is not None else -commit_id
        month = _month_index(commit.landed_at)
        landings.append(
            (repository, commit_id, change, commit.landed_at, month, position, True, commit.is_merge, 1)
        )  # fmt: skip
        authors += [(commit_id, account, int(place > 0)) for place, account in enumerate(commit.authors)]
        if chance.random() < 0.15:
            trailers.append((commit_id, commit.authors[0], "signed-off-by"))
    insert(connection, "git_commit", _COMMIT_COLUMNS, rows)
    insert(connection, "commit_author", ("commit_id", "account_id", "role"), authors)
    insert(connection, "commit_trailer", ("commit_id", "account_id", "key"), trailers)
    insert(connection, "landing", _LANDING_COLUMNS, landings)


def _commit_values(commit: _Commit, chance: random.Random) -> tuple[object, ...]:
    """Give the columns from the sha on. Lines are log-normal: many small commits, a few huge ones."""
    added = 0 if commit.is_merge else int(chance.lognormvariate(2.8, 1.8))
    deleted = 0 if commit.is_merge else int(chance.lognormvariate(1.8, 1.8))
    documentation = not commit.is_merge and chance.random() < 0.12
    late = chance.random() < 0.003  # a clock that was wrong
    authored = commit.landed_at + (_DAY if late else -int(chance.expovariate(1 / (3 * _DAY))))
    reverted = commit.reverts
    by_number = reverted is not None and reverted.number is not None and chance.random() < 0.5
    return (
        commit.sha, commit.is_merge, commit.authors[0], authored, 0, commit.landed_at, False, 2, added, deleted,
        added + deleted, documentation, added + deleted >= 10_000, False, reverted is not None,
        reverted.sha if reverted and not by_number else None, reverted.number if reverted and by_number else None,
        chance.random() < 0.04, _PROFILE,
    )  # fmt: skip


def _month_index(seconds: int) -> int:
    return Month.of(datetime.fromtimestamp(seconds, UTC)).index
