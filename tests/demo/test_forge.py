"""The made-up world as it stands on the stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.forge import fill, scorecard_token
from demo.people import PATCHBOT, ROSTER
from demo.world import World, make_world
from tests.github.stand_in import StandIn


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def github(world: World) -> Iterator[StandIn]:
    with StandIn() as running:
        fill(running, world)
        yield running


def test_pull_requests_lead_to_the_commits_that_landed_them(github: StandIn, world: World) -> None:
    for name, pulls in world.pulls.items():
        repository = github.repository(name)
        for pull in pulls:
            found = repository.issues[pull.number].pull
            assert found
            assert found.merge_commit_sha == pull.landed_as
            assert github.git(repository).kind(pull.landed_as) == "commit"


def test_people_are_known_by_the_ids_in_their_addresses(github: StandIn) -> None:
    person = next(person for person in ROSTER["acme"] if "users.noreply" in person.addresses[-1])
    assert person.addresses[-1] == f"{github.user(person.login).id}+{person.login}@users.noreply.github.com"
    assert github.user(PATCHBOT.login).type == "Bot"


def test_organizations_have_owners_and_some_public_members(github: StandIn) -> None:
    members = github.organization("commons").members.values()
    assert {each.role for each in members} == {"admin", "member"}
    assert {each.public for each in members} == {True, False}


def test_the_scorecard_repository_holds_a_readme_and_lies_in_the_folder(github: StandIn, tmp_path: Path) -> None:
    assert scorecard_token(github, tmp_path, "somebody/scorecards")
    repository = github.repository("somebody/scorecards")
    assert repository.git.is_relative_to(tmp_path)
    assert github.git(repository).resolve("refs/heads/main")
