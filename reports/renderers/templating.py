"""Fills the page templates: everything is escaped, and characters that could deceive are made visible first.

The templates hold the order and the words of a page; they look nothing up and count nothing.
"""

import functools
from datetime import datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.renderers import cells, charts, labels, numbers, ranking, reading, standings, wording
from reports.renderers.text_safety import visible

_LONGEST_VALUE = 80


def fill(template: str, values: dict[str, Any]) -> str:
    """One page: the named template with these values."""
    return _environment().get_template(template).render(values)


@functools.cache
def packaged_text(folder: str, name: str) -> str:
    """A file that comes with the package: the style sheet or a schema."""
    return resources.files("reports").joinpath(folder, name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        Notes=cells.Notes,
        measurement_cell=cells.measurement_cell,
        score_cell=cells.score_cell,
        score_value=cells.score_value,
        check_cell=cells.check_cell,
        interval_bar=charts.interval_bar,
        by_share=standings.by_share,
        linked=cells.linked,
        month_bars=charts.month_bars,
        labels=labels,
        numbers=numbers,
        wording=wording,
        ranking=ranking,
        reading=reading,
    )
    environment.filters.update(month=labels.month_label, day=_day, difference_value=_difference_value)
    return environment


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _day(instant: str) -> str:
    moment = datetime.fromisoformat(instant)
    return f"{moment.day} {labels.month_label(f'{moment.year}-{moment.month:02d}')}"


def _difference_value(value: Any) -> str:
    if value is None:
        return "none"
    text = f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
