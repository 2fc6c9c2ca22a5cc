"""What one registry entry may say: organizations, upstreams and automation, as validated values."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reports.months import Month

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REPOSITORY = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9])*/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")

OrganizationKind = Literal["company", "university", "foundation", "government", "project", "provider"]
StaffBand = Literal["under 50", "50-499", "500-4999", "5000+"]
LandingProfile = Literal["squash", "merge", "rebase", "merge-bot", "copybara", "mirror"]
AutomationRole = Literal["author", "merge", "sync", "release", "dependency", "ci"]


def _month(text: str) -> str:
    return str(Month.parse(text))


def _domain(text: str) -> str:
    """Give a domain in the form that addresses are compared in: lower case, IDNA."""
    if "://" in text or "/" in text or "@" in text or text.startswith("."):
        message = f"{text!r} is not a domain: write it bare, for example acme.example"
        raise ValueError(message)
    try:
        ascii_form = text.lower() if text.isascii() else text.lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        message = f"{text!r} is not a domain: {error}"
        raise ValueError(message) from error
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", ascii_form) or ".." in ascii_form:
        message = f"{text!r} is not a domain"
        raise ValueError(message)
    return ascii_form


def _work_domain(domain: str) -> str:
    """Refuse a whole top-level domain: it would claim everybody's addresses under it."""
    if "." not in domain:
        message = f"{domain!r} is not an organization's domain: it has no dot"
        raise ValueError(message)
    return domain


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        message = f"{text!r} is not a regular expression: {error}"
        raise ValueError(message) from error
    return text


def _repository(text: str) -> str:
    if not REPOSITORY.fullmatch(text):
        message = f"{text!r} is not a repository: write it as owner/name"
        raise ValueError(message)
    return text


MonthText = Annotated[str, AfterValidator(_month)]
Domain = Annotated[str, AfterValidator(_domain)]
WorkDomain = Annotated[Domain, AfterValidator(_work_domain)]
Pattern = Annotated[str, AfterValidator(_pattern)]
RepositoryName = Annotated[str, AfterValidator(_repository)]
Lowered = Annotated[str, AfterValidator(str.lower)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Entry(BaseModel):
    """The common ground of all entries: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Relation(Entry):
    """That another organization is the parent, or the host, during [since, until)."""

    organization: str
    since: MonthText
    until: MonthText | None = None

    def holds_in(self, month: Month) -> bool:
        """Whether the relation holds on the month's last day."""
        return self.since <= str(month) and (self.until is None or str(month) < self.until)


class Staff(Entry):
    """How many people a company employs, and where that can be checked."""

    band: StaffBand
    source: str
    year: Annotated[int, Field(ge=2000, le=2100)]
    count: Annotated[int, Field(ge=0)] | None = None


class Organization(Entry):
    """Whom credits go to: its names, and the identifiers by which its people are recognised."""

    name: Name
    kind: OrganizationKind
    aliases: list[Name] = []
    domains: list[WorkDomain] = []
    github: list[str] = []
    parents: list[Relation] = []
    staff: Staff | None = None
    addresses: list[Lowered] = []
    logins: list[Lowered] = []


class Independent(Entry):
    """Accounts of people who declared that they work for nobody."""

    addresses: list[Lowered] = []
    logins: list[Lowered] = []


class Landing(Entry):
    """How changes reach the default branch of an upstream."""

    profile: LandingProfile
    mirror_of: RepositoryName | None = None
    sync_subject: Pattern | None = None


class Upstream(Entry):
    """A tracked project: whose it is, under which licence, and how work lands in it."""

    kind: Literal["library", "framework", "model", "inference", "training", "evaluation", "data", "tooling"]
    licence: str | None = None
    hosts: list[Relation] = []
    landing: Landing = Landing(profile="squash")
    packages: list[str] = []
    hugging_face: str | None = None
    open_collective: str | None = None
    historical: bool = False
    archived: MonthText | None = None


class Automation(Entry):
    """A bot, an AI agent or a company's shared service identity, by everything that it is known under."""

    kind: Literal["bot", "agent", "service"]
    roles: Annotated[list[AutomationRole], Field(min_length=1)]
    ids: list[int] = []
    logins: list[Lowered] = []
    addresses: list[Lowered] = []
    trailers: list[Lowered] = []
    organization: str | None = None
    vendor: str | None = None


class Providers(Entry):
    """Mail domains that name no employer: public mailboxes, forwarding addresses, code hosting and noreply."""

    free_mail: list[Domain] = []
    forwarding: list[Domain] = []
    hosting: list[Domain] = []
