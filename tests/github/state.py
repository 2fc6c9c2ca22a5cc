"""All that the stand-in knows: plain values that its verbs change and its routes read.

Nothing in here does anything: `StandIn` (stand_in.py) has the verbs. Times are aware UTC. Names change, ids never do.
"""

import datetime as dt
import hashlib
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Permissions = dict[str, str]  # "issues": "write"


@dataclass(eq=False, repr=False)
class Membership:
    """How an account belongs to an organization: role `admin` (an owner) or `member`; shown in public or not."""

    role: str = "member"
    public: bool = False


@dataclass(eq=False, repr=False)
class Account:
    """A user, an organization or an App's bot (`type`: User, Organization, Bot)."""

    id: int
    login: str
    type: str
    created_at: dt.datetime
    updated_at: dt.datetime
    name: str | None = None
    company: str | None = None
    email: str | None = None
    blog: str = ""
    location: str | None = None
    bio: str | None = None
    addresses: set[str] = field(default_factory=set)  # confirmed e-mail addresses: whose commits are this account's
    members: dict[int, Membership] = field(default_factory=dict)  # of an organization, by account id
    site_admin: bool = False
    gone: bool = False  # a user who deleted the account: nobody is named in what it did


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


@dataclass(eq=False, repr=False)
class App:
    """A GitHub App with its one webhook. `pem` is its private key; the stand-in itself checks with `public_key`."""

    id: int
    slug: str
    name: str
    owner: Account
    bot: Account
    client_id: str
    client_secret: str
    webhook_secret: str | None
    pem: str
    public_key: str
    permissions: Permissions
    events: list[str]
    created_at: dt.datetime
    updated_at: dt.datetime
    external_url: str
    hook_id: int
    description: str | None = None
    hook_url: str | None = None
    hook_active: bool = True
    hook_content_type: str = "json"
    hook_insecure_ssl: str = "0"
    setup_url: str | None = None
    redirect_url: str | None = None


@dataclass(eq=False, repr=False)
class Installation:
    """An App installed on an account; with `repository_ids` None on all its repositories. `gone` when removed."""

    id: int
    app: App
    account: Account
    repository_ids: set[int] | None
    permissions: Permissions
    events: list[str]
    created_at: dt.datetime
    updated_at: dt.datetime
    suspended_at: dt.datetime | None = None
    suspended_by: Account | None = None
    gone: bool = False

    def covers(self, repository: Repository) -> bool:
        """Whether the App may act in this repository."""
        if self.gone or repository.owner is not self.account:
            return False
        return self.repository_ids is None or repository.id in self.repository_ids


@dataclass(eq=False, repr=False)
class Token:
    """What somebody shows to be let in: a user's own, or an installation's that was reduced and expires."""

    value: str
    user: Account | None = None
    installation: Installation | None = None
    permissions: Permissions = field(default_factory=dict)
    repository_ids: frozenset[int] | None = None
    expires_at: dt.datetime | None = None
    revoked: bool = False


@dataclass(eq=False, repr=False)
class ManifestCode:
    """A manifest that a person confirmed, to be converted once, within the hour."""

    code: str
    manifest: dict[str, Any]
    owner: Account
    created_at: dt.datetime
    used: bool = False


@dataclass(eq=False, repr=False)
class Attempt:
    """One try to deliver; what `GET /app/hook/deliveries` lists. `status_code` 0: no answer came."""

    id: int
    delivered_at: dt.datetime
    redelivery: bool
    duration: float = 0.0
    status: str = "pending"
    status_code: int = 0
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""


@dataclass(eq=False, repr=False)
class Delivery:
    """An event on its way to an App. All attempts carry the one GUID, the one body.

    `fate`: sent, duplicate, late, reordered, missing (listed as failed, never sent), lost (not even listed), too large.
    """

    guid: str
    app: App
    event: str
    action: str | None
    payload: dict[str, Any]
    body: bytes
    installation_id: int | None
    repository_id: int | None
    created_at: dt.datetime
    fate: str = "sent"
    request_headers: dict[str, str] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def arrived(self) -> bool:
        """Whether any attempt was answered 2xx."""
        return any(200 <= attempt.status_code < 300 for attempt in self.attempts)


_FIRST = {"account": 100, "repository": 9000, "app": 40, "installation": 4200, "attempt": 812_345_678_900}


class World:
    """Everything there is, with the look-ups that many need. Hold `lock` while reading or changing it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.accounts: dict[int, Account] = {}
        self.repositories: dict[int, Repository] = {}
        self.former_names: dict[str, int] = {}  # lower-case owner/name: the repository that it was
        self.apps: dict[int, App] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.manifest_codes: dict[str, ManifestCode] = {}
        self.deliveries: list[Delivery] = []
        self.verified_commits: dict[str, dt.datetime] = {}  # whose signature GitHub found good, since when
        self._counters: dict[str, Iterator[int]] = {}

    def new_id(self, kind: str) -> int:
        """The next id of a kind; ids of a kind grow in the order in which things are made."""
        counter = self._counters.setdefault(kind, itertools.count(_FIRST.get(kind, 500) + 1))
        return next(counter)

    def account(self, login: str) -> Account | None:
        """Who has this login today, in whatever letter case."""
        return next((each for each in self.accounts.values() if each.login.lower() == login.lower()), None)

    def account_of_address(self, address: str) -> Account | None:
        """Whose commits these are, by a confirmed address."""
        wanted = address.lower()
        return next((each for each in self.accounts.values() if wanted in each.addresses), None)

    def repository(self, full_name: str) -> Repository | None:
        """The repository of this name today."""
        wanted = full_name.lower()
        return next((each for each in self.repositories.values() if each.full_name.lower() == wanted), None)

    def renamed(self, full_name: str) -> Repository | None:
        """The repository that had this name once."""
        found = self.former_names.get(full_name.lower())
        return None if found is None else self.repositories.get(found)

    def installations_on(self, repository: Repository) -> list[Installation]:
        """Installations that cover a repository, suspended ones too."""
        return [each for each in self.installations.values() if each.covers(repository)]

    def repositories_of(self, installation: Installation) -> list[Repository]:
        """Repositories that an installation covers, by id."""
        return [each for _, each in sorted(self.repositories.items()) if installation.covers(each)]


def state_only_sha(*about: object) -> str:
    """The id of a commit that no git repository has, the same for the same things."""
    return hashlib.sha1("\0".join(map(str, about)).encode(), usedforsecurity=False).hexdigest()
