"""Reading ahead: a thread that waits for a server while its reader works on what has come."""

from collections.abc import Generator
from contextlib import closing, suppress
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Generator[_Item, None, None], count: int) -> Generator[_Item, None, None]:
    """Give the items in their order, fetched by a thread that is at most `count` of them ahead.

    What fetching raises is raised where the item would have come. When the reader stops early, the thread ends before
    the generator does, and `items` is closed: whatever they come from is nobody's then but the reader's.
    """
    fetched: Queue[tuple[_Item] | BaseException | None] = Queue(maxsize=count)
    stopped = Event()

    def fetch() -> None:
        try:
            with closing(items):
                for item in items:
                    fetched.put((item,))
                    if stopped.is_set():
                        return
            fetched.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again, in the reader's thread
            fetched.put(error)

    thread = Thread(target=fetch, name="reading ahead", daemon=True)
    thread.start()
    try:
        while (got := fetched.get()) is not None:
            if isinstance(got, BaseException):
                raise got
            yield got[0]
    finally:
        stopped.set()
        while thread.is_alive():  # it may be waiting for a place
            with suppress(Empty):
                fetched.get(timeout=0.05)
