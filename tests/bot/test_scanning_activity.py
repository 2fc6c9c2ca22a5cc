"""A scan with a token reads activity too; without one the repository is known by git alone."""

import datetime as dt
from pathlib import Path

from activity_stage import Stage
from git_builder import GitBuilder
from giveback_runner import Giveback

from tests.github.generated_activity import Past


def set_up(stage: Stage, deployment: Giveback, tmp_path: Path) -> GitBuilder:
    builder = GitBuilder(tmp_path / "engine.git")
    stage.repository.git = tmp_path / "engine.git"
    builder.commit({"a": b"1"})
    builder.flush()
    deployment.database = stage.reader.database.url.render_as_string(hide_password=False)
    deployment.settings |= {
        "GIVEBACK_GITHUB_URL": stage.github.web_url,
        "GIVEBACK_GITHUB_API_URL": stage.github.api_url,
        "GIVEBACK_GITHUB_TOKEN": stage.token,
    }
    return builder


def now(stage: Stage) -> dt.datetime:
    return stage.clock.now()


def test_with_a_token_a_scan_reads_activity_and_the_status_shows_how_far(
    stage: Stage, deployment: Giveback, tmp_path: Path
) -> None:
    builder = set_up(stage, deployment, tmp_path)
    Past(pull_requests=12, issues=4).fill(stage.github, stage.repository)
    told = deployment.at(now(stage), "scan", builder.path, "--as", "acme/engine", "--json").json_lines[0]
    assert (told["activity"]["by"], told["activity"]["is_whole"]) == ("operator", True)
    assert (told["activity"]["pull_requests"], told["activity"]["issues"], told["activity"]["releases"]) == (12, 4, 3)
    again = deployment.at(now(stage), "scan", builder.path, "--as", "acme/engine")
    assert "from GitHub (operator): nothing new; 1 question" in again.out
    [repository] = deployment("status", "--json").json["repositories"]
    assert repository["activity"]["github_pull_requests"] == {
        "read_until": "2026-10-02T11:59:00+00:00",
        "is_interrupted": False,
    }
    assert "Read from GitHub until (UTC)" in deployment("status").out


def test_without_a_token_it_says_by_git_alone(stage: Stage, deployment: Giveback, tmp_path: Path) -> None:
    builder = set_up(stage, deployment, tmp_path)
    del deployment.settings["GIVEBACK_GITHUB_TOKEN"]
    assert "by git alone" in deployment("scan", builder.path, "--as", "acme/engine").out
    assert "activity" not in deployment("scan", builder.path, "--as", "acme/engine", "--json").json_lines[0]
    assert stage.asked() == 0
    assert deployment("status", "--json").json["repositories"][0]["activity"] == {}


def test_a_limit_is_a_warning_that_says_when_it_goes_on(stage: Stage, deployment: Giveback, tmp_path: Path) -> None:
    builder = set_up(stage, deployment, tmp_path)
    Past(pull_requests=12).fill(stage.github, stage.repository)
    stage.github.faults.next("graphql_rate_limited", method="POST", path="/graphql", reset_in=600)
    ran = deployment.at(now(stage), "scan", builder.path, "--as", "acme/engine", "--json")
    assert "a limit of GitHub's API is reached: scan again from 2026-10-02 12:1" in ran.json_lines[0]["warning"]
    assert "giveback: warning: acme/engine: a limit" in ran.err
    assert ran.json_lines[0]["activity"]["is_whole"] is False


def test_a_github_that_fails_is_a_warning_and_the_history_is_read_all_the_same(
    stage: Stage, deployment: Giveback, tmp_path: Path
) -> None:
    builder = set_up(stage, deployment, tmp_path)
    stage.github.faults.next("graphql_partial", method="POST", path="/graphql")
    ran = deployment.at(now(stage), "scan", builder.path, "--as", "acme/engine")
    assert "1 commit" in ran.out
    assert "reading from GitHub's API stopped, and goes on with the next scan" in ran.err
