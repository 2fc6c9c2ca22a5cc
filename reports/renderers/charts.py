"""Small drawings beside the numbers: interval bars and month bars, as SVG without style or script of its own.

An interval bar always stands beside its number in text and is hidden from screen readers; month bars say their values.
"""

from collections.abc import Sequence

from markupsafe import Markup

from reports.renderers import numbers
from reports.renderers.labels import month_label

_HEIGHT = 32
_STEP = 10
_THINNEST = 0.8

_BAR = Markup(
    '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="track" x="0" y="4" width="100" height="2"/>'
    '<rect class="span" x="{start:.1f}" y="2" width="{width:.1f}" height="6"/>{mark}</svg>'
)
_MARK = Markup(
    '<line class="mark" x1="{place:.1f}" x2="{place:.1f}" y1="0" y2="10" vector-effect="non-scaling-stroke"/>'
)
_MONTHS = Markup('<svg class="months" viewBox="0 0 {width} {height}" role="img" aria-label="{spoken}">{bars}</svg>')
_MONTH = Markup('<rect class="{name}" x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}"/>')


def interval_bar(low: float, mid: float | None, high: float, top: float = 10) -> Markup:
    """A bar from 0 to `top` with the interval on it and a mark at the value, where there is one."""
    start, end = _along(low, top), _along(high, top)
    mark = "" if mid is None else _MARK.format(place=_along(mid, top))
    return _BAR.format(start=start, width=max(end - start, _THINNEST), mark=mark)


def month_bars(title: str, months: Sequence[str], values: Sequence[float]) -> Markup:
    """One bar a month, oldest first; its text alternative lists every value."""
    top = max([*values, 1])
    bars = Markup().join(_month_bar(place, value / top) for place, value in enumerate(values))
    spoken = ", ".join(
        f"{month_label(month)} {numbers.number(value, 'count')}" for month, value in zip(months, values, strict=True)
    )
    return _MONTHS.format(width=_STEP * len(values), height=_HEIGHT, spoken=f"{title}: {spoken}", bars=bars)


def _along(value: float, top: float) -> float:
    return 100 * min(max(value, 0), top) / top


def _month_bar(place: int, part: float) -> Markup:
    height = max(part * (_HEIGHT - 2), 1)
    name = "month" if part else "month none"
    return _MONTH.format(name=name, x=place * _STEP + 1, y=_HEIGHT - height, width=_STEP - 2, height=height)
