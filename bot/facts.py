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


class ActorSeen(NamedTuple):
    """Somebody on GitHub, by the number that survives a rename. `kind` is user, bot or organization.

    `company` is what a user's own profile says, unverified; None where it says nothing.
    """

    github_id: int
    login: str
    kind: str
    company: str | None = None


class ReviewGiven(NamedTuple):
    """A review of a pull request; `state` is approved, changes_requested, commented or dismissed.

    It is substantive with an inline comment or a request for changes; one's own change, or automation's word, never is.
    `reviewer` is None where the account is gone.
    """

    github_id: int
    reviewer: ActorSeen | None
    submitted_at: int
    state: str
    inline_comments: int
    is_substantive: bool


class PullRequestSeen(NamedTuple):
    """A pull request: who opened it, how and by whose decision it landed, when another human first answered.

    `landed_by` is merged, commit, trailer, label or comment; None where nothing shows that it landed. `merge_sha` may
    be abbreviated where a comment alone names it. `merger` is who decided: the human who told a bot or a queue, where
    that can be seen; of one that was closed, whoever would have, should it turn out to have landed.
    `first_authored_at` is None where it is no date.
    """

    number: int
    opener: ActorSeen | None
    opened_at: int
    closed_at: int | None
    merged_at: int | None
    merger: ActorSeen | None
    merge_sha: str | None
    landed_by: str | None
    base: str
    commits: int | None
    first_authored_at: int | None
    answered_at: int | None
    answerer: ActorSeen | None
    updated_at: int
    reviews: tuple[ReviewGiven, ...]


class IssueHandled(NamedTuple):
    """An issue: opened, first answered by another human, and closed, by whom."""

    number: int
    opener: ActorSeen | None
    opened_at: int
    answered_at: int | None
    answerer: ActorSeen | None
    closed_at: int | None
    closer: ActorSeen | None
    updated_at: int


class ReleaseSeen(NamedTuple):
    """A published release."""

    tag: str
    published_at: int
    is_prerelease: bool


class RepositoryStateSeen(NamedTuple):
    """A repository as GitHub shows it at a moment; the licence as GitHub detects it (SPDX), None where it cannot.

    `default_branch` is None where there is none, as in an empty repository.
    """

    github_id: int
    name: str
    owner_is_organization: bool
    is_private: bool
    is_archived: bool
    licence: str | None
    stars: int
    forks: int
    default_branch: str | None = None


class CommitIdentitySeen(NamedTuple):
    """Whom GitHub itself takes a commit's author for, what it says of the signature, and whose the addresses are.

    `signature` is valid, or why it is not; None where there is none. `addresses` are those of the author and the
    co-authors that GitHub knows as somebody's.
    """

    sha: str
    author: ActorSeen | None
    signature: str | None
    addresses: tuple[tuple[PersonSeen, ActorSeen], ...]


class MembershipSeen(NamedTuple):
    """That somebody is shown in public as a member of an organization (its login, in lower case)."""

    github_id: int
    organization: str
