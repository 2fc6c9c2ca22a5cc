"""The client against a faithful GitHub: tokens of both forms, each misbehaviour by its name, both API versions."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from registered_app import NOON, PERMISSIONS

from bot.errors import ClaimLostError
from bot.github_client import (
    AppCredentials,
    ComputingError,
    Connection,
    DoubtfulError,
    Endpoints,
    ForbiddenError,
    GitHub,
    GitHubError,
    GoneError,
    LegallyBlockedError,
    NotFoundError,
    RateLimitedError,
    RevokedError,
    UnreachableError,
)
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import Account, App, Installation, Issue, Repository


@dataclass
class World:
    github: StandIn
    ours: GitHub
    acme: Account
    engine: Repository
    vault: Repository
    issue: Issue
    app: App
    installation: Installation

    @property
    def comments(self) -> str:
        return f"/repositories/{self.engine.id}/issues/{self.issue.number}/comments"

    def connection(self, **given: object) -> Connection:
        return self.ours.as_installation(self.installation.id, **given)  # type: ignore[arg-type]


@pytest.fixture
def world() -> Iterator[World]:
    with StandIn(clock=Clock(NOON)) as github:
        acme = github.organization("acme")
        engine, vault = github.repository("acme/engine"), github.repository("acme/vault", private=True)
        issue = github.open_issue(engine, "It does not start", user=github.user("dana"))
        app = github.register_app(permissions=PERMISSIONS)
        installation = github.install(app, acme)
        ours = GitHub(
            Endpoints.of(github.web_url, github.api_url),
            AppCredentials(app.id, app.pem),
            github.clock.now,
            sleep=lambda _: None,
            write_pause=0,
            timeout=5,
        )
        yield World(github, ours, acme, engine, vault, issue, app, installation)


@pytest.mark.parametrize("form", ["classic", "stateless"])
def test_tokens_of_both_forms_are_used_until_they_end(world: World, form: str) -> None:
    world.github.token_form = form
    with world.connection() as connection:
        for minutes in (0, 50, 58):
            world.github.clock.advance(minutes=minutes)
            assert connection.get(f"/repositories/{world.engine.id}").data["full_name"] == "acme/engine"
    assert sum("access_tokens" in each.path for each in world.github.requests) == 2


def test_right_before_each_write_and_no_read_it_is_asked_whether_that_may_be_made(world: World) -> None:
    asked: list[int] = []

    def require() -> None:
        asked.append(sum("access_tokens" in each.path for each in world.github.requests))
        if len(asked) > 1:
            raise ClaimLostError("another worker has it")

    with world.ours.fenced(require).as_installation(world.installation.id) as connection:
        made = connection.post(world.comments, {"body": "first"}).data["id"]
        assert asked == [1], "after the token was made, which takes its time"
        assert connection.get(world.comments).data[0]["body"] == "first"
        with pytest.raises(ClaimLostError):
            connection.patch(f"/repositories/{world.engine.id}/issues/comments/{made}", {"body": "second"})
    assert [each.body for each in world.issue.comments] == ["first"]
    with world.connection() as connection:
        connection.post(world.comments, {"body": "of another task"})


def test_a_token_reaches_no_further_than_its_task(world: World) -> None:
    with world.connection(repository_ids=[world.engine.id], permissions={"issues": "read"}) as connection:
        assert connection.get(world.comments).data == []
        with pytest.raises(ForbiddenError):
            connection.post(world.comments, {"body": "x"})
        with pytest.raises(NotFoundError):
            connection.get(f"/repositories/{world.vault.id}")
        names = [each["name"] for each in connection.pages("/installation/repositories", items="repositories")]
        assert names == ["engine"]


def test_what_was_not_granted_is_not_given(world: World) -> None:
    with world.connection(permissions={"checks": "write"}) as connection, pytest.raises(ForbiddenError):
        connection.get(f"/repositories/{world.engine.id}")
    with world.connection(repository_ids=[999_999]) as connection, pytest.raises(NotFoundError):
        connection.get(f"/repositories/{world.engine.id}")


def test_a_suspended_and_a_removed_installation_are_told(world: World) -> None:
    with world.connection() as connection:
        connection.get(f"/repositories/{world.engine.id}")
        world.github.suspend(world.installation)
        with pytest.raises(RevokedError):
            connection.get(world.comments)
        world.github.unsuspend(world.installation)
        assert connection.get(world.comments).data == []
        world.github.uninstall(world.installation)
        with pytest.raises(RevokedError):
            connection.get(f"/repositories/{world.engine.id}")


def test_a_renamed_repository_is_found_by_its_old_name(world: World) -> None:
    for number in range(120):
        world.github.open_issue(world.engine, f"Issue {number}", user=world.acme)
    world.github.rename(world.engine, "motor")
    with world.connection() as connection:
        assert len(list(connection.pages("/repos/acme/engine/issues", state="all"))) == 121


def test_no_news_costs_nothing(world: World) -> None:
    with world.connection() as connection:
        first = connection.get(f"/repositories/{world.engine.id}")
        used = [state.remaining for state in world.ours.budgets.states() if state.bucket == "core"]
        second = connection.get(f"/repositories/{world.engine.id}")
        assert (first.status, second.status) == (200, 304)
        assert second.data == first.data
        assert [state.remaining for state in world.ours.budgets.states() if state.bucket == "core"] == used
        world.github.rename(world.engine, "motor")
        assert connection.get(f"/repositories/{world.engine.id}").data["name"] == "motor"


@pytest.mark.parametrize("kind", ["error_after_write", "dropped_after_write", "error", "dropped", "cut_off"])
def test_a_write_is_sent_once_whatever_happens_to_its_answer(world: World, kind: str) -> None:
    world.github.faults.next(kind, method="POST", path="*/comments")
    with world.connection() as connection, pytest.raises(DoubtfulError):
        connection.post(world.comments, {"body": "once"})
    written = [comment.body for comment in world.issue.comments]
    assert written == ([] if kind in {"error", "dropped"} else ["once"])
    assert sum(each.method == "POST" and each.path.endswith("/comments") for each in world.github.requests) == 1


@pytest.mark.parametrize("kind", ["error", "dropped", "cut_off", "slow"])
def test_a_read_comes_through_at_the_third_try(world: World, kind: str) -> None:
    world.github.faults.next(kind, method="GET", times=2)
    with world.connection() as connection:
        assert connection.get(world.comments).data == []


def test_a_read_that_never_comes_through_is_given_up(world: World) -> None:
    world.github.faults.next("dropped", method="GET", times=3)
    with world.connection() as connection, pytest.raises(UnreachableError):
        connection.get(world.comments)
    assert world.github.faults.unmet == []


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ({"status": 403, "retry_after": 7}, 7),
        ({"status": 429, "retry_after": 7}, 7),
        ({"status": 403, "remaining": 0, "reset_in": 90}, 91),
        ({"status": 429, "remaining": 0, "reset_in": 90}, 91),
        ({"status": 403}, 60),
        ({"status": 429}, 60),
        ({"status": 403, "retry_after": 7, "remaining": 0, "reset_in": 900}, 7),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_limit_is_a_definite_no_with_its_end(world: World, fault: dict[str, int], wait: int, method: str) -> None:
    world.github.faults.next("rate_limited", method=method, path="*/comments", **fault)
    with world.connection() as connection:
        with pytest.raises(RateLimitedError) as raised:
            connection.get(world.comments) if method == "GET" else connection.post(world.comments, {"body": "x"})
        assert raised.value.until == int(NOON.timestamp()) + wait
        assert world.issue.comments == []
        asked = len(world.github.requests)
        with pytest.raises(RateLimitedError):
            connection.get(world.comments)
        assert len(world.github.requests) == asked
        world.github.clock.advance(seconds=wait)
        connection.post(world.comments, {"body": "y"})


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("computing", ComputingError),
        ("blocked", LegallyBlockedError),
        ("not_found", NotFoundError),
        ("forbidden", ForbiddenError),
    ],
)
def test_each_refusal_is_told_apart(world: World, kind: str, error: type[GitHubError]) -> None:
    world.github.faults.next(kind, method="GET", path="*/comments")
    with world.connection() as connection, pytest.raises(error):
        connection.get(world.comments)


def test_a_token_that_is_refused_once_is_made_anew(world: World) -> None:
    with world.connection() as connection:
        world.github.faults.next("unauthorized", method="POST", path="*/comments")
        assert connection.post(world.comments, {"body": "x"}).status == 201
        world.github.faults.next("unauthorized", method="GET", path="*/comments", times=2)
        with pytest.raises(RevokedError):
            connection.get(world.comments)
    assert len(world.issue.comments) == 1


def test_a_repository_without_issues_says_gone(world: World) -> None:
    world.github.disable_issues(world.engine)
    with world.connection() as connection, pytest.raises(GoneError):
        connection.get(world.comments)


def test_the_other_version_of_the_api_is_one_setting_away(world: World) -> None:
    newer = GitHub(
        world.ours.endpoints,
        world.ours.credentials,
        world.github.clock.now,
        write_pause=0,
        api_version="2026-03-10",
    )
    with newer.as_installation(world.installation.id) as connection:
        answer = connection.get(f"/repositories/{world.engine.id}")
    assert answer.headers["x-github-api-version-selected"] == "2026-03-10"


def test_reading_leaves_the_reserve_to_commands(world: World) -> None:
    world.github.limits.core = 20
    with world.connection() as commanding, world.connection(background=True) as reading:
        for number in range(18):
            reading.get(world.comments, page=number + 1)
        with pytest.raises(RateLimitedError, match="kept for commands"):
            reading.get(world.comments)
        for _ in range(2):
            commanding.post(world.comments, {"body": "answered"})
        with pytest.raises(RateLimitedError, match="nothing is left"):
            commanding.post(world.comments, {"body": "too much"})
        world.github.clock.advance(hours=1, seconds=1)
        reading.get(world.comments)
    assert len(world.issue.comments) == 2
