"""Accounts of whom GitHub's API names: the same rows as the history's, whichever was read first."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.facts import ActorSeen, CommitSeen, MembershipSeen, PersonSeen
from bot.registry import Registry, load_registry
from bot.store.accounts import AccountBook
from bot.store.actors import ActorBook, last_listed, write_members
from bot.store.database import Database
from bot.store.employments import attribute

KIM = ActorSeen(5, "kim-today", "user")
NOREPLY = PersonSeen("Kim", "5+kim@users.noreply.github.com")
OLDER = PersonSeen("K.", "5+akim@users.noreply.github.com")
WORK = PersonSeen("Kim", "kim@acme.example")


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def scanned(database: Database, *people: PersonSeen) -> None:
    commits = [
        CommitSeen(
            sha=f"{number:040x}", is_merge=False, author=who, committer=who, authored_at=1, zone=0, committed_at=1,
            date_is_absurd=False, trailers=(), files=0, lines_added=0, lines_deleted=0, lines_counted=0,
            documentation_only=False, bulk=False, sync=False, is_revert=False, reverts_sha=None, reverts_number=None,
            ai_marked=False, bot_number=None,
        )
        for number, who in enumerate(people)
    ]  # fmt: skip
    with database.writing() as connection:
        AccountBook().ids_of(connection, commits)


def told(database: Database, *actors: ActorSeen) -> None:
    with database.writing() as connection:
        ActorBook().ids_of(connection, actors)


def confirmed(database: Database, *pairs: tuple[PersonSeen, ActorSeen]) -> None:
    with database.writing() as connection:
        book = ActorBook()
        book.confirm(connection, pairs, book.ids_of(connection, [actor for _, actor in pairs]))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_history_and_api_give_one_account_in_whatever_order(database: Database, order: tuple[int, ...]) -> None:
    steps = (lambda: scanned(database, NOREPLY), lambda: scanned(database, OLDER), lambda: told(database, KIM))
    for step in order:
        steps[step]()
    found = rows(database, "SELECT key, address, login, name FROM account")
    assert found == [("github:5", "5+akim@users.noreply.github.com", "kim-today", "K.")]


def test_a_confirmed_address_has_its_users_login_and_is_the_same_person(database: Database) -> None:
    scanned(database, WORK, PersonSeen("Lee", "lee@acme.example"))
    confirmed(database, (WORK, KIM))
    found = rows(database, "SELECT key, login, github_id, told_by_github FROM account ORDER BY key")
    assert found == [
        ("github:5", "kim-today", 5, True),
        ("mail:kim@acme.example", "kim-today", 5, True),
        ("mail:lee@acme.example", None, None, False),
    ]
    assert len(rows(database, "SELECT DISTINCT person_id FROM account")) == 2


def test_an_address_that_moved_to_another_user_moves_to_that_person(database: Database) -> None:
    scanned(database, WORK)
    confirmed(database, (WORK, KIM))
    other = ActorSeen(6, "kim-two", "user")
    confirmed(database, (WORK, other))
    query = "SELECT person_id FROM account WHERE key IN ('github:6', 'mail:kim@acme.example')"
    assert len(set(rows(database, query))) == 1
    assert rows(database, "SELECT login FROM account WHERE key = 'mail:kim@acme.example'") == [("kim-two",)]


def test_an_address_that_no_commit_has_makes_no_account(database: Database) -> None:
    confirmed(database, (WORK, KIM))
    assert rows(database, "SELECT key FROM account") == [("github:5",)]


@pytest.fixture
def with_logins(tmp_path: Path) -> Registry:
    """A registry in which acme lists the login of one of its people."""
    (tmp_path / "organizations.toml").write_text(
        '[organizations.acme]\nname = "Acme"\nkind = "company"\nlogins = ["kim-today"]\n'
    )
    (tmp_path / "upstreams.toml").write_text('[upstreams."acme/plain"]\nkind = "library"\n')
    return load_registry(only=tmp_path)


def test_a_confirmed_address_is_attributed_by_the_login_that_the_registry_lists(
    database: Database, with_logins: Registry
) -> None:
    home = PersonSeen("Kim", "kim@mail.example")
    scanned(database, home)
    assert attribute(database, with_logins)
    assert rows(database, "SELECT * FROM employment") == []
    confirmed(database, (home, KIM))
    assert attribute(database, with_logins)  # what GitHub says of accounts is news
    query = (
        "SELECT a.key, e.organization, e.rule FROM employment e JOIN account a ON a.id = e.account_id ORDER BY a.key"
    )
    assert rows(database, query) == [
        ("github:5", "acme", "registry-login"),
        ("mail:kim@mail.example", "acme", "registry-login"),
    ]
    assert not attribute(database, with_logins)


def test_memberships_are_kept_of_those_who_act_here(database: Database) -> None:
    told(database, KIM)
    scanned(database, PersonSeen("Lee", "6+lee@users.noreply.github.com"))
    members = [MembershipSeen(5, "acme"), MembershipSeen(6, "acme"), MembershipSeen(7, "acme")]
    for at in (100, 200):
        with database.writing() as connection:
            assert write_members(connection, "acme", members, at) == 1
    columns = "a.key, m.organization, m.first_seen_at, m.last_seen_at"
    query = f"SELECT {columns} FROM membership m JOIN account a ON a.id = m.account_id"
    assert rows(database, query) == [("github:5", "acme", 100, 200)]
    with database.reading() as connection:
        assert last_listed(connection) == {"acme": 200}
