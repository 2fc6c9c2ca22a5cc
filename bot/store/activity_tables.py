"""The tables of what GitHub's API tells: pull requests, reviews, issues, memberships, releases, a repository's state.

Times are whole seconds since 1970 (UTC). Who did something is an account's number: personal data is in `account`.
"""

from sqlalchemy import Column, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.columns import big_integer, reference


class PullRequest(SQLModel, table=True):
    """A pull request: who opened it, whether, how and by whom it landed, and when a human first answered."""

    __tablename__ = "pull_request"
    __table_args__ = (UniqueConstraint("repository_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    number: int
    opener_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    opened_at: int = Field(sa_column=big_integer())
    closed_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    merged_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    merger_id: int | None = Field(
        default=None,
        sa_column=reference("account.id", nullable=True),
        description="Who decided that it lands; or closed it, where `landed_by` is empty.",
    )
    merge_sha: str | None = Field(default=None, sa_type=Text)
    landed_by: str | None = Field(
        default=None,
        sa_type=Text,
        description="How it landed: merged, commit, trailer, label, comment; empty: nothing shows that it did.",
    )
    base: str = Field(sa_type=Text, description="The branch that it asks to be merged into.")
    commits: int | None = Field(default=None, description="How many it has, or had when it landed.")
    first_authored_at: int | None = Field(
        default=None, sa_column=big_integer(nullable=True), description="The author's day of its first commit."
    )
    answered_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    answerer_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    updated_at: int = Field(sa_column=big_integer())


class Review(SQLModel, table=True):
    """A review of a pull request; substantive with an inline comment or a request for changes.

    A repository that is tracked under two names, as after a rename, has its reviews under each.
    """

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("pull_request_id", "github_id"),)
    id: int | None = Field(default=None, primary_key=True)
    github_id: int = Field(sa_column=big_integer())
    pull_request_id: int = Field(sa_column=reference("pull_request.id"))
    reviewer_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    submitted_at: int = Field(sa_column=big_integer())
    state: str = Field(sa_type=Text, description="approved, changes_requested, commented or dismissed.")
    inline_comments: int
    is_substantive: bool


class Issue(SQLModel, table=True):
    """An issue: opened, first answered by another human, and closed, by whom and when."""

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("repository_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    number: int
    opener_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    opened_at: int = Field(sa_column=big_integer())
    answered_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    answerer_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    closed_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    closer_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    updated_at: int = Field(sa_column=big_integer())


class CommitIdentity(SQLModel, table=True):
    """Whom GitHub itself takes a commit's author for, and what it says of the signature."""

    __tablename__ = "commit_identity"
    commit_id: int = Field(sa_column=reference("git_commit.id", primary_key=True))
    author_id: int | None = Field(default=None, sa_column=reference("account.id", nullable=True))
    signature: str | None = Field(default=None, sa_type=Text, description="valid, or why not; empty: unsigned.")


class Membership(SQLModel, table=True):
    """That an account was seen as a public member of an organization on GitHub, first and last."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "organization"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=reference("account.id"))
    organization: str = Field(sa_type=Text, description="The organization's login on GitHub, in lower case.")
    first_seen_at: int = Field(sa_column=big_integer())
    last_seen_at: int = Field(sa_column=big_integer())


class OrganizationReading(SQLModel, table=True):
    """When an organization's public members were listed last."""

    __tablename__ = "organization_reading"
    organization: str = Field(sa_column=Column(Text, primary_key=True))
    read_at: int = Field(sa_column=big_integer())


class Profile(SQLModel, table=True):
    """What an account's public profile says of its company, and from when to when it was seen to say so."""

    __tablename__ = "profile"
    __table_args__ = (UniqueConstraint("account_id", "seen_at"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=reference("account.id"))
    company: str | None = Field(default=None, sa_type=Text)
    seen_at: int = Field(sa_column=big_integer())
    last_seen_at: int = Field(sa_column=big_integer())


class Release(SQLModel, table=True):
    """A published release."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("repository_id", "tag"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    tag: str = Field(sa_type=Text)
    published_at: int = Field(sa_column=big_integer())
    is_prerelease: bool


class RepositoryState(SQLModel, table=True):
    """What a repository looked like on a day: licence, stars, forks, whether it is archived."""

    __tablename__ = "repository_state"
    __table_args__ = (UniqueConstraint("repository_id", "seen_at"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    seen_at: int = Field(sa_column=big_integer())
    licence: str | None = Field(default=None, sa_type=Text, description="SPDX identifier, as GitHub detects it.")
    stars: int
    forks: int
    is_archived: bool


class Reading(SQLModel, table=True):
    """How far one source has read one repository: where an interrupted reading goes on, and what is no news."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("repository_id", "source"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    source: str = Field(sa_type=Text, description="The module in bot/sources that reads.")
    cursor: str | None = Field(default=None, sa_type=Text, description="Where it was interrupted; empty: it was not.")
    read_until: int | None = Field(
        default=None,
        sa_column=big_integer(nullable=True),
        description="All that was updated before this has been read.",
    )
    mark: str | None = Field(
        default=None, sa_type=Text, description="What was newest when the last finished reading began."
    )
    newest_at: int | None = Field(
        default=None,
        sa_column=big_integer(nullable=True),
        description="When that was updated, by GitHub's clock: what is older has been read.",
    )
    finished_at: int | None = Field(
        default=None, sa_column=big_integer(nullable=True), description="When a reading that had news ended last."
    )
    unread: int = Field(
        default=0,
        sa_column_kwargs={"server_default": text("0")},
        description="How many GitHub could not tell whole, in the finished reading with the most of them.",
    )
