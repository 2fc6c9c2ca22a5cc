"""Catching up with the stand-in's list: what was missed is asked for, once it is sure to be, and not for ever."""

import logging

import pytest
from receiving import Receiving

from bot.catch_up import catch_up
from bot.store import inbox


def guids(receiving: Receiving) -> set[str]:
    return {each.guid for each in inbox.letters(receiving.database, None, 10_000)}


def sent(receiving: Receiving) -> set[str]:
    return {each.guid for each in receiving.github.deliveries}


def test_what_was_missed_is_received_in_the_end(receiving: Receiving) -> None:
    for fate in ("missing", "missing", "sent"):
        receiving.github.faults.next_delivery(fate) if fate != "sent" else None
        receiving.github.open_issue(receiving.engine, "It does not start", user=receiving.dana)
    receiving.settle()
    assert len(sent(receiving) - guids(receiving)) == 2
    receiving.github.clock.advance(minutes=5)
    found = catch_up(receiving.deployment)
    assert (found.missed, found.asked, found.lost, found.unseen) == (2, 2, 0, None)
    receiving.settle()
    assert sent(receiving) == guids(receiving)
    assert catch_up(receiving.deployment).missed == 0


def test_what_was_refused_while_the_database_was_gone_is_received_in_the_end(receiving: Receiving) -> None:
    url, receiving.app.hook_url = receiving.app.hook_url, "http://127.0.0.1:9/nobody"
    receiving.comment("Hello?")
    receiving.settle()
    receiving.app.hook_url = url
    receiving.github.clock.advance(minutes=5)
    assert catch_up(receiving.deployment).asked == 2
    receiving.settle()
    assert sent(receiving) == guids(receiving)


def test_what_may_still_be_on_its_way_is_waited_for(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("missing")
    receiving.github.open_issue(receiving.engine, "It does not start", user=receiving.dana)
    receiving.settle()
    assert catch_up(receiving.deployment).missed == 0
    receiving.github.clock.advance(minutes=2)
    assert catch_up(receiving.deployment).missed == 1


def test_a_list_of_many_pages_is_read_to_its_end(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("missing")
    receiving.github.open_issue(receiving.engine, "The first", user=receiving.dana)
    for _ in range(120):
        receiving.github.star(receiving.engine, receiving.dana)
        receiving.github.open_issue(receiving.engine, "Another", user=receiving.dana)
    receiving.settle()
    receiving.github.clock.advance(minutes=5)
    found = catch_up(receiving.deployment)
    assert found.listed > 100
    assert (found.missed, found.asked) == (1, 1)


def test_what_is_refused_again_and_again_is_given_up_and_said(
    receiving: Receiving, caplog: pytest.LogCaptureFixture
) -> None:
    receiving.github.faults.next_delivery("missing")
    receiving.github.open_issue(receiving.engine, "It does not start", user=receiving.dana)
    receiving.app.hook_url = "http://127.0.0.1:9/nobody"
    asked = []
    for _ in range(5):
        assert receiving.github.settle()
        receiving.github.clock.advance(hours=1)
        asked.append(catch_up(receiving.deployment).asked)
    assert asked == [1, 1, 1, 0, 0]
    with caplog.at_level(logging.WARNING):
        assert catch_up(receiving.deployment).lost == 1
    assert "given up" in caplog.text


def test_what_github_lists_no_more_cannot_be_recovered_and_that_is_said(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("missing")
    receiving.github.open_issue(receiving.engine, "It does not start", user=receiving.dana)
    receiving.settle()
    last = int(receiving.github.clock.now().timestamp())
    receiving.github.clock.advance(days=4)
    found = catch_up(receiving.deployment)
    assert (found.listed, found.missed) == (0, 0)
    assert found.unseen == (last, last + 86_400)


def test_a_delivery_that_was_answered_and_lost_with_its_machine_is_asked_for(receiving: Receiving) -> None:
    receiving.comment("Hello")
    receiving.settle()
    with receiving.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM delivery WHERE event = 'issue_comment'")
    receiving.github.clock.advance(minutes=5)
    assert catch_up(receiving.deployment).asked == 1
    receiving.settle()
    assert sent(receiving) == guids(receiving)
