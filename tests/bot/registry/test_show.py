"""Showing an entry, by whatever it is known under."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import InputError, RegistryError
from bot.registry.show import show

Write = Callable[..., Path]
ORGANIZATIONS = """
[organizations.acme]
name = "Acme"
kind = "company"
aliases = ["Acme Robotics"]
former_names = [{ name = "Apex", until = "2020-01", checked = false }]
domains = ["acme.example", "bücher.example"]
github = ["acme-ai"]
hugging_face = ["AcmeHF"]
staff = { band = "under 50", source = "their page", year = 2025 }
logins = ["acme-builder"]
checked = false

[organizations.beta]
name = "Beta"
kind = "company"
parents = [{ organization = "acme", since = "2020-01", source = "their page" }]
"""
UPSTREAMS = """
[upstreams."acme/Tool"]
kind = "library"
hosts = [{ organization = "acme", since = "2019-01" }]
fiscal_sponsor = "beta"
former_names = ["apex/tool"]
"""
AUTOMATION = """
[automation.releases]
kind = "service"
roles = ["release"]
ids = [77]
addresses = ["releases@acme.example"]
logins = ["releases[bot]"]
organization = "acme"
"""
CLAIMS = """
[claims.titan]
name = "Titan NLP"
claim = "open weights"
claimed_in = ["an essay"]
searched = ["GitHub"]
status = "claimed in a source, unverified"
"""


@pytest.fixture
def folder(write: Write) -> Path:
    return write(
        ORGANIZATIONS,
        upstreams=UPSTREAMS,
        automation=AUTOMATION,
        unverifiable=CLAIMS,
        providers='[providers]\nfree_mail = ["mail.example"]\n',
    )


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("acme", ("organizations", "acme")),
        ("ACME", ("organizations", "acme")),
        ("acme robotics", ("organizations", "acme")),
        ("apex", ("organizations", "acme")),
        ("acme.example", ("organizations", "acme")),
        ("dana@mail.acme.example", ("organizations", "acme")),
        ("xn--bcher-kva.example", ("organizations", "acme")),
        ("BÜCHER.example", ("organizations", "acme")),
        ("Acme-AI", ("organizations", "acme")),
        ("acmehf", ("organizations", "acme")),
        ("Acme-Builder", ("organizations", "acme")),
        ("ACME/tool", ("upstreams", "acme/Tool")),
        ("Apex/Tool", ("upstreams", "acme/Tool")),
        ("releases", ("automation", "releases")),
        ("releases[bot]", ("automation", "releases")),
        ("Releases@acme.example", ("automation", "releases")),
        ("77", ("automation", "releases")),
        ("titan", ("claims", "titan")),
        ("TITAN NLP", ("claims", "titan")),
        ("mail.example", ("providers", "mail.example")),
        ("a@x.mail.example", ("providers", "mail.example")),
        ("  beta ", ("organizations", "beta")),
    ],
)
def test_an_entry_is_found_by_whatever_it_is_known_under(folder: Path, subject: str, found: tuple[str, str]) -> None:
    shown = show([folder], subject)
    assert (shown["table"], shown["key"]) == found


def test_an_entry_is_shown_with_what_it_says_where_it_stands_and_what_speaks_of_it(folder: Path) -> None:
    shown = show([folder], "acme")
    assert shown["place"] == f"{folder}/organizations.toml:2"
    assert shown["entry"]["staff"] == {"band": "under 50", "source": "their page", "year": 2025}
    assert shown["entry"]["checked"] is False
    assert "addresses" not in shown["entry"]
    spoken: dict[str, Any] = {key: shown[key] for key in ("children", "host_of", "fiscal_sponsor_of", "services")}
    assert spoken == {
        "children": ["beta"], "host_of": ["acme/Tool"], "fiscal_sponsor_of": [], "services": ["releases"],
    }  # fmt: skip
    assert show([folder], "beta")["fiscal_sponsor_of"] == ["acme/Tool"]
    assert show([folder], "mail.example")["entry"] == {"list": "free_mail"}


def test_an_entry_laid_over_stands_where_it_was_laid(folder: Path, write: Write) -> None:
    over = write('[organizations.acme]\nname = "Acme Two"\nkind = "company"\n', "higher")
    shown = show([folder, over], "acme")
    assert shown["entry"]["name"] == "Acme Two"
    assert shown["place"] == f"{over}/organizations.toml:1"


@pytest.mark.parametrize(
    ("subject", "remedy"),
    [
        ("acne", "Did you mean acme?"),
        ("Acme Robotic", "Did you mean acme"),
        ("acme/tol", "Did you mean acme/Tool"),
        ("", "Give a slug"),
        ("9" * 5_000, "Give a slug"),
        ("٣", "Give a slug"),
        ("<b>\x00", "Give a slug"),
    ],
)
def test_what_nothing_stands_for_is_refused_with_what_is_spelled_alike(folder: Path, subject: str, remedy: str) -> None:
    with pytest.raises(InputError, match="nothing in the registry") as error:
        show([folder], subject)
    assert error.value.remedy.startswith(remedy)


def test_nothing_is_shown_of_a_registry_that_does_not_load(write: Write) -> None:
    with pytest.raises(RegistryError):
        show([write("[organizations.acme]\n")], "acme")
