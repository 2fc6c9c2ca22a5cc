"""The command line as somebody at a shell meets it: exit statuses, where options stand, what is on which stream."""

import json
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest
from git_builder import GitBuilder
from giveback_runner import ROOT, Giveback
from small_world import Scanned
from sqlalchemy import text

from bot.store.database import Database

MARKUP = "[red]Acme[/red] :bomb: \x1b[31m\x07"


# What cannot be done


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["scan"],
        ["close"],
        ["close", "2026-7"],
        ["close", "2026-13"],
        ["close", "9999-12"],
        ["close", "0001-01"],
        ["close", "1969-12"],
        ["close", "July"],
        ["scorecard"],
        ["scorecard", "--format", "xml"],
        ["publish"],
        ["publish", "--to", "site"],
        ["explain", "nonsense"],
        ["explain", ""],
        ["export", "payments"],
        ["export", "credits", "--format", "json"],
        ["status", "--database"],
        ["status", "--database", "mysql://root@localhost/x"],
        ["status", "--database", "sqlite://"],
        ["status", "--database", ":memory:"],
        ["status", "--registry", "no-such-folder"],
        ["status", "--registry-only", "no-such-folder"],
        ["serve", "--port", "65536"],
        ["scan", "a/b", "c/d", "--as", "e/f"],
        ["scan", "--workers", "0", "a/b"],
        ["scan", "--upload-pack=/bin/false"],
        ["scan", "ext::sh -c true"],
        ["scan", "/no/such/place"],
    ],
)
def test_input_that_cannot_be_used_ends_with_2_and_says_why(
    deployment: Giveback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = deployment(*words, status=2)
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.strip()


@pytest.mark.parametrize(
    "words",
    [
        *([*words, "--registry", "no-such-folder"] for words in (
            ["scan", "a/b"], ["close", "2026-06"], ["explain", "acme"], ["status"], ["export", "credits"],
        )),
        ["registry", "diff", "built-in", "no-such-folder"],
        ["registry", "diff", "built-in", "built-in", "--month", "July"],
        ["close", "July"],
        ["close", "2999-01"],
        ["close", "1969-12"],
        ["scorecard", "--month", "July"],
        ["scan", "no-such-place"],
        ["scan", "a/b", "--as", "no name"],
    ],
)  # fmt: skip
def test_what_fails_before_the_database_is_needed_makes_none(
    deployment: Giveback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    deployment(*words, status=2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["WORKERS", "GIT_TIMEOUT"])
def test_a_setting_that_cannot_be_used_is_named(deployment: Giveback, name: str) -> None:
    deployment.settings[f"GIVEBACK_{name}"] = "many"
    ran = deployment("status", status=2)
    assert f"GIVEBACK_{name}: " in ran.err
    assert "Mend these in the environment." in ran.err


def test_no_command_shows_the_help_and_is_no_success(deployment: Giveback) -> None:
    ran = deployment(status=2)
    assert "scorecard" in ran.out + ran.err


def test_the_version_is_that_of_the_project(deployment: Giveback) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ran = deployment.process("--version")
    assert (ran.out, ran.err) == (f"giveback {project['version']}\n", "")
    assert not Path(deployment.database).exists()


def test_our_own_failure_ends_with_1(deployment: Giveback) -> None:
    broken = "import bot.status; bot.status.status = None; import giveback, sys; sys.exit(giveback.main(['status']))"
    command = [*deployment.command()[:1], "-c", broken]
    deployment.command = lambda *_: command  # type: ignore[method-assign]
    ran = deployment.process(status=1)
    assert "TypeError" in ran.err


def test_a_database_of_a_newer_version_is_left_alone(deployment: Giveback) -> None:
    database = Database(deployment.database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = Path(deployment.database).read_bytes()
    for words in (["status"], ["close", "2020-01"], ["scan", "a/b"], ["scorecard"], ["export", "credits"]):
        ran = deployment(*words, status=2)
        assert "made by a newer Giveback (its version is 9999)" in ran.err
        assert "Use that version of Giveback, or another database." in ran.err
    assert Path(deployment.database).read_bytes() == before


def test_a_file_that_is_no_database_is_named_and_left_alone(deployment: Giveback) -> None:
    Path(deployment.database).write_text("Dear diary, " * 100)
    ran = deployment("status", status=2)
    assert f"{deployment.database}: not a database, or a damaged one" in ran.err
    assert Path(deployment.database).read_text().startswith("Dear diary")


def test_every_problem_of_a_registry_is_named_with_its_file_and_line(deployment: Giveback, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "organizations.toml").write_text(
        '[organizations.acme]\nname = "Acme"\nkind = "comapny"\n\n'
        '[organizations.bolt]\nname = "Bolt"\nkind = "company"\ndomians = ["bolt.example"]\n'
    )
    (folder / "upstreams.toml").write_text('[upstreams."a/b"]\nkind = "library"\nhosts = [ nobody ]\n')
    (folder / "extra.toml").write_text("")
    for words in (["status"], ["scan", "a/b"], ["close", "2020-01"], ["explain", "acme"], ["export", "credits"]):
        ran = deployment(*words, "--registry-only", folder, status=2)
        assert ran.out == ""
        assert "The registry has 4 problems:" in ran.err
        assert f"{folder}/organizations.toml:3: acme.kind: " in ran.err
        assert f"{folder}/organizations.toml:8: bolt.domians: unknown key 'domians'; did you mean 'domains'?" in ran.err
        assert f"{folder}/upstreams.toml:3: not valid TOML" in ran.err
        assert f"{folder}/extra.toml:1: unknown file" in ran.err


def test_an_unknown_organization_or_project_is_answered_with_the_nearest(small_deployment: Giveback) -> None:
    ran = small_deployment("scorecard", "--organization", "borealys", status=2)
    assert "no organization 'borealys' in this scorecard; did you mean borealis?" in ran.err
    assert "giveback scorecard --month 2026-07" in ran.err
    ran = small_deployment("scorecard", "--project", "commons/lom", "--format", "json", status=2)
    assert "did you mean commons/loom" in ran.err
    assert ran.out == ""
    ran = small_deployment("scorecard", "--month", "2026-05", status=2)
    assert "2026-05 is not closed" in ran.err
    assert "Closed are 2026-06, 2026-07" in ran.err


def test_somebody_elses_words_do_not_move_the_cursor_in_a_complaint(deployment: Giveback) -> None:
    for words in (["scan", f"./{MARKUP}"], ["explain", MARKUP], ["scorecard", "--month", MARKUP]):
        ran = deployment(*words, status=2)
        assert "\x1b" not in ran.err
        assert "\x07" not in ran.err
        assert "[31m" in ran.err


# Where options stand


def test_the_database_may_be_named_before_or_after_the_command(small_deployment: Giveback, tmp_path: Path) -> None:
    named, small_deployment.database = small_deployment.database, str(tmp_path / "other.db")
    shown = [
        small_deployment("--database", named, "status", "--json").json,
        small_deployment("status", "--json", "--database", named).json,
        small_deployment(f"--database=sqlite:///{named}", "status", "--json").json,
        small_deployment("status", f"--database={named}", "--json").json,
    ]
    assert all(each == shown[0] for each in shown)
    assert shown[0]["accounts"] > 0
    assert not (tmp_path / "other.db").exists()


def test_a_flag_wins_over_the_environment_and_that_over_the_default(deployment: Giveback, tmp_path: Path) -> None:
    assert deployment("status", "--json").json["database"] == f"sqlite:///{tmp_path}/giveback.db"
    flagged = deployment("status", "--json", "--database", tmp_path / "flag.db").json
    assert flagged["database"] == f"sqlite:///{tmp_path}/flag.db"
    ran = deployment.process("status", "--json", variables={"GIVEBACK_DATABASE": ""}, status=2)
    assert "database" in ran.err


def test_a_registry_is_laid_over_the_built_in_one_or_replaces_it(deployment: Giveback, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "upstreams.toml").write_text('[upstreams."me/engine"]\nkind = "library"\n')
    over = deployment("status", "--json", "--registry", tmp_path / "mine").json["not_scanned"]
    only = deployment("--registry-only", tmp_path / "mine", "status", "--json").json["not_scanned"]
    assert only == ["me/engine"]
    assert len(over) > 1
    assert "me/engine" in over


# What is printed


def test_with_json_the_standard_output_is_json_alone(
    small: Scanned, deployment: Giveback, tmp_path: Path, small_closed: Scanned
) -> None:
    deployment.registry = small.world.registry
    assert deployment("doctor", "--json").json[0]["subject"] == "git"
    where = str(small.repositories["commons/harrow"])
    assert deployment("scan", where, "--json").json_lines[0]["repository"] == "commons/harrow"
    closed = deployment("close", "2026-07", "--json").json
    assert closed["month"] == "2026-07"
    assert deployment("close", "2026-07", "--json").json == closed
    assert deployment("status", "--json").json["months"][0]["sha256"] == closed["sha256"]
    assert deployment("explain", "acme", "--json").json["organization"] == "acme"
    assert deployment("publish", "--to", tmp_path / "site", "--json").json["folder"] == str(tmp_path / "site")
    assert deployment("scorecard", "--format", "json").json["month"] == "2026-07"


def test_each_command_answers_help(deployment: Giveback) -> None:
    for command in ("scan", "close", "scorecard", "publish", "serve", "explain", "status", "doctor", "export"):
        ran = deployment(command, "--help")
        assert "Usage: giveback" in ran.out


def test_a_scorecard_is_printed_in_each_form(small_deployment: Giveback) -> None:
    table = small_deployment("scorecard").out
    assert "Giveback 2026-07 (provisional, revision 1)" in table
    assert small_deployment("scorecard", "--month", "2026-06", "--format", "md").out.startswith("# ")
    content = small_deployment("scorecard", "--format", "json").out
    assert json.loads(content)["month"] == "2026-07"
    csv = small_deployment("scorecard", "--format", "csv", "--organization", "acme").out
    assert csv.splitlines()[0].startswith("month,scope,id,name")
    assert {line.split(",")[2] for line in csv.splitlines()[1:] if ",organization," in line} == {"acme"}
    sheet = small_deployment("scorecard", "--project", "commons/loom").out
    assert "commons/loom" in sheet


@pytest.mark.parametrize("words", [["export", "credits"], ["scorecard"]])
def test_the_reader_may_stop_reading(full_deployment: Giveback, words: list[str]) -> None:
    with started(full_deployment, *words) as running:
        assert running.stdout
        assert running.stderr
        if words[0] == "export":
            running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_stopping_by_the_keyboard_says_that_nothing_is_lost(small_deployment: Giveback) -> None:
    with started(small_deployment, "serve", "--port", "0") as running:
        assert running.stdout
        assert running.stderr
        assert b"Serving on http://127.0.0.1:" in running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert b"Traceback" not in running.stderr.read()
        assert running.wait() in (0, 130)


def started(deployment: Giveback, *words: str) -> subprocess.Popen[bytes]:
    command = deployment.command(*words)
    return subprocess.Popen(command, env=deployment.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_that_lacks_a_character_shows_it_as_an_escape(small_deployment: Giveback, encoding: str) -> None:
    ran = small_deployment.process("scorecard", variables={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert "\\u2013" in ran.out
    assert ran.err == ""


def test_help_comes_at_once_without_anything_that_is_slow_to_import(deployment: Giveback) -> None:
    watched = "import sys, giveback; giveback.main(['--help']); print(*sys.modules, file=sys.stderr)"
    command = [*deployment.command()[:1], "-c", watched]
    deployment.command = lambda *_: command  # type: ignore[method-assign]
    ran = deployment.process()
    assert not {"sqlalchemy", "alembic", "flask", "jinja2", "pydantic", "cryptography"} & set(ran.err.split())


def test_nothing_of_a_failed_run_is_left_in_the_way(deployment: Giveback, tmp_path: Path) -> None:
    builder = GitBuilder(tmp_path / "repository")
    builder.commit({"a": b"1\n"})
    deployment("scan", builder.path, status=2)  # no origin names it
    ran = deployment("scan", builder.path, "--as", "me/engine", "--json")
    assert ran.json_lines[0]["commits"] == 1
