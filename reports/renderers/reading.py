"""Which projects' histories a month rests on: what a reader must know before any of its numbers.

It sees what the scorecard says of itself and cannot tell why a history was not read.
"""

from typing import Any

from reports.renderers.numbers import unknown_kind


def was_read(project: dict[str, Any]) -> bool:
    """Whether the project's history was read for this month, so that its numbers say something."""
    changes = project["trailing12"]["metrics"].get("changes", {})
    return "unknown" not in changes or unknown_kind(changes["unknown"]) != "not collected"


def read_and_all(content: dict[str, Any]) -> tuple[int, int]:
    """How many of the month's projects were read, and how many there are."""
    return sum(map(was_read, content["projects"])), len(content["projects"])


def reading_line(content: dict[str, Any]) -> str:
    """How much of the index the month rests on, in one sentence; empty where everything was read."""
    read, whole = read_and_all(content)
    if read == whole:
        return ""
    histories = "history of 1" if read == 1 else f"histories of {read:,}"
    were, other = (
        "was" if read == 1 else "were",
        "the other one" if whole - read == 1 else f"the other {whole - read:,}",
    )
    return (
        f"The {histories} of the index’s {whole:,} projects {were} read for this month;"
        f" work on {other} is not known and is part of no number here."
    )


def subjects_line(content: dict[str, Any]) -> str:
    """Whose work on how many projects a month shows: `19 organizations on 13 of 159 open-source AI projects`."""
    read, whole = read_and_all(content)
    number = len(content["organizations"])
    organizations = f"{number:,} organization{'' if number == 1 else 's'}"
    projects = f"{whole:,} open-source AI project{'' if whole == 1 else 's'}"
    return f"{organizations} on {projects}" if read == whole else f"{organizations} on {read:,} of {projects}"
