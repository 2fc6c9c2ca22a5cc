"""`/giveback config`: what holds here, where it comes from, and what is wrong with the file."""

import pytest

from tests.bot.commands.conftest import Scene, install


def test_without_a_file_the_defaults_hold(scene: Scene) -> None:
    answer = scene.answer("/giveback config")
    assert "there is no `.github/giveback.yml`, so the defaults hold" in answer
    assert "| publish | off |" in answer
    assert "| commands, who | write and up |" in answer
    assert "https://giveback.example/configuration.html" in answer


def test_the_repositorys_file_is_named_with_its_values(scene: Scene) -> None:
    scene.configure("publish: {to: discussion, category: 'A|B @all'}\nhost: {organization: acme, since: 2023-01}\n")
    answer = scene.answer("/giveback config")
    assert "on the default branch of this repository" in answer
    assert "| publish | discussion in A\\|B @\u200ball |" in answer
    assert "| host | acme since 2023-01 |" in answer


def test_of_a_broken_file_the_problems_are_shown_and_what_stays_in_force(scene: Scene) -> None:
    scene.configure("commands: {who: triage}\n")
    scene.answer("/giveback config")
    scene.configure("commands:\n  hwo: admin\n")
    scene.say("/giveback config")
    (answer,) = scene.ours()
    assert "the last valid one stays in force" in answer.body
    assert f"[line 2, column 3]({scene.github.web_url}/acme/engine/blob/HEAD/.github/giveback.yml#L2)" in answer.body
    assert "did you mean 'who'?" in answer.body
    assert "| commands, who | triage and up |" in answer.body


# The organization's file


def organization_wide(scene: Scene, text: str, *, private: bool) -> None:
    github = scene.github
    repository = github.world.repository("acme/.github") or github.repository("acme/.github")
    repository.private = private
    scene.configure(text, repository)


SECRET = "publish: {to: discussion, category: Skunkworks}\nignore: {paths: [skunkworks/**, b/]}\n"


def test_a_public_file_of_the_organization_is_shown_in_its_repositories(scene: Scene) -> None:
    organization_wide(scene, SECRET, private=False)
    answer = scene.answer("/giveback config")
    assert "of the organization’s `.github` repository" in answer
    assert "discussion in Skunkworks" in answer
    assert "| ignore, paths | skunkworks/" in answer
    organization_wide(scene, "skunkworks: issue\n", private=False)
    scene.say("/giveback config")
    (answer,) = (each.body for each in scene.ours())
    assert f"({scene.github.web_url}/acme/.github/blob/HEAD/.github/giveback.yml#L1)" in answer
    assert "'skunkworks' is no section" in answer


def test_a_private_file_of_the_organization_is_shown_in_no_other_repository(scene: Scene) -> None:
    organization_wide(scene, SECRET, private=True)
    answer = scene.answer("/giveback config")
    assert "| publish | discussion |" in answer
    assert "| ignore, paths | 2 patterns |" in answer
    assert "is shown in that repository alone" in answer
    assert "kunkworks" not in answer


@pytest.mark.parametrize("own", [None, "publsh: issue\n"])
def test_nor_is_what_is_wrong_with_it_nor_what_stays_in_force_of_it(scene: Scene, own: str | None) -> None:
    organization_wide(scene, SECRET, private=True)
    scene.answer("/giveback config")
    organization_wide(scene, "skunkworks: issue\n", private=True)
    if own is not None:
        scene.configure(own)
    scene.say("/giveback config")
    answer = scene.ours()[-1].body
    assert "the last valid one stays in force" in answer
    assert "kunkworks" not in answer
    assert "acme/.github" not in answer
    assert ("did you mean 'publish'?" in answer) == (own is not None)


def test_in_the_organizations_own_repository_its_private_file_is_shown(scene: Scene) -> None:
    organization_wide(scene, SECRET, private=True)
    repository = scene.github.world.repository("acme/.github")
    assert repository is not None
    install(scene.deployment.database, scene.installation, repository)
    scene.github.collaborator(repository, scene.dana, "write")
    scene.issue = scene.github.open_issue(repository, "Ours", user=scene.dana)
    assert "discussion in Skunkworks" in scene.answer("/giveback config")
