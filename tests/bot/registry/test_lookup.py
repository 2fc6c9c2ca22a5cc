"""Look-ups: whose is a domain, an address, a login; who is automation; who was whose parent."""

from pathlib import Path

import pytest

from bot.registry import Registry, load_registry
from bot.registry.lookup import INDEPENDENT, DomainClaim
from reports.months import Month

ORGANIZATIONS = """
[independent]
addresses = ["Kim@Mail.example"]
logins = ["Kim"]

[organizations.acme]
name = "Acme"
kind = "company"
domains = ["acme.example", "labs.beta.example"]
addresses = ["CI@mail.example"]
logins = ["Acme-Builder"]
parents = [{ organization = "beta", since = "2019-07", until = "2021-01" }]

[organizations.beta]
name = "Beta"
kind = "company"
domains = ["beta.example"]
parents = [{ organization = "gamma", since = "2020-01" }]

[organizations.gamma]
name = "Gamma"
kind = "foundation"

[organizations.post]
name = "Post"
kind = "provider"
domains = ["post.example"]
"""
AUTOMATION = """
[automation.helper]
kind = "agent"
roles = ["author"]
ids = [7]
logins = ["Helper[bot]"]
addresses = ["Helper@agents.example"]
trailers = ["Assisted-by: Helper"]

[automation.mover]
kind = "bot"
roles = ["sync"]
logins = ["mover"]
trailers = ["moved-by: mover"]
"""
UPSTREAMS = """
[upstreams."Acme/Tool"]
kind = "library"
former_names = ["Lee/Tool"]
hosts = [{ organization = "acme", since = "2019-01", until = "2020-01" }, { organization = "gamma", since = "2020-01" }]
"""
PROVIDERS = """
[providers]
free_mail = ["mail.example"]
forwarding = ["alumni.beta.example"]
hosting = ["users.noreply.github.com"]
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder: Path = tmp_path_factory.mktemp("known")
    files: dict[str, str] = {
        "organizations": ORGANIZATIONS,
        "automation": AUTOMATION,
        "upstreams": UPSTREAMS,
        "providers": PROVIDERS,
    }
    for name, content in files.items():
        (folder / f"{name}.toml").write_text(content)
    return load_registry(only=folder)


@pytest.mark.parametrize(
    ("domain", "claimed", "organization", "provider"),
    [
        ("acme.example", "acme.example", "acme", None),
        ("mail.eu.acme.example", "acme.example", "acme", None),
        ("beta.example", "beta.example", "beta", None),
        ("labs.beta.example", "labs.beta.example", "acme", None),
        ("x.labs.beta.example", "labs.beta.example", "acme", None),
        ("alumni.beta.example", "alumni.beta.example", None, "forwarding"),
        ("x.alumni.beta.example", "alumni.beta.example", None, "forwarding"),
        ("mail.example", "mail.example", None, "free_mail"),
        ("post.example", "post.example", None, "post"),
        ("7.users.noreply.github.com", "users.noreply.github.com", None, "hosting"),
    ],
)
def test_the_longest_suffix_at_a_dot_decides(
    known: Registry, domain: str, claimed: str, organization: str | None, provider: str | None
) -> None:
    assert known.domain_claim(domain) == DomainClaim(claimed, organization, provider)


@pytest.mark.parametrize(
    "domain",
    ["", ".", "example", "notacme.example", "acme.example.evil", "acme-example", "xacme.example", "ACME.example"],
)
def test_a_domain_that_only_resembles_one_is_nobodys(known: Registry, domain: str) -> None:
    assert known.domain_claim(domain) is None


@pytest.mark.parametrize(
    "address",
    ["dana@users.noreply.github.com", "7+dana@users.noreply.github.com", "x@noreply.github.com", "noreply@github.com",
     "a@localhost", "a@gmail.com"],
)  # fmt: skip
def test_with_the_built_in_registry_noreply_and_free_mail_name_no_employer(address: str) -> None:
    claim = load_registry().domain_claim(address.rpartition("@")[2])
    assert claim is None or claim.organization is None or address == "noreply@github.com"


def test_addresses_and_logins_are_found_in_any_case(known: Registry) -> None:
    assert known.organization_of_address("ci@mail.example") == "acme"
    assert known.organization_of_address("kim@mail.example") == INDEPENDENT
    assert known.organization_of_address("nobody@mail.example") is None
    assert known.organization_of_login("ACME-builder") == "acme"
    assert known.organization_of_login("KIM") == INDEPENDENT
    assert known.organization_of_login("nobody") is None


@pytest.mark.parametrize(
    ("address", "login", "github_id", "slug"),
    [
        ("", None, 7, "helper"),
        ("helper@agents.example", None, None, "helper"),
        ("", "HELPER[bot]", None, "helper"),
        ("helper@agents.example", "mover", None, "helper"),
        ("", "mover", 7, "helper"),
        ("", "helper", None, None),
        ("", None, None, None),
        ("x@agents.example", "x", 8, None),
    ],
)
def test_automation_is_known_by_id_then_address_then_login(
    known: Registry, address: str, login: str | None, github_id: int | None, slug: str | None
) -> None:
    found = known.automation_of(address=address, login=login, github_id=github_id)
    assert (found[0] if found else None) == slug


def test_only_agents_trailers_mark_a_commit_as_assisted(known: Registry) -> None:
    assert known.ai_trailers == ("assisted-by: helper",)


@pytest.mark.parametrize(
    ("month", "parent", "top"),
    [
        ("2019-06", None, "acme"),
        ("2019-07", "beta", "beta"),
        ("2020-01", "beta", "gamma"),
        ("2020-12", "beta", "gamma"),
        ("2021-01", None, "acme"),
    ],
)
def test_parents_hold_from_a_month_to_before_another(known: Registry, month: str, parent: str | None, top: str) -> None:
    at = Month.parse(month)
    assert (known.parent_of("acme", at), known.top_of("acme", at)) == (parent, top)


def test_of_nobody_there_is_no_parent(known: Registry) -> None:
    assert known.parent_of("nobody", Month.parse("2020-01")) is None
    assert known.top_of("nobody", Month.parse("2020-01")) == "nobody"


@pytest.mark.parametrize(("month", "host"), [("2018-12", None), ("2019-01", "acme"), ("2020-01", "gamma")])
def test_hosts_are_dated(known: Registry, month: str, host: str | None) -> None:
    assert known.hosts_of("Acme/Tool", Month.parse(month)) == host


def test_an_upstream_is_found_in_any_case(known: Registry) -> None:
    assert known.upstream_name("ACME/tool") == "Acme/Tool"
    assert known.upstream_name("Other/Tool") == "Other/Tool"


def test_an_upstream_is_found_under_a_name_that_it_had_before_it_moved(known: Registry) -> None:
    assert known.upstream_name("lee/tool") == "Acme/Tool"
