"""How numbers are shown to people: rounded for reading, always with their interval, never zero where nothing is known.

What is shown here is for reading; the exact values are in the JSON and CSV files.
"""

from typing import Any

# Between these a percentage beside its interval needs no decimal.
_PERCENT_IS_COARSE = (0.2, 0.99)
# What is below one of these must not be shown as if it had reached it: bands of influence, the floor for shares.
_EDGES = (0.01, 0.05, 0.15, 0.6)
_MOST_DECIMALS = 2
_SMALLEST_PERCENT = 0.0005
_SMALLEST_PLAIN = 0.005
_WHOLE_FROM = 100
_NOT_KNOWN = "not known"
# What a reason says, and the two or three words that say it in a narrow place: the first that fits counts, since a
# reason may join several and our own gap must not hide behind "does not apply".
_KINDS = (
    (("not disclose", "undisclosed"), "not disclosed"),
    (("not collect", "no source"), "not collected"),
    (("does not apply",), "does not apply"),
    (("facts only", "too little for a score"), "facts only"),
)
_UNITS_WITHOUT_WORDS = ("share", "USD", "ratio", "score", "")
_NOUNS = {"people": ("person", "people")}


def number(value: float, unit: str) -> str:
    """One number with its unit where that is a sign: `12.3 %`, `1,234`, `$1,234`, `0.07`."""
    if unit == "share":
        return _percent(value, 1)
    if unit == "USD":
        return f"-${abs(value):,.0f}" if value < 0 else f"${value:,.0f}"
    return _plain(value)


def interval(value: float, low: float, high: float, unit: str) -> str:
    """A number with its interval where that shows: `12 % (8–31 %)`, `3.5 (3–4.2)`."""
    decimals = 0 if _PERCENT_IS_COARSE[0] <= value <= _PERCENT_IS_COARSE[1] else 1
    if low == high == value:
        return number(value, unit)
    if unit == "share":
        shown, last = _percent(value, decimals), _percent(high, decimals)
        first = _percent(low, decimals)
        return shown if first == last == shown else f"{shown} ({first.removesuffix(' %')}–{last})"
    shown, first, last = (number(each, unit) for each in (value, low, high))
    return shown if first == last == shown else f"{shown} ({first}–{last})"


def bounds(low: float, high: float, unit: str) -> str:
    """The bounds of a value that is itself withheld: `between 8 % and 31 %`; `about 2` where they read alike."""
    first, last = number(low, unit), number(high, unit)
    if first == last:
        return first if low == high else f"about {first}"
    return f"between {first} and {last}"


def measurement(measured: dict[str, Any]) -> str:
    """A measurement for people: its number and interval, or why there is none; `withheld` where bounds are given."""
    if "unknown" not in measured:
        return interval(measured["value"], measured["low"], measured["high"], measured["unit"])
    if "low" in measured:
        return f"withheld: {measured['unknown']} ({bounds(measured['low'], measured['high'], measured['unit'])})"
    return unknown(measured["unknown"])


def in_short(measured: dict[str, Any]) -> tuple[str, str | None]:
    """A measurement in the few characters of a narrow cell, and why its number is missing, to be said elsewhere.

    Of one that is withheld the bounds are given, and of one that is not known its kind; of all others no reason.
    """
    if "unknown" not in measured:
        return interval(measured["value"], measured["low"], measured["high"], measured["unit"]), None
    reason = measured["unknown"]
    if "low" in measured:
        return bounds(measured["low"], measured["high"], measured["unit"]), f"withheld: {reason}"
    return unknown_kind(reason), unknown(reason)


def unknown(reason: str) -> str:
    """Why there is no number; a reason that says whose silence it is, or that there is none, speaks for itself."""
    speaks = reason.lower().startswith("not ") or unknown_kind(reason) != _NOT_KNOWN
    return reason if speaks else f"{_NOT_KNOWN}: {reason}"


def unknown_kind(reason: str) -> str:
    """In a few words why there is no number.

    `not disclosed` (their silence), `not collected` (ours), `does not apply`, `facts only` (too little for a score),
    else `not known`.
    """
    folded = reason.lower()
    return next((kind for signs, kind in _KINDS if any(sign in folded for sign in signs)), _NOT_KNOWN)


def score(scored: dict[str, Any]) -> str:
    """A score of 0 to 10 with its low and high: `4.2 (3.1–6.0)`; or why there is none."""
    if "unknown" in scored:
        return unknown(scored["unknown"])
    return tenths(scored["mid"], scored["low"], scored["high"])


def check(judged: dict[str, Any]) -> str:
    """A check's score with its low and high, or `inconclusive`."""
    if judged["score"] is None:
        return "inconclusive"
    return tenths(judged["score"], judged["low"], judged["high"])


def tenths(mid: float, low: float | None, high: float | None) -> str:
    """A score with one decimal, its interval where that is not the score itself: `4.2 (3.1–6.0)`."""
    shown = f"{mid:.1f}"
    if low is None or high is None or f"{low:.1f}" == f"{high:.1f}" == shown:
        return shown
    return f"{shown} ({low:.1f}–{high:.1f})"


def rank(scored: dict[str, Any]) -> str:
    """A range of ranks: `1–3 of 8`, `2 of 8`; empty where there is none."""
    ranked = scored.get("rank")
    if not ranked:
        return ""
    first, last = ranked["from"], ranked["to"]
    return f"{first} of {ranked['of']}" if first == last else f"{first}–{last} of {ranked['of']}"


def evidence(counted: dict[str, Any]) -> str:
    """What stands behind a number: `34 facts (mail-domain 30, exact-address 4)`."""
    facts = f"{counted['facts']:,} fact{'' if counted['facts'] == 1 else 's'}"
    by_weight = sorted(counted["rules"].items(), key=lambda rule: (-rule[1], rule[0]))
    rules = ", ".join(f"{name} {count:,}" for name, count in by_weight)
    return f"{facts} ({rules})" if rules else facts


def counted(value: float, unit: str) -> str:
    """A number with its unit in words: `3.5 people`, `1 person`, `12.3 %`, `4 changes`."""
    shown = number(value, unit)
    if unit in _UNITS_WITHOUT_WORDS:
        return shown
    singular, plural = _NOUNS.get(unit, (unit.removesuffix("s"), unit))
    return f"{shown} {singular if shown == '1' else plural}"


def _percent(value: float, decimals: int) -> str:
    if 0 < value < _SMALLEST_PERCENT:
        return "<0.1 %"
    if 1 - _SMALLEST_PERCENT < value < 1:
        return ">99.9 %"
    if reached := [edge for edge in _EDGES if value < edge <= round(value, decimals + 2)]:
        return _percent(value, decimals + 1) if decimals < _MOST_DECIMALS else f"<{reached[0] * 100:g} %"
    return f"{f'{value * 100:.{decimals}f}'.removesuffix('.0')} %"


def _plain(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= _WHOLE_FROM:
        return f"{value:,.0f}"
    if abs(value) < _SMALLEST_PLAIN:
        return "<0.01"
    return f"{value:.2f}" if abs(value) < 1 else f"{value:.1f}"
