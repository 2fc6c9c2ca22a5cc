"""Accounts in the database: found or made for everybody whom commits name, the same whatever is read first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, bindparam, text

from bot.batches import batches
from bot.facts import CommitSeen, PersonSeen
from bot.people import Identity, identify
from bot.store.database import insert, reserve_ids

_CACHED = 50_000
_LOOKUP = 500
_COLUMNS = ("id", "key", "person_id", "address", "login", "github_id", "name", "kind")
_FIND = text("SELECT key, id, address FROM account WHERE key IN :keys").bindparams(bindparam("keys", expanding=True))
# Another scan may have found an earlier address meanwhile; words are compared byte by byte, as Python does. A login
# that GitHub itself told is of today: an address may have an older one.
_RENAME = (
    "UPDATE account SET address = :address, name = :name, login = CASE WHEN told_by_github THEN login ELSE :login END"
    " WHERE id = :id AND (address = '' OR address"
)
_BYTEWISE = {"sqlite": text(f"{_RENAME} > :address)"), "postgresql": text(f'{_RENAME} COLLATE "C" > :address)')}
# Two scans at once may meet the same new person: on PostgreSQL, one waits here until the other has committed.
_LOCK = text("SELECT pg_advisory_xact_lock(7133031457716310)")


class AccountBook:
    """The accounts that one scan has met, so that they are looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, str]] = {}  # key → id and address

    def ids_of(self, connection: Connection, commits: Sequence[CommitSeen]) -> dict[PersonSeen, int]:
        """Give the account of everybody named in the commits, making those that are new; in a writing block."""
        identities = {person: identify(person) for person in dict.fromkeys(_named(commits))}
        wanted: dict[str, tuple[Identity, str]] = {}
        for person, identity in identities.items():
            kept = wanted.get(identity.key)
            if kept is None or (identity.address, person.name) < (kept[0].address, kept[1]):
                wanted[identity.key] = (identity, person.name)
        self.make(connection, wanted)
        return {person: self._known[identity.key][0] for person, identity in identities.items()}

    def make(self, connection: Connection, wanted: Mapping[str, tuple[Identity, str]]) -> Mapping[str, int]:
        """Give the accounts of identities by their keys, with the names for those that are new; in a writing block."""
        if len(self._known) > _CACHED:
            self._known.clear()
        self._look_up(connection, [key for key in wanted if key not in self._known])
        new = [key for key in wanted if key not in self._known]
        if new and connection.dialect.name == "postgresql":
            connection.execute(_LOCK)
            self._look_up(connection, new)
            new = [key for key in new if key not in self._known]
        self._make(connection, new, wanted)
        self._rename(connection, wanted)
        return {key: self._known[key][0] for key in wanted}

    def _look_up(self, connection: Connection, keys: Sequence[str]) -> None:
        for some in batches(keys, _LOOKUP):
            self._known |= {row[0]: (row[1], row[2]) for row in connection.execute(_FIND, {"keys": list(some)})}

    def _make(self, connection: Connection, new: Sequence[str], wanted: Mapping[str, tuple[Identity, str]]) -> None:
        persons = reserve_ids(connection, "person", len(new))
        insert(connection, "person", ("id",), [(number,) for number in persons])
        ids = reserve_ids(connection, "account", len(new))
        rows: list[tuple[object, ...]] = []
        for account_id, person_id, key in zip(ids, persons, new, strict=True):
            identity, name = wanted[key]
            rows.append(
                (account_id, key, person_id, identity.address, identity.login, identity.github_id, name, "human")
            )
            self._known[key] = (account_id, identity.address)
        insert(connection, "account", _COLUMNS, rows)

    def _rename(self, connection: Connection, wanted: Mapping[str, tuple[Identity, str]]) -> None:
        """Keep the first in order of a GitHub user's addresses: any rule will do that does not ask who came first."""
        earlier = [key for key, (identity, _) in wanted.items() if _is_earlier(identity.address, self._known[key][1])]
        # In one order for all: two scans that rename the same accounts would otherwise wait for each other for ever.
        for key in sorted(earlier, key=lambda key: self._known[key][0]):
            identity, name = wanted[key]
            values = {"id": self._known[key][0], "address": identity.address, "login": identity.login, "name": name}
            connection.execute(_BYTEWISE[connection.dialect.name], values)
            self._known[key] = (self._known[key][0], identity.address)


def _is_earlier(address: str, known: str) -> bool:
    """Whether an address is to be kept instead of another; any is, instead of none, as GitHub's API tells users."""
    return address != "" and (known == "" or address < known)


def _named(commits: Iterable[CommitSeen]) -> Iterator[PersonSeen]:
    for commit in commits:
        yield commit.author
        yield commit.committer
        for trailer in commit.trailers:
            yield trailer.person
