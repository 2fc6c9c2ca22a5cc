"""The inbox on both engines: nothing twice, nothing lost, in order, and what is claimed is one worker's."""

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.errors import ClaimLostError
from bot.store import inbox
from bot.store.arrivals import Arrival, Verdict, receive, received
from bot.store.database import Database
from bot.store.inbox import State, claim, put_off, release, renew, settle

NOW = 1_780_000_000
LEASE = 30
_NUMBERS = itertools.count(1)


def arrival(**given: Any) -> Arrival:
    number = next(_NUMBERS)
    values = {
        "guid": f"guid-{number:08}",
        "event": "push",
        "action": None,
        "installation_id": 4242,
        "repository_id": 9001,
        "lane": "repository:9001",
        "received_at": NOW,
        "body_sha256": f"{number:064x}",
        "body": b"{}",
    }
    return Arrival(**(values | given))


def guids(database: Database, worker: str = "w", now: int = NOW, most: int = 50) -> list[str]:
    return [each.guid for each in claim(database, worker, now, LEASE, most)]


def states(database: Database) -> dict[str, str]:
    return {each.guid: each.state for each in inbox.letters(database, None, 1_000)}


def test_a_delivery_that_came_twice_is_stored_once(database: Database) -> None:
    one = arrival()
    assert receive(database, [one]) == [Verdict.STORED]
    assert receive(database, [one, one]) == [Verdict.DUPLICATE] * 2
    assert guids(database) == [one.guid]


def test_a_body_that_comes_under_a_fresh_guid_is_noted_and_never_handled(database: Database) -> None:
    one, replayed = arrival(body_sha256="b" * 64), arrival(body_sha256="b" * 64)
    assert receive(database, [one]) == [Verdict.STORED]
    assert receive(database, [replayed]) == [Verdict.DUPLICATE]
    assert guids(database) == [one.guid]
    noted = inbox.letter(database, replayed.guid)
    assert noted is not None
    assert (noted.state, noted.has_body) == ("ignored", False)
    assert noted.last_error == f"the same body came as {one.guid}"
    assert received(database, [one.guid, replayed.guid, "guid-other"]) == {one.guid, replayed.guid}


def test_two_of_the_same_in_one_batch_are_one(database: Database) -> None:
    one = arrival(body_sha256="c" * 64)
    verdicts = receive(database, [one, one, arrival(body_sha256="c" * 64)])
    assert verdicts == [Verdict.STORED, Verdict.DUPLICATE, Verdict.DUPLICATE]
    assert guids(database) == [one.guid]


def test_what_nobody_handles_is_noted_without_its_body(database: Database) -> None:
    one = arrival(event="star", body=None)
    assert receive(database, [one]) == [Verdict.STORED]
    assert guids(database) == []
    assert states(database) == {one.guid: "ignored"}


def test_a_late_delivery_of_a_removed_installation_is_refused_and_noted(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO installation (id, account_id, account_login, account_type, repository_selection,"
                " permissions, installed_at, seen_at, removed_at) VALUES (4242, 1, 'acme', 'Organization', 'all', '{}',"
                " 1, 1, 2)"
            )
        )
    late, other = arrival(), arrival(installation_id=4243)
    assert receive(database, [late, other]) == [Verdict.REMOVED, Verdict.STORED]
    assert guids(database) == [other.guid]
    noted = inbox.letter(database, late.guid)
    assert noted is not None
    assert (noted.state, noted.has_body, noted.last_error) == ("ignored", False, "installation 4242 was removed")


def test_a_lane_is_handled_by_one_worker_in_the_order_of_arrival(database: Database) -> None:
    rows = [arrival() for _ in range(5)]
    receive(database, rows)
    assert guids(database, "a", most=3) == [each.guid for each in rows[:3]]
    assert guids(database, "b") == []
    settle(database, "a", _ids(database, rows[:3]), NOW)
    assert guids(database, "b") == [each.guid for each in rows[3:]]


def test_lanes_are_handled_side_by_side(database: Database) -> None:
    here, there = arrival(), arrival(lane="repository:9002")
    receive(database, [here, there])
    assert guids(database, "a") == [here.guid]
    assert guids(database, "b") == [there.guid]


def test_what_waits_for_its_time_holds_its_lane_and_no_other(database: Database) -> None:
    first, second, other = arrival(), arrival(), arrival(lane="repository:9002")
    receive(database, [first, second, other])
    held = claim(database, "a", NOW, LEASE, 50)
    put_off(database, "a", held[0].id, NOW + 60, "no answer", attempts=0)
    release(database, "a")
    assert guids(database, "b", NOW + 59) == [other.guid]
    assert guids(database, "c", NOW + 60) == [first.guid, second.guid]


def test_a_lane_of_which_somebody_still_holds_the_rest_is_not_given_away(database: Database) -> None:
    first, second = arrival(), arrival()
    receive(database, [first, second])
    held = claim(database, "a", NOW, LEASE, 50)
    put_off(database, "a", held[0].id, NOW, "no answer", attempts=0)
    assert guids(database, "b") == []
    release(database, "a")
    assert guids(database, "b") == [first.guid, second.guid]


def test_what_waits_for_its_time_is_not_given_with_what_is_due_before_it(database: Database) -> None:
    first, second = arrival(), arrival()
    receive(database, [first, second])
    held = claim(database, "a", NOW, LEASE, 50)
    settle(database, "a", [held[0].id], NOW, state=State.DEAD, why="cannot be")
    put_off(database, "a", held[1].id, NOW + 60, "no answer", attempts=0)
    release(database, "a")
    inbox.retry(database, [first.guid], NOW)
    assert guids(database, "b") == [first.guid]


def test_what_was_begun_before_is_given_alone(database: Database) -> None:
    rows = [arrival(), arrival(), arrival()]
    receive(database, rows)
    for attempts in range(3):
        claimed = claim(database, f"killed {attempts}", NOW + attempts * LEASE, LEASE, 50)
        assert [(each.guid, each.attempts) for each in claimed] == [
            (each.guid, attempts if each is rows[0] else 0) for each in (rows if attempts == 0 else rows[:1])
        ]
    put_off(database, "killed 2", claimed[0].id, NOW, "later", attempts=0)
    release(database, "killed 2")
    assert len(claim(database, "again", NOW + 90, LEASE, 50)) == 3


def test_what_a_dead_worker_held_is_taken_over_when_its_lease_is_over(database: Database) -> None:
    rows = [arrival(), arrival()]
    receive(database, rows)
    claim(database, "dead", NOW, LEASE, 50)
    assert guids(database, "b", NOW + LEASE - 1) == []
    again = claim(database, "b", NOW + LEASE, LEASE, 50)
    assert [(each.guid, each.attempts) for each in again] == [(rows[0].guid, 1)]
    with pytest.raises(ClaimLostError):
        settle(database, "dead", [again[0].id], NOW + LEASE)
    with pytest.raises(ClaimLostError):
        renew(database, "dead", NOW + LEASE, LEASE)
    put_off(database, "dead", again[0].id, NOW, "mine?", attempts=0)
    release(database, "dead")
    assert guids(database, "c", NOW + LEASE) == []


def test_a_lease_that_is_renewed_holds(database: Database) -> None:
    receive(database, [arrival()])
    claim(database, "slow", NOW, LEASE, 50)
    renew(database, "slow", NOW + 20, LEASE)
    assert guids(database, "b", NOW + LEASE) == []
    assert guids(database, "b", NOW + 20 + LEASE) != []


def test_what_was_not_begun_is_let_go_of_at_once(database: Database) -> None:
    rows = [arrival(), arrival()]
    receive(database, rows)
    claimed = claim(database, "a", NOW, LEASE, 50)
    settle(database, "a", [claimed[0].id], NOW)
    release(database, "a")
    assert [(each.guid, each.attempts) for each in claim(database, "b", NOW, LEASE, 50)] == [(rows[1].guid, 0)]


def test_all_that_was_handled_together_was_begun_once(database: Database) -> None:
    rows = [arrival(), arrival()]
    receive(database, rows)
    claimed = claim(database, "a", NOW, LEASE, 50)
    settle(database, "a", [each.id for each in claimed], NOW)
    told = inbox.letters(database, None, 10)
    assert [(each.guid, each.attempts, each.handled_at) for each in told] == [
        (each.guid, 1, NOW) for each in reversed(rows)
    ]


def test_a_dead_letter_is_kept_listed_and_waits_again_when_asked(database: Database) -> None:
    dead, fine = arrival(), arrival()
    receive(database, [dead, fine])
    claimed = claim(database, "a", NOW, LEASE, 50)
    settle(database, "a", [claimed[0].id], NOW, state=State.DEAD, why="cannot be")
    settle(database, "a", [claimed[1].id], NOW)
    assert [each.guid for each in inbox.letters(database, State.DEAD, 10)] == [dead.guid]
    assert inbox.counts(database) == {"waiting": 0, "running": 0, "done": 1, "ignored": 0, "dead": 1}
    assert inbox.retry(database, [fine.guid], NOW) == []
    assert inbox.retry(database, None, NOW + 5) == [dead.guid]
    assert [(each.guid, each.attempts) for each in claim(database, "b", NOW + 5, LEASE, 5)] == [(dead.guid, 0)]


def test_bodies_are_emptied_after_seven_days_whatever_became_of_them(database: Database) -> None:
    old = [arrival(lane=f"repository:{number}") for number in range(4)]
    fresh = arrival(received_at=NOW + 10)
    receive(database, [*old, fresh])
    done, dead, running = (claim(database, name, NOW, LEASE, 1)[0] for name in ("done", "dead", "running"))
    settle(database, "done", [done.id], NOW)
    settle(database, "dead", [dead.id], NOW, state=State.DEAD, why="cannot be")
    assert inbox.forget(database, NOW + inbox.BODY_KEPT) == 0
    assert inbox.forget(database, NOW + inbox.BODY_KEPT + 1) == 4
    assert sorted(states(database).values()) == ["dead", "dead", "dead", "done", "waiting"]
    assert inbox.retry(database, None, NOW) == []
    with pytest.raises(ClaimLostError):
        settle(database, "running", [running.id], NOW)
    kept = inbox.letter(database, fresh.guid)
    assert kept is not None
    assert kept.has_body


def test_what_was_never_handled_says_why_where_that_is_known(database: Database) -> None:
    tried, untouched = arrival(), arrival(lane="repository:9002")
    receive(database, [tried, untouched])
    (held,) = claim(database, "a", NOW, LEASE, 50)
    put_off(database, "a", held.id, NOW + 60, "no answer", attempts=1)
    inbox.forget(database, NOW + inbox.BODY_KEPT + 1)
    told = {each.guid: each.last_error for each in inbox.letters(database, State.DEAD, 10)}
    assert told == {tried.guid: "no answer", untouched.guid: "never handled"}


def test_rows_that_tell_nothing_any_more_go_and_dead_letters_stay(database: Database) -> None:
    rows = [arrival(), arrival(event="star", body=None, lane="app")]
    receive(database, rows)
    claimed = claim(database, "a", NOW, LEASE, 1)
    settle(database, "a", [claimed[0].id], NOW, state=State.DEAD, why="cannot be")
    inbox.forget(database, NOW + inbox.ROW_KEPT + 1)
    assert states(database) == {rows[0].guid: "dead"}


def test_a_replay_from_several_doors_at_once_is_handled_once(
    new_address: Callable[..., str], new_database: Callable[..., Database]
) -> None:
    address = new_address()
    doors = [new_database(address) for _ in range(4)]
    found: list[Verdict] = []
    start = threading.Barrier(4)

    def bring(door: Database) -> None:
        start.wait()
        for number in range(20):
            found.extend(receive(door, [arrival(body_sha256=f"{number:064x}", lane=f"repository:{number}")]))

    threads = [threading.Thread(target=bring, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found).count(Verdict.STORED) == 20
    assert inbox.counts(doors[0])["waiting"] == 20
    assert inbox.counts(doors[0])["ignored"] == 60


def test_workers_that_claim_at_once_never_hold_the_same_lane(
    new_address: Callable[..., str], new_database: Callable[..., Database]
) -> None:
    address = new_address()
    workers = [new_database(address) for _ in range(4)]
    receive(workers[0], [arrival(lane=f"repository:{number % 6}") for number in range(60)])
    order: list[tuple[str, int]] = []
    busy: set[str] = set()
    guard = threading.Lock()
    problems: list[str] = []

    def work(database: Database, name: str) -> None:
        for number in itertools.count():
            worker = f"{name}-{number}"
            claimed = claim(database, worker, NOW, LEASE, 3)
            if not claimed:
                return
            lane = {each[0] for each in _lanes(database, [each.id for each in claimed])}
            with guard:
                if len(lane) != 1 or lane & busy:
                    problems.append(f"{lane} is held twice")
                busy.update(lane)
                order.extend((next(iter(lane)), each.id) for each in claimed)
            with guard:
                busy.difference_update(lane)
                settle(database, worker, [each.id for each in claimed], NOW)

    threads = [threading.Thread(target=work, args=(each, f"w{n}")) for n, each in enumerate(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    for lane in {each[0] for each in order}:
        ids = [number for found, number in order if found == lane]
        assert ids == sorted(ids)
    # Whoever found nothing went home, though others still had some: what is left is nobody's.
    while claimed := claim(workers[0], "last", NOW, LEASE, 50):
        settle(workers[0], "last", [each.id for each in claimed], NOW)
        release(workers[0], "last")
    assert inbox.counts(workers[0])["done"] == 60


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_order_of_arrivals_claims_deaths_and_ends_handles_each_once(  # noqa: C901 - one branch a kind of step
    database: Database, data: st.DataObject
) -> None:
    """The model: a lane's deliveries end in the order in which they came, each once."""
    with database.writing() as connection:
        connection.execute(text("DELETE FROM delivery"))
        connection.execute(text("DELETE FROM delivery_body"))
        connection.execute(text("DELETE FROM delivery_claim"))
    now, names = NOW, itertools.count()
    held: dict[str, list[inbox.Claimed]] = {}
    came: dict[str, list[str]] = {}
    over: dict[str, list[str]] = {}
    for _ in range(data.draw(st.integers(1, 25))):
        step = data.draw(st.sampled_from(["receive", "claim", "settle", "put off", "die", "time"]))
        if step == "receive":
            new = arrival(lane=f"repository:{data.draw(st.integers(1, 3))}", received_at=now)
            assert receive(database, [new, new]) == [Verdict.STORED, Verdict.DUPLICATE]
            came.setdefault(new.lane, []).append(new.guid)
        elif step == "claim":
            name = f"w{next(names)}"
            claimed = claim(database, name, now, LEASE, data.draw(st.integers(1, 3)))
            if claimed:
                held[name] = claimed
        elif step == "time":
            now += data.draw(st.integers(1, 40))
        elif held:
            name = data.draw(st.sampled_from(sorted(held)))
            claimed = held.pop(name)
            lane = _lanes(database, [claimed[0].id])[0][0]
            if step == "settle":
                try:
                    settle(database, name, [each.id for each in claimed], now)
                except ClaimLostError:
                    continue
                over.setdefault(lane, []).extend(each.guid for each in claimed)
            elif step == "put off":
                put_off(database, name, claimed[0].id, now + 5, "later", attempts=1)
                release(database, name)
    now += 1_000
    while claimed := claim(database, "last", now, LEASE, 50):
        lane = _lanes(database, [claimed[0].id])[0][0]
        settle(database, "last", [each.id for each in claimed], now)
        release(database, "last")
        over.setdefault(lane, []).extend(each.guid for each in claimed)
    assert over == came


def _ids(database: Database, rows: list[Arrival]) -> list[int]:
    with database.reading() as connection:
        found = dict(tuple(row) for row in connection.execute(text("SELECT guid, id FROM delivery")))
    return [found[each.guid] for each in rows]


def _lanes(database: Database, ids: list[int]) -> list[tuple[str, int]]:
    with database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(text("SELECT id, lane FROM delivery"))}
    return [(found[number], number) for number in ids]
