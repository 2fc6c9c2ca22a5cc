"""What people say: issues, pull requests, discussions, and what hangs on them. Values alone: see state.py."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.github.state_accounts import Account

if TYPE_CHECKING:
    from tests.github.state_apps import App
    from tests.github.state_repositories import Repository


@dataclass(eq=False, repr=False)
class Reaction:
    """A +1, -1, laugh, confused, heart, hooray, rocket or eyes by somebody."""

    id: int
    content: str
    user: Account
    created_at: dt.datetime


@dataclass(eq=False, repr=False)
class Comment:
    """A comment on an issue, a pull request or a discussion; `app` wrote it where an App did."""

    id: int
    body: str
    user: Account
    created_at: dt.datetime
    updated_at: dt.datetime
    app: "App | None" = None
    reactions: list[Reaction] = field(default_factory=list)
    edited_from: list[str] = field(default_factory=list)  # its former texts, oldest first
    reply_to: "Comment | None" = None  # in discussions


@dataclass(eq=False, repr=False)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None
    default: bool = False


@dataclass(eq=False, repr=False)
class ReviewComment:
    """An inline comment of a review."""

    id: int
    body: str
    path: str
    line: int
    user: Account
    created_at: dt.datetime
    updated_at: dt.datetime
    commit_id: str


@dataclass(eq=False, repr=False)
class Review:
    """A review of a pull request; `state` APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING."""

    id: int
    user: Account
    state: str
    body: str
    commit_id: str
    submitted_at: dt.datetime
    comments: list[ReviewComment] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class ChangedFile:
    """A file that a pull request changes; `status` added, removed, modified or renamed."""

    path: str
    status: str = "modified"
    additions: int = 1
    deletions: int = 0
    sha: str = "0" * 40
    patch: str = ""
    previous_path: str | None = None


@dataclass(eq=False, repr=False)
class PullRequest:
    """What an issue that is a pull request has besides."""

    id: int
    head_ref: str
    head_sha: str
    head_repository: "Repository"
    base_ref: str
    base_sha: str
    commits: list[str] = field(default_factory=list)  # oldest first
    files: list[ChangedFile] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    draft: bool = False
    merged_at: dt.datetime | None = None
    merged_by: Account | None = None
    authored_at: list[dt.datetime] = field(default_factory=list)  # the author's dates of commits that git does not have
    told_to_merge: list[tuple[str, Account, dt.datetime]] = field(default_factory=list)  # queue, merge, squash, rebase
    merge_commit_sha: str | None = None


@dataclass(eq=False, repr=False)
class Issue:
    """An issue, or a pull request where `pull` is there."""

    id: int
    number: int
    repository: "Repository"
    title: str
    body: str | None
    user: Account
    created_at: dt.datetime
    updated_at: dt.datetime
    app: "App | None" = None
    state: str = "open"
    state_reason: str | None = None
    closed_at: dt.datetime | None = None
    closed_by: Account | None = None
    closed_by_commit: str | None = None  # a commit whose message closed it
    locked: bool = False
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    pull: PullRequest | None = None


@dataclass(eq=False, repr=False)
class Discussion:
    """A discussion in a category, answered by `answer`; GraphQL only."""

    id: int
    number: int
    repository: "Repository"
    title: str
    body: str
    category: str
    user: Account
    created_at: dt.datetime
    updated_at: dt.datetime
    app: "App | None" = None
    closed_at: dt.datetime | None = None
    comments: list[Comment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    answer: Comment | None = None
