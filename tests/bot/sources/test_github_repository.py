from typing import Any

import pytest
from github_nodes import OPENED, connection

from bot.github_errors import InvalidError
from bot.sources.github_repository import Newest, parse_look
from bot.sources.github_values import moment


def shown(**more: Any) -> dict[str, Any]:
    newest = connection({"number": 7, "updatedAt": moment(OPENED)}, total=12)
    made = {
        "databaseId": 9001,
        "nameWithOwner": "acme/engine",
        "owner": {"__typename": "Organization"},
        "isPrivate": False,
        "isArchived": True,
        "stargazerCount": 12_345,
        "forkCount": 7,
        "licenseInfo": {"spdxId": "Apache-2.0"},
        "defaultBranchRef": {"name": "main"},
        "pullRequests": newest,
        "issues": connection(),
        "releases": connection({"tagName": "v1\x00", "updatedAt": moment(OPENED)}, total=3),
    }
    return {"repository": {**made, **more}}


def test_one_answer_tells_the_state_and_the_newest_of_everything() -> None:
    seen = parse_look(shown())
    assert seen.state._asdict() == {
        "github_id": 9001,
        "name": "acme/engine",
        "owner_is_organization": True,
        "is_private": False,
        "is_archived": True,
        "licence": "Apache-2.0",
        "stars": 12_345,
        "forks": 7,
        "default_branch": "main",
    }
    assert seen.pull_requests == Newest("7", OPENED, 12)
    assert seen.issues == Newest("", None, 0)
    assert seen.releases == Newest("v1", OPENED, 3)


def test_what_is_not_known_to_be_public_is_private() -> None:
    assert parse_look(shown(isPrivate=None)).state.is_private
    assert parse_look(shown(isPrivate="false")).state.is_private


@pytest.mark.parametrize("licence", [None, {}, {"spdxId": None}, {"spdxId": "NOASSERTION"}, "MIT", {"spdxId": 7}])
def test_a_licence_that_github_cannot_tell_is_none(licence: Any) -> None:
    assert parse_look(shown(licenseInfo=licence)).state.licence is None


@pytest.mark.parametrize("branch", [None, {}, {"name": None}, {"name": ""}, "main", {"name": 7}])
def test_a_repository_without_a_commit_has_no_default_branch(branch: Any) -> None:
    assert parse_look(shown(defaultBranchRef=branch)).state.default_branch is None


def test_the_mark_differs_whenever_something_is_new() -> None:
    marks = {
        Newest(*each).mark for each in (("7", OPENED, 12), ("8", OPENED, 12), ("7", OPENED + 1, 12), ("7", OPENED, 11))
    }
    assert len(marks) == 4


@pytest.mark.parametrize("found", [{}, {"repository": None}, shown(databaseId=None), shown(nameWithOwner=" ")])
def test_an_answer_without_a_repository_is_an_error(found: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        parse_look(found)
