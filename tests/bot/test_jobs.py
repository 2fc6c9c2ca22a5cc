"""A month by the clock: scanned, closed, published, on a stand-in GitHub; and what waits for what."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from git_builder import GitBuilder
from small_world import KEY, REPLY_WINDOW, Scanned
from sqlalchemy import text

from bot.clock import ask_for_due
from bot.context import Deployment
from bot.github_access import reading_installation
from bot.github_client import AppCredentials, Endpoints, GitHub
from bot.installations import resync
from bot.job_worker import JobWorker, Ran
from bot.jobs import JOBS, JobSetup, lanes, runnable
from bot.publish_everywhere import ScorecardPlace
from bot.registry import load_registry
from bot.schedules import SCHEDULES
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.store.effects import Effects
from bot.store.jobs import JobRow, ask, find, listed
from bot.store.months import read_closing
from reports.months import Month
from tests.github.clock import Clock
from tests.github.git_repository import Who
from tests.github.stand_in import StandIn
from tests.github.state import App, Installation, Repository

PERMISSIONS = {
    "metadata": "read",
    "pull_requests": "read",
    "contents": "read",
    "issues": "write",
    "discussions": "write",
}
FINAL = datetime(2026, 8, 24, 6, 0, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 3, 6, 0, tzinfo=UTC)


@dataclass
class Scene:
    """The small world, scanned and closed; two of its projects on a GitHub with an App; a scorecard repository."""

    github: StandIn
    clock: Clock
    deployment: Deployment
    setup: JobSetup
    app: App
    installation: Installation
    loom: Repository
    harrow: Repository
    scorecards: Repository

    @property
    def database(self) -> Database:
        return self.deployment.database

    def worker(self, **changes: object) -> JobWorker:
        setup = replace(self.setup, **changes)  # type: ignore[arg-type]
        return JobWorker(self.database, runnable(setup, has_app=True), self.clock.now)

    def run(self, kind: str, period: str, **changes: object) -> Ran:
        ask(self.database, kind, period, self.deployment.seconds())
        ran = self.worker(**changes).run_one(kind, period)
        assert ran is not None
        return ran

    def configure(self, repository: Repository, words: str) -> None:
        with GitBuilder(repository.git) as git:
            git.commit({".github/giveback.yml": words.encode()}, message="Configure")

    def row(self, kind: str, period: str) -> JobRow:
        found = find(self.database, kind, period)
        assert found is not None
        return found

    def writes(self) -> list[str]:
        asked = [each for each in self.github.requests if each.writes and "access_tokens" not in each.path]
        return [f"{each.method} {each.path}" for each in asked]


@pytest.fixture
def scene(small_closed: Scanned, tmp_path: Path) -> Iterator[Scene]:
    clock = Clock(REPLY_WINDOW)
    database = Database(small_closed.copied_to(tmp_path))
    registry = load_registry(only=small_closed.world.registry)
    with StandIn(clock=clock) as github:
        operator = github.user("operator")
        commons = github.organization("commons")
        github.organization("acme", owner=operator)
        loom, harrow = github.repository("commons/loom"), github.repository("commons/harrow")
        scorecards = github.repository("acme/scorecards")
        who = Who("Operator", "operator@mail.example", REPLY_WINDOW)
        github.git(scorecards).commit_files("main", {"README.md": b"Ours\n"}, "First", who, who)
        app = github.register_app(permissions=PERMISSIONS)
        installation = github.install(app, commons)
        endpoints = Endpoints.of(github.web_url, github.api_url)
        quick = {"sleep": lambda _: None, "write_pause": 0}
        reading = {"reading_installation": lambda name: reading_installation(database, name)}
        client = GitHub(endpoints, AppCredentials(app.id, app.pem), clock.now, **quick, **reading)  # type: ignore[arg-type]
        token = github.token(operator)
        writing = GitHub(endpoints, None, clock.now, operator_token=token, **quick)  # type: ignore[arg-type]
        deployment = Deployment(
            database, client, Effects(database, clock.now), lambda: registry,
            PlaceOptions(tmp_path / "cache", f"file://{small_closed.world.registry.parent / 'repositories'}"), 1,
            app.id, app.slug, b"a key of markers", clock.now, "https://giveback.example",
        )  # fmt: skip
        resync(deployment)
        key = small_closed.database.parent / KEY
        place = ScorecardPlace("acme/scorecards", writing.as_operator)  # type: ignore[arg-type]
        setup = JobSetup(deployment, key, place)
        yield Scene(github, clock, deployment, setup, app, installation, loom, harrow, scorecards)
        assert github.unknown_requests == []
    database.close()


# What there is


def test_every_schedule_has_its_job_and_no_kind_is_in_two_lanes() -> None:
    kinds = [each.kind for each in JOBS]
    assert len(set(kinds)) == len(kinds)
    assert {schedule.kind for schedule in SCHEDULES} <= set(kinds)
    quick, long = lanes(has_app=True)
    assert sorted([*quick, *long]) == sorted(kinds)
    assert long == ["collect", "activity"]


def test_without_an_app_what_needs_one_is_left_out(scene: Scene) -> None:
    here = runnable(scene.setup, has_app=False)
    assert set(here) == {each.kind for each in JOBS} - {"catch-up", "resync", "publish-repository"}


# Scans


def test_a_night_asks_for_every_project_once_spread_over_five_hours(scene: Scene) -> None:
    scene.clock.advance(hours=1)
    assert scene.run("nightly", "2026-08-03").said == "3 scans asked for"
    scans = listed(scene.database, ["collect"])
    assert {job.period for job in scans} == {
        f"{name}@2026-08-03" for name in ("acme/tensorkit", "commons/loom", "commons/harrow")
    }
    midnight = datetime(2026, 8, 3, tzinfo=UTC).timestamp()
    assert all(0 <= job.due_at - midnight < 5 * 3600 for job in scans)


def test_an_installed_repository_outside_the_index_is_scanned_until_it_is_suspended_or_removed(scene: Scene) -> None:
    scene.github.repository("commons/attic")
    resync(scene.deployment)
    assert scene.run("nightly", "2026-08-03").said == "4 scans asked for"
    scene.github.suspend(scene.installation)
    resync(scene.deployment)
    assert scene.run("nightly", "2026-08-04").said == "3 scans asked for"
    assert scene.run("collect", "commons/attic@2026-08-03").said == "left out: the App is suspended or removed there"


def test_an_installed_repositorys_activity_is_read_by_its_own_configuration_and_not_once_it_is_left(
    scene: Scene,
) -> None:
    attic, dana = scene.github.repository("commons/attic"), scene.github.user("dana")
    scene.configure(attic, "landing:\n  profile: squash\n")  # people merge by hand there: a comment lands nothing
    resync(scene.deployment)
    pull = scene.github.open_pull_request(attic, "Start faster", user=scene.github.user("sam"))
    scene.github.close_issue(attic, pull.number, user=dana)
    scene.github.comment(attic, pull.number, user=dana, body=f"Landed in {'ab' * 20}.")
    assert scene.run("activity", "commons/attic@2026-08-03").said.startswith("1 pull request, 0 issues")
    with scene.database.reading() as connection:
        assert connection.execute(text("SELECT landed_by FROM pull_request")).scalars().all() == [None]
    scene.github.suspend(scene.installation)
    resync(scene.deployment)
    assert scene.run("activity", "commons/attic@2026-08-04").said == "left out: the App is suspended or removed there"


def test_what_was_left_over_of_the_night_before_is_done_by_the_next_one(scene: Scene) -> None:
    scene.run("nightly", "2026-08-02")
    scene.run("nightly", "2026-08-03")
    states = {job.period: (job.state, job.outcome) for job in listed(scene.database, ["collect"])}
    assert states["commons/loom@2026-08-02"] == ("done", "left to commons/loom@2026-08-03")
    assert states["commons/loom@2026-08-03"] == ("waiting", None)


def test_a_project_of_the_index_is_read_by_git_alone(scene: Scene) -> None:
    ran = scene.run("collect", "acme/tensorkit@2026-08-03")
    assert (ran.state, ran.said) == ("done", "0 commits new, 0 gone")
    assert scene.row("activity", "acme/tensorkit@2026-08-03").state == "waiting"


def test_after_the_history_what_githubs_api_tells_is_read(scene: Scene) -> None:
    scene.github.open_issue(scene.loom, "It does not start", user=scene.github.user("dana"))
    ran = scene.run("activity", "commons/loom@2026-08-03")
    assert ran.state == "done"
    assert "1 issue in" in ran.said
    assert scene.run("activity", "nobody/knows@2026-08-03").said == "left out: the App is suspended or removed there"
    scene.github.suspend(scene.installation)
    resync(scene.deployment)
    said = scene.run("activity", "acme/tensorkit@2026-08-03").said
    assert said == "known by git alone: no App and no token reads it"


def test_a_limit_puts_reading_off_until_it_has_passed(scene: Scene) -> None:
    scene.github.faults.next("graphql_rate_limited", reset_in=600)
    ran = scene.run("activity", "commons/loom@2026-08-03")
    assert ran.state == "waiting"
    row = scene.row("activity", "commons/loom@2026-08-03")
    assert row.attempts == 0
    assert row.not_before >= scene.deployment.seconds() + 600
    assert scene.run("close-final", "2026-06").state == "done", "what waits for a limit is not waited for"


def test_a_project_that_cannot_be_read_is_tried_again_and_the_others_go_on(scene: Scene, tmp_path: Path) -> None:
    elsewhere = replace(scene.deployment, options=PlaceOptions(tmp_path / "c", f"file://{tmp_path / 'nowhere'}"))
    ran = scene.run("collect", "acme/tensorkit@2026-08-03", deployment=elsewhere)
    assert ran.state == "waiting"
    assert scene.row("collect", "acme/tensorkit@2026-08-03").attempts == 1


# Closing


def test_a_month_is_closed_and_publishing_is_asked_for(scene: Scene) -> None:
    scene.clock.advance(days=21)
    ran = scene.run("close-final", "2026-07")
    assert (ran.state, ran.said) == ("done", "moved on: final, revision 1")
    assert scene.row("publish", "2026-07-final-1").state == "waiting"
    assert scene.run("close-final", "2026-06").said == "unchanged: final, revision 1"


def test_closing_waits_for_the_scans_that_are_due_and_not_for_those_that_fail(scene: Scene) -> None:
    scene.clock.advance(days=21)
    now = scene.deployment.seconds()
    ask(scene.database, "collect", "commons/loom@2026-08-24", now - 60)
    ask(scene.database, "collect", "commons/loom@2026-08-25", now + 86_400)
    ran = scene.run("close-final", "2026-07")
    assert ran.state == "waiting"
    assert "waits for 1 jobs, the first is collect commons/loom@2026-08-24" in ran.said
    assert scene.run("close-final", "2026-06", by_hand=True).state == "done", "by hand nothing is waited for"
    nowhere = replace(scene.deployment, options=PlaceOptions(Path("/nonexistent"), "file:///nonexistent"))
    scene.run("collect", "commons/loom@2026-08-24", deployment=nowhere)
    scene.clock.advance(minutes=6)
    assert scene.run("close-final", "2026-07").state == "done"


def test_closing_does_not_wait_for_what_came_to_be_due_after_it(scene: Scene) -> None:
    scene.clock.advance(seconds=(FINAL - scene.clock.now()).total_seconds())
    ask(scene.database, "close-final", "2026-07", scene.deployment.seconds())
    ask(scene.database, "collect", "commons/loom@2026-08-24T06:10", scene.deployment.seconds() + 600)
    scene.clock.advance(minutes=20)
    assert scene.run("close-final", "2026-07").state == "done", "else a lane that is never empty kept months open"


def test_what_follows_from_a_scan_is_waited_for_as_the_scan_is(scene: Scene) -> None:
    scene.clock.advance(seconds=(FINAL - scene.clock.now()).total_seconds())
    ask(scene.database, "close-final", "2026-07", scene.deployment.seconds())
    ask(scene.database, "collect", "acme/tensorkit@2026-08-24", scene.deployment.seconds() - 3_600)
    scene.clock.advance(hours=2)
    assert scene.run("collect", "acme/tensorkit@2026-08-24").state == "done"
    assert "the first is activity acme/tensorkit@2026-08-24" in scene.run("close-final", "2026-07").said


def test_after_downtime_closing_waits_for_the_whole_first_night(scene: Scene) -> None:
    scene.clock.advance(seconds=(FINAL - scene.clock.now()).total_seconds())
    scene.clock.advance(days=1, hours=20)  # 02:00, two nights later
    ask_for_due(scene.database, scene.clock.now(), kinds=["nightly", "close-final"])
    assert "the first is nightly 2026-08-26" in scene.run("close-final", "2026-07").said
    list(scene.worker().run_due(["nightly", "collect", "activity"]))
    left = [job for job in listed(scene.database, ["collect"]) if job.state == "waiting"]
    scene.clock.advance(minutes=6)
    assert left, "of three projects one at least is due between two and five o'clock"
    assert scene.run("close-final", "2026-07").state == "waiting"
    scene.clock.advance(hours=3)
    list(scene.worker().run_due(["collect", "activity"]))
    assert scene.run("close-final", "2026-07").state == "done"


def test_with_no_history_read_nothing_is_closed(scene: Scene, tmp_path: Path) -> None:
    empty = Database(str(tmp_path / "empty.db"))
    deployment = replace(scene.deployment, database=empty)
    worker = JobWorker(empty, runnable(replace(scene.setup, deployment=deployment), has_app=True), scene.clock.now)
    ask(empty, "close-final", "2026-07", 1)
    ran = worker.run_one("close-final", "2026-07")
    assert ran is not None
    assert ran.said == "not closed: no history has been read yet"
    empty.close()


# Publishing


def test_publishing_is_asked_for_in_each_place_and_waits_for_closings(scene: Scene) -> None:
    ask(scene.database, "close-final", "2026-07", scene.deployment.seconds() - 1)
    assert scene.run("publish", "2026-08-03").state == "waiting"
    scene.clock.advance(minutes=10)
    assert scene.run("publish", "2026-08-03", by_hand=True).said == "3 places asked for"
    assert {(job.kind, job.period) for job in listed(scene.database) if job.kind.startswith("publish-")} == {
        ("publish-repository", f"{scene.loom.id}@2026-08-03"),
        ("publish-repository", f"{scene.harrow.id}@2026-08-03"),
        ("publish-scorecards", "2026-08-03"),
    }


def test_a_repository_that_asks_for_nothing_is_not_written_to(scene: Scene) -> None:
    ran = scene.run("publish-repository", f"{scene.loom.id}@2026-08-03")
    assert (ran.state, ran.said) == ("done", "not asked for there")
    assert scene.writes() == []


def test_a_repository_that_asks_for_it_gets_its_issue_with_the_numbers_of_the_month(scene: Scene) -> None:
    scene.configure(scene.loom, "publish: issue\n")
    assert scene.run("publish-repository", f"{scene.loom.id}@2026-08-03").said == "issue #1 opened"
    body = scene.loom.issues[1].body or ""
    assert "**July 2026.** Provisional" in body
    assert "https://giveback.example/2026-07/projects/commons/loom.html" in body
    assert "publish: issue" in body
    assert "They are not a measure of its total contribution" in body


def test_a_repository_may_ask_for_a_discussion(scene: Scene) -> None:
    scene.loom.has_discussions = True
    scene.configure(scene.loom, "publish:\n  to: discussion\n  category: General\n")
    assert scene.run("publish-repository", f"{scene.loom.id}@2026-08-03").said == "discussion opened"
    (discussion,) = scene.loom.discussions.values()
    assert discussion.category == "General"


def test_a_repository_outside_the_index_gets_its_own_report(scene: Scene) -> None:
    attic = scene.github.repository("commons/attic")
    with GitBuilder(attic.git) as git:
        git.commit({"a.py": b"1\n", ".github/giveback.yml": b"publish: issue\n"}, message="Begin")
    resync(scene.deployment)
    ran = scene.run("publish-repository", f"{attic.id}@2026-08-03")
    assert ran.state == "waiting"
    assert "has not been read since 2026-07 ended" in ran.said


def test_a_deleted_issue_comes_back_once_publishing_was_turned_off_and_on_again(scene: Scene) -> None:
    scene.configure(scene.loom, "publish: issue\n")
    scene.run("publish-repository", f"{scene.loom.id}@1")
    del scene.loom.issues[1]
    assert "deleted or moved away" in scene.run("publish-repository", f"{scene.loom.id}@2").said
    scene.configure(scene.loom, "publish: off\n")
    scene.run("publish-repository", f"{scene.loom.id}@3")
    scene.configure(scene.loom, "publish: issue\n")
    assert scene.run("publish-repository", f"{scene.loom.id}@4").said == "issue #2 opened"


def test_the_scorecard_repository_gets_the_site_and_a_release_for_each_month(scene: Scene) -> None:
    said = scene.run("publish-scorecards", "2026-08-03").said
    assert "in one commit" in said
    assert {release.tag for release in scene.scorecards.releases} == {"scorecard-2026-06", "scorecard-2026-07"}
    git = scene.github.git(scene.scorecards)
    names = {entry.path for entry in git.tree(git.refs()["refs/heads/main"], recursive=True)}
    assert {"README.md", "index.html", "data/2026-07.json", "data/2026-07.csv", "data/2026-07.md"} <= names
    assert "data/2026-07.meta.json" in names
    before = len(scene.writes())
    assert scene.run("publish-scorecards", "2026-08-04").said == "files unchanged"
    assert len(scene.writes()) == before


def test_a_suspended_installation_is_not_published_to(scene: Scene) -> None:
    scene.configure(scene.loom, "publish: issue\n")
    scene.github.suspend(scene.installation)
    resync(scene.deployment)
    assert scene.run("publish", "2026-08-03").said == "1 places asked for"
    assert scene.run("publish-repository", f"{scene.loom.id}@2026-08-03").said == "not asked for there"


# Months by the clock


def by_the_clock(scene: Scene) -> None:
    """Do what a process does by the clock until nothing is due any more."""
    ask_for_due(scene.database, scene.clock.now())
    worker = scene.worker()
    for _ in range(5):
        ran = list(worker.run_due(most=200))
        scene.clock.advance(minutes=6)
        if not ran:
            return
    pytest.fail("there is always something due")


def test_from_the_third_to_the_next_third_there_is_one_issue_and_one_comment_a_month(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.configure(scene.loom, "publish: issue\n")
    with caplog.at_level(logging.ERROR):
        by_the_clock(scene)
        issue = scene.loom.issues[1]
        assert "Provisional" in str(issue.body)
        assert issue.comments == []
        scene.clock.advance(seconds=(FINAL - scene.clock.now()).total_seconds())
        by_the_clock(scene)
        assert "Final" in str(issue.body)
        assert issue.comments == [], "a state that moves on is an edit, which notifies nobody"
        scene.clock.advance(seconds=(SEPTEMBER - scene.clock.now()).total_seconds())
        by_the_clock(scene)
    assert "**August 2026.** Provisional" in str(issue.body)
    (comment,) = issue.comments
    assert "**August 2026 is closed** (provisional until 2026-09-24)." in comment.body
    assert list(scene.loom.issues) == [1]
    assert {release.tag for release in scene.scorecards.releases} == {
        "scorecard-2026-06", "scorecard-2026-07", "scorecard-2026-08",
    }  # fmt: skip
    assert [job for job in listed(scene.database) if job.state == "failed"] == []
    assert caplog.text == ""


def test_after_months_of_downtime_there_is_one_comment_of_the_newest_month(scene: Scene) -> None:
    scene.configure(scene.loom, "publish: issue\n")
    by_the_clock(scene)
    scene.clock.advance(seconds=timedelta(days=100).total_seconds())
    by_the_clock(scene)
    (comment,) = scene.loom.issues[1].comments
    assert "**October 2026 is closed**" in comment.body
    closed = [str(Month.parse(month)) for month in ("2026-08", "2026-09", "2026-10")]
    assert all(read_closing(scene.database, Month.parse(month)) for month in closed)


def test_old_jobs_go_and_what_was_closed_stays_known(scene: Scene) -> None:
    by_the_clock(scene)
    scene.clock.advance(seconds=timedelta(days=50).total_seconds())
    assert scene.run("forget", "2026-09-22").state == "done"
    ended = {job.kind for job in listed(scene.database) if job.state in {"done", "failed"}}
    assert "close-final" in ended
    assert "collect" not in ended
