"""Where a repository's configuration is read from, what stays in force, and how a broken file is told."""

import pytest
from git_builder import GitBuilder

from bot.configuration import Configuration
from bot.github_client import UnreachableError
from bot.repository_configuration import check_pull_request, configuration_of, read_configuration, refresh
from tests.bot.commands.conftest import *  # noqa: F403 - the scene's fixtures
from tests.bot.commands.conftest import Scene
from tests.github.state import Issue

BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\n"


def of(scene: Scene) -> Configuration:
    return configuration_of(scene.deployment, scene.engine.id)


def issues(scene: Scene) -> list[Issue]:
    return [each for each in scene.engine.issues.values() if each.app is scene.app]


def organization_wide(scene: Scene, text: str) -> None:
    github = scene.github
    scene.configure(text, github.world.repository("acme/.github") or github.repository("acme/.github"))


def test_without_any_file_it_is_the_default(scene: Scene) -> None:
    assert of(scene) == Configuration()


def test_the_file_on_the_default_branch_counts_and_no_other_branchs(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    with GitBuilder(scene.engine.git) as git:
        git.commit(
            {".github/giveback.yml": b"publish: discussion\n"}, branch="elsewhere", author_date="1704000001 +0000"
        )
    assert of(scene).publish == "issue"


def test_the_organizations_file_is_the_fallback_and_the_repositorys_own_beats_it(scene: Scene) -> None:
    organization_wide(scene, "publish: issue\n")
    read = read_configuration(scene.deployment, scene.engine.id)
    assert (read.configuration.publish, read.place) == ("issue", "organization")
    scene.configure("publish: discussion\n")
    assert of(scene).publish == "discussion"


def test_a_file_that_was_deleted_leaves_the_defaults(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    assert of(scene).publish == "issue"
    with GitBuilder(scene.engine.git) as git:
        git.commit({".github/giveback.yml": None}, author_date="1704000002 +0000")
    assert of(scene) == Configuration()


def test_a_repository_without_the_app_has_the_default(scene: Scene) -> None:
    assert configuration_of(scene.deployment, 999_999) == Configuration()
    assert scene.github.requests == []


@pytest.mark.parametrize("broken", [BOMB, b"publsh: issue\n", b"\xff", b"#" * 70_000, b"a: [[[[[[[[1]]]]]]]]\n"])
def test_a_broken_file_leaves_the_last_valid_one_in_force(scene: Scene, broken: bytes) -> None:
    scene.configure("publish: issue\n")
    of(scene)
    scene.configure(broken)
    read = read_configuration(scene.deployment, scene.engine.id)
    assert read.configuration.publish == "issue"
    assert len(read.problems) == 1


def test_what_is_no_file_is_a_problem(scene: Scene) -> None:
    with GitBuilder(scene.engine.git) as git:
        git.commit({".github/giveback.yml/a": b"1\n"}, author_date="1704000002 +0000")
    assert "this is no file" in read_configuration(scene.deployment, scene.engine.id).problems[0].message


def test_where_github_cannot_be_asked_nothing_is_forgotten(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    of(scene)
    scene.github.faults.next("error", path="*/contents/*", times=10)
    with pytest.raises(UnreachableError):
        of(scene)
    scene.github.faults.clear()
    assert of(scene).publish == "issue"


# Telling


def test_one_issue_tells_of_a_broken_file_is_edited_and_closes_by_itself(scene: Scene) -> None:
    scene.configure("publsh: issue\n")
    for _ in range(3):
        refresh(scene.deployment, scene.engine.id)
    (issue,) = issues(scene)
    assert issue.title == "Giveback cannot use .github/giveback.yml"
    body = str(issue.body)
    assert f"[line 1, column 1]({scene.github.web_url}/acme/engine/blob/HEAD/.github/giveback.yml#L1)" in body
    assert "did you mean 'publish'?" in body
    writes = len(scene.writes())
    scene.configure("\n\nhost: '@everyone #1 <!-- x'\n")
    refresh(scene.deployment, scene.engine.id)
    assert len(scene.writes()) == writes + 1
    assert "line 3, column 7" in str(issue.body)
    assert "@everyone" not in str(issue.body)
    assert "<!-- x" not in str(issue.body)
    scene.configure("publish: issue\n")
    refresh(scene.deployment, scene.engine.id)
    assert issue.state == "closed"
    refresh(scene.deployment, scene.engine.id)
    scene.configure("publsh: issue\n")
    refresh(scene.deployment, scene.engine.id)
    assert [each.state for each in issues(scene)] == ["closed", "open"]


def test_the_issue_closes_too_where_the_organizations_file_takes_the_broken_ones_place(scene: Scene) -> None:
    scene.configure("publsh: issue\n")
    refresh(scene.deployment, scene.engine.id)
    organization_wide(scene, "publish: issue\n")
    with GitBuilder(scene.engine.git) as git:
        git.commit({".github/giveback.yml": None, "a": b"1\n"}, author_date="1704000500 +0000")
    refresh(scene.deployment, scene.engine.id)
    assert read_configuration(scene.deployment, scene.engine.id).place == "organization"
    assert [each.state for each in issues(scene)] == ["closed"]


def test_the_organizations_broken_file_is_not_told_in_each_of_its_repositories(scene: Scene) -> None:
    organization_wide(scene, "publsh: issue\n")
    refresh(scene.deployment, scene.engine.id)
    assert issues(scene) == []


def test_a_repository_without_issues_is_left_in_peace(scene: Scene) -> None:
    scene.configure("publsh: issue\n")
    scene.github.disable_issues(scene.engine)
    refresh(scene.deployment, scene.engine.id)
    assert issues(scene) == []


def proposed(scene: Scene, text: str, number: int = 1) -> str:
    with GitBuilder(scene.engine.git) as git:
        return git.commit(
            {".github/giveback.yml": text.encode()}, branch="proposal", author_date=f"{1704000100 + number} +0000"
        )


def test_a_pull_request_that_breaks_the_file_gets_one_comment_that_follows_it(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    pull = scene.github.open_pull_request(scene.engine, "Configure", user=scene.rolf)
    head = proposed(scene, "publish: isue\n")
    for _ in range(2):
        check_pull_request(scene.deployment, scene.engine.id, pull.number, head)
    (comment,) = scene.ours(pull)
    assert f"/acme/engine/blob/{head}/.github/giveback.yml#L1" in comment.body
    assert "did you mean 'issue'?" in comment.body
    check_pull_request(scene.deployment, scene.engine.id, pull.number, proposed(scene, "publish: discussion\n", 2))
    (comment,) = scene.ours(pull)
    assert "is valid now" in comment.body
    assert of(scene).publish == "issue"


def test_a_pull_request_that_leaves_the_file_alone_or_mends_it_gets_no_comment(scene: Scene) -> None:
    scene.configure("publsh: issue\n")
    pull = scene.github.open_pull_request(scene.engine, "Something else", user=scene.rolf)
    with GitBuilder(scene.engine.git) as git:
        head = git.head()
    check_pull_request(scene.deployment, scene.engine.id, pull.number, head)
    check_pull_request(scene.deployment, scene.engine.id, pull.number, proposed(scene, "publish: discussion\n"))
    assert scene.ours(pull) == []
