"""How an address becomes an account, and a domain: strangers' text, however odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import PersonSeen
from bot.people import Identity, domain_of, identify


@pytest.mark.parametrize(
    "address",
    [
        "7+lee@users.noreply.github.com.evil.example",
        "7+lee@noreply.github.com",
        "lee@mail.users.noreply.github.com",
        "+lee@users.noreply.github.com",
        "7+@users.noreply.github.com",
        "1234567890123+lee@users.noreply.github.com",
        "x 7+lee@users.noreply.github.com",
        "7+lee@users.noreply.github.com\n",
        "7+l.ee@users.noreply.github.com",
    ],
)
def test_what_only_resembles_a_private_address_of_github_is_an_ordinary_one(address: str) -> None:
    assert identify(PersonSeen("Lee", address)) == Identity(f"mail:{address}", address, None, None)


@pytest.mark.parametrize(
    ("address", "key", "login", "github_id"),
    [
        ("7+lee@users.noreply.github.com", "github:7", "lee", 7),
        ("007+lee@users.noreply.github.com", "github:7", "lee", 7),
        ("lee@users.noreply.github.com", "mail:lee@users.noreply.github.com", "lee", None),
        ("9+helper[bot]@users.noreply.github.com", "github:9", "helper[bot]", 9),
        ("5+lee_acme@users.noreply.github.com", "github:5", "lee_acme", 5),  # an account that a company manages
        ("5+lee-@users.noreply.github.com", "github:5", "lee-", 5),  # old logins were freer
    ],
)
def test_a_private_address_of_github_tells_the_login_and_the_newer_form_the_id(
    address: str, key: str, login: str, github_id: int | None
) -> None:
    assert identify(PersonSeen("Lee", address)) == Identity(key, address, login, github_id)


def test_a_renamed_user_stays_one_account() -> None:
    before, after = (PersonSeen("Lee", f"7+{login}@users.noreply.github.com") for login in ("lee", "lee-acme"))
    assert identify(before).key == identify(after).key


def test_without_an_address_the_name_is_all_there_is() -> None:
    assert identify(PersonSeen("Dana DOE", "")) == Identity("name:dana doe", "", None, None)
    assert identify(PersonSeen("", "")).key == "name:"


def test_a_name_cannot_pose_as_an_address() -> None:
    assert identify(PersonSeen("mail:dana@acme.example", "")).key != identify(PersonSeen("", "dana@acme.example")).key


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("", ""),
        ("nobody", ""),
        ("dana@", ""),
        ("dana@.", ""),
        ("dana@acme.example", "acme.example"),
        ("dana@acme.example.", "acme.example"),
        ('"a@b"@acme.example', "acme.example"),
        ("dana@bücher.example", "xn--bcher-kva.example"),
        ("dana@" + "ü" * 200 + ".example", ""),
        ("dana@bü..example", ""),
    ],
)
def test_the_domain_is_what_follows_the_last_at_sign(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@given(st.text())
def test_no_address_makes_it_fail(text: str) -> None:
    assert identify(PersonSeen(text, text)).key
    assert domain_of(text).isascii()
