"""Apps, where they are installed, what lets them in, and what is delivered to them. Values alone: see state.py."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests.github.state_accounts import Account
from tests.github.state_repositories import Repository

Permissions = dict[str, str]  # "issues": "write"


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
