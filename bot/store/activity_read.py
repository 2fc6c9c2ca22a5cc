"""Which projects' activity was read to a month's end: what was not is not nothing, and said in the coverage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from reports.activity import Topic
from reports.ledger import YEAR, Coverage, Ledger

SOURCE = "github-api"
_SHOWN = 10
_READ_BY: Mapping[Topic, str] = {
    Topic.REQUESTS: "github_pull_requests",
    Topic.REVIEWS: "github_pull_requests",
    Topic.MERGES: "github_pull_requests",
    Topic.ISSUES: "github_issues",
    Topic.RELEASES: "github_releases",
    Topic.POPULARITY: "github_repository",
}
"""By topic, the module in bot/sources that reads it."""
_COUNTED = (Topic.REQUESTS, Topic.ISSUES, Topic.RELEASES)
"""The topics that are what their module reads one by one."""
_ON_GITHUB = (Topic.REVIEWS, Topic.MERGES)
_SEEN = text("SELECT DISTINCT repository_id FROM repository_state WHERE seen_at >= :since AND seen_at < :until")
_READINGS = text("SELECT repository_id, source, read_until, unread FROM reading")


@dataclass(frozen=True)
class ActivityRead:
    """By topic the projects that were read to a month's end, not to it, and not at all; and those read elsewhere.

    `left_out` says in words of which projects how many could not be read, though the rest was.
    """

    whole: Mapping[Topic, list[str]]
    too_early: Mapping[Topic, list[str]]
    unread: Mapping[Topic, list[str]]
    left_out: Sequence[str]
    elsewhere: Sequence[str]

    @property
    def coverage(self) -> Coverage:
        """What was read and what was not, in words."""
        if not any(self.whole.values()):
            reason = "pull requests, reviews, issues and releases of no project were read to the month's end"
            return Coverage(SOURCE, "not collected", reason)
        gaps = (("last read before the month ended: ", self.too_early), ("not read: ", self.unread))
        reasons = [f"{topic} {why}{_some(names[topic])}" for topic in Topic for why, names in gaps if names[topic]]
        if self.left_out:
            reasons.append(f"{_some(self.left_out)} could not be read")
        if self.elsewhere:
            reasons.append(f"reviewed and merged elsewhere than on GitHub: {_some(self.elsewhere)}")
        return Coverage(SOURCE, "partial" if reasons else "collected", "; ".join(reasons) or ", ".join(Topic))


def what_was_read(
    connection: Connection, ledger: Ledger, repositories: Mapping[str, int], read_by: int
) -> ActivityRead:
    """Say what was read of the ledger's projects, by their repositories, up to `read_by`.

    That is its month's end, or earlier where the month is not over.
    """
    since, until = (int(instant.timestamp()) for instant in (ledger.month.plus(1 - YEAR).start, ledger.month.end))
    readings = connection.execute(_READINGS).all()
    read_until = {(row[0], row[1]): row[2] for row in readings}
    for row in connection.execute(_SEEN, {"since": since, "until": until}):
        read_until[row[0], _READ_BY[Topic.POPULARITY]] = until
    left_out = list(_left_out(repositories, {(row[0], row[1]): row[3] for row in readings}))
    found = ActivityRead(_by_topic(), _by_topic(), _by_topic(), left_out, _elsewhere(ledger, repositories))
    for topic in Topic:
        for project, repository in sorted(repositories.items()):
            if topic in _ON_GITHUB and project in found.elsewhere:
                continue
            known = read_until.get((repository, _READ_BY[topic]))
            place = found.unread if known is None else found.whole if known >= read_by else found.too_early
            place[topic].append(project)
    return found


def _by_topic() -> dict[Topic, list[str]]:
    return {topic: [] for topic in Topic}


def _left_out(repositories: Mapping[str, int], unread: Mapping[tuple[int, str], int]) -> Iterator[str]:
    for topic in _COUNTED:
        for project, repository in sorted(repositories.items()):
            count = unread.get((repository, _READ_BY[topic]), 0)
            if count:
                yield f"{count} {topic if count > 1 else topic.removesuffix('s')} of {project}"


def _elsewhere(ledger: Ledger, repositories: Iterable[str]) -> list[str]:
    return [project for project in sorted(repositories) if ledger.projects[project].reviewed_elsewhere]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
