"""`giveback inbox` as an operator meets it."""

from datetime import UTC, datetime

import pytest
from giveback_runner import Giveback

from bot.store import inbox
from bot.store.arrivals import Arrival, receive
from bot.store.database import Database

NOW = datetime(2026, 8, 3, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


@pytest.fixture
def filled(deployment: Giveback) -> Giveback:
    """One delivery that waits, one that is dead with a hostile reason, one that nobody handles."""
    database = Database(deployment.database)
    lines = [("waiting", "push", b"{}"), ("dead", "issue_comment", b"secret words"), ("star", "star", None)]
    for number, (name, event, body) in enumerate(lines):
        place = (4242, 9001 + number, f"lane {number}")
        arrival = Arrival(f"guid-{name}", event, "created", *place, SECONDS, f"{number:064}", body)
        receive(database, [arrival])
    inbox.claim(database, "first", SECONDS, 30, 1)
    dead = inbox.claim(database, "w", SECONDS, 30, 1)
    inbox.settle(database, "w", [dead[0].id], SECONDS, state=inbox.State.DEAD, why="gone \x1b[31m")
    inbox.release(database, "first")
    database.close()
    return deployment


def test_deliveries_are_listed_with_their_states_and_never_their_bodies(filled: Giveback) -> None:
    ran = filled("inbox")
    assert ran.out.count("guid-") == 3
    assert "1 waiting, 0 running, 0 done, 1 ignored, 1 dead" in ran.out
    assert "secret words" not in ran.out
    assert "\x1b" not in ran.out
    assert filled("inbox", "--state", "dead").out.count("guid-") == 1
    assert filled("inbox", "--json").json["counts"]["dead"] == 1


def test_one_is_shown(filled: Giveback) -> None:
    assert "gone" in filled("inbox", "show", "guid-dead").out
    told = filled("inbox", "show", "guid-dead", "--json").json
    assert (told["state"], told["received_at"], told["has_body"]) == ("dead", "2026-08-03T12:00:00Z", True)
    assert "no such delivery" in filled("inbox", "show", "guid-none", status=2).err


def test_dead_letters_wait_again_when_they_are_named_or_all(filled: Giveback) -> None:
    told = filled("inbox", "retry", "guid-waiting", "--json", status=2).json
    assert told == {"waiting": [], "left": ["guid-waiting"]}
    assert filled("inbox", "retry", "--all").out == "1 waiting again\n"
    assert filled("inbox", "--json").json["counts"]["waiting"] == 2


@pytest.mark.parametrize("words", [["retry"], ["retry", "guid-dead", "--all"], ["--state", "lost"]])
def test_what_is_not_clear_is_asked_back(filled: Giveback, words: list[str]) -> None:
    assert filled("inbox", *words, status=2).err
