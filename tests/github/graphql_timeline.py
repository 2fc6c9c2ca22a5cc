"""What happened to an issue or a pull request, as its timeline has it."""

import datetime as dt
from dataclasses import dataclass

from tests.github.state import Account, Issue

_KINDS = {
    "queue": "AddedToMergeQueueEvent",
    "merge": "AutoMergeEnabledEvent",
    "squash": "AutoSquashEnabledEvent",
    "rebase": "AutoRebaseEnabledEvent",
}
_TYPES = {
    "AddedToMergeQueueEvent": "ADDED_TO_MERGE_QUEUE_EVENT",
    "AutoMergeEnabledEvent": "AUTO_MERGE_ENABLED_EVENT",
    "AutoSquashEnabledEvent": "AUTO_SQUASH_ENABLED_EVENT",
    "AutoRebaseEnabledEvent": "AUTO_REBASE_ENABLED_EVENT",
    "ClosedEvent": "CLOSED_EVENT",
    "MergedEvent": "MERGED_EVENT",
}


@dataclass(frozen=True)
class Event:
    """One event; `commit` closed it, or is what was merged."""

    kind: str
    issue: Issue
    actor: Account | None
    created_at: dt.datetime
    commit: str | None = None

    @property
    def id(self) -> str:
        """The node's id: an issue has one event of a kind in a second."""
        return f"{self.kind}:{self.issue.id}:{int(self.created_at.timestamp())}"


def timeline(issue: Issue, types: list[str] | None) -> list[Event]:
    """The events of these types, oldest first."""
    events: list[Event] = []
    if issue.pull is not None:
        events += [Event(_KINDS[how], issue, who, at) for how, who, at in issue.pull.told_to_merge]
        if issue.pull.merged_at is not None:
            events.append(
                Event("MergedEvent", issue, issue.pull.merged_by, issue.pull.merged_at, issue.pull.merge_commit_sha)
            )
    if issue.closed_at is not None:
        events.append(Event("ClosedEvent", issue, issue.closed_by, issue.closed_at, issue.closed_by_commit))
    wanted = [event for event in events if types is None or _TYPES[event.kind] in types]
    return sorted(wanted, key=lambda event: event.created_at)
