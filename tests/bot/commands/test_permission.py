"""Quotas: noted before an answer, given back where there is none, and apart for those who may not command."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.commands.answering import answer_comment
from bot.commands.permission import PER_INSTALLATION, PER_PERSON, PER_REPOSITORY, Quota, pool_of
from bot.github_client import RateLimitedError
from bot.store.command_uses import PUBLIC, TEAM
from tests.bot.commands.conftest import Scene, reactions

STRANGER = 5_000_000


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
