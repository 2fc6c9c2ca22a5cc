"""The living issue: one in a repository, edited in place, one comment a month; its people have the last word."""

from dataclasses import replace

import pytest
from published_world import NOW, World

from bot.errors import NotYetError
from bot.github_errors import DoubtfulError, ForbiddenError, RateLimitedError
from bot.publishers.issue import Living, publish_issue
from bot.publishers.markers import found_in, marker
from bot.publishers.writing import Write, Writer
from bot.store.database import Database

JULY = ("2026-07", "2026-06")
AUGUST = ("2026-08", *JULY)


def living(world: World, months: tuple[str, ...] = JULY, body: str = "The numbers.") -> Living:
    return Living(world.engine.id, "Giveback: who gives back to acme/engine", body, f"{months[0]} is closed.", months)


def published(world: World, text: Living, writer: Writer | None = None) -> str:
    with world.connection(issues="write") as connection:
        return publish_issue(connection, world.effects, writer or world.writer, text, world.author)


def opened(world: World) -> None:
    assert published(world, living(world)) == "issue #1 opened"


def test_the_first_time_the_issue_is_opened_without_a_comment(world: World) -> None:
    opened(world)
    issue = world.engine.issues[1]
    assert issue.title == "Giveback: who gives back to acme/engine"
    assert issue.body is not None
    assert issue.body.startswith("The numbers.\n")
    assert found_in(issue.body, f"living:{world.engine.id}", world.author.marker_key)
    assert issue.comments == []


def test_publishing_twice_writes_nothing(world: World) -> None:
    opened(world)
    before = len(world.writes)
    assert published(world, living(world)) == "issue #1 unchanged"
    assert len(world.writes) == before


def test_new_numbers_of_the_same_month_are_an_edit_alone(world: World) -> None:
    opened(world)
    assert published(world, living(world, body="Other numbers.")) == "issue #1 edited"
    assert [asked.method for asked in world.writes] == ["POST", "PATCH"]
    assert "Other numbers." in str(world.engine.issues[1].body)
    assert world.engine.issues[1].comments == []


def test_a_new_month_is_an_edit_and_one_comment(world: World) -> None:
    opened(world)
    assert published(world, living(world, AUGUST, "August.")) == "issue #1 edited and commented"
    assert published(world, living(world, AUGUST, "August, final.")) == "issue #1 edited"
    assert published(world, living(world, AUGUST, "August, final.")) == "issue #1 unchanged"
    issue = world.engine.issues[1]
    assert [comment.body.splitlines()[0] for comment in issue.comments] == ["2026-08 is closed."]


def test_with_the_database_lost_issue_and_comment_are_found_again(world: World, new_database: type[Database]) -> None:
    opened(world)
    published(world, living(world, AUGUST))
    before = len(world.writes)
    world.restarted(new_database())
    assert published(world, living(world, AUGUST)) == "issue #1 unchanged"
    assert len(world.writes) == before


def test_what_was_found_again_is_known_from_then_on(world: World, new_database: type[Database]) -> None:
    opened(world)
    world.restarted(new_database())
    published(world, living(world))
    del world.engine.issues[1]
    assert "deleted or moved away" in published(world, living(world))


def test_a_title_that_its_people_changed_stays(world: World) -> None:
    opened(world)
    world.engine.issues[1].title = "Our scorecard"
    published(world, living(world, AUGUST))
    assert world.engine.issues[1].title == "Our scorecard"


def test_a_text_that_somebody_else_edited_is_put_right(world: World) -> None:
    opened(world)
    world.engine.issues[1].body = "We are the best."
    assert published(world, living(world)).startswith("issue #1 edited")
    assert "The numbers." in str(world.engine.issues[1].body)


def test_forged_markers_of_others_are_no_issue_and_no_comment_of_ours(world: World) -> None:
    mallory = world.github.user("mallory")
    mark = marker(f"living:{world.engine.id}", world.author.marker_key)
    world.github.open_issue(world.engine, "Giveback", mark, user=mallory)
    assert published(world, living(world)) == "issue #2 opened"
    mark = marker(f"living-comment:{world.engine.id}:2026-08", world.author.marker_key)
    world.github.comment(world.engine, 2, user=mallory, body=mark)
    assert published(world, living(world, AUGUST)).endswith("commented")


def test_a_closed_issue_is_left_alone_until_it_is_opened_again(world: World) -> None:
    opened(world)
    dana = world.github.user("dana")
    world.github.close_issue(world.engine, 1, user=dana)
    before = len(world.writes)
    assert "was closed" in published(world, living(world, AUGUST, "August."))
    assert len(world.writes) == before
    world.github.reopen_issue(world.engine, 1, user=dana)
    assert published(world, living(world, AUGUST, "August.")) == "issue #1 edited and commented"


def test_a_locked_issue_is_edited_and_not_commented(world: World) -> None:
    opened(world)
    world.engine.issues[1].locked = True
    assert published(world, living(world, AUGUST, "August.")) == "issue #1 edited"


def test_a_deleted_issue_is_not_opened_again(world: World) -> None:
    opened(world)
    del world.engine.issues[1]
    before = len(world.writes)
    assert "deleted or moved away" in published(world, living(world, AUGUST))
    assert len(world.writes) == before
    world.effects.forget(f"living:{world.engine.id}")  # as it is when publishing is turned off
    assert published(world, living(world, AUGUST)) == "issue #2 opened"


@pytest.mark.parametrize(
    ("name", "value", "words"), [("has_issues", False, "turned off"), ("archived", True, "archived")]
)
def test_where_issues_cannot_be_written_it_is_said_and_nothing_is_tried(
    world: World, name: str, value: bool, words: str
) -> None:
    setattr(world.engine, name, value)
    assert words in published(world, living(world))
    assert world.writes == []


def test_a_dry_run_shows_every_write_and_makes_none(world: World, new_database: type[Database]) -> None:
    writer = Writer(is_dry=True)
    assert published(world, living(world), writer) == "to be opened"
    assert [(write.method, write.target, write.what) for write in writer.writes] == [
        ("POST", "acme/engine/issues", "open the living issue")
    ]
    assert world.writes == []
    opened(world)
    before = len(world.writes)
    published(world, living(world, AUGUST, "August."), writer)
    assert [(write.method, write.target) for write in writer.writes[1:]] == [
        ("PATCH", "acme/engine/issues/1"),
        ("POST", "acme/engine/issues/1/comments"),
    ]
    assert all(len(write.digest) == 12 for write in writer.writes)
    assert len(world.writes) == before
    assert published(world, living(world, AUGUST, "August.")) == "issue #1 edited and commented"


@pytest.mark.parametrize("fault", ["error_after_write", "dropped_after_write", "cut_off", "error", "dropped"])
@pytest.mark.parametrize("step", ["issues", "issues/1", "issues/1/comments"])
def test_whatever_happens_to_a_write_there_is_one_issue_and_one_comment(world: World, fault: str, step: str) -> None:
    if step != "issues":
        opened(world)
    method = "PATCH" if step == "issues/1" else "POST"
    world.github.faults.next(fault, method=method, path=f"/repositories/*/{step}")
    for _ in range(3):
        try:
            published(world, living(world, AUGUST, "August."))
        except (DoubtfulError, NotYetError):
            world.github.clock.advance(seconds=20)
    assert world.github.faults.unmet == []
    assert len(world.engine.issues) == 1
    assert "August." in str(world.engine.issues[1].body)
    assert len(world.engine.issues[1].comments) == (0 if step == "issues" else 1)


@pytest.mark.parametrize(
    "options", [{"status": 403, "retry_after": 7}, {"status": 429}, {"status": 403, "remaining": 0, "reset_in": 90}]
)
def test_a_limit_says_when_to_come_back_and_then_there_is_one_issue(world: World, options: dict[str, int]) -> None:
    world.github.faults.next("rate_limited", method="POST", path="*/issues", **options)
    with pytest.raises(RateLimitedError) as raised:
        published(world, living(world))
    assert raised.value.until > NOW.timestamp()
    world.github.clock.advance(hours=2)
    assert published(world, living(world)) == "issue #1 opened"
    assert len(world.engine.issues) == 1


def test_without_the_permission_it_is_said_which_is_missing(world: World) -> None:
    world.github.revoke_permission(world.installation, "issues")
    with pytest.raises(ForbiddenError):
        published(world, living(world))
    assert world.engine.issues == {}


def test_a_job_that_was_taken_over_writes_no_more(world: World) -> None:
    def lost() -> None:
        raise RuntimeError("another worker has it")

    with pytest.raises(RuntimeError):
        published(world, living(world), Writer(is_dry=False, before=lost))
    assert world.writes == []


def test_a_renamed_repository_keeps_its_issue(world: World) -> None:
    opened(world)
    world.github.rename(world.engine, "motor")
    assert published(world, living(world, AUGUST, "August.")) == "issue #1 edited and commented"


def test_writes_are_values_that_can_be_shown() -> None:
    writer = Writer(is_dry=True)
    writer.make("DELETE", "acme/engine/x", "remove it", "", lambda: None)
    assert writer.writes == [Write("DELETE", "acme/engine/x", "remove it", "")]
    assert replace(writer, is_dry=False).make("POST", "t", "w", b"c", lambda: 5) == 5
