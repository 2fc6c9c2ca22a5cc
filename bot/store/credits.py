"""Credits, one by one: each live commit's human authors with whom they are credited to. For the operator alone."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.facts import EARLIEST_AUTHORED
from bot.store.employed import read_employments
from bot.store.scans import LIVE
from reports.ledger import Credit

_ROWS = f"""
SELECT c.sha, COALESCE(l.worked_at, c.authored_at), l.landed_at, l.change, w.role, a.key, a.id
FROM landing l
JOIN repository r ON r.id = l.repository_id
JOIN git_commit c ON c.id = l.commit_id
JOIN commit_author w ON w.commit_id = c.id
JOIN account a ON a.id = w.account_id
WHERE l.repository_id = :repository AND NOT l.is_merge AND a.kind = 'human' AND {LIVE}
ORDER BY c.sha
"""


class CommitCredit(NamedTuple):
    """One author's part of one commit. `credit` is None where nobody knows whom they worked for."""

    repository: str
    sha: str
    person: str
    credit: Credit | None
    share: Fraction
    landed_at: int
    is_author: bool
    change: int


@dataclass(frozen=True)
class _Author:
    sha: str
    day: int
    landed_at: int
    change: int
    role: int
    key: str
    account: int


def scanned_names(connection: Connection) -> set[str]:
    """Give the names of the repositories that have been scanned."""
    return {str(row[0]) for row in connection.execute(text("SELECT name FROM repository WHERE scan > 0"))}


def commit_credits(connection: Connection, *, leaving_out: Container[str] = ()) -> Iterator[CommitCredit]:
    """Give the credits of every repository but those left out, by repository and sha; of one commit the author last."""
    employments = read_employments(connection)
    repositories = connection.execute(text("SELECT id, name FROM repository WHERE scan > 0")).all()
    for repository, name in sorted(repositories, key=lambda row: str(row[1])):
        if name in leaving_out:
            continue
        for _, group in groupby(_authors(connection, repository), key=lambda author: author.sha):
            # In Python, since databases differ in how they order words.
            authors = sorted(group, key=lambda author: (-author.role, author.key))
            for author in authors:
                part = Fraction(1, len(authors))
                held = employments.on(author.account, repository, author.day)
                left = part
                for credit in held:
                    left -= part * credit.share
                    yield _credit(name, author, credit, part * credit.share)
                if left > 0:
                    yield _credit(name, author, None, left)


def _credit(name: str, author: _Author, credit: Credit | None, share: Fraction) -> CommitCredit:
    return CommitCredit(name, author.sha, author.key, credit, share, author.landed_at, author.role == 0, author.change)


def _authors(connection: Connection, repository: int) -> Iterator[_Author]:
    rows = connection.execute(text(_ROWS).execution_options(yield_per=2_000), {"repository": repository})
    for sha, authored, landed, change, role, key, account in rows:
        day = authored if EARLIEST_AUTHORED <= authored <= landed else landed
        yield _Author(sha, day, landed, change, role, key, account)
