"""Facts: what happened, as plain values that sources make and the store keeps once.

Times are whole seconds since 1970-01-01T00:00:00Z. Nothing here knows an organization: that is attribution.
"""

from typing import NamedTuple

EARLIEST_AUTHORED = 1_104_537_600
"""2005-01-01, git's own year of birth: an author's date before it is no date."""
END_OF_TIME = 4_102_444_800
"""2100-01-01: a date from here on is no date."""


class PersonSeen(NamedTuple):
    """A name and an address as a commit or trailer states them: cleaned of control characters, not verified."""

    name: str
    address: str


class TrailerSeen(NamedTuple):
    """A message line of the form `Key: Name <address>`; the key in lower case."""

    key: str
    person: PersonSeen


class CommitSeen(NamedTuple):
    """One commit as git tells it: what is counted of it, and what it says about itself.

    Lines are None where the commit's files could not be read. `zone` is minutes east of UTC.
    `sync`: synced from another tracked project, or of nothing but paths that the repository's configuration leaves out.
    `reverts_sha` may be several, parted by blanks. `bot_number` is the pull request that a merge bot's message
    resolves.
    """

    sha: str
    is_merge: bool
    author: PersonSeen
    committer: PersonSeen
    authored_at: int
    zone: int
    committed_at: int
    date_is_absurd: bool
    trailers: tuple[TrailerSeen, ...]
    files: int | None
    lines_added: int | None
    lines_deleted: int | None
    lines_counted: int | None
    documentation_only: bool
    bulk: bool
    sync: bool
    is_revert: bool
    reverts_sha: str | None
    reverts_number: int | None
    ai_marked: bool
    bot_number: int | None

    @property
    def unreadable(self) -> bool:
        """Whether the commit is known but its files could not be read."""
        return self.lines_added is None


class LandingSeen(NamedTuple):
    """That a commit is reachable from the default branch, since when, and as part of which change.

    `position` counts the first-parent line from its root (0) to the commit that brought this one in;
    `number` is the pull request named by the subject or by the merge that brought the commit in.
    """

    sha: str
    is_merge: bool
    on_first_parent: bool
    position: int
    landed_at: int
    number: int | None
