"""Reading ahead: the same items in the same order, and nothing left running."""

import threading
from collections.abc import Generator, Iterable
from contextlib import closing

import pytest

from bot.store.ahead import ahead


def given(items: Iterable[object]) -> Generator[object, None, None]:
    yield from items


def running() -> int:
    return sum(thread.name == "reading ahead" for thread in threading.enumerate())


@pytest.mark.parametrize("count", [1, 3, 500])
def test_the_items_come_in_their_order(count: int) -> None:
    assert list(ahead(given(range(200)), count)) == list(range(200))
    assert list(ahead(given(()), count)) == []
    assert running() == 0


def test_what_is_empty_is_an_item_like_any_other() -> None:
    assert list(ahead(given([None, [], 0]), 2)) == [None, [], 0]


def test_what_fetching_raises_comes_after_what_was_fetched() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        message = "the connection was lost"
        raise OSError(message)

    items = ahead(broken(), 5)
    assert next(items) == 1
    with pytest.raises(OSError, match="the connection was lost"):
        next(items)
    assert running() == 0


def test_a_reader_that_stops_early_leaves_no_thread_and_no_open_source() -> None:
    fetched = []
    closed = []

    def endless() -> Generator[int, None, None]:
        try:
            for number in range(1_000_000):
                fetched.append(number)
                yield number
        finally:
            closed.append(True)

    with closing(ahead(endless(), 2)) as items:
        assert next(items) == 0
    assert running() == 0
    assert closed == [True]
    assert len(fetched) < 10
