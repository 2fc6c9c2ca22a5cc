"""Accounts of those whom GitHub's API names: found or made by GitHub's number, under their login of today."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.facts import ActorSeen, MembershipSeen, PersonSeen
from bot.people import Identity, identify
from bot.store.accounts import AccountBook

_AT_ONCE = 500
_IDS = text("SELECT key, id FROM account WHERE key IN :keys").bindparams(bindparam("keys", expanding=True))
_ACTING = text("SELECT id FROM account WHERE key IN :keys AND told_by_github = :yes").bindparams(
    bindparam("keys", expanding=True)
)
_TOLD = text(
    "UPDATE account SET login = :login, github_id = :github_id, told_by_github = :yes WHERE id = :id"
    " AND (login IS NULL OR login <> :login OR github_id IS NULL OR github_id <> :github_id OR NOT told_by_github)"
)
# One person, as GitHub knows by the address that its user confirmed: work and reviews are counted for one.
_JOINED = text(
    "UPDATE account SET person_id = (SELECT person_id FROM account WHERE id = :of) WHERE id = :id"
    " AND person_id <> (SELECT person_id FROM account WHERE id = :of)"
)
_LAST_COMPANY = text(
    "SELECT p.account_id, p.id, p.company FROM profile p WHERE p.account_id IN :accounts AND p.seen_at ="
    " (SELECT MAX(q.seen_at) FROM profile q WHERE q.account_id = p.account_id)"
).bindparams(bindparam("accounts", expanding=True))


def key_of(github_id: int) -> str:
    """Give the natural key of a GitHub user's account, the same as its noreply address gives."""
    return f"github:{github_id}"


class ActorBook:
    """The accounts that one reading has met, so that each is looked at once."""

    def __init__(self) -> None:
        self._accounts = AccountBook()
        self._told: set[tuple[int, ActorSeen]] = set()
        self._shown: set[tuple[int, ActorSeen]] = set()

    def ids_of(self, connection: Connection, actors: Iterable[ActorSeen | None]) -> Mapping[int, int]:
        """Give the accounts by GitHub's numbers, making those that are new; in a writing block."""
        named = {actor.github_id: actor for actor in actors if actor is not None}
        wanted = {key_of(n): (Identity(key_of(n), "", actor.login, n), "") for n, actor in named.items()}
        ids = self._accounts.make(connection, wanted)
        found = {number: ids[key_of(number)] for number in named}
        self._tell(connection, {(found[number], actor) for number, actor in named.items()})
        return found

    def confirm(
        self, connection: Connection, addresses: Iterable[tuple[PersonSeen, ActorSeen]], ids: Mapping[int, int]
    ) -> None:
        """Note whose addresses GitHub says these are, for the accounts that commits have made; in a writing block.

        `ids` are the accounts of the actors. A noreply address that holds a number says itself whose it is.
        """
        owners = {identify(seen).key: actor for seen, actor in addresses}
        owners = {key: actor for key, actor in owners.items() if key.startswith("mail:")}
        accounts = [row for some in batches(owners, _AT_ONCE) for row in connection.execute(_IDS, {"keys": list(some)})]
        told = self._tell(connection, {(number, owners[key]) for key, number in accounts})
        if told:
            rows = [{"id": number, "of": ids[actor.github_id]} for number, actor in told]
            connection.execute(_JOINED, rows)

    def show(self, connection: Connection, actors: Iterable[ActorSeen | None], ids: Mapping[int, int], at: int) -> None:
        """Note what users' profiles say of their company, seen at a time: a row each time that it is something else."""
        users = {(ids[actor.github_id], actor) for actor in actors if actor is not None and actor.kind == "user"}
        new = users - self._shown
        self._shown |= new
        _write_profiles(connection, {account: actor.company for account, actor in new}, at)

    def _tell(self, connection: Connection, told: set[tuple[int, ActorSeen]]) -> list[tuple[int, ActorSeen]]:
        """Write logins and numbers as GitHub tells them, those that were not written yet; give these."""
        # In one order for all: two readings that name the same accounts would otherwise wait for each other for ever.
        new = sorted(told - self._told, key=lambda each: each[0])
        self._told |= told
        rows = [{"id": account, "login": who.login, "github_id": who.github_id, "yes": True} for account, who in new]
        if rows:
            connection.execute(_TOLD, rows)
        return new


def _write_profiles(connection: Connection, companies: Mapping[int, str | None], at: int) -> None:
    last: dict[int, tuple[int, str | None]] = {}
    for some in batches(sorted(companies), _AT_ONCE):
        for account, row, company in connection.execute(_LAST_COMPANY, {"accounts": list(some)}):
            last[account] = (row, company)
    changed = {account: company for account, company in companies.items() if last.get(account, _NONE)[1] != company}
    same = [last[account][0] for account in companies if account not in changed]
    if same:
        again = text("UPDATE profile SET last_seen_at = :at WHERE id = :id AND last_seen_at < :at")
        connection.execute(again, [{"at": at, "id": row} for row in sorted(same)])
    if changed:
        insert = text(
            "INSERT INTO profile (account_id, company, seen_at, last_seen_at) VALUES (:account, :company, :at, :at)"
            " ON CONFLICT (account_id, seen_at) DO UPDATE SET company = excluded.company"
        )
        rows = [{"account": account, "company": changed[account], "at": at} for account in sorted(changed)]
        connection.execute(insert, rows)


_NONE = (0, "")  # no profile says nothing by an empty text: that is None


def companies_that_mention(connection: Connection) -> list[str]:
    """Give what profiles say of companies, where they say it as a mention."""
    return [row[0] for row in connection.execute(text("SELECT DISTINCT company FROM profile WHERE company LIKE '%@%'"))]


def last_listed(connection: Connection) -> dict[str, int]:
    """Give when organizations' public members were listed last."""
    rows = connection.execute(text("SELECT organization, read_at FROM organization_reading"))
    return {row[0]: row[1] for row in rows}


def write_members(connection: Connection, organization: str, seen: Iterable[MembershipSeen], seen_at: int) -> int:
    """Note that an organization was listed, and of its members those who act in tracked projects, as GitHub tells."""
    keys = sorted({key_of(each.github_id) for each in seen})
    insert = text(
        "INSERT INTO membership (account_id, organization, first_seen_at, last_seen_at)"
        " VALUES (:account, :organization, :at, :at)"
        " ON CONFLICT (account_id, organization) DO UPDATE SET last_seen_at = excluded.last_seen_at"
    )
    accounts = [
        row[0]
        for some in batches(keys, _AT_ONCE)
        for row in connection.execute(_ACTING, {"keys": list(some), "yes": True})
    ]
    values = {"organization": organization, "at": seen_at}
    if accounts:
        connection.execute(insert, [{**values, "account": account} for account in sorted(accounts)])
    listed = text(
        "INSERT INTO organization_reading (organization, read_at) VALUES (:organization, :at)"
        " ON CONFLICT (organization) DO UPDATE SET read_at = excluded.read_at"
    )
    connection.execute(listed, values)
    return len(accounts)
