"""Tables for terminals of any width: names fold, and where a table finds no room its rows stand as lists.

A number is never cut and never folded. Where the output goes into a file or another program, nothing is folded.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

Rows = Sequence[Sequence[str] | str]
"""Rows of cells; a text alone is a heading over the rows after it."""

_UNFOLDED = 1_000
_GAP = 2
_LEAST_NAME, _WIDEST_NAME = 16, 60


def is_for_people() -> bool:
    """Whether the output goes to a terminal, or to one of a stated width, and not into a file or a program."""
    return sys.stdout.isatty() or "COLUMNS" in os.environ


def make_console() -> Console:
    """Make a console that shows every text as it is: no markup, no emoji names, no colours by guess."""
    return Console(markup=False, emoji=False, highlight=False, width=None if is_for_people() else _UNFOLDED)


def plain_table() -> Table:
    """Make an empty table with as little drawn as can be."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))


def fits(console: Console, head: Sequence[str], rows: Rows, name: int) -> bool:
    """Whether the rows fit as a table that folds the words of the column `name` alone, or others between words."""
    return _total(_widths(head, rows, name, _tight)) <= console.width


def print_rows(console: Console, head: Sequence[str], rows: Rows, name: int = 0) -> None:
    """Print rows as a table whose column `name` folds; where that finds no room, as lists of labelled values."""
    if not fits(console, head, rows, name):
        _print_lists(console, head, rows, name)
        return
    wide, tight = (_widths(head, rows, name, measure) for measure in (cell_len, _tight))
    console.print(_filled(head, rows, name, wide if _total(wide) <= console.width else tight))


def _filled(head: Sequence[str], rows: Rows, name: int, widths: Sequence[int]) -> Table:
    table = plain_table()
    for place, (heading, width) in enumerate(zip(head, widths, strict=True)):
        if place == name:
            table.add_column(heading, overflow="fold", min_width=_LEAST_NAME, max_width=_WIDEST_NAME)
        else:
            table.add_column(heading, overflow="fold", width=width)
    grouped = any(isinstance(row, str) for row in rows)
    for row in rows:
        if isinstance(row, str):
            table.add_row(*[""] * name, row, style="bold")
        else:
            cells: list[str | Padding] = list(row)
            cells[name] = Padding(row[name], (0, 0, 0, 2 if grouped else 0))
            table.add_row(*cells)
    return table


def _print_lists(console: Console, head: Sequence[str], rows: Rows, name: int) -> None:
    for row in rows:
        if isinstance(row, str):
            console.print(row, style="bold")
            continue
        console.print(row[name])
        for place, cell in enumerate(row):
            if place != name and cell:
                console.print(f"  {head[place]}: {cell}")


def _widths(head: Sequence[str], rows: Rows, name: int, measure: Callable[[str], int]) -> list[int]:
    columns: Iterable[Sequence[str]] = zip(*[row for row in rows if not isinstance(row, str)], strict=True)
    cells = list(columns) or [()] * len(head)
    return [
        0 if place == name else max([measure(head[place]), *map(measure, cells[place])]) for place in range(len(head))
    ]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _LEAST_NAME + _GAP * (len(widths) - 1)


def _tight(cell: str) -> int:
    """Give the least width of a cell: a number's whole length, and of words the longest."""
    return cell_len(cell) if any(map(str.isdigit, cell)) else _longest_word(cell)


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)
