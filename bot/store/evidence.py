"""What explanations are made of: who a commit names, and by what evidence accounts are an organization's."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

from bot.attribution import AccountSeen
from bot.store.reverts import read_reverts
from bot.store.scans import LIVE
from reports.ledger import Credit


class CommitFound(NamedTuple):
    """A stored commit; landed_at and change are None where it is not on the default branch (any more)."""

    id: int
    repository_id: int
    repository: str
    sha: str
    landed_at: int | None
    change: int | None
    is_merge: bool
    is_revert: bool
    sync: bool
    lines_counted: int | None


class Named(NamedTuple):
    """Somebody whom a commit names: role 0 is the author, 1 a co-author."""

    role: int
    account: int
    seen: AccountSeen
    kind: str
    credits: tuple[tuple[Credit, str, bool], ...]


class Ground(NamedTuple):
    """One kind of evidence for an organization: how many accounts it attributes."""

    rule: str
    confidence: int
    evidence: str
    accounts: int


def find_commits(
    connection: Connection, prefix: str, most: int = 20, repository: str | None = None
) -> list[CommitFound]:
    """Give the commits whose sha begins so, in all repositories or in the one of that name."""
    only = "" if repository is None else " AND r.name_key = :repository"
    query = text(
        "SELECT c.id, r.id, r.name, c.sha, MIN(l.landed_at), MIN(l.change), c.is_merge, c.is_revert, c.sync,"
        " c.lines_counted"
        " FROM git_commit c JOIN repository r ON r.id = c.repository_id"
        f" LEFT JOIN landing l ON l.commit_id = c.id AND {LIVE} WHERE c.sha >= :sha AND c.sha < :after"
        f"{only} GROUP BY c.id, r.id, r.name, c.sha, c.is_merge, c.is_revert, c.sync, c.lines_counted"
        " ORDER BY r.name, c.sha LIMIT :most"
    )
    values: dict[str, object] = {"sha": prefix, "after": prefix + "g", "most": most}
    if repository is not None:
        values["repository"] = repository.lower()
    rows = connection.execute(query, values)
    return [CommitFound._make(row) for row in rows]


def people_named(connection: Connection, commit: CommitFound) -> list[Named]:
    """Give the commit's author and co-authors, with the employments that hold for them in its project."""
    people = text(
        "SELECT w.role, a.id, a.address, a.login, a.github_id, a.kind,"
        " p.account_id IS NOT NULL AND p.authored_at IS NULL FROM commit_author w"
        " JOIN account a ON a.id = w.account_id JOIN git_commit c ON c.id = w.commit_id"
        " LEFT JOIN presence p ON p.account_id = a.id AND p.repository_id = c.repository_id"
        " WHERE w.commit_id = :id ORDER BY w.role, a.key"
    )
    return [
        Named(
            role,
            account,
            AccountSeen(address, login, github_id, trailer_only=bool(trailer_only)),
            kind,
            _credits(connection, commit.repository, account),
        )
        for role, account, address, login, github_id, kind, trailer_only in connection.execute(
            people, {"id": commit.id}
        ).all()
    ]


def grounds_of(connection: Connection, organization: str) -> list[Ground]:
    """Give by what evidence accounts are attributed to an organization."""
    query = text(
        "SELECT e.rule, e.confidence, e.evidence, COUNT(DISTINCT e.account_id) FROM employment e"
        " JOIN account a ON a.id = e.account_id"
        " WHERE e.organization = :organization AND a.kind IN ('human', 'service') AND e.outdated_at IS NULL"
        " GROUP BY e.rule, e.confidence, e.evidence ORDER BY COUNT(DISTINCT e.account_id) DESC, e.rule, e.evidence"
    )
    return [Ground._make(row) for row in connection.execute(query, {"organization": organization})]


def grounds_in(connection: Connection, organization: str, repository: str) -> list[Ground]:
    """Give by what evidence accounts that are seen in one repository are attributed to an organization there."""
    query = text(
        "SELECT e.rule, e.confidence, e.evidence, COUNT(DISTINCT e.account_id) FROM employment e"
        " JOIN account a ON a.id = e.account_id JOIN presence p ON p.account_id = a.id"
        " JOIN repository r ON r.id = p.repository_id"
        " WHERE e.organization = :organization AND a.kind IN ('human', 'service') AND e.outdated_at IS NULL"
        " AND r.name_key = :repository AND (e.repository_id = r.id OR (e.repository_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM employment s WHERE s.account_id = a.id AND s.repository_id = r.id AND s.outdated_at IS NULL)))"
        " GROUP BY e.rule, e.confidence, e.evidence ORDER BY COUNT(DISTINCT e.account_id) DESC, e.rule, e.evidence"
    )
    values = {"organization": organization, "repository": repository.lower()}
    return [Ground._make(row) for row in connection.execute(query, values)]


class Own(NamedTuple):
    """One of somebody's own accounts in one repository, as it is credited there, and how many commits name it."""

    named: Named
    commits: int


def own_accounts(connection: Connection, github_id: int, repository: str) -> list[Own]:
    """Give the accounts of the person with GitHub's number that commits on one repository's default branch name.

    A login alone is no evidence of who somebody is: logins change hands.
    """
    query = text(
        "SELECT a.id, a.address, a.login, a.github_id, a.kind, MAX(CASE WHEN p.authored_at IS NULL THEN 1 ELSE 0 END),"
        " COUNT(DISTINCT w.commit_id), MIN(w.role), r.id, r.name FROM account a"
        " JOIN presence p ON p.account_id = a.id JOIN repository r ON r.id = p.repository_id"
        " JOIN commit_author w ON w.account_id = a.id"
        " JOIN landing l ON l.commit_id = w.commit_id AND l.repository_id = r.id AND NOT l.is_merge"
        f" WHERE r.name_key = :repository AND {LIVE}"
        " AND a.person_id IN (SELECT person_id FROM account WHERE github_id = :github_id)"
        " GROUP BY a.id, a.address, a.login, a.github_id, a.kind, a.key, r.id, r.name ORDER BY a.key"
    )
    rows = connection.execute(query, {"repository": repository.lower(), "github_id": github_id}).all()
    return [
        Own(
            Named(
                role,
                account,
                AccountSeen(address, login, number, trailer_only=bool(trailer_only)),
                kind,
                _credits(connection, name, account),
            ),
            commits,
        )
        for account, address, login, number, kind, trailer_only, commits, role, _, name in rows
    ]


def accounts_seen(connection: Connection, repository: str | None = None) -> Iterator[tuple[AccountSeen, str]]:
    """Give every account as the rules see it, and its kind; or those alone that are seen in one repository."""
    there = (
        " WHERE id IN (SELECT p.account_id FROM presence p JOIN repository r ON r.id = p.repository_id"
        " WHERE r.name_key = :repository)"
    )
    query = f"SELECT address, login, github_id, kind FROM account{there if repository is not None else ''} ORDER BY id"
    values = {} if repository is None else {"repository": repository.lower()}
    for address, login, github_id, kind in connection.execute(text(query), values):
        yield AccountSeen(address, login, github_id), kind


def taken_back_in(connection: Connection, commit: CommitFound, last: int) -> int | None:
    """Give the month (its running number) in which a revert took back the commit's change, None where none did."""
    if commit.change is None:
        return None
    reverts = read_reverts(connection, [commit.repository_id], last)[commit.repository_id]
    effects = reverts.effects.get(commit.change, [])
    return effects[-1].month if sum(effect.sign for effect in effects) < 0 else None


def _credits(connection: Connection, repository: str, account: int) -> tuple[tuple[Credit, str, bool], ...]:
    query = text(
        "SELECT e.organization, e.rule, e.confidence, e.evidence, e.repository_id IS NOT NULL FROM employment e"
        " LEFT JOIN repository r ON r.id = e.repository_id"
        " WHERE e.account_id = :account AND e.outdated_at IS NULL"
        " AND (e.repository_id IS NULL OR r.name = :repository) ORDER BY e.id"
    )
    rows = connection.execute(query, {"account": account, "repository": repository}).all()
    special = [row for row in rows if row[4]]
    return tuple((Credit(row[0], row[1], row[2]), row[3], bool(row[4])) for row in (special or rows))
