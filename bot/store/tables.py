"""The tables: facts as sources tell them, and what is derived from them.

Times of facts are whole seconds since 1970 (UTC), months running numbers (`reports.months.Month.index`), so that both
engines compare, group and subtract them alike. Confidence is in thousandths, shares are fractions: nothing is a float.
Personal data (address, login, name) lives in `account` alone.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.columns import big_integer, reference

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA: MetaData = SQLModel.metadata


class Repository(SQLModel, table=True):
    """A repository, and what its newest finished scan found on its default branch."""

    __tablename__ = "repository"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text)
    name_key: str = Field(sa_type=Text, unique=True, description="The name in lower case: GitHub's names ignore case.")
    tip: str | None = Field(default=None, sa_type=Text)
    scan: int = Field(default=0, description="The number of the newest finished scan: it decides which landings live.")
    profile: str = Field(
        default="", sa_type=Text, description="The landing profile that the facts were read with; MIXED amid rereading."
    )
    commits: int = Field(default=0)
    lines_added: int = Field(default=0, sa_type=BigInteger)
    lines_deleted: int = Field(default=0, sa_type=BigInteger)
    lines_counted: int = Field(default=0, sa_type=BigInteger)
    unreadable: int = Field(default=0)
    presence_scan: int = Field(default=0, description="The scan that `presence` was derived from.")
    read_at: int | None = Field(
        default=None, sa_column=big_integer(nullable=True), description="When a finished scan began last, news or not."
    )
    github_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, nullable=True, unique=True, index=True),
        description="GitHub's number: it stays when the repository is renamed or transferred.",
    )
    is_private: bool = Field(
        default=False,
        description="A private repository never appears outside itself.",
        sa_column_kwargs={"server_default": text("false")},
    )
    default_branch: str | None = Field(
        default=None, sa_type=Text, description="As GitHub names it today; empty: never read, or it has no commit."
    )
    grouped_by: str | None = Field(
        default=None, sa_type=Text, description="What the changes of its landings were derived from; empty: no word."
    )


class Scan(SQLModel, table=True):
    """One run over one repository: the audit of what was read when. `finished_at` is empty where it was cut off."""

    __tablename__ = "scan"
    __table_args__ = (UniqueConstraint("repository_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    number: int
    started_at: datetime
    finished_at: datetime | None = None
    tip_before: str | None = Field(default=None, sa_type=Text)
    tip: str | None = Field(default=None, sa_type=Text)
    landed: int = 0
    gone: int = 0


class Person(SQLModel, table=True):
    """A person: one or more accounts, and nothing else about them."""

    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)


class Account(SQLModel, table=True):
    """An e-mail address or a GitHub user: the one place for personal data."""

    __tablename__ = "account"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    person_id: int = Field(sa_column=Column(Integer, ForeignKey("person.id"), nullable=False, index=True))
    address: str = Field(sa_type=Text)
    login: str | None = Field(default=None, sa_type=Text)
    github_id: int | None = Field(default=None, sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    kind: str = Field(default="human", sa_type=Text, description="human, bot, agent or service: derived.")
    told_by_github: bool = Field(
        default=False,
        description="Whether login and GitHub id are GitHub's own word, not an address's.",
        sa_column_kwargs={"server_default": text("false")},
    )


class GitCommit(SQLModel, table=True):
    """A commit as git tells it. Rows stay when a branch is rewritten: `landing` says what counts."""

    __tablename__ = "git_commit"
    __table_args__ = (
        UniqueConstraint("repository_id", "sha"),
        Index(
            "ix_git_commit_reverting",
            "repository_id",
            sqlite_where=text("is_revert"),
            postgresql_where=text("is_revert"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    sha: str = Field(sa_type=Text)
    is_merge: bool
    committer_id: int = Field(sa_column=reference("account.id"))
    authored_at: int = Field(sa_column=big_integer())
    zone: int
    committed_at: int = Field(sa_column=big_integer())
    date_is_absurd: bool
    files: int | None = None
    lines_added: int | None = None
    lines_deleted: int | None = None
    lines_counted: int | None = None
    documentation_only: bool
    bulk: bool
    sync: bool
    is_revert: bool
    reverts_sha: str | None = Field(default=None, sa_type=Text, description="One, or several parted by blanks.")
    reverts_number: int | None = None
    ai_marked: bool
    profile: str = Field(sa_type=Text, description="What of the registry decided how the commit was read, as a digest.")
    bot_number: int | None = Field(default=None, description="The pull request that a merge bot's message resolves.")


class CommitAuthor(SQLModel, table=True):
    """Who wrote a commit: its author (role 0) or a `Co-authored-by` (role 1)."""

    __tablename__ = "commit_author"
    __table_args__ = ({"sqlite_with_rowid": False},)
    commit_id: int = Field(sa_column=reference("git_commit.id", primary_key=True))
    account_id: int = Field(sa_column=reference("account.id", primary_key=True))
    role: int


class CommitTrailer(SQLModel, table=True):
    """Who else a commit's message names: signed-off-by, reviewed-by, tested-by and their like."""

    __tablename__ = "commit_trailer"
    __table_args__ = ({"sqlite_with_rowid": False},)
    commit_id: int = Field(sa_column=reference("git_commit.id", primary_key=True))
    account_id: int = Field(sa_column=reference("account.id", primary_key=True))
    key: str = Field(sa_type=Text, primary_key=True)


class Landing(SQLModel, table=True):
    """That a commit is on the default branch: opened by one scan, closed by a later one where history was rewritten.

    It lives where `since_scan` ≤ the repository's scan < `gone_scan`. `change` is the pull request's number, or minus
    the commit's id where it has none: by GitHub's word where there is one (`grouped` derives it), else by the commit's.
    """

    __tablename__ = "landing"
    __table_args__ = (
        Index("ix_landing_change", "repository_id", "change", "landed_at"),
        Index("ix_landing_position", "repository_id", "position"),
    )
    id: int | None = Field(default=None, primary_key=True)
    repository_id: int = Field(sa_column=reference("repository.id"))
    commit_id: int = Field(sa_column=Column(Integer, ForeignKey("git_commit.id"), nullable=False, index=True))
    change: int = Field(sa_column=big_integer())
    landed_at: int = Field(sa_column=big_integer())
    landed_month: int
    position: int
    on_first_parent: bool
    is_merge: bool
    since_scan: int
    gone_scan: int | None = None
    told: int | None = Field(
        default=None,
        sa_column=big_integer(nullable=True),
        description="Derived: the change that the commit's own words name, where GitHub's word is another.",
    )
    worked_at: int | None = Field(
        default=None,
        sa_column=big_integer(nullable=True),
        description="Derived: the author's day, where the commit has the day of a squash.",
    )


class Presence(SQLModel, table=True):
    """Derived: since when an account is seen in a project, and since when as an author, not in trailers alone."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_account", "account_id"), {"sqlite_with_rowid": False})
    repository_id: int = Field(sa_column=reference("repository.id", primary_key=True))
    account_id: int = Field(sa_column=reference("account.id", primary_key=True))
    first_landed_at: int = Field(sa_column=big_integer())
    authored_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))


class Employment(SQLModel, table=True):
    """Derived: whom an account works for during [since, until), by which rule, how surely, and on what evidence.

    A row of one repository beats the general ones, in months that do not know yet of what made it `outdated_at` a
    second. `organization` is a registry slug, or '*independent'.
    """

    __tablename__ = "employment"
    __table_args__ = (Index("ix_employment_account", "account_id", "repository_id"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=reference("account.id"))
    repository_id: int | None = Field(sa_column=reference("repository.id", nullable=True))
    organization: str | None = Field(default=None, sa_type=Text)
    since: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    until: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    share_num: int = 1
    share_den: int = 1
    rule: str = Field(sa_type=Text)
    confidence: int
    evidence: str = Field(sa_type=Text)
    outdated_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))


class AttributionRun(SQLModel, table=True):
    """Which registry and rules the employments were derived with, so that unchanged ones are not derived again."""

    __tablename__ = "attribution_run"
    id: int | None = Field(default=None, primary_key=True)
    basis: str = Field(sa_type=Text, description="Digest of the registry and of the rules.")
    scans: str = Field(sa_type=Text, description="Digest of the repositories' scan numbers.")


class ClosedMonth(SQLModel, table=True):
    """A month as it was published: canonical content, and the sidecar beside it. Revisions are never changed."""

    __tablename__ = "closed_month"
    __table_args__ = (UniqueConstraint("month", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    month: int
    revision: int
    content: str = Field(sa_type=Text)
    sidecar: str = Field(sa_type=Text)
