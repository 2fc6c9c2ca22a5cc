"""What one registry entry may say: organizations, upstreams and automation, as validated values."""

import re
import warnings
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reports.months import Month
from reports.subjects import LONGEST_NAME

_SHORT = rf"(?![^/]{{{LONGEST_NAME + 1}}})"
SLUG = re.compile(rf"{_SHORT}[a-z0-9]+(?:-[a-z0-9]+)*")
REPOSITORY = re.compile(rf"{_SHORT}[A-Za-z0-9](?:-?[A-Za-z0-9])*/{_SHORT}(?!\.{{1,2}}$)[A-Za-z0-9._-]+")

OrganizationKind = Literal["company", "university", "foundation", "government", "project", "provider"]
StaffBand = Literal["under 50", "50-499", "500-4999", "5000+"]
LandingProfile = Literal["squash", "merge", "rebase", "merge-bot", "copybara", "mirror"]
AdmissionRule = Literal["active", "historical"]
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
        with warnings.catch_warnings(action="error"):  # what Python will read otherwise one day
            re.compile(text)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        message = f"{text!r} is not a regular expression: {error}"
        raise ValueError(message) from error
    return text


def _account(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?(?:\[bot\])?", text):
        message = f"{text!r} is not an account: write its name alone, as it stands in its address"
        raise ValueError(message)
    return text


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>]{1,200}@[^\s@<>]{1,253}", text):
        message = f"{text!r} is not a mail address: write it bare, for example ci@acme.example"
        raise ValueError(message)
    return text.lower()


def _named(text: str) -> str:
    if not text.strip():
        message = "a name has to be more than blanks"
        raise ValueError(message)
    return text


def _repository(text: str) -> str:
    if not REPOSITORY.fullmatch(text):
        message = f"{text!r} is not a repository: write it as owner/name, each of at most {LONGEST_NAME} characters"
        raise ValueError(message)
    return text


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#<>\"']+\.[^\s<>\"']+", text):
        message = f"{text!r} is not a web address: write it whole, for example https://acme.example/"
        raise ValueError(message)
    return text


def _licence(text: str) -> str:
    from reports.licences import problem  # noqa: PLC0415 - it builds SPDX's list

    said = problem(text)
    if said is not None:
        message = f"{text!r} {said}"
        raise ValueError(message)
    return text


MonthText = Annotated[str, AfterValidator(_month)]
Domain = Annotated[str, AfterValidator(_domain)]
WorkDomain = Annotated[Domain, AfterValidator(_work_domain)]
Pattern = Annotated[str, Field(max_length=500), AfterValidator(_pattern)]
RepositoryName = Annotated[str, AfterValidator(_repository)]
Licence = Annotated[str, Field(max_length=300), AfterValidator(_licence)]
Account = Annotated[str, AfterValidator(_account)]
Login = Annotated[str, AfterValidator(_account), AfterValidator(str.lower)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
# An empty beginning would stand at every line's.
Trailer = Annotated[str, Field(min_length=3, max_length=200), AfterValidator(str.lower)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_named)]
Address = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]
Source = Annotated[str, Field(min_length=1, max_length=500)]


class Entry(BaseModel):
    """The common ground of all entries: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Relation(Entry):
    """That another organization is the parent, or the host, during [since, until); where that can be checked."""

    organization: str
    since: MonthText
    until: MonthText | None = None
    how: Literal["acquisition", "merger", "subsidiary"] | None = None
    source: Source | None = None
    checked: bool = True

    def holds_in(self, month: Month) -> bool:
        """Whether the relation holds on the month's last day."""
        return self.since <= str(month) and (self.until is None or str(month) < self.until)


class Staff(Entry):
    """How many people a company employs, and where that can be checked."""

    band: StaffBand
    source: Source
    year: Annotated[int, Field(ge=2000, le=2100)]
    count: Annotated[int, Field(ge=0)] | None = None
    checked: bool = True


class FormerName(Entry):
    """A name that an organization gave up, and the month from which it has had another."""

    name: Name
    until: MonthText
    source: Source | None = None
    checked: bool = True


class Organization(Entry):
    """Whom credits go to: its names, and the identifiers by which its people are recognised."""

    name: Name
    kind: OrganizationKind
    aliases: list[Name] = Field(default_factory=list)
    former_names: list[FormerName] = Field(default_factory=list)
    homepage: Address | None = None
    domains: list[WorkDomain] = Field(default_factory=list)
    github: list[Account] = Field(default_factory=list)
    hugging_face: list[Account] = Field(default_factory=list)
    open_collective: list[Account] = Field(default_factory=list)
    open_source_pledge: list[Account] = Field(default_factory=list)
    parents: list[Relation] = Field(default_factory=list)
    staff: Staff | None = None
    addresses: list[MailAddress] = Field(default_factory=list)
    logins: list[Login] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    checked: bool = True


class Independent(Entry):
    """Accounts of people who declared that they work for nobody."""

    addresses: list[MailAddress] = Field(default_factory=list)
    logins: list[Login] = Field(default_factory=list)


class Landing(Entry):
    """How changes reach the default branch of an upstream, and the pattern in its commits' messages that shows it."""

    profile: LandingProfile
    evidence: Pattern | None = None
    mirror_of: RepositoryName | None = None
    sync_subject: Pattern | None = None


class Admission(Entry):
    """By which rule an upstream is in the index, from which year on, and what was looked at."""

    rule: AdmissionRule
    year: Annotated[int, Field(ge=2000, le=2100)]
    evidence: Source
    checked: bool = True


class Upstream(Entry):
    """A tracked project: whose it is, under which licence, and how work lands in it."""

    kind: Literal["library", "framework", "model", "inference", "training", "evaluation", "data", "tooling"]
    licence: Licence | None = None
    hosts: list[Relation] = Field(default_factory=list)
    landing: Landing = Landing(profile="squash")
    packages: list[str] = Field(default_factory=list)
    hugging_face: str | None = None
    open_collective: str | None = None
    github_sponsors: str | None = None
    fiscal_sponsor: str | None = None
    former_names: list[RepositoryName] = Field(default_factory=list)
    admission: Admission | None = None
    historical: bool = False
    archived: MonthText | None = None
    sources: list[Source] = Field(default_factory=list)
    checked: bool = True


class Automation(Entry):
    """A bot, an AI agent or a company's shared service identity, by everything that it is known under."""

    kind: Literal["bot", "agent", "service"]
    roles: Annotated[list[AutomationRole], Field(min_length=1)]
    ids: list[Annotated[int, Field(gt=0, lt=1 << 63)]] = Field(default_factory=list)
    logins: list[Login] = Field(default_factory=list)
    addresses: list[MailAddress] = Field(default_factory=list)
    trailers: list[Trailer] = Field(default_factory=list)
    organization: str | None = None
    vendor: str | None = None
    sources: list[Source] = Field(default_factory=list)
    checked: bool = True


class Claim(Entry):
    """A system that essays name and nobody can look at: what is claimed of it where, and what was searched for it.

    It is listed so that nobody looks again in vain; it is never a fact, and no number comes from it.
    """

    name: Name
    claim: Source
    claimed_in: Annotated[list[Source], Field(min_length=1)]
    searched: Annotated[list[Source], Field(min_length=1)]
    status: Literal["claimed in a source, unverified"]


class Providers(Entry):
    """Mail domains that name no employer: public mailboxes, forwarding addresses, hosting, and people's own domains."""

    free_mail: list[Domain] = Field(default_factory=list)
    forwarding: list[Domain] = Field(default_factory=list)
    hosting: list[Domain] = Field(default_factory=list)
    personal: list[Domain] = Field(default_factory=list)
