"""`/giveback check`: the repository read now, its numbers with their unknowns, and what has changed."""

import re
import time

import pytest
from git_builder import GitBuilder
from sqlalchemy import text

from bot.commands.answering import answer_comment
from bot.github_client import RateLimitedError
from tests.bot.commands.conftest import NOON, Scene, install, reactions
from tests.github.state import Repository

ACME, BOLT, NOBODY = ("Ada", "ada@acme.example"), ("Bo", "bo@bolt.example"), ("Nina", "nina@nowhere.example")
MARCH = 1_709_600_000


def commit(repository: Repository, *authors: tuple[str, str], folder: str = "src", first: int = MARCH) -> str:
    """Land one commit for each author, an hour apart; give the tip."""
    with GitBuilder(repository.git) as git:
        for number, author in enumerate(authors):
            path = f"{folder}/{first + number}.py"
            git.commit({path: b"1\n" * 20}, author=author, author_date=f"{first + 3_600 * number} +0000")
        return git.head()


def test_a_repository_outside_of_the_index_gets_its_own_report(scene: Scene) -> None:
    commit(scene.engine, ACME, ACME, ACME, BOLT)
    answer = scene.answer("/giveback check")
    assert "### acme/engine, twelve months with July 2024 so far" in answer
    assert "| Landed changes | 4 |" in answer
    assert "| Acme | 75 % | 1 |" in answer
    assert "| Bolt @\u200beveryone &lt;b&gt; | 25 % | 1 |" in answer
    assert f"{scene.github.web_url}/acme/engine/commits?since=2023-08-01&until=2024-08-01" in answer
    assert "This is the first check" in answer
    assert "https://giveback.example/methodology.html" in answer


def test_tables_have_at_most_three_columns_and_details_are_folded(scene: Scene) -> None:
    commit(scene.engine, ACME, NOBODY)
    answer = scene.answer("/giveback check")
    rows = [line for line in answer.splitlines() if line.startswith("|")]
    assert max(len(re.findall(r"(?<!\\)\|", row)) for row in rows) <= 4
    assert answer.count("<details>") == answer.count("</details>") == 3
    assert max(map(len, rows)) < 100


def test_what_is_not_known_is_never_left_out(scene: Scene) -> None:
    commit(scene.engine, ACME, NOBODY, NOBODY)
    answer = scene.answer("/giveback check")
    assert "withheld" in answer
    assert "less than 60 %" in answer
    assert re.search(r"\| Organization not known \| 6[67](\.\d)? % \| 1 \|", answer)
    assert "did not collect" in answer


def test_the_next_check_says_what_has_changed(scene: Scene) -> None:
    before = commit(scene.engine, ACME, ACME)
    scene.answer("/giveback check")
    after = commit(scene.engine, BOLT, BOLT, first=MARCH + 1_000_000)
    scene.github.clock.advance(hours=2)
    answer = scene.answer("/giveback check acme")
    assert "**Since the last check** (2024-07-20 12:00 UTC)" in answer
    assert f"/acme/engine/compare/{before}...{after}" in answer
    assert "- Landed changes: 2 → 4" in answer
    assert "- Acme: 100 % → 50 %" in answer
    scene.github.clock.advance(hours=2)
    assert "nothing landed" in scene.answer("/giveback check bolt")


def test_asked_again_the_answer_is_edited_in_place(scene: Scene) -> None:
    commit(scene.engine, ACME)
    scene.say("/giveback check")
    commit(scene.engine, BOLT, first=MARCH + 1_000_000)
    scene.say("/giveback check")
    (answer,) = scene.ours()
    assert "| Landed changes | 2 |" in answer.body


def test_a_delivery_that_is_handled_again_after_a_crash_says_the_same(scene: Scene) -> None:
    commit(scene.engine, ACME)
    scene.say("/giveback check")
    commit(scene.engine, BOLT, first=MARCH + 1_000_000)
    scene.github.faults.next("not_found", method="POST", path="*/issues/*/comments")  # as if it were cut off there
    comment = scene.say("/giveback check bolt")
    assert len(scene.ours()) == 1
    answer_comment(scene.deployment, scene.seen(comment))
    assert "- Landed changes: 1 → 2" in scene.ours()[-1].body


def test_a_delivery_that_is_handled_again_after_its_answer_leaves_what_was_new_in_it(scene: Scene) -> None:
    commit(scene.engine, ACME)
    scene.say("/giveback check")
    commit(scene.engine, BOLT, first=MARCH + 1_000_000)
    comment = scene.say("/giveback check bolt")
    said = scene.ours()[-1].body
    assert "- Landed changes: 1 → 2" in said
    answer_comment(scene.deployment, scene.seen(comment))
    assert scene.ours()[-1].body == said
    assert reactions(comment) == ["eyes", "rocket"]


def test_a_last_reaction_that_fails_leaves_what_was_new_in_the_answer(scene: Scene) -> None:
    commit(scene.engine, ACME)
    scene.say("/giveback check")
    commit(scene.engine, BOLT, first=MARCH + 1_000_000)
    comment = scene.github.comment(scene.engine, scene.issue.number, user=scene.dana, body="/giveback check bolt")
    seen = scene.seen(comment)
    scene.github.faults.next("slow", method="POST", path="*/reactions", seconds=0.01)
    scene.github.faults.next("rate_limited", method="POST", path="*/reactions", status=429, retry_after=30)
    with pytest.raises(RateLimitedError):
        answer_comment(scene.deployment, seen)
    scene.github.clock.advance(minutes=1)
    said = scene.ours()[-1].body
    assert "- Landed changes: 1 → 2" in said
    answer_comment(scene.deployment, seen)
    assert scene.ours()[-1].body == said
    assert reactions(comment) == ["eyes", "rocket"]


def test_one_organizations_part_is_shown_with_its_relation_and_evidence(scene: Scene) -> None:
    scene.configure("host: acme\n")
    commit(scene.engine, ACME, BOLT, BOLT)
    host, other = scene.answer("/giveback check Acme"), scene.answer("/giveback check Bolt Labs")
    assert "### Acme in acme/engine" in host
    assert "stewardship" in host
    assert "work back" in other
    assert "Evidence of twelve months: 2 facts (mail-domain 2)" in other


def test_an_organization_that_nobody_knows_gets_the_nearest_names(scene: Scene) -> None:
    commit(scene.engine, ACME)
    answer = scene.answer("/giveback check akme")
    assert "akme: no organization in the registry<br>Did you mean acme?" in answer


def test_without_any_commit_it_says_so(scene: Scene) -> None:
    comment = scene.say("/giveback check")
    assert "the repository is empty" in scene.ours()[-1].body
    assert reactions(comment) == ["eyes", "confused"]


# What is configured acts


def test_ignored_paths_do_not_count(scene: Scene) -> None:
    scene.configure("ignore: [docs/, .github/]\n")
    commit(scene.engine, ACME)
    commit(scene.engine, BOLT, BOLT, folder="docs", first=MARCH + 1_000_000)
    answer = scene.answer("/giveback check")
    assert "| Landed changes | 1 |" in answer
    assert "Bolt" not in answer
    scene.configure("ignore: [.github/]\n")
    assert "| Landed changes | 3 |" in scene.answer("/giveback check\n/giveback config")


def test_a_project_of_the_index_is_measured_by_the_registry_alone(scene: Scene) -> None:
    core = scene.github.organization("core")
    tensor = scene.github.repository("core/tensor")
    scene.github.collaborator(tensor, scene.dana, "write")
    installation = scene.github.install(scene.app, core)
    install(scene.deployment.database, installation, tensor)
    issue = scene.github.open_issue(tensor, "Hello", user=scene.dana)
    scene.configure("host: bolt\nignore: [src/]\n", tensor)
    commit(tensor, ACME, BOLT)
    scene.installation = installation
    scene.say("/giveback check acme", issue=issue)
    scene.say("/giveback config", issue=issue)
    checked, configured = (each.body for each in scene.ours(issue))
    assert "stewardship" in checked
    assert "the registry’s to say" in checked
    assert "the registry’s to say" in configured


# Private, renamed


def test_a_private_repository_is_read_with_the_installations_token_and_stays_inside_itself(scene: Scene) -> None:
    vault = scene.github.repository("acme/vault", private=True)
    scene.github.collaborator(vault, scene.dana, "admin")
    install(scene.deployment.database, scene.installation, vault)
    issue = scene.github.open_issue(vault, "Secret", user=scene.dana)
    commit(vault, BOLT)
    commit(scene.engine, ACME)
    scene.say("/giveback check", issue=issue)
    assert "| Bolt" in scene.ours(issue)[-1].body
    scene.answer("/giveback check")
    outside = scene.answer("/giveback explain bolt\n/giveback explain " + scene.engine.full_name.partition("/")[0])
    assert "None found: no account that is seen in this repository is attributed to it." in outside
    with scene.deployment.database.reading() as connection:
        rows = connection.execute(text("SELECT name, github_id, is_private FROM repository ORDER BY name")).all()
    assert [(row[0], row[1], bool(row[2])) for row in rows] == [
        ("acme/engine", scene.engine.id, False),
        ("acme/vault", vault.id, True),
    ]


def test_a_renamed_repository_keeps_its_facts_under_its_new_name(scene: Scene) -> None:
    commit(scene.engine, ACME)
    scene.answer("/giveback check")
    scene.github.rename(scene.engine, "motor")
    commit(scene.engine, BOLT, first=MARCH + 1_000_000)
    scene.github.clock.advance(hours=1)
    answer = scene.answer("/giveback check acme")
    assert "Acme in acme/motor" in answer
    assert "- Landed changes: 1 → 2" in answer
    with scene.deployment.database.reading() as connection:
        assert connection.execute(text("SELECT name FROM repository")).all() == [("acme/motor",)]


def test_a_folder_of_the_repositorys_name_is_never_read_in_its_place(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("here")
    with GitBuilder(folder / "acme" / "engine") as git:
        git.commit({"a": b"1\n"}, author=BOLT)
    monkeypatch.chdir(folder)
    commit(scene.engine, ACME)
    assert "| Bolt" not in scene.answer("/giveback check")


def test_another_scan_under_way_does_not_keep_the_answer_waiting(scene: Scene) -> None:
    commit(scene.engine, ACME)
    with scene.deployment.database.lock("acme/engine"):
        assert "being read for the first time" in scene.answer("/giveback check")
    scene.answer("/giveback check acme")
    with scene.deployment.database.lock("acme/engine"):
        scene.say("/giveback check")
    assert "Another reading of this repository is under way" in scene.ours()[0].body


def test_fifty_new_commits_are_answered_within_ten_seconds(scene: Scene) -> None:
    commit(scene.engine, *[ACME, BOLT] * 25)
    scene.answer("/giveback check acme")
    commit(scene.engine, *[ACME, BOLT] * 25, first=MARCH + 1_000_000)
    began = time.monotonic()
    answer = scene.answer("/giveback check")
    assert time.monotonic() - began < 10
    assert "| Landed changes | 100 |" in answer


def test_the_scene_is_in_a_month_that_is_not_over() -> None:
    assert (NOON.year, NOON.month, NOON.day) == (2024, 7, 20)
