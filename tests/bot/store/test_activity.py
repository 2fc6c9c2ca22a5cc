from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from conftest import postgres_factory
from github_nodes import DAY, bot, comment, connection, event, is_automation, user
from github_nodes import pull as pull_node
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.facts import ActorSeen, IssueHandled, PullRequestSeen, ReleaseSeen, RepositoryStateSeen, ReviewGiven
from bot.sources.github_landings import LandingRules
from bot.sources.github_pull_requests import parse_pull_request
from bot.sources.github_values import moment
from bot.store.activity import (
    landed_by_trailer,
    trailers_to_write,
    write_issues,
    write_pull_requests,
    write_releases,
    write_state,
    write_trailers,
)
from bot.store.actors import ActorBook
from bot.store.database import Database
from bot.store.readings import place_repository

OPENED = 1_790_000_000
STATE = RepositoryStateSeen(9001, "acme/engine", True, False, False, "MIT", 5, 2)
DANA, SAM = ActorSeen(2, "dana", "user", "@acme"), ActorSeen(2**40, "sam", "user")


def pull(number: int, *, reviews: tuple[ReviewGiven, ...] = (), **more: Any) -> PullRequestSeen:
    made = PullRequestSeen(
        number, SAM, OPENED, None, None, None, None, None, "main", 1, OPENED - 5, None, None, OPENED, reviews
    )
    return made._replace(**more)


def write(database: Database, pulls: Sequence[PullRequestSeen], actors: ActorBook | None = None) -> None:
    with database.writing() as connection:
        write_pull_requests(connection, 1, pulls, actors or ActorBook(), OPENED)


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def placed(database: Database) -> Database:
    place_repository(database, "acme/engine", STATE)
    return database


def test_a_page_written_twice_is_written_once(placed: Database) -> None:
    review = ReviewGiven(2**50, DANA, OPENED + 5, "approved", 2, is_substantive=True)
    for _ in range(2):
        write(placed, [pull(7, reviews=(review,), answered_at=OPENED + 5, answerer=DANA), pull(8)])
    assert rows(placed, "SELECT number, answered_at FROM pull_request ORDER BY number") == [(7, OPENED + 5), (8, None)]
    assert rows(placed, "SELECT github_id, inline_comments, is_substantive FROM review") == [(2**50, 2, True)]
    assert rows(placed, "SELECT login, github_id FROM account ORDER BY login") == [("dana", 2), ("sam", 2**40)]


def test_what_changed_replaces_what_was_stored(placed: Database) -> None:
    first = ReviewGiven(5, DANA, OPENED + 5, "changes_requested", 0, is_substantive=True)
    write(placed, [pull(7, reviews=(first, first._replace(github_id=6)))])
    later = pull(
        7, reviews=(first._replace(state="dismissed", is_substantive=False),), merged_at=OPENED + 9, landed_by="merged"
    )
    write(placed, [later])
    assert rows(placed, "SELECT landed_by, merged_at FROM pull_request") == [("merged", OPENED + 9)]
    assert rows(placed, "SELECT github_id, state, is_substantive FROM review") == [(5, "dismissed", False)]


def test_a_login_of_today_replaces_yesterdays(placed: Database) -> None:
    write(placed, [pull(7)])
    write(placed, [pull(7, opener=SAM._replace(login="samuel"))])
    assert rows(placed, "SELECT key, login FROM account") == [(f"github:{2**40}", "samuel")]


def test_a_profile_is_noted_each_time_that_it_says_something_else(placed: Database) -> None:
    for at, company in enumerate(("@acme", "@acme", None, "@acme")):
        with placed.writing() as connection:
            opener = DANA._replace(company=company)
            write_pull_requests(connection, 1, [pull(7, opener=opener)], ActorBook(), OPENED + at)
    seen = rows(placed, "SELECT company, seen_at, last_seen_at FROM profile ORDER BY seen_at")
    assert seen == [("@acme", OPENED, OPENED + 1), (None, OPENED + 2, OPENED + 2), ("@acme", OPENED + 3, OPENED + 3)]


def test_releases_and_states_are_kept_by_tag_and_day(placed: Database) -> None:
    day = OPENED - OPENED % 86_400
    for stars, at in ((5, day + 60), (6, day + 120), (9, day + 86_400)):
        with placed.writing() as connection:
            write_state(connection, 1, STATE._replace(stars=stars), at)
            write_releases(connection, 1, [ReleaseSeen("v1", OPENED, is_prerelease=stars == 5)])
            write_releases(connection, 1, [])
    assert rows(placed, "SELECT seen_at, stars FROM repository_state ORDER BY seen_at") == [(day, 6), (day + 86_400, 9)]
    assert rows(placed, "SELECT tag, is_prerelease FROM release") == [("v1", False)]


def test_a_trailer_in_the_history_lands_what_was_read_before_or_after(placed: Database) -> None:
    closed = {"closed_at": OPENED + 9}
    write(placed, [pull(7, **closed), pull(8, landed_by="label", **closed), pull(9, **closed), pull(10)])
    write(placed, [pull(11, landed_by="commit", merge_sha="c" * 40, **closed)])

    def note(landed: dict[int, str]) -> list[tuple[Any, ...]]:
        landing(placed, landed)
        return rows(placed, "SELECT number, landed_by, merge_sha FROM pull_request ORDER BY number")

    trailers = {7: "a" * 40, 8: "b" * 40, 10: "d" * 40, 11: "e" * 40}
    expected = [
        (7, "trailer", "a" * 40),
        (8, "trailer", "b" * 40),
        (9, None, None),
        (10, None, None),
        (11, "commit", "c" * 40),
    ]
    assert note(trailers) == expected
    assert note(trailers) == expected
    assert note({})[0] == (7, None, None)
    with placed.reading() as connection:
        assert landed_by_trailer(connection, 1) == {}


def landing(database: Database, trailers: dict[int, str]) -> None:
    """Bring up to date what the history shows."""
    with database.reading() as connection:
        changes = trailers_to_write(connection, 1, trailers)
    if changes:
        with database.writing() as connection:
            write_trailers(connection, changes)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for many examples, which empty it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('activity') / 'x.db'}")
        yield database
        database.close()
        return
    with postgres_factory(request.getfixturevalue("postgres")) as new_address:
        database = Database(new_address())
        yield database
        database.close()


def empty(database: Database) -> None:
    with database.writing() as connection:
        for table in ("review", "pull_request", "issue", "profile", "account", "person"):
            connection.execute(text(f"DELETE FROM {table}"))


PEOPLE = st.none() | st.builds(
    lambda number, company: ActorSeen(number + 2**33, f"u{number}", "user", company),
    st.integers(1, 5),
    st.just("@acme"),
)
TIMES = st.integers(OPENED, OPENED + 1_000_000)


@st.composite
def pulls_seen(draw: st.DrawFn) -> list[PullRequestSeen]:
    numbers = draw(st.lists(st.integers(1, 2**31 - 1), unique=True, max_size=12))
    found = []
    for position, number in enumerate(numbers):
        reviews = tuple(
            ReviewGiven(
                2**40 + 100 * position + n,
                draw(PEOPLE),
                draw(TIMES),
                "approved",
                draw(st.integers(0, 9)),
                draw(st.booleans()),
            )
            for n in range(draw(st.integers(0, 3)))
        )
        found.append(
            pull(
                number,
                opener=draw(PEOPLE),
                merger=draw(PEOPLE),
                merged_at=draw(st.none() | TIMES),
                landed_by=draw(st.sampled_from([None, "merged", "commit"])),
                base=draw(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=9)),
                answerer=draw(PEOPLE),
                reviews=reviews,
            )
        )
    return found


def everything(database: Database) -> list[list[tuple[Any, ...]]]:
    return [
        rows(
            database,
            "SELECT p.number, o.key, m.key, a.key, p.merged_at, p.landed_by, p.merge_sha, p.base FROM pull_request p"
            " LEFT JOIN account o ON o.id = p.opener_id LEFT JOIN account m ON m.id = p.merger_id"
            " LEFT JOIN account a ON a.id = p.answerer_id ORDER BY p.number",
        ),
        rows(
            database,
            "SELECT r.github_id, p.number, a.key, r.submitted_at, r.inline_comments, r.is_substantive FROM review r"
            " JOIN pull_request p ON p.id = r.pull_request_id LEFT JOIN account a ON a.id = r.reviewer_id"
            " ORDER BY r.github_id",
        ),
        rows(database, "SELECT key, login, github_id, told_by_github FROM account ORDER BY key"),
        rows(
            database,
            "SELECT a.key, f.company, f.seen_at FROM profile f JOIN account a ON a.id = f.account_id ORDER BY a.key",
        ),
        rows(database, "SELECT number, closed_at FROM issue ORDER BY number"),
    ]  # fmt: skip


@given(pulls_seen(), st.data())
@settings(max_examples=25)
def test_however_pages_are_cut_ordered_and_repeated_the_rows_are_the_same(
    shared_database: Database, seen: list[PullRequestSeen], data: st.DataObject
) -> None:
    place_repository(shared_database, "acme/engine", STATE)
    issues = [IssueHandled(p.number, p.opener, OPENED, None, None, None, None, OPENED) for p in seen]

    def read(pages: Sequence[Sequence[int]], actors: Callable[[], ActorBook]) -> list[list[tuple[Any, ...]]]:
        empty(shared_database)
        for page in pages:
            with shared_database.writing() as connection:
                book = actors()
                write_pull_requests(connection, 1, [seen[index] for index in page], book, OPENED)
                write_issues(connection, 1, [issues[index] for index in page], book, OPENED)
        return everything(shared_database)

    kept = ActorBook()
    whole = read([range(len(seen))], lambda: kept)
    order = data.draw(st.permutations(range(len(seen))))
    size = data.draw(st.integers(1, 5))
    pages = [order[start : start + size] for start in range(0, len(order), size)]
    again = data.draw(st.lists(st.sampled_from(pages), max_size=3)) if pages else []
    assert read([*pages, *again], ActorBook) == whole


CLOSED = OPENED + DAY
CLOSERS = (None, user(2), user(3), bot(50, "merge-bot"), user(6, "ci-machine"))


@st.composite
def closed_pulls(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Pull requests that people, bots or nobody known closed, with and without what shows that they landed."""
    found = []
    for number in draw(st.lists(st.integers(1, 9), unique=True, max_size=4)):
        commit = draw(st.none() | st.just({"__typename": "Commit", "oid": "c" * 40, "message": f"Closes #{number}"}))
        ended = event("ClosedEvent", draw(st.sampled_from(CLOSERS)), CLOSED, closer=commit)
        told = [comment(user(each), CLOSED - each, "@merge-bot merge") for each in draw(st.sets(st.integers(2, 4)))]
        labels = draw(st.sampled_from([(), ({"name": "Merged"},)]))
        parts = {"timelineItems": connection(ended), "closing": connection(*told), "labels": connection(*labels)}
        found.append(pull_node(number, by=user(1), closedAt=moment(CLOSED), **parts))
    return found


@given(closed_pulls(), st.sets(st.integers(1, 9)), st.booleans())
@settings(max_examples=40)
def test_how_it_landed_and_who_decided_are_the_same_whether_the_trailers_were_scanned_before_or_after(
    shared_database: Database, nodes: list[dict[str, Any]], landed: set[int], by_bot: bool
) -> None:
    place_repository(shared_database, "acme/engine", STATE)
    trailers = {number: f"{number:x}" * 40 for number in landed}

    def read(known: dict[int, str]) -> list[list[tuple[Any, ...]]]:
        empty(shared_database)
        rules = LandingRules(is_automation, "acme/engine", by_bot, None, known)
        write(shared_database, [seen for node in nodes if (seen := parse_pull_request(node, rules))])
        landing(shared_database, trailers)
        return everything(shared_database)

    assert read({}) == read(trailers)
