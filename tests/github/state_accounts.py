"""Who there is: users, organizations, Apps' bots. Values alone: see state.py."""

import datetime as dt
from dataclasses import dataclass, field


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
