"""`giveback jobs`, and the clock beside `giveback serve`, as somebody at a shell meets them."""

import json
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from giveback_runner import ROOT, Giveback
from processes import wait_for
from small_world import DAY_24, REPLY_WINDOW, Scanned, over

from bot.store.database import Database
from bot.store.jobs import MOST_ATTEMPTS, ask, claim, fail, find

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)


def test_before_anything_was_asked_for_what_comes_next_is_told(deployment: Giveback) -> None:
    ran = deployment.at(NOON, "jobs")
    assert "No job has been asked for yet" in ran.out
    assert "next catch-up 2026-08-03T13: 2026-08-03 13:00" in ran.out
    assert "next close-final 2026-07: 2026-08-24 06:00" in ran.out
    told = deployment.at(NOON, "jobs", "--json").json
    assert told["jobs"] == []
    assert {"kind": "close-provisional", "period": "2026-08", "due_at": "2026-09-03T06:00:00+00:00"} in told["upcoming"]


def test_a_job_is_listed_with_its_state_when_it_was_due_and_its_last_error(deployment: Giveback) -> None:
    with_job(deployment, "collect", "acme/engine@2026-08-03", failing="git: [red]not there[/red]\x1b[31m")
    ran = deployment.at(NOON, "jobs")
    (line,) = [line for line in ran.out.splitlines() if "acme/engine" in line]
    assert "collect" in line
    assert "waiting" in line
    assert "2026-08-03 06:00" in line
    assert "[red]not there[/red][U+001B]" in line
    (told,) = deployment.at(NOON, "jobs", "--kind", "collect", "--json").json["jobs"]
    assert (told["state"], told["attempts"], told["due_at"]) == ("waiting", 1, "2026-08-03T06:00:00+00:00")
    assert deployment.at(NOON, "jobs", "--kind", "publish", "--json").json["jobs"] == []


def with_job(deployment: Giveback, kind: str, period: str, failing: str = "", times: int = 1) -> None:
    seconds = int(REPLY_WINDOW.timestamp())
    database = Database(deployment.database)
    ask(database, kind, period, seconds)
    for _ in range(times if failing else 0):
        seconds += 10**6
        held = claim(database, [kind], "somebody", seconds, 60)
        assert held is not None
        fail(database, held, seconds, failing)
    database.close()


def test_a_kind_that_there_is_not_is_answered_with_those_that_there_are(deployment: Giveback) -> None:
    for words in (["jobs", "--kind", "scan"], ["jobs", "run", "scan"]):
        ran = deployment(*words, status=2)
        assert "'scan' is no kind of job" in ran.err
        assert "close-final" in ran.err


@pytest.mark.parametrize("kind", ["catch-up", "resync", "publish-repository"])
def test_what_needs_an_app_says_so_where_there_is_none(deployment: Giveback, kind: str) -> None:
    ran = deployment("jobs", "run", kind, status=2)
    assert f"{kind} needs an App" in ran.err
    assert "giveback serve" in ran.err


def test_the_month_is_closed_by_hand_once(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    first = deployment.at(DAY_24.replace(hour=6), "jobs", "run", "close-final")
    assert first.out == "close-final 2026-07: done: closed: final, revision 1\n"
    again = deployment.at(DAY_24.replace(hour=7), "jobs", "run", "close-final")
    assert again.out == "", "there is nothing due any more"
    told = deployment.at(DAY_24.replace(hour=7), "jobs", "run", "close-final", "2026-07", "--json").json
    assert (told["state"], told["said"]) == ("done", "closed: final, revision 1")


def test_all_that_is_due_is_done_and_what_fails_is_the_exit_status(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    deployment.settings["GIVEBACK_GITHUB_URL"] = (deployment.folder / "nowhere").as_uri()
    ran = deployment.at(DAY_24.replace(hour=8), "jobs", "run", "--json", status=2)
    assert "GIVEBACK_GITHUB_URL" in ran.err
    deployment.settings["GIVEBACK_GITHUB_URL"] = "https://127.0.0.1:9"
    ran = deployment.at(DAY_24.replace(hour=8), "jobs", "run", "--json", status=1)
    states = {(told["kind"], told["state"]) for told in ran.json_lines}
    assert ("close-final", "done") in states
    assert ("nightly", "done") in states
    assert ("collect", "waiting") in states
    assert not any(kind == "catch-up" for kind, _ in states)


def test_a_job_that_was_given_up_is_run_again_by_its_period(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    with_job(deployment, "close-final", "2026-07", "disk full", times=MOST_ATTEMPTS)
    listed = deployment.at(DAY_24.replace(hour=6), "jobs", "--json").json["jobs"]
    assert [(job["state"], job["last_error"]) for job in listed] == [("failed", "disk full")]
    ran = deployment.at(DAY_24.replace(hour=6), "jobs", "run", "close-final", "2026-07")
    assert "done: closed: final" in ran.out


def test_a_period_that_was_never_asked_for_is_refused_naming_the_newest(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    ran = deployment.at(DAY_24.replace(hour=6), "jobs", "run", "close-final", "2019-01", status=2)
    assert "close-final 2019-01 was never asked for; the newest is 2026-07" in ran.err


def test_a_job_that_is_under_way_elsewhere_is_not_run_beside_it(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    database = Database(deployment.database)
    ask(database, "close-final", "2026-07", 1)
    assert claim(database, ["close-final"], "another machine", int(DAY_24.timestamp()), 60)
    database.close()
    ran = deployment.at(DAY_24, "jobs", "run", "close-final", "2026-07", status=2)
    assert "close-final 2026-07 is under way: another machine" in ran.err


# Beside what is served


def served(deployment: Giveback, *options: str) -> subprocess.Popen[bytes]:
    command = deployment.command("serve", "--port", "0", *options)
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=deployment.environment(), cwd=ROOT
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    return process.returncode, said.decode()


def test_serving_with_the_clock_asks_for_what_is_due_and_ends_when_told(deployment: Giveback, tmp_path: Path) -> None:
    deployment.registry = tmp_path / "registry"
    deployment.registry.mkdir()
    for name in ("organizations", "upstreams", "automation"):
        (deployment.registry / f"{name}.toml").write_text("")
    (deployment.registry / "providers.toml").write_text("[providers]\n")
    process = served(deployment, "--clock")
    database = Database(deployment.database)
    try:
        wait_for(lambda: all(state(database, kind) == "done" for kind in ("nightly", "forget", "publish")))
        assert state(database, "catch-up") is None, "that needs an App"
    finally:
        status, said = ended(process)
        database.close()
    assert status in (0, 143)
    assert "Traceback" not in said
    told = deployment("jobs", "--json").json["jobs"]
    assert {job["state"] for job in told} == {"done"}


def state(database: Database, kind: str) -> str | None:
    from bot.store.jobs import listed  # noqa: PLC0415

    rows = listed(database, [kind])
    return rows[0].state if rows else None


@pytest.mark.parametrize("options", [[], ["--no-clock"]])
def test_without_an_app_or_the_clock_nothing_is_asked_for(deployment: Giveback, options: list[str]) -> None:
    process = served(deployment, *options)
    try:
        assert process.stdout is not None
        assert b"Serving on" in process.stdout.readline()
    finally:
        ended(process)
    assert deployment("jobs", "--json").json["jobs"] == []


def test_settings_that_cannot_be_used_stop_it_before_it_listens(deployment: Giveback) -> None:
    deployment.settings["GIVEBACK_SCORECARD_REPOSITORY"] = "acme/scorecards"
    ran = deployment("serve", "--port", "0", status=2)
    assert "acme/scorecards: there is no token to write with" in ran.err
    assert "GIVEBACK_SCORECARD_TOKEN" in ran.err
    deployment.settings["GIVEBACK_SCORECARD_REPOSITORY"] = "not a name"
    assert "GIVEBACK_SCORECARD_REPOSITORY" in deployment("serve", "--port", "0", status=2).err


def test_a_job_is_json_alone_with_json(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    ran = deployment.at(DAY_24.replace(hour=6), "jobs", "run", "close-final", "--json")
    assert json.loads(ran.out) == {
        "kind": "close-final", "period": "2026-07", "state": "done", "said": "closed: final, revision 1",
    }  # fmt: skip
    database = Database(deployment.database)
    assert find(database, "publish", "2026-07-final-1") is not None
    database.close()
