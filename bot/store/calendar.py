"""Which of some months a second is in: looked up in a list, for seconds that are many."""

from bisect import bisect_right

from reports.months import Month


class Calendar:
    """The months from a first to a last one, both of them in it."""

    def __init__(self, first: Month, last: Month) -> None:
        """Know these months."""
        self._first = first.index
        count = last.index - first.index + 2
        self._starts = [int(first.plus(offset).start.timestamp()) for offset in range(count)]

    def month(self, second: int | None) -> int | None:
        """Give the running number of a month; None for a second outside of them."""
        if second is None or not self._starts[0] <= second < self._starts[-1]:
            return None
        return self._first + bisect_right(self._starts, second) - 1
