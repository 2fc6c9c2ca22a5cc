"""`/giveback publish`: now, as the configuration says; off unless it says so."""

from pathlib import Path

import pytest

from bot.close import close_month
from bot.commands.answering import answer_comment
from bot.errors import NotYetError
from bot.github_client import RateLimitedError
from bot.signing import Signer
from bot.store.effects import SETTLING
from reports.months import Month
from tests.bot.commands.conftest import Scene, reactions
from tests.bot.commands.test_check import ACME, commit


def test_publishing_that_is_turned_off_says_how_it_is_turned_on(scene: Scene) -> None:
    comment = scene.say("/giveback publish")
    assert "Publishing is turned off here<br>Turn it on in .github/giveback.yml" in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]


@pytest.fixture
def closed(scene: Scene, tmp_path: Path) -> Scene:
    """A month is closed, and the repository asks for it."""
    scene.configure("publish: issue\n")
    commit(scene.engine, ACME)
    scene.answer("/giveback check")
    deployment = scene.deployment
    close_month(
        deployment.database, deployment.registry(), Month(2024, 6), Signer(tmp_path / "key.pem"), deployment.now()
    )
    return scene


def test_a_limit_in_the_middle_of_a_command_is_waited_for_and_then_answered_once(closed: Scene) -> None:
    comment = closed.github.comment(closed.engine, closed.issue.number, user=closed.dana, body="/giveback publish")
    before = len(closed.ours())
    closed.github.faults.next("rate_limited", method="POST", path="/repositories/*/issues", status=429, retry_after=30)
    with pytest.raises(RateLimitedError):
        answer_comment(closed.deployment, closed.seen(comment))
    assert len(closed.ours()) == before
    closed.github.clock.advance(minutes=1)
    answer_comment(closed.deployment, closed.seen(comment))
    assert "### Publishing" in closed.ours()[-1].body
    assert len(closed.ours()) == before + 1


def test_a_write_in_the_middle_of_a_command_that_is_in_doubt_is_no_mistake_of_ours(closed: Scene) -> None:
    comment = closed.github.comment(closed.engine, closed.issue.number, user=closed.dana, body="/giveback publish")
    before = len(closed.ours())
    closed.github.faults.next("error", method="POST", path="/repositories/*/issues")
    with pytest.raises(NotYetError):
        answer_comment(closed.deployment, closed.seen(comment))
    assert len(closed.ours()) == before
    closed.github.clock.advance(seconds=SETTLING)
    answer_comment(closed.deployment, closed.seen(comment))
    assert "### Publishing" in closed.ours()[-1].body


def test_a_permission_that_a_command_lacks_is_told_as_such(closed: Scene) -> None:
    closed.github.faults.next("forbidden", method="POST", path="/repositories/*/issues")
    assert "an owner of the installation has to accept" in closed.answer("/giveback publish")


def test_it_is_published_where_the_configuration_says(closed: Scene) -> None:
    answer = closed.answer("/giveback publish")
    assert "### Publishing" in answer


@pytest.mark.parametrize(("private", "said"), [(True, "category of the configured name"), (False, "'Skunkworks'")])
def test_a_category_that_is_missing_is_named_where_its_file_is_public(
    scene: Scene, tmp_path: Path, private: bool, said: str
) -> None:
    github = scene.github
    scene.installation.permissions["discussions"] = "write"
    scene.engine.has_discussions = True
    organizations = github.repository("acme/.github")
    organizations.private = private
    scene.configure("publish: {to: discussion, category: Skunkworks}\n", organizations)
    commit(scene.engine, ACME)
    scene.answer("/giveback check")
    deployment = scene.deployment
    signer = Signer(tmp_path / "key.pem")
    close_month(deployment.database, deployment.registry(), Month(2024, 6), signer, deployment.now())
    answer = scene.answer("/giveback publish")
    assert said in answer
    assert ("kunkworks" in answer) is not private
