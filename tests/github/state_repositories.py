"""Repositories, their releases and what Apps say of their commits. Values alone: see state.py."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.github.state_accounts import Account
from tests.github.state_conversations import Discussion, Issue, Label

if TYPE_CHECKING:
    from tests.github.state_apps import App


@dataclass(eq=False, repr=False)
class Asset:
    """A file that hangs on a release."""

    id: int
    name: str
    content: bytes
    content_type: str
    uploader: Account
    created_at: dt.datetime
    updated_at: dt.datetime
    label: str | None = None
    downloads: int = 0


@dataclass(eq=False, repr=False)
class Release:
    """A release of a repository, published unless a draft."""

    id: int
    tag: str
    target: str
    name: str | None
    body: str | None
    author: Account
    created_at: dt.datetime
    published_at: dt.datetime | None
    draft: bool = False
    prerelease: bool = False
    assets: list[Asset] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class CheckRun:
    """What an App says of a commit."""

    id: int
    name: str
    head_sha: str
    app: "App"
    status: str
    started_at: dt.datetime | None
    conclusion: str | None = None
    completed_at: dt.datetime | None = None
    details_url: str | None = None
    external_id: str = ""
    output: dict[str, Any] = field(default_factory=dict)
    annotations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Repository:
    """A repository, with a bare git repository behind it. `issues` holds pull requests too: they share the numbers."""

    id: int
    owner: Account
    name: str
    git: Path
    created_at: dt.datetime
    updated_at: dt.datetime
    pushed_at: dt.datetime
    default_branch: str = "main"
    private: bool = False
    archived: bool = False
    description: str | None = None
    homepage: str | None = None
    language: str | None = None
    license: str | None = None  # SPDX id
    topics: list[str] = field(default_factory=list)
    parent: "Repository | None" = None
    has_issues: bool = True
    has_discussions: bool = False
    funding_links: list[tuple[str, str]] = field(default_factory=list)  # platform, address
    categories: list[str] = field(default_factory=lambda: ["Announcements", "General", "Q&A"])
    collaborators: dict[int, str] = field(default_factory=dict)  # account id: admin, maintain, write, triage, read
    signatures: dict[str, str] = field(default_factory=dict)  # of commits: VALID, UNVERIFIED_EMAIL and so on
    stargazers: dict[int, dt.datetime] = field(default_factory=dict)
    more_stars: int = 0  # of people whom nobody named
    more_forks: int = 0
    issues: dict[int, Issue] = field(default_factory=dict)
    discussions: dict[int, Discussion] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    check_runs: list[CheckRun] = field(default_factory=list)
    blocked: dict[str, Any] | None = None  # why it answers 451
    statistics_for: str | None = None  # the tip that stats/contributors was computed for
    next_number: int = 1
    contributors: set[int] = field(default_factory=set)  # accounts of which something was merged

    @property
    def full_name(self) -> str:
        """owner/name, as it is today."""
        return f"{self.owner.login}/{self.name}"
