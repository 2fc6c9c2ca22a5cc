"""What stands in one cell of a page's table: a number with its interval, or that it is unknown, with a note why.

The note's full reason stands under the same table, so that a cell stays narrow and no reason is lost.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from reports.renderers import numbers
from reports.renderers.charts import interval_bar
from reports.renderers.text_safety import ADDRESS, visible

# What differs from row to row stands on the organization's own page: here it would make a note of every row.
_ONE_ROWS_COUNT = re.compile(r" \(\d[\d.,]*\)(?=: facts only$)")
_NOTE_MARK = Markup('<sup><a href="#{prefix}-{number}" aria-label="note {number}">{number}</a></sup>')
_NOTE = Markup('<li id="{prefix}-{number}">{sentence}</li>')
_NOTES = Markup('<ol class="notes" aria-label="Notes">{notes}</ol>')
_LINK = Markup('<a href="{address}" rel="nofollow noopener">{address}</a>')
_CHIP = Markup('<span class="chip {name}">{kind}</span>')
_VALUE = Markup('<span class="value">{value}</span>')
_WITH_INTERVAL = Markup('<span class="value">{value}</span> <span class="interval">{interval}</span>')
_INTERVAL = Markup(' <span class="interval">{interval}</span>')
_WHY = Markup('<span class="why">{why}</span>')
_ABSENT = Markup('<span class="interval">–</span>')


@dataclass
class Notes:
    """The numbered reasons of one table, each listed once; `prefix` is unique in the page."""

    prefix: str
    sentences: dict[str, int] = field(default_factory=dict)

    def mark(self, sentence: str) -> Markup:
        """The raised number that leads from a cell to its reason."""
        sentence = _ONE_ROWS_COUNT.sub("", sentence)
        number = self.sentences.setdefault(sentence, len(self.sentences) + 1)
        return _NOTE_MARK.format(prefix=self.prefix, number=number)

    def listed(self) -> Markup:
        """The reasons as a list to be put under the table; nothing where there are none."""
        notes = Markup().join(
            _NOTE.format(prefix=self.prefix, number=number, sentence=visible(_sentence(sentence)))
            for sentence, number in self.sentences.items()
        )
        return _NOTES.format(notes=notes) if notes else Markup()


def linked(text: str) -> Markup:
    """A text with its https addresses as links that lend them no weight and tell them nothing."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        parts += [Markup.escape(visible(text[end : found.start()])), _LINK.format(address=found.group())]
        end = found.end()
    return Markup().join([*parts, Markup.escape(visible(text[end:]))])


def measurement_cell(measured: dict[str, Any] | None, notes: Notes, *, bar: float | None = None) -> Markup:
    """A measurement for a table cell, with an interval bar from 0 to `bar` where that is given."""
    if measured is None:
        return _ABSENT
    if "unknown" in measured:
        return _unknown_cell(measured, notes, bar)
    shown = _split(numbers.interval(measured["value"], measured["low"], measured["high"], measured["unit"]))
    return shown if bar is None else shown + interval_bar(measured["low"], measured["value"], measured["high"], bar)


def score_cell(score: dict[str, Any], notes: Notes) -> Markup:
    """A score of 0–10 with its interval bar, or why there is none."""
    if "unknown" in score:
        return _unknown_cell(score, notes, None)
    return score_value(score)


def score_value(score: dict[str, Any]) -> Markup:
    """A score of 0–10 with its interval bar, or why there is none in full."""
    if "unknown" in score:
        chip = _chip(numbers.unknown_kind(score["unknown"]))
        return chip + _WHY.format(why=visible(_sentence(score["unknown"])))
    return _split(numbers.score(score)) + interval_bar(score["low"], score["mid"], score["high"])


def check_cell(check: dict[str, Any]) -> Markup:
    """A check's score with its bar, or that it is inconclusive and whose silence that is."""
    if check["score"] is None:
        return _chip("inconclusive") + _WHY.format(why=numbers.unknown_kind(check["reason"]))
    low, high = (check["score"] if check[key] is None else check[key] for key in ("low", "high"))
    return _split(numbers.check(check)) + interval_bar(low, check["score"], high)


def _unknown_cell(measured: dict[str, Any], notes: Notes, bar: float | None) -> Markup:
    reason = measured["unknown"]
    if "low" not in measured:
        return _chip(numbers.unknown_kind(reason)) + notes.mark(numbers.unknown(reason))
    between = _INTERVAL.format(interval=numbers.bounds(measured["low"], measured["high"], measured["unit"]))
    drawn = Markup() if bar is None else interval_bar(measured["low"], None, measured["high"], bar)
    return _chip("withheld") + notes.mark(f"withheld: {reason}") + between + drawn


def _chip(kind: str) -> Markup:
    return _CHIP.format(name=kind.replace(" ", "-"), kind=kind)


def _split(shown: str) -> Markup:
    value, _, interval = shown.partition(" (")
    return (
        _WITH_INTERVAL.format(value=value, interval=interval.removesuffix(")"))
        if interval
        else _VALUE.format(value=value)
    )


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
