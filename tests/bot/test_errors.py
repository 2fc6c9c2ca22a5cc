"""What errors show: never a secret of an address that was given."""

import pytest

from bot.errors import GivebackError, InputError, masked


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://user:secretpw@localhost:9/x/y: failed", "https://***@localhost:9/x/y: failed"),
        ("HTTPS://token@github.com/x/y", "HTTPS://***@github.com/x/y"),
        ("'http://user:p@ss@localhost/x'", "'http://***@localhost/x'"),
        ("http://[user:secretpw@localhost/x", "http://***@localhost/x"),
        ("ssh://git:secretpw@localhost/x/y", "ssh://git:***@localhost/x/y"),
        ("ssh://git@localhost/x/y", "ssh://git@localhost/x/y"),
        ("postgresql://me:secretpw@db/name", "postgresql://me:***@db/name"),
        ("https://github.com/x/y: ask a@b.example", "https://github.com/x/y: ask a@b.example"),
        ("git@github.com:x/y", "git@github.com:x/y"),
        ("two https://a:b@c/ and https://d:e@f/", "two https://***@c/ and https://***@f/"),
        ("made ghs_" + "a1" * 18 + ": no", "made ghs_***: no"),
        ("ghs_771_" + "eyJhbGciOi.eyJpc3Mi.c2ln-_" + " ended", "ghs_*** ended"),
        (
            "ghp_" + "abcdefgh" + ", gho_" + "12345678" + "; github_pat_" + "11AB_cd34ef",
            "ghp_***, gho_***; github_pat_***",
        ),
        ("jwt eyJhbGciOi.eyJpc3MiOiI3.c2ln-_x!", "jwt eyJ***!"),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': 'Bearer ***'}"),
        ("authorization: token abc", "authorization: token ***"),
        (
            "x -----BEGIN RSA PRIVATE " + "KEY-----\nAA\nBB==\n-----END RSA PRIVATE KEY----- y",
            "x -----BEGIN RSA PRIVATE KEY----- *** y",
        ),
        ("cut off -----BEGIN PRIVATE " + "KEY-----\nAA\nBB", "cut off -----BEGIN PRIVATE KEY----- ***"),
        ("ghs_ alone and ghost_writers_of_all", "ghs_ alone and ghost_writers_of_all"),
    ],
)
def test_secrets_of_addresses_are_hidden(given: str, shown: str) -> None:
    assert masked(given) == shown
    error = InputError(given, f"Look at {given}")
    assert (error.message, error.remedy) == (shown, f"Look at {shown}")
    assert str(GivebackError(given)) == shown
