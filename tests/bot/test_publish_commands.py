"""`giveback publish` on GitHub: every write shown first, made once, and told."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from git_builder import GitBuilder
from giveback_runner import ROOT, Giveback
from processes import wait_for
from registered_app import become, settings_for
from small_world import Scanned, over

from bot.github_access import github_access
from bot.github_options import Pace
from bot.store.database import Database
from bot.store.jobs import listed
from tests.github.clock import Clock
from tests.github.git_repository import Who
from tests.github.stand_in import StandIn
from tests.github.state import App, Repository

NOW = datetime(2026, 8, 3, 7, tzinfo=UTC)
PERMISSIONS = {"metadata": "read", "contents": "read", "issues": "write", "discussions": "write"}


@dataclass
class Scene:
    github: StandIn
    deployment: Giveback
    loom: Repository
    scorecards: Repository

    def configure(self, text: str) -> None:
        with GitBuilder(self.loom.git) as git:
            git.commit({".github/giveback.yml": text.encode()}, message="Configure")

    def writes(self) -> list[str]:
        asked = [each for each in self.github.requests if each.writes and "access_tokens" not in each.path]
        return [f"{each.method} {each.path}" for each in asked]


@pytest.fixture
def scene(small_closed: Scanned, deployment: Giveback, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    over(small_closed, deployment)
    monkeypatch.setattr(Pace, "wait", lambda *_: None)  # a second between writes, as GitHub asks for
    with StandIn(clock=Clock(NOW)) as github:
        operator = github.user("operator")
        commons = github.organization("commons")
        github.organization("acme", owner=operator)
        loom, scorecards = github.repository("commons/loom"), github.repository("acme/scorecards")
        who = Who("Operator", "operator@mail.example", NOW)
        github.git(scorecards).commit_files("main", {"README.md": b"Ours\n"}, "First", who, who)
        app = github.register_app(permissions=PERMISSIONS)
        github.install(app, commons)
        deployment.settings |= {
            "GIVEBACK_GITHUB_URL": github.web_url,
            "GIVEBACK_GITHUB_API_URL": github.api_url,
            "GIVEBACK_SCORECARD_REPOSITORY": "acme/scorecards",
            "GIVEBACK_SCORECARD_TOKEN": github.token(operator),
            "GIVEBACK_PUBLIC_URL": "https://giveback.example",
        }
        registered(deployment, github, app)
        deployment.at(NOW, "jobs", "run", "resync")
        yield Scene(github, deployment, loom, scorecards)
        assert github.unknown_requests == []


def registered(deployment: Giveback, github: StandIn, app: App) -> None:
    """Register the App, as the set-up page does."""
    settings = settings_for(github, deployment.folder, database=deployment.database)
    database = Database(deployment.database)
    become(database, github_access(database, settings, lambda: NOW), github, app)
    database.close()


def test_a_dry_run_shows_every_write_and_makes_none(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    ran = scene.deployment.at(NOW, "publish", "--dry-run")
    assert scene.writes() == []
    assert "commons/loom: to be opened\n  POST commons/loom/issues: open the living issue (" in ran.out
    assert "  PATCH acme/scorecards/git/refs/heads/main: move the branch forward (" in ran.out
    assert "  POST acme/scorecards/releases: make the release scorecard-2026-07 (" in ran.out
    told = scene.deployment.at(NOW, "publish", "--dry-run", "--json").json_lines
    assert [place["place"] for place in told] == ["commons/loom", "acme/scorecards"]
    assert all({"method", "target", "what", "digest"} == set(write) for place in told for write in place["writes"])


def test_what_a_dry_run_shows_is_what_is_written_and_then_nothing_more(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    shown = scene.deployment.at(NOW, "publish", "--dry-run", "--json").json_lines
    done = scene.deployment.at(NOW, "publish", "--json").json_lines
    assert [place["writes"] for place in done] == [place["writes"] for place in shown]
    before = scene.writes()
    assert len(before) == sum(len(place["writes"]) for place in shown)
    again = scene.deployment.at(NOW, "publish")
    assert again.out == "commons/loom: issue #1 unchanged\nacme/scorecards: files unchanged\n"
    assert scene.writes() == before
    assert scene.deployment.at(NOW, "publish", "--dry-run", "--json").json_lines[1]["writes"] == []


def test_one_place_that_fails_does_not_stop_the_others(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    scene.github.faults.next("forbidden", method="POST", path="*/issues")
    ran = scene.deployment.at(NOW, "publish", status=1)
    assert "commons/loom: GitHub: POST" in ran.err
    assert "acme/scorecards: " in ran.out
    assert len(scene.scorecards.releases) == 2


def test_where_nobody_asks_for_it_that_is_said(scene: Scene) -> None:
    del scene.deployment.settings["GIVEBACK_SCORECARD_REPOSITORY"]
    ran = scene.deployment.at(NOW, "publish")
    assert "No repository asks for it: `publish: issue`" in ran.out
    assert scene.writes() == []


def test_the_scorecard_repository_needs_no_app(small_closed: Scanned, scene: Scene) -> None:
    scene.deployment.database = small_closed.copied_to(scene.deployment.folder)
    ran = scene.deployment.at(NOW, "publish")
    assert ran.out.startswith("acme/scorecards: ")


def test_with_nothing_configured_the_ways_out_are_named(small_closed: Scanned, deployment: Giveback) -> None:
    over(small_closed, deployment)
    ran = deployment("publish", status=2)
    assert "There is nowhere to publish" in ran.err
    assert "--to" in ran.err


def test_before_a_month_is_closed_nothing_is_published(small: Scanned, scene: Scene) -> None:
    scene.deployment.database = small.copied_to(scene.deployment.folder)
    assert "No month is closed yet" in scene.deployment.at(NOW, "publish", status=2).err


def test_a_dry_run_and_a_folder_are_two_things(scene: Scene) -> None:
    ran = scene.deployment("publish", "--dry-run", "--to", scene.deployment.folder / "site", status=2)
    assert "--dry-run" in ran.err
    assert not (scene.deployment.folder / "site").exists()


def test_no_token_is_shown_anywhere(scene: Scene) -> None:
    scene.configure("publish: issue\n")
    token = scene.deployment.settings["GIVEBACK_SCORECARD_TOKEN"]
    scene.github.faults.next("unauthorized", path="/repos/acme/scorecards")
    ran = scene.deployment.at(NOW, "publish", status=1)
    assert "acme/scorecards" in ran.err
    assert token not in ran.out + ran.err


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "*/issues"),
        ("PATCH", "*/git/refs/heads/main"),
        ("POST", "*/releases"),
    ],
)
def test_a_publication_that_is_killed_in_the_middle_of_a_write_is_made_up_for_once(
    scene: Scene, method: str, path: str
) -> None:
    scene.configure("publish: issue\n")
    scene.github.clock.follow_the_machine()  # a real process has its own
    scene.github.faults.next("slow", method=method, path=path, seconds=1)
    running = subprocess.Popen(
        scene.deployment.command("publish"), env=scene.deployment.environment(), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: scene.github.faults.unmet == [])
    running.kill()
    running.wait()
    wait_for(lambda: all(asked.status for asked in scene.github.requests))  # it takes effect when nobody waits for it
    later = scene.github.clock.advance(minutes=1)
    scene.deployment.at(later, "publish")
    assert [issue.number for issue in scene.loom.issues.values()] == [1]
    assert scene.loom.issues[1].comments == []
    assert {release.tag for release in scene.scorecards.releases} == {"scorecard-2026-06", "scorecard-2026-07"}
    assert all(len(release.assets) == 2 for release in scene.scorecards.releases)
    commits = scene.github.git(scene.scorecards).commits("refs/heads/main")
    assert len(commits) == 2
    before = scene.writes()
    scene.deployment.at(later, "publish")
    assert scene.writes() == before


def test_with_an_app_the_clock_runs_beside_what_is_served(scene: Scene) -> None:
    scene.github.clock.follow_the_machine()
    scene.configure("publish: issue\n")
    process = subprocess.Popen(
        scene.deployment.command("serve", "--port", "0"),
        env=scene.deployment.environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    database = Database(scene.deployment.database)
    try:
        wait_for(lambda: {"catch-up", "resync"} <= {job.kind for job in listed(database) if job.state == "done"})
    finally:
        process.terminate()
        process.wait(40)
        database.close()
    with_clock = scene.deployment("jobs", "--json").json["jobs"]
    assert {"nightly", "close-final", "publish"} <= {job["kind"] for job in with_clock}
