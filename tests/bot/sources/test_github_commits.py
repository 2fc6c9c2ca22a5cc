from typing import Any

import pytest
from github_nodes import connection, user

from bot.facts import ActorSeen, PersonSeen
from bot.sources.github_commits import parse_commit

DANA, SAM = ActorSeen(2, "dana", "user"), ActorSeen(1, "sam", "user")


def commit(**more: Any) -> dict[str, Any]:
    return {"oid": "a" * 40, "author": {"user": user(2, "dana")}, "authors": connection(), "signature": None, **more}


def test_a_commit_says_whose_it_is_to_github_and_whose_the_addresses_are() -> None:
    authors = connection(
        {"name": "Dana", "email": "Dana@Acme.example", "user": user(2, "dana")},
        {"name": "Sam\x00", "email": "sam@mail.example", "user": user(1, "sam")},
        {"name": "Nobody", "email": "who@mail.example", "user": None},
        {"name": None, "email": None, "user": user(1, "sam")},
    )
    seen = parse_commit(commit(authors=authors))
    assert seen is not None
    assert seen.author == DANA
    assert seen.addresses == (
        (PersonSeen("Dana", "dana@acme.example"), DANA),
        (PersonSeen("Sam", "sam@mail.example"), SAM),
    )


@pytest.mark.parametrize(
    ("signature", "noted"),
    [
        (None, None),
        ({"isValid": True, "state": "VALID"}, "valid"),
        ({"isValid": False, "state": "UNVERIFIED_EMAIL"}, "unverified_email"),
        ({"isValid": False, "state": "UNSIGNED"}, None),
        ({"isValid": False}, "unknown"),
        ("?", None),
    ],
)
def test_a_signature_is_valid_or_says_why_not(signature: Any, noted: str | None) -> None:
    seen = parse_commit(commit(signature=signature))
    assert seen is not None
    assert seen.signature == noted


def test_an_author_whom_github_does_not_know_is_nobody() -> None:
    for author in (None, {}, {"user": None}, "?"):
        seen = parse_commit(commit(author=author))
        assert seen is not None
        assert seen.author is None


def test_what_has_no_name_is_no_commit() -> None:
    assert parse_commit(commit(oid="HEAD")) is None
