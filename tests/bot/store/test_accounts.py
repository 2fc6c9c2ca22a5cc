"""Accounts, found or made by several scans at once: the same whoever comes first, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text

from bot.facts import CommitSeen, PersonSeen
from bot.store.accounts import AccountBook
from bot.store.database import Database


def person(number: int, login: str) -> PersonSeen:
    """A GitHub user under one of the logins that they have had."""
    return PersonSeen("Kim", f"{number}+{login}@users.noreply.github.com")


def commit_by(*people: PersonSeen) -> list[CommitSeen]:
    return [
        CommitSeen(
            sha=f"{number:040x}", is_merge=False, author=who, committer=who, authored_at=1, zone=0, committed_at=1,
            date_is_absurd=False, trailers=(), files=0, lines_added=0, lines_deleted=0, lines_counted=0,
            documentation_only=False, bulk=False, sync=False, is_revert=False, reverts_sha=None, reverts_number=None,
            ai_marked=False, bot_number=None,
        )
        for number, who in enumerate(people)
    ]  # fmt: skip


def meets(book: AccountBook, database: Database, *people: PersonSeen) -> None:
    with database.writing() as connection:
        book.ids_of(connection, commit_by(*people))


def logins(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute(text("SELECT login FROM account ORDER BY github_id"))]


def test_a_user_keeps_the_first_in_order_of_their_logins_whoever_saw_which(database: Database) -> None:
    one, two = AccountBook(), AccountBook()
    meets(one, database, person(5, "d"))
    meets(two, database, person(5, "d"))
    meets(one, database, person(5, "a"))
    meets(two, database, person(5, "b"))  # its memory says d
    assert logins(database) == ["a"]


def test_upper_case_and_hyphens_are_in_one_order_on_both_engines(database: Database) -> None:
    for login in ("b-c", "bc", "b_c", "b0"):
        meets(AccountBook(), database, person(5, login))
    assert logins(database) == ["b-c"]


def test_scans_that_rename_the_same_accounts_in_other_orders_do_not_block_each_other(database: Database) -> None:
    numbers = range(1, 60)
    meets(AccountBook(), database, *(person(number, "z") for number in numbers))
    together = Barrier(2)

    def scan(login: str, order: list[int]) -> None:
        together.wait()
        meets(AccountBook(), database, *(person(number, login) for number in order))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(scan, ("c", "b"), (list(numbers), list(reversed(numbers)))))
    assert set(logins(database)) == {"b"}
