from pathlib import Path

import pytest

from bot.attribution import AccountSeen, Attributed
from bot.attribution.registry_login import judge
from bot.facts import PersonSeen
from bot.people import identify
from bot.registry import Registry, load_registry


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder: Path = tmp_path_factory.mktemp("logins")
    text = '[organizations.acme]\nname = "Acme"\nkind = "company"\nlogins = ["Ada-Ash"]\n'
    (folder / "organizations.toml").write_text(text + '[independent]\nlogins = ["ida"]\n')
    return load_registry(only=folder)


def account(address: str) -> AccountSeen:
    found = identify(PersonSeen("x", address))
    return AccountSeen(found.address, found.login, found.github_id)


@pytest.mark.parametrize(
    "address",
    ["", "ada-ash", "ada-ash@home.example", "ada-ash2@users.noreply.github.com", "ada-ash@users.noreply.github.com.x"],
)
def test_who_has_no_listed_login_is_not_spoken_of(known: Registry, address: str) -> None:
    assert judge(account(address), known) is None


@pytest.mark.parametrize("address", ["ada-ash@users.noreply.github.com", "5+ada-ash@users.noreply.github.com"])
def test_a_listed_login_is_read_from_githubs_private_address_in_any_case(known: Registry, address: str) -> None:
    verdict = judge(account(address), known)
    assert isinstance(verdict, Attributed)
    assert (verdict.organization, verdict.rule, verdict.confidence) == ("acme", "registry-login", 950)


def test_an_independents_login_is_theirs(known: Registry) -> None:
    verdict = judge(account("ida@users.noreply.github.com"), known)
    assert isinstance(verdict, Attributed)
    assert verdict.organization == "*independent"


def test_from_trailers_alone_it_is_half_as_sure(known: Registry) -> None:
    verdict = judge(account("5+ada-ash@users.noreply.github.com")._replace(trailer_only=True), known)
    assert isinstance(verdict, Attributed)
    assert verdict.confidence == 500
    assert verdict.evidence.endswith("seen in trailers alone")
