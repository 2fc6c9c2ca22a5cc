"""Sentences that more than one rendering says: state, revision, coverage, staff.

They are plain text; each rendering escapes them for where they go.
"""

from typing import Any

from reports.renderers.labels import STAFF_BANDS

_STATES = {
    "provisional": "Provisional: open to replies and corrections; the numbers may still change before they are final.",
    "final": "Final: the reply window is over; a later correction makes a new revision that states the difference.",
}
WORDS = (
    "A fact is something that happened in public, as a commit. A back unit is a landed change or a substantive review"
    " in a project that one does not control. A month is provisional in its reply window, until the 24th of the month"
    " after it, and final from then on."
)
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


def sole_host(project: dict[str, Any]) -> dict[str, Any] | None:
    """The host's span, where there was never another: then the list of hosts over time adds nothing to it."""
    spans: list[dict[str, Any]] = project["hosts"]
    only = spans[0] if len(spans) == 1 else None
    return only if only and only["organization"] == project["host"] and not only["until"] else None


def control_adds(project: dict[str, Any]) -> bool:
    """Whether who controls the project is more than that its host does."""
    return bool(project["controlled_by"] != ([project["host"]] if project["host"] else []))


def staff_line(organization: dict[str, Any]) -> str:
    """The staff band with its source and year, and whether that was not checked; or that none is known."""
    band = organization["staff_band"]
    if band is None:
        return "staff band not known"
    source = organization["staff_source"]
    if not source:
        return STAFF_BANDS[band].lower()
    doubt = "" if source.get("checked", True) else "; not checked"
    return f"{STAFF_BANDS[band].lower()} ({source['source']}, {source['year']}{doubt})"
