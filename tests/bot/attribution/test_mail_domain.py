"""The mail domain: the longest suffix at a dot, never a mailbox provider's, weak from trailers alone."""

import pytest
from registry_files import registry_of

from bot.attribution import AccountSeen, Attributed, Refused
from bot.attribution.mail_domain import judge
from bot.registry import Registry

FILES = {
    "organizations.toml": """
[organizations.acme]
name = "Acme"
kind = "company"
domains = ["acme.example", "büro.example"]
[organizations.lab]
name = "Acme Lab"
kind = "company"
domains = ["lab.acme.example"]
[organizations.haven]
name = "Haven"
kind = "provider"
domains = ["haven.example"]
""",
    "providers.toml": """
[providers]
free_mail = ["mail.example"]
forwarding = ["alumni.acme.example"]
hosting = ["users.noreply.github.com"]
personal = ["lee-family.example"]
""",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return registry_of(tmp_path_factory.mktemp("domains"), FILES)


def judged(address: str, registry: Registry, *, trailer_only: bool = False) -> Attributed | Refused | None:
    return judge(AccountSeen(address, None, None, trailer_only), registry)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "the address has no domain"),
        ("acme.example", "the address has no domain"),
        ("ada@", "the address has no domain"),
        ("ada@notacme.example", "notacme.example: no organization in the registry claims this domain"),
        ("ada@acme.example.evil.example", "acme.example.evil.example: no organization in the registry claims"),
        ("ada@example", "example: no organization"),
        ("ada@mail.example", "mail.example: a free-mail provider names no employer"),
        ("ada@sub.mail.example", "mail.example: a free-mail provider names no employer"),
        ("ada@alumni.acme.example", "alumni.acme.example: a forwarding service names no employer"),
        ("ada@users.noreply.github.com", "users.noreply.github.com: a hosting service names no employer"),
        ("ada@lee-family.example", "lee-family.example: somebody's own domain names no employer"),
        ("ada@haven.example", "haven.example: a provider names no employer"),
        ("noreply@acme.example", "acme.example: a noreply address names no employer"),
        ("no-reply+5@acme.example", "acme.example: a noreply address names no employer"),
        ("ada@noreply.acme.example", "noreply.acme.example: a noreply address names no employer"),
        ("5-ada@users.noreply.gitlab.acme.example", "users.noreply.gitlab.acme.example: a noreply address names no"),
        ("ada@users.noreply-git.acme.example", "users.noreply-git.acme.example: a noreply address names no"),
        ("ada@users.no-reply.acme.example", "users.no-reply.acme.example: a noreply address names no"),
    ],
)
def test_what_names_no_employer_is_refused_with_the_reason(known: Registry, address: str, reason: str) -> None:
    verdict = judged(address, known)
    assert isinstance(verdict, Refused)
    assert verdict.reason.startswith(reason)
    assert "ada@" not in verdict.reason


@pytest.mark.parametrize(
    ("address", "organization", "domain"),
    [
        ("ada@acme.example", "acme", "acme.example"),
        ("ada@eu.acme.example", "acme", "acme.example"),
        ("ada@lab.acme.example", "lab", "lab.acme.example"),
        ("ada@x.lab.acme.example", "lab", "lab.acme.example"),
        ("ada@acme.example.", "acme", "acme.example"),
        ("ada@unoreply.acme.example", "acme", "acme.example"),
        ("ada@evil.example@acme.example", "acme", "acme.example"),
        ("ada@büro.example", "acme", "xn--bro-hoa.example"),
    ],
)
def test_the_longest_suffix_at_a_dot_wins(known: Registry, address: str, organization: str, domain: str) -> None:
    verdict = judged(address, known)
    assert isinstance(verdict, Attributed)
    assert verdict[:3] == (organization, "mail-domain", 900)
    assert verdict.evidence == f"the domain {domain} is {organization}'s"


def test_from_trailers_alone_it_is_half_as_sure(known: Registry) -> None:
    verdict = judged("ada@acme.example", known, trailer_only=True)
    assert isinstance(verdict, Attributed)
    assert verdict.confidence == 500
    assert verdict.evidence.endswith("seen in trailers alone")
