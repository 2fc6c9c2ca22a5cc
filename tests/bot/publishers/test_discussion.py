"""The living discussion, where a repository asks for one: as the living issue, by GraphQL."""

import pytest
from published_world import World

from bot.errors import NotYetError
from bot.github_errors import DoubtfulError, ForbiddenError
from bot.publishers.discussion import publish_discussion
from bot.publishers.issue import Living
from bot.publishers.writing import Writer
from bot.store.database import Database
from tests.github.state import Comment, Discussion

JULY = ("2026-07", "2026-06")
AUGUST = ("2026-08", *JULY)


@pytest.fixture(autouse=True)
def switched_on(world: World) -> None:
    world.engine.has_discussions = True


def living(world: World, months: tuple[str, ...] = JULY, body: str = "The numbers.") -> Living:
    return Living(world.engine.id, "Giveback: who gives back to acme/engine", body, f"{months[0]} is closed.", months)


def published(world: World, text: Living, writer: Writer | None = None, category: str = "announcements") -> str:
    with world.connection(discussions="write") as connection:
        return publish_discussion(connection, world.effects, writer or world.writer, text, world.author, category)


def the_only(world: World) -> Discussion:
    (found,) = world.engine.discussions.values()
    return found


def test_it_is_opened_once_in_its_category_and_then_left_as_it_is(world: World) -> None:
    assert published(world, living(world)) == "discussion opened"
    assert the_only(world).category == "Announcements"
    assert the_only(world).body.startswith("The numbers.")
    before = len(world.writes)
    assert published(world, living(world)) == "discussion #1 unchanged"
    assert len(world.writes) == before


def test_a_new_month_is_an_edit_and_one_comment(world: World) -> None:
    published(world, living(world))
    assert published(world, living(world, AUGUST, "August.")) == "discussion #1 edited and commented"
    assert published(world, living(world, AUGUST, "August.")) == "discussion #1 unchanged"
    assert [comment.body.splitlines()[0] for comment in the_only(world).comments] == ["2026-08 is closed."]


def test_with_the_database_lost_it_is_found_again(world: World, new_database: type[Database]) -> None:
    published(world, living(world))
    published(world, living(world, AUGUST, "August."))
    before = len(world.writes)
    world.restarted(new_database())
    assert published(world, living(world, AUGUST, "August.")) == "discussion #1 unchanged"
    assert len(world.writes) == before


def test_a_copied_marker_in_somebody_elses_discussion_is_none_of_ours(world: World) -> None:
    published(world, living(world))
    ours = the_only(world)
    ours.user = world.github.user("mallory")
    world.effects.forget(f"living:{world.engine.id}:discussion")
    assert published(world, living(world)) == "discussion opened"
    assert len(world.engine.discussions) == 2


def test_a_comment_of_somebody_else_with_our_marker_does_not_stand_for_ours(world: World) -> None:
    published(world, living(world))
    published(world, living(world, AUGUST, "August."))
    copied = the_only(world).comments[0]
    mallory = world.github.user("mallory")
    the_only(world).comments[:] = [Comment(1, copied.body, mallory, copied.created_at, copied.updated_at)]
    world.effects.forget(f"living-comment:{world.engine.id}:2026-08:discussion")
    assert published(world, living(world, AUGUST, "August.")).endswith("commented")


def test_a_closed_one_is_left_alone(world: World) -> None:
    published(world, living(world))
    the_only(world).closed_at = world.github.clock.now()
    before = len(world.writes)
    assert "was closed" in published(world, living(world, AUGUST, "August."))
    assert len(world.writes) == before


def test_a_deleted_one_is_not_opened_again(world: World) -> None:
    published(world, living(world))
    world.engine.discussions.clear()
    before = len(world.writes)
    assert "deleted or moved away" in published(world, living(world, AUGUST, "August."))
    assert len(world.writes) == before


def test_where_discussions_are_off_or_the_category_is_missing_it_is_said(world: World) -> None:
    assert "no discussion category 'Scorecards'" in published(world, living(world), category="Scorecards")
    world.engine.has_discussions = False
    assert "turned off" in published(world, living(world))
    assert world.writes == []


def test_without_the_permission_it_is_said(world: World) -> None:
    world.github.revoke_permission(world.installation, "discussions")
    with pytest.raises(ForbiddenError):
        published(world, living(world))


def test_a_dry_run_shows_every_write_and_makes_none(world: World) -> None:
    writer = Writer(is_dry=True)
    assert published(world, living(world), writer) == "to be opened"
    published(world, living(world))
    before = len(world.writes)
    published(world, living(world, AUGUST, "August."), writer)
    assert [write.method for write in writer.writes] == ["createDiscussion", "updateDiscussion", "POST"]
    assert len(world.writes) == before


@pytest.mark.parametrize("fault", ["error_after_write", "dropped_after_write", "error", "dropped"])
@pytest.mark.parametrize(("is_there", "queries_before"), [(False, 2), (True, 2), (True, 4)])
def test_whatever_happens_to_a_mutation_there_is_one_discussion_and_one_comment(
    world: World, fault: str, is_there: bool, queries_before: int
) -> None:
    if is_there:
        published(world, living(world))
    before = len(world.github.requests)
    world.github.faults.next("slow", path="*/graphql", seconds=0.001, times=queries_before)
    world.github.faults.next(fault, path="*/graphql")
    for _ in range(4):
        try:
            published(world, living(world, AUGUST, "August."))
        except (DoubtfulError, NotYetError):
            world.github.clock.advance(seconds=20)
    (met,) = [asked for asked in world.github.requests[before:] if asked.fault == fault]
    assert met.writes, "it was a mutation that failed"
    assert len(the_only(world).comments) == (1 if is_there else 0)
    assert "August." in the_only(world).body
