"""`/giveback explain`: rules and evidence, from what is known of this repository alone, and nobody's address."""

import re

from git_builder import GitBuilder

from tests.bot.commands.conftest import Scene, install, reactions
from tests.bot.commands.test_check import ACME, BOLT, MARCH, NOBODY, commit

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.")


def test_a_commit_is_explained_with_who_is_credited_and_why(scene: Scene) -> None:
    sha = commit(scene.engine, ACME)
    scene.answer("/giveback check")
    answer = scene.answer(f"/giveback explain {sha[:10].upper()}")
    assert f"### Commit [`{sha[:10]}`]({scene.github.web_url}/acme/engine/commit/{sha})" in answer
    assert "Counts: **yes**" in answer
    assert "| author (acme.example) | acme | mail-domain (" in answer
    assert not ADDRESS.search(answer)


def test_a_commit_of_ignored_paths_says_why_it_does_not_count(scene: Scene) -> None:
    scene.configure("ignore: [docs/]\n")
    sha = commit(scene.engine, ACME, folder="docs")
    scene.answer("/giveback check")
    assert "nothing but paths that the repository's configuration ignores" in scene.answer(f"/giveback explain {sha}")


def test_an_organizations_part_is_explained_by_its_evidence_here(scene: Scene) -> None:
    commit(scene.engine, ACME, ("Al", "al@acme.example"), BOLT)
    scene.answer("/giveback check")
    answer = scene.answer("/giveback explain Acme")
    assert re.search(r"\| mail-domain: .*acme\.example.* \| 0\.\d+ \| 2 \|", answer)
    assert "No person is named" in answer


def test_what_other_repositories_hold_is_not_told(scene: Scene) -> None:
    vault = scene.github.repository("acme/vault", private=True)
    scene.github.collaborator(vault, scene.dana, "admin")
    install(scene.deployment.database, scene.installation, vault)
    secret = commit(vault, BOLT)
    scene.say("/giveback check", issue=scene.github.open_issue(vault, "Secret", user=scene.dana))
    commit(scene.engine, ACME)
    scene.answer("/giveback check")
    comment = scene.say(f"/giveback explain {secret}")
    assert "neither an organization" in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]
    assert "None found" in scene.answer("/giveback explain bolt")


def test_somebody_sees_their_own_evidence_and_nobody_elses(scene: Scene) -> None:
    own = ("Rolf", f"{scene.rolf.id}+rolf@users.noreply.github.com")
    with GitBuilder(scene.engine.git) as git:
        for number, author in enumerate([own, own, ACME, NOBODY]):
            git.commit({f"{number}.py": b"1\n"}, author=author, author_date=f"{MARCH + number} +0000")
    scene.answer("/giveback check")
    answer = scene.answer("/giveback explain me", scene.rolf)
    assert "| users.noreply.github.com: 2 commits | nobody known |" in answer
    assert "acme" not in answer.replace("acme/engine", "")
    assert "None found: no commit here names an address that is known to be dana’s" in scene.answer(
        "/giveback explain me"
    )


def test_what_github_itself_tells_to_be_somebodys_is_their_evidence(scene: Scene) -> None:
    with GitBuilder(scene.engine.git) as git:
        git.commit({"a": b"1\n"}, author=("Rolf", "rolf@users.noreply.github.com"), author_date=f"{MARCH} +0000")
    scene.answer("/giveback check")
    assert "| users.noreply.github.com: 1 commit |" in scene.answer("/giveback explain me", scene.rolf)


def test_a_login_in_an_address_alone_is_nobodys_evidence(scene: Scene) -> None:
    with GitBuilder(scene.engine.git) as git:
        git.commit({"a": b"1\n"}, author=("Late", "late@users.noreply.github.com"), author_date=f"{MARCH} +0000")
    scene.answer("/giveback check")
    late = scene.github.user("late")  # somebody takes the login that nobody had
    assert "None found" in scene.answer("/giveback explain me", late)
