"""`/giveback scorecard`: a month that is over, as it was published, else as the repository's own report."""

from pathlib import Path

import pytest

from bot.close import close_month
from bot.signing import Signer
from reports.months import Month
from tests.bot.commands.conftest import Scene, install
from tests.bot.commands.test_check import ACME, BOLT, MARCH, commit


def test_a_month_that_is_over_is_the_repositorys_own_report(scene: Scene) -> None:
    commit(scene.engine, ACME, BOLT)
    scene.answer("/giveback check")
    answer = scene.answer("/giveback scorecard 2024-03")
    assert "### acme/engine, twelve months to March 2024" in answer
    assert "not in the index" in answer
    assert "| Landed changes | 2 |" in answer
    assert "twelve months to June 2024" in scene.answer("/giveback scorecard")


def test_a_month_that_is_not_over_is_refused_with_the_newest_that_is(scene: Scene) -> None:
    answer = scene.answer("/giveback scorecard 2024-07")
    assert "2024-07 is not over<br>The newest month that is over is 2024-06." in answer


def test_what_was_not_read_since_the_month_ended_asks_for_a_check(scene: Scene) -> None:
    answer = scene.answer("/giveback scorecard")
    assert "has not been read since 2024-06 ended<br>Ask for a check first: /giveback check" in answer


@pytest.fixture
def tensor(scene: Scene, tmp_path: Path) -> Scene:
    """The scene in core/tensor, a project of the index, with March closed."""
    core = scene.github.organization("core")
    repository = scene.github.repository("core/tensor")
    scene.github.collaborator(repository, scene.dana, "write")
    scene.installation = scene.github.install(scene.app, core)
    install(scene.deployment.database, scene.installation, repository)
    scene.issue = scene.github.open_issue(repository, "Hello", user=scene.dana)
    commit(repository, ACME, BOLT)
    scene.answer("/giveback check")
    deployment = scene.deployment
    signer = Signer(tmp_path / "key.pem")
    close_month(deployment.database, deployment.registry(), Month(2024, 3), signer, deployment.now())
    commit(repository, BOLT, BOLT, first=MARCH + 1_000_000)
    return scene


def test_of_a_project_in_the_index_the_published_numbers_are_shown_with_their_state(tensor: Scene) -> None:
    answer = tensor.answer("/giveback scorecard")
    assert "### core/tensor, twelve months to March 2024" in answer
    assert "Revision 1. Final:" in answer
    assert "https://giveback.example/2024-03/projects/core/tensor.html" in answer
    assert "| Landed changes | 2 |" in answer  # what landed meanwhile is the next month's business


def test_a_private_repository_of_an_index_projects_name_is_not_shown_what_was_published(tensor: Scene) -> None:
    tensor.issue.repository.private = True
    answer = tensor.answer("/giveback scorecard 2024-03")
    assert "Revision 1" not in answer
    assert "giveback.example/2024-03" not in answer
