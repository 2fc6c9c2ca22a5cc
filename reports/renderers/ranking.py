"""Ranks in words: in which view they hold, or why there is none.

It says what the scorecard holds; who is ranked was decided when the month was closed.
"""

from typing import Any

from reports.renderers.labels import STAFF_BANDS, VIEWS
from reports.renderers.numbers import rank

NO_SCORE = "no score"
TOO_FEW = "too few staff or people"


def rank_or_why(score: dict[str, Any]) -> str:
    """A company's place in its band, `1–3 of 8`, or `not ranked: ` and the reason."""
    return rank(score) or f"not ranked: {why_unranked(score)}"


def why_unranked(score: dict[str, Any]) -> str:
    """Why a company with a staff band has no rank for this score."""
    return NO_SCORE if "unknown" in score else TOO_FEW


def rank_line(organization: dict[str, Any], score: str) -> str:
    """All ranks of an organization for one score, each with the view that it holds in; empty where there is none.

    The two views rank differently, since in the grouped one children are counted with their parents.
    """
    ranked = {
        words.lower(): organization[view]["scores"][score]
        for view, words in VIEWS.items()
        if "scores" in organization[view] and "rank" in organization[view]["scores"][score]
    }
    places = {view: rank(found) for view, found in ranked.items()}
    if not places:
        return ""
    band = STAFF_BANDS[next(iter(ranked.values()))["rank"]["band"]].lower()
    if len(places) == len(VIEWS) and len(set(places.values())) == 1:
        return f"rank {next(iter(places.values()))}, {band}"
    return f"rank {', '.join(f'{place} {view}' for view, place in places.items())}; {band}"


def same_but_for_ranks(organization: dict[str, Any]) -> bool:
    """Whether grouping under parents changes nothing of the organization's own numbers."""
    grouped = organization["grouped"]
    return "scores" in grouped and _unranked(grouped) == _unranked(organization["as_was"])


def _unranked(view: dict[str, Any]) -> dict[str, Any]:
    scores = {name: {**score, "rank": None} for name, score in view["scores"].items()}
    return {**view, "scores": scores}
