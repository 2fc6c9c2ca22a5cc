"""Deriving who works for whom: accounts and where they were seen, through the rules, into employments."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, text

from bot.attribution import RULES, AccountSeen, Attributed, decide
from bot.batches import batches
from bot.errors import BusyError
from bot.registry import Registry
from bot.store.database import Database, insert
from bot.store.employed import Account, Attribution, EmploymentRow, employments_of, read_accounts
from bot.store.grouped import derive_changes, ungrouped
from bot.store.scans import LIVE, month_index

_TRIES = 5


def attribute(database: Database, registry: Registry) -> bool:
    """Bring changes, presences and employments up to date with the facts and the registry; say whether there was news.

    Whatever the order in which facts came, the same facts and registry give the same of these.
    """
    are_changes_new = derive_changes(database)
    with database.reading() as connection:
        # Noted first: a scan that finishes while this runs is news for the next run, whatever of it is seen here.
        wanted = (_basis(registry), _scans(connection))
        if _is_current(connection, wanted):
            return are_changes_new
    derive_presence(database)
    with database.reading() as connection:
        rows, kinds = list(_employments(connection, registry)), _kinds(connection, registry)
    with database.writing() as connection:
        # One transaction: readers see the old employments or the new ones, never a mixture.
        _one_at_a_time(connection)
        connection.execute(text("DELETE FROM employment"))
        insert(connection, "employment", EmploymentRow._fields, rows)
        connection.execute(text("UPDATE account SET kind = 'human' WHERE kind <> 'human'"))
        change = text("UPDATE account SET kind = :kind WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
        for kind, ids in sorted(kinds.items()):
            for some in batches(ids, 500):
                connection.execute(change, {"kind": kind, "ids": some})
        connection.execute(text("DELETE FROM attribution_run"))
        connection.execute(
            text("INSERT INTO attribution_run (basis, scans) VALUES (:basis, :scans)"),
            {"basis": wanted[0], "scans": wanted[1]},
        )
    return True


@contextmanager
def attributed_reading(database: Database, registry: Registry) -> Iterator[Connection]:
    """Give a snapshot in which everybody is attributed, by this registry and by all that has been scanned and read.

    Raises BusyError where scans, or commands with other registries, come faster than people can be attributed.
    """
    for _ in range(_TRIES):
        attribute(database, registry)
        with database.reading() as connection:
            if _is_current(connection, (_basis(registry), _scans(connection))) and not ungrouped(connection):
                yield connection
                return
    message = "The facts, or the registry that others use with this database, change faster than people are attributed"
    raise BusyError(message, "Run again when the scans are done, and use one registry with a database.")


def _is_current(connection: Connection, wanted: tuple[str, str]) -> bool:
    last = connection.execute(text("SELECT basis, scans FROM attribution_run")).first()
    stale = connection.execute(text("SELECT 1 FROM repository WHERE presence_scan <> scan LIMIT 1")).first()
    return last is not None and tuple(last) == wanted and stale is None


def _one_at_a_time(connection: Connection) -> None:
    """Wait for another run that derives the same: on PostgreSQL both would add their rows, and credits would double."""
    if connection.dialect.name == "postgresql":  # SQLite's writers wait for each other already
        connection.execute(text("LOCK TABLE attribution_run IN EXCLUSIVE MODE"))


def _basis(registry: Registry) -> str:
    """Give a digest of what employments are derived by: the registry, and the rules as this version has them."""
    rules = [f"{rule.name} {rule.confidence} {rule.description}" for rule in RULES]
    return hashlib.sha256("\n".join([registry.digest, *rules]).encode()).hexdigest()


def _scans(connection: Connection) -> str:
    """Give a digest of what has been read: scans, activity with news, accounts, and whose GitHub says that they are."""
    lines = [f"{name} {scan}" for name, scan in connection.execute(text("SELECT name, scan FROM repository"))]
    readings = text(
        "SELECT r.name, g.source, g.cursor, g.finished_at, g.read_until IS NULL FROM reading g"
        " JOIN repository r ON r.id = g.repository_id"
    )
    lines += [" ".join(map(str, row)) for row in connection.execute(readings)]
    facts = hashlib.sha256("\n".join(sorted(lines)).encode())
    accounts = connection.execute(text("SELECT COUNT(*), MAX(id) FROM account")).one()
    facts.update(f"\n{accounts}".encode())
    told = text("SELECT id, login, github_id FROM account WHERE told_by_github ORDER BY id")
    for number, login, github_id in connection.execute(told):
        facts.update(f"\n{number} {login} {github_id}".encode())
    return facts.hexdigest()


def derive_presence(database: Database) -> None:
    """Derive where accounts were first seen, for the repositories that have had a scan since last time.

    Who is in synced commits alone was never here: these count in the project that they come from.
    """
    with database.reading() as connection:
        stale = text("SELECT id, scan FROM repository WHERE presence_scan <> scan ORDER BY id")
        repositories = [(row[0], row[1]) for row in connection.execute(stale)]
    query = text(
        "SELECT a.account_id, MIN(l.landed_at), MIN(CASE WHEN a.role = 0 THEN l.landed_at END) FROM landing l"
        " JOIN repository r ON r.id = l.repository_id"
        " JOIN git_commit c ON c.id = l.commit_id JOIN commit_author a ON a.commit_id = l.commit_id"
        f" WHERE l.repository_id = :id AND NOT l.is_merge AND NOT c.sync AND {LIVE} GROUP BY a.account_id"
    )
    for repository_id, scan in repositories:
        with database.reading() as connection:
            rows = [(repository_id, *row) for row in connection.execute(query, {"id": repository_id})]
        with database.writing() as connection:
            _one_at_a_time(connection)
            connection.execute(text("DELETE FROM presence WHERE repository_id = :id"), {"id": repository_id})
            insert(connection, "presence", ("repository_id", "account_id", "first_landed_at", "authored_at"), rows)
            connection.execute(
                text("UPDATE repository SET presence_scan = :scan WHERE id = :id"), {"scan": scan, "id": repository_id}
            )


def would_be(connection: Connection, registry: Registry, known_by: int) -> Attribution:
    """Derive what a registry would make of the facts that were known by a second; what is stored stays as it is.

    Presences are taken as they are stored: `derive_presence` brings them up to date.
    """
    employments = employments_of(_employments(connection, registry), known_by)
    kinds = {number: kind for kind, numbers in _kinds(connection, registry).items() for number in numbers}
    accounts = {
        number: Account(account.person, kinds.get(number, "human"))
        for number, account in read_accounts(connection).items()
    }
    return Attribution(employments, accounts)


def _employments(connection: Connection, registry: Registry) -> Iterator[EmploymentRow]:
    """Ask the rules about every account; once more for each project that knows it, or knew it, from trailers alone."""
    trailer_only = _trailer_only(connection)
    for number, address, login, github_id in connection.execute(
        text("SELECT id, address, login, github_id FROM account ORDER BY id")
    ):
        seen = AccountSeen(address, login, github_id)
        general = decide(seen, registry).attributed
        if general is None:
            continue
        yield _row(number, None, general)
        for repository, authored_at in trailer_only.get(number, ()):
            special = decide(seen._replace(trailer_only=True), registry).attributed
            if special is not None and special != general:
                yield _row(number, repository, special, authored_at)


def _trailer_only(connection: Connection) -> dict[int, list[tuple[int, int | None]]]:
    """Give by account the projects that know it from trailers alone, or did at a month's end: until when."""
    found: dict[int, list[tuple[int, int | None]]] = {}
    query = text(
        "SELECT account_id, repository_id, first_landed_at, authored_at FROM presence"
        " WHERE authored_at IS NULL OR authored_at > first_landed_at ORDER BY account_id, repository_id"
    )
    for account, repository, first, authored_at in connection.execute(query):
        if authored_at is None or month_index(authored_at) > month_index(first):
            found.setdefault(account, []).append((repository, authored_at))
    return found


def _row(account: int, repository: int | None, found: Attributed, outdated_at: int | None = None) -> EmploymentRow:
    organization, rule, confidence, evidence = found
    return EmploymentRow(account, repository, organization, None, None, 1, 1, rule, confidence, evidence, outdated_at)


def _kinds(connection: Connection, registry: Registry) -> dict[str, list[int]]:
    """Find the accounts that are not people: bots, AI agents, and companies' shared service identities."""
    kinds: dict[str, list[int]] = {}
    accounts = connection.execute(text("SELECT id, address, login, github_id FROM account"))
    for number, address, login, github_id in accounts:
        kind = kind_of(AccountSeen(address, login, github_id), registry)
        if kind != "human":
            kinds.setdefault(kind, []).append(number)
    return kinds


def kind_of(account: AccountSeen, registry: Registry) -> str:
    """Give human, bot, agent or service. GitHub keeps the ending [bot] for Apps: nobody can take such a login."""
    known = registry.automation_of(address=account.address, login=account.login, github_id=account.github_id)
    if known is not None:
        return known[1].kind
    return "bot" if account.login is not None and account.login.endswith("[bot]") else "human"
