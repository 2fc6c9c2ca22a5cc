"""The tables of the App: its secrets, where it is installed, what GitHub delivered, what it did there, and what is due.

All times are whole seconds since 1970 (UTC). GitHub's numbers (`github_id`, `installation_id`, `account_id`) are the
keys: names change hands.
"""

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.columns import big_integer

_IS_OPEN = text("state IN ('waiting', 'running')")  # few rows are: their indexes stay small


class AppRegistration(SQLModel, table=True):
    """The one App that this deployment is, as GitHub registered it; its secrets are in `secret`."""

    __tablename__ = "app_registration"
    id: int | None = Field(default=None, primary_key=True)
    app_id: int = Field(sa_column=big_integer())
    slug: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    client_id: str = Field(sa_type=Text)
    owner: str = Field(sa_type=Text, description="The login of the account that owns the App.")
    html_url: str = Field(sa_type=Text)
    web_url: str = Field(sa_type=Text, description="https://github.com, or a GitHub Enterprise Server's address.")
    api_url: str = Field(sa_type=Text)
    public_url: str = Field(sa_type=Text, description="Where this deployment is seen, as its hook's address says.")
    registered_at: int = Field(sa_column=big_integer())


class GitHubBudget(SQLModel, table=True):
    """What may still be asked of GitHub by an installation, the App or the operator, as last heard."""

    __tablename__ = "github_budget"
    credential: str = Field(sa_type=Text, primary_key=True, description="installation:ID, app, operator.")
    bucket: str = Field(sa_type=Text, primary_key=True, description="core, graphql …, secondary: a pause of all.")
    most: int = Field(sa_column=big_integer(), description="Requests or points until the reset.")
    remaining: int = Field(sa_column=big_integer())
    reset_at: int = Field(sa_column=big_integer())
    seen_at: int = Field(sa_column=big_integer())


class Secret(SQLModel, table=True):
    """One secret, encrypted (Fernet): several of a name live side by side while one replaces the other."""

    __tablename__ = "secret"
    __table_args__ = (Index("ix_secret_name", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Text, description="private-key, webhook-secret, client-secret, setup-secret, marker-key.")
    value: str = Field(sa_type=Text, description="The Fernet token.")
    made_at: int = Field(sa_column=big_integer())
    retires_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))


class Installation(SQLModel, table=True):
    """An account that installed the App. A removed one stays as a tombstone: its late deliveries are refused."""

    __tablename__ = "installation"
    id: int = Field(sa_column=big_integer(primary_key=True))
    account_id: int = Field(sa_column=big_integer())
    account_login: str = Field(sa_type=Text)
    account_type: str = Field(sa_type=Text, description="User, Organization or Enterprise.")
    repository_selection: str = Field(sa_type=Text, description="all or selected.")
    permissions: str = Field(sa_type=Text, description="JSON object: what has been accepted so far.")
    installed_at: int = Field(sa_column=big_integer())
    seen_at: int = Field(sa_column=big_integer(), description="When GitHub was asked about it last.")
    suspended_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    removed_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    missed_at: int | None = Field(
        default=None, sa_column=big_integer(nullable=True), description="When GitHub first said that it is not there."
    )


class InstalledRepository(SQLModel, table=True):
    """A repository that an installation reaches: by GitHub's id; the name follows renames and transfers."""

    __tablename__ = "installed_repository"
    id: int = Field(sa_column=big_integer(primary_key=True))
    installation_id: int = Field(sa_column=big_integer(index=True))
    name: str = Field(sa_type=Text, description="owner/name as of today.")
    is_private: bool
    default_branch: str | None = Field(default=None, sa_type=Text)
    configuration: str | None = Field(default=None, sa_type=Text, description="The last valid giveback.yml, as JSON.")
    configuration_sha: str | None = Field(default=None, sa_type=Text, description="Blob of the file last looked at.")
    added_at: int = Field(sa_column=big_integer())
    removed_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))


class Delivery(SQLModel, table=True):
    """The inbox: one row for each delivery, stored before GitHub is answered, handled afterwards."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_open", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_delivery_lane", "lane", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_delivery_body", "body_sha256"),
        Index("ix_delivery_received", "received_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(sa_type=Text, unique=True)
    event: str = Field(sa_type=Text)
    action: str | None = Field(default=None, sa_type=Text)
    installation_id: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    repository_id: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    lane: str = Field(sa_type=Text, description="Deliveries of one lane are handled one after the other.")
    received_at: int = Field(sa_column=big_integer())
    body_sha256: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text, description="waiting, running, done, ignored or dead.")
    attempts: int = 0
    not_before: int = Field(sa_column=big_integer())
    worker: str | None = Field(default=None, sa_type=Text, description="The claim by which it is running.")
    handled_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    last_error: str | None = Field(default=None, sa_type=Text)


class DeliveryBody(SQLModel, table=True):
    """What a delivery said: apart from its row, which changes often and would be written with it each time."""

    __tablename__ = "delivery_body"
    guid: str = Field(sa_type=Text, primary_key=True)
    received_at: int = Field(sa_column=big_integer(index=True))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DeliveryClaim(SQLModel, table=True):
    """A claim on deliveries: until when it holds, unless it is renewed."""

    __tablename__ = "delivery_claim"
    name: str = Field(sa_type=Text, primary_key=True)
    lease_until: int = Field(sa_column=big_integer())


class Effect(SQLModel, table=True):
    """What Giveback does on GitHub: written down before it is tried, so that a doubtful answer is looked into."""

    __tablename__ = "effect"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True, description="What is to be done once, for example reply:9001:501.")
    state: str = Field(sa_type=Text, description="intended or done.")
    remote_id: str | None = Field(default=None, sa_type=Text, description="What it made: a comment's id, a release's.")
    digest: str | None = Field(default=None, sa_type=Text, description="SHA-256 of what was last written there.")
    intended_at: int = Field(sa_column=big_integer())
    done_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))


class CommandUse(SQLModel, table=True):
    """That somebody asked for something in a comment: what quotas count."""

    __tablename__ = "command_use"
    __table_args__ = (Index("ix_command_use_when", "used_at"),)
    id: int | None = Field(default=None, primary_key=True)
    github_id: int = Field(sa_column=big_integer())
    repository_id: int = Field(sa_column=big_integer())
    installation_id: int = Field(sa_column=big_integer())
    outcome: str = Field(sa_type=Text, description="The pool: team, public. Told: refused, limited.")
    used_at: int = Field(sa_column=big_integer())


class RepositoryCheck(SQLModel, table=True):
    """What was answered last when somebody had a repository checked: the next answer says what has changed since."""

    __tablename__ = "repository_check"
    repository_id: int = Field(sa_column=big_integer(primary_key=True), description="GitHub's number.")
    checked_at: int = Field(sa_column=big_integer())
    tip: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text, description="The repository's content, as JSON.")


class Job(SQLModel, table=True):
    """One piece of work of the clock: each (kind, period) is done once, whoever does it."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "period"), Index("ix_job_due", "state", "not_before"))
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(sa_type=Text)
    period: str = Field(sa_type=Text, description="For example 2026-07, 2026-08-03T05, owner/name@2026-08-03.")
    state: str = Field(sa_type=Text, description="waiting, running, done or failed.")
    due_at: int = Field(sa_column=big_integer())
    not_before: int = Field(sa_column=big_integer())
    attempts: int = 0
    worker: str | None = Field(default=None, sa_type=Text)
    lease_until: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    started_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    finished_at: int | None = Field(default=None, sa_column=big_integer(nullable=True))
    outcome: str | None = Field(default=None, sa_type=Text)
    last_error: str | None = Field(default=None, sa_type=Text)


class Lease(SQLModel, table=True):
    """Who holds the clock, until when; `fencing` grows with each new holder."""

    __tablename__ = "lease"
    name: str = Field(sa_type=Text, primary_key=True)
    holder: str = Field(sa_type=Text)
    expires_at: int = Field(sa_column=big_integer())
    fencing: int
