"""Signatures: the documented one is known, everything else is refused."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.signature import is_signed, looks_signed

SECRET = "It's a Secret to Everybody"
BODY = b"Hello, World!"
KNOWN = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_the_documented_signature_is_known() -> None:
    assert is_signed(BODY, KNOWN, [SECRET])


def test_while_a_secret_is_replaced_both_are_taken() -> None:
    assert is_signed(BODY, signed(BODY, "old"), ["new", "old"])
    assert is_signed(BODY, signed(BODY, "new"), ["new", "old"])
    assert not is_signed(BODY, signed(BODY, "older"), ["new", "old"])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        KNOWN.removeprefix("sha256="),
        KNOWN[:-1],
        KNOWN + "0",
        KNOWN + "\n",
        " " + KNOWN,
        KNOWN.upper(),
        KNOWN.replace("sha256", "SHA256"),
        KNOWN.replace("sha256", "sha1"),
        "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest(),
        f"{KNOWN},{KNOWN}",
        "sha256=" + "٣" * 64,
        "sha256=" + "g" * 64,
        "sha256=" + KNOWN.removeprefix("sha256=").upper(),
    ],
)
def test_a_header_of_another_form_is_no_signature(header: str | None) -> None:
    assert not looks_signed(header)
    assert not is_signed(BODY, header, [SECRET])


def test_no_secret_signs_nothing() -> None:
    assert not is_signed(BODY, KNOWN, [])
    assert not is_signed(BODY, signed(BODY, ""), [""])


def test_every_secret_is_compared_in_constant_time_whichever_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    in_constant_time = hmac.compare_digest

    def compare(made: str, given_one: str) -> bool:
        compared.append(made)
        return in_constant_time(made, given_one)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for signer in ("new", "old", "neither"):
        compared.clear()
        is_signed(BODY, signed(BODY, signer), ["new", "old"])
        assert [f"sha256={made}" for made in compared] == [signed(BODY, "new"), signed(BODY, "old")]


@given(st.binary(), st.text(min_size=1, alphabet=st.characters(codec="utf-8")), st.binary())
def test_what_was_signed_is_taken_and_anything_else_is_not(body: bytes, secret: str, other: bytes) -> None:
    assert is_signed(body, signed(body, secret), [secret])
    assert is_signed(other, signed(body, secret), [secret]) == (other == body)
