"""`/giveback publish`: now, as the configuration says; off unless it says so."""

from pathlib import Path

import pytest

from bot.close import close_month
from bot.signing import Signer
from reports.months import Month
from tests.bot.commands.conftest import Scene, reactions
from tests.bot.commands.test_check import ACME, commit


def test_publishing_that_is_turned_off_says_how_it_is_turned_on(scene: Scene) -> None:
    comment = scene.say("/giveback publish")
    assert "Publishing is turned off here<br>Turn it on in .github/giveback.yml" in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]


def test_it_is_published_where_the_configuration_says(scene: Scene, tmp_path: Path) -> None:
    scene.configure("publish: issue\n")
    commit(scene.engine, ACME)
    scene.answer("/giveback check")
    deployment = scene.deployment
    close_month(
        deployment.database, deployment.registry(), Month(2024, 6), Signer(tmp_path / "key.pem"), deployment.now()
    )
    answer = scene.answer("/giveback publish")
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
