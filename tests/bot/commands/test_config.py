"""`/giveback config`: what holds here, where it comes from, and what is wrong with the file."""

from tests.bot.commands.conftest import Scene


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
