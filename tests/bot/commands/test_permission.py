"""Who may ask: what GitHub says of somebody at that moment, and how much is answered in an hour.

Quotas are noted before an answer, given back where there is none, and apart for those who may not command.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.answering import answer_comment
from bot.commands.permission import (
    PER_INSTALLATION,
    PER_PERSON,
    PER_REPOSITORY,
    Quota,
    is_enough,
    permission_of,
    pool_of,
)
from bot.github_client import Answer, Connection, NotFoundError, RateLimitedError
from bot.store.command_uses import LIMITED, PUBLIC, REFUSED, TEAM
from tests.bot.commands.conftest import Scene, reactions

STRANGER = 5_000_000


class Saying(Connection):
    """A connection over which GitHub says one thing of everybody: roles of an organization's own are no stand-in's."""

    def __init__(self, told: dict[str, Any] | None) -> None:
        self.told = told
        self.paths: list[str] = []

    def get(self, path: str, **_: Any) -> Answer:
        self.paths.append(path)
        if self.told is None:
            raise NotFoundError(404, "Not Found")
        return Answer(200, {}, self.told)


@pytest.mark.parametrize(
    ("told", "permission"),
    [
        ({"permission": "write", "role_name": "write"}, "write"),
        ({"permission": "write", "role_name": "maintain"}, "maintain"),
        ({"permission": "read", "role_name": "triage"}, "triage"),
        ({"permission": "write", "role_name": "release engineers"}, "write"),
        ({"permission": "admin", "role_name": "read"}, "admin"),
        ({"permission": "none", "role_name": ""}, "none"),
        ({"permission": "owner", "role_name": None}, "none"),
        ({}, "none"),
    ],
)
def test_a_role_of_an_organizations_own_is_told_by_the_permission_that_it_builds_on(
    told: dict[str, Any], permission: str
) -> None:
    assert permission_of(Saying({**told, "user": {"id": 5}}), 9001, "dana", 5) == permission


@pytest.mark.parametrize("told", [None, {}, {"user": None}, {"user": {"id": 6}}])
def test_who_is_not_there_or_somebody_else_by_now_has_none(told: dict[str, Any] | None) -> None:
    told = None if told is None else {"permission": "admin", "role_name": "admin", **told}
    assert permission_of(Saying(told), 9001, "dana", 5) == "none"


def test_a_login_is_no_part_of_the_path() -> None:
    saying = Saying(None)
    permission_of(saying, 9001, "../../user?x#", 5)
    assert saying.paths == ["/repositories/9001/collaborators/..%2F..%2Fuser%3Fx%23/permission"]


def test_a_permission_is_enough_for_itself_and_for_less() -> None:
    order = ["read", "triage", "write", "maintain", "admin"]
    for place, permission in enumerate(order):
        assert [is_enough(permission, least) for least in order] == [rank <= place for rank in range(len(order))]
        assert not is_enough("none", permission)


def quota(scene: Scene, person: int, repository: int | None = None) -> Quota:
    return Quota(scene.deployment, person, repository or scene.engine.id, scene.installation.id)


def spend(one: Quota, pool: str, times: int) -> int:
    """Use a quota up to so many times; give how often there was room."""
    had_room = 0
    for _ in range(times):
        with one.drawn_from(pool) as has_room:
            had_room += has_room
    return had_room


def test_what_strangers_ask_for_takes_nothing_from_those_who_work_here(scene: Scene) -> None:
    for number in range(PER_REPOSITORY // PER_PERSON):
        spend(quota(scene, STRANGER + number), PUBLIC, PER_PERSON)
    assert "As much was asked within an hour" in scene.answer("/giveback help", scene.rolf)
    assert "### Commands" in scene.answer("/giveback help")
    assert "### Configuration" in scene.answer("/giveback config")


def test_strangers_who_use_up_an_installation_do_not_stop_those_who_work_in_it(scene: Scene) -> None:
    for number in range(PER_INSTALLATION // PER_PERSON):
        spend(quota(scene, STRANGER + number, repository=900_000 + number), PUBLIC, PER_PERSON)
    assert "As much was asked within an hour" in scene.answer("/giveback help", scene.rolf)
    assert "### Configuration" in scene.answer("/giveback config")


def test_who_is_refused_draws_from_the_strangers_pool(scene: Scene) -> None:
    for _ in range(PER_PERSON):
        scene.say("/giveback config", scene.rolf)
    asked = len(scene.github.requests)
    scene.say("/giveback config", scene.rolf)
    assert not [each for each in scene.github.requests[asked:] if "/collaborators/" in each.path]
    had_room = sum(spend(quota(scene, STRANGER + number), PUBLIC, PER_PERSON) for number in range(5))
    assert had_room == PER_REPOSITORY - PER_PERSON


@pytest.mark.parametrize(
    ("permission", "least", "pool"),
    [
        ("write", "write", TEAM),
        ("admin", "write", TEAM),
        ("triage", "read", TEAM),
        ("triage", "write", PUBLIC),
        ("write", "admin", PUBLIC),
        ("read", "read", PUBLIC),  # which everybody has in a public repository
        ("none", "write", PUBLIC),
    ],
)
def test_whose_pool_it_is(permission: str, least: str, pool: str) -> None:
    assert pool_of(permission, least) == pool


def test_where_readers_may_command_they_do_not_use_up_what_the_team_has(scene: Scene) -> None:
    scene.configure("commands: read\n")
    for number in range(PER_REPOSITORY // PER_PERSON):
        spend(quota(scene, STRANGER + number), PUBLIC, PER_PERSON)
    assert "As much was asked within an hour" in scene.answer("/giveback config", scene.rolf)
    assert "### Configuration" in scene.answer("/giveback config")


def test_a_use_counts_while_it_is_still_being_answered(scene: Scene) -> None:
    elsewhere = quota(scene, scene.dana.id, repository=900_000)
    spend(elsewhere, TEAM, PER_PERSON - 1)
    with quota(scene, scene.dana.id).drawn_from(TEAM) as has_room:
        assert has_room
        assert spend(elsewhere, TEAM, 1) == 0
        assert elsewhere.is_used_up()


def test_who_asks_in_many_repositories_at_once_is_answered_as_often_as_anybody(scene: Scene) -> None:
    many = [quota(scene, scene.dana.id, repository=900_000 + number) for number in range(PER_PERSON + 10)]
    with ThreadPoolExecutor(8) as threads:
        had_room = sum(threads.map(lambda one: spend(one, TEAM, 1), many))
    assert had_room == PER_PERSON


def test_what_has_to_be_tried_again_is_counted_once(scene: Scene) -> None:
    spend(quota(scene, scene.dana.id), TEAM, PER_PERSON - 1)
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback help")
    scene.github.faults.next("rate_limited", method="POST", path="*/comments", status=429, retry_after=30)
    with pytest.raises(RateLimitedError):
        answer_comment(scene.deployment, scene.seen(comment))
    scene.github.clock.advance(minutes=2)
    answer_comment(scene.deployment, scene.seen(comment))
    assert reactions(comment) == ["eyes", "rocket"]
    assert "As much was asked within an hour" in scene.answer("/giveback help")


@pytest.mark.parametrize(
    ("most", "same", "other"),
    [
        (PER_PERSON, "github_id", 99),
        (PER_REPOSITORY, "repository_id", 99),
        (PER_INSTALLATION, "installation_id", 99),
    ],
    ids=["a person", "a repository", "an installation"],
)
def test_what_is_answered_in_an_hour_is_counted_by_person_repository_and_installation(
    scene: Scene, most: int, same: str, other: int
) -> None:
    asking = Quota(scene.deployment, 1, 2, 3)
    shared = {same: getattr(asking, same)}
    for number in range(1_000, 1_000 + most - 1):
        one = Quota(scene.deployment, github_id=number, repository_id=number, installation_id=number)
        assert spend(replace(one, **shared), TEAM, 1) == 1
    scene.github.clock.advance(minutes=59)
    assert spend(replace(Quota(scene.deployment, 7, 8, 9), **shared), TEAM, 2) == 1
    assert spend(asking, TEAM, 1) == 0
    assert spend(replace(asking, **{same: other}), TEAM, 1) == 1
    scene.github.clock.advance(minutes=1)
    assert spend(asking, TEAM, 1) == 1


def test_one_is_told_of_each_outcome_once_an_hour_in_each_repository(scene: Scene) -> None:
    asking = Quota(scene.deployment, 1, 2, 3)
    assert not asking.was_told(REFUSED)
    asking.note_told(REFUSED)
    assert asking.was_told(REFUSED)
    assert not asking.was_told(LIMITED)
    assert not replace(asking, repository_id=99).was_told(REFUSED)
    assert not replace(asking, github_id=99).was_told(REFUSED)
    scene.github.clock.advance(hours=1)
    assert not asking.was_told(REFUSED)


def test_what_one_is_told_is_no_use(scene: Scene) -> None:
    asking = Quota(scene.deployment, 1, 2, 3)
    for _ in range(PER_INSTALLATION):
        asking.note_told(REFUSED)
    assert spend(asking, PUBLIC, 1) == 1
