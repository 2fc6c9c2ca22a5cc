"""Sentences that more than one rendering says: state, revision, coverage, staff.

They are plain text; each rendering escapes them for where they go.
"""

from typing import Any

from reports.renderers.labels import STAFF_BANDS

_STATES = {
    "provisional": "Provisional: open to replies and corrections; the numbers may still change before they are final.",
    "final": "Final: the reply window is over; a later correction makes a new revision that states the difference.",
}
_PREVIEW = "Preview: this month has not been closed, and these numbers have not been published."


def state_line(meta: dict[str, Any] | None) -> str:
    """Whether the month is a preview, provisional or final, and what that means."""
    return _PREVIEW if meta is None else _STATES[meta["state"]]


def difference_line(meta: dict[str, Any] | None) -> str:
    """In one sentence what the revision changed and why; empty where there is nothing to state."""
    if meta is None or not meta["difference_count"]:
        return ""
    count = meta["difference_count"]
    because = f", because {'; '.join(meta['why'])}" if meta["why"] else ""
    values = "1 value" if count == 1 else f"{count:,} values"
    return f"Revision {meta['revision']} differs from the one before it in {values}{because}."


def staff_line(organization: dict[str, Any]) -> str:
    """The staff band with its source and year, or that none is known."""
    band = organization["staff_band"]
    if band is None:
        return "staff band not known"
    source = organization["staff_source"]
    return (
        f"{STAFF_BANDS[band].lower()} ({source['source']}, {source['year']})" if source else STAFF_BANDS[band].lower()
    )
