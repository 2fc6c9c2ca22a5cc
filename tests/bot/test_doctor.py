"""The doctor: each thing that can be wrong is named with what mends it, and one ill does not hide another."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from giveback_runner import Giveback, Ran
from small_world import REPLY_WINDOW, Scanned, over

from bot.store.database import Database

SUBJECTS = ["git", "database", "disk", "clock", "registry", "secret key", "app"]
WITHOUT_DATABASE = [subject for subject in SUBJECTS if subject != "secret key"]


def by_subject(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for finding in ran.json:
        found.setdefault(finding["subject"], finding)
    return found


def test_all_is_well(small_deployment: Giveback) -> None:
    found = by_subject(small_deployment("doctor", "--json"))
    assert list(found) == SUBJECTS
    assert {finding["state"] for finding in found.values()} == {"ok"}
    assert "writable, 3 repositories" in found["database"]["seen"]
    text = small_deployment("doctor").out
    assert text.startswith("ok       git: git version")


def test_a_broken_registry_shows_each_problem_on_a_line_of_its_own(deployment: Giveback, tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "organizations.toml").write_text(
        '[organizations.acme]\nname = "\\u001b[31mAcme"\nkind = "x\\u001b[2J"\n[organizations."Bad Slug"]\nname = "B"\n'
    )
    deployment.registry = folder
    found = by_subject(deployment("doctor", "--json", status=2))
    assert found["registry"]["state"] == "broken"
    assert found["database"]["state"] == "ok"
    ran = deployment("doctor", status=2)
    assert "\nBROKEN   registry: The registry has 2 problems:\n" in ran.out
    assert f"{folder}/organizations.toml:3: " in ran.out
    assert f"{folder}/organizations.toml:4: " in ran.out
    assert "\x1b" not in ran.out
    assert "Mend the lines named." in ran.out


def test_a_missing_git_is_named(deployment: Giveback, tmp_path: Path) -> None:
    ran = deployment.process("doctor", "--json", variables={"PATH": str(tmp_path)}, status=2)
    found = by_subject(ran)
    assert found["git"] == {
        "subject": "git",
        "state": "broken",
        "seen": "git is not on the PATH",
        "remedy": "Install git, 2.30 or newer.",
    }
    assert list(found) == SUBJECTS


@pytest.mark.parametrize("said", ["git version 2.29.3", "git version 1.8", "not git at all", ""])
def test_a_git_that_is_too_old_is_named(deployment: Giveback, tmp_path: Path, said: str) -> None:
    fake = tmp_path / "git"
    fake.write_text(f"#!/bin/sh\necho '{said}'\n")
    fake.chmod(0o755)
    found = by_subject(deployment.process("doctor", "--json", variables={"PATH": str(tmp_path)}, status=2))
    assert found["git"]["state"] == "broken"
    assert found["git"]["remedy"] == "Install git, 2.30 or newer."


def test_a_scan_without_git_says_so(small: Scanned, deployment: Giveback, tmp_path: Path) -> None:
    deployment.registry = small.world.registry
    where = small.repositories["commons/harrow"]
    ran = deployment.process("scan", where, variables={"PATH": str(tmp_path)}, status=2)
    assert "Traceback" not in ran.err
    assert "git is not on the PATH\nInstall git, 2.30 or newer." in ran.err


def test_a_cache_that_is_a_file_is_named(deployment: Giveback, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        ran = deployment.process("doctor", "--json", variables={"GIVEBACK_CACHE": str(place)}, status=2)
        found = by_subject(ran)["disk"]
        assert (found["state"], found["seen"]) == ("broken", f"cache: {tmp_path / 'file'} is not a folder")
        assert found["remedy"]


@pytest.mark.parametrize("address", ["{folder}/file/below.db", "{folder}", "postgresql://nobody@127.0.0.1:1/nowhere"])
def test_a_database_that_cannot_be_opened_is_named_and_the_rest_is_looked_at(
    deployment: Giveback, tmp_path: Path, address: str
) -> None:
    (tmp_path / "file").write_text("")
    deployment.database = address.format(folder=tmp_path)
    found = by_subject(deployment("doctor", "--json", status=2))
    assert found["database"]["state"] == "broken"
    assert "GIVEBACK_DATABASE" in found["database"]["remedy"]
    assert list(found) == WITHOUT_DATABASE
    assert found["registry"]["state"] == "ok"


def test_a_database_that_may_not_be_written_to_is_named(
    deployment: Giveback, open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    folder = open_folder / "data"
    folder.mkdir()
    deployment.database = str(folder / "giveback.db")
    deployment.settings["GIVEBACK_CACHE"] = str(open_folder / "cache")
    Database(deployment.database).close()
    (folder / "giveback.db").chmod(0o444)
    with unprivileged():
        found = by_subject(deployment("doctor", "--json", status=2))
    assert found["database"]["state"] == "broken"
    assert list(found) == WITHOUT_DATABASE


def test_a_clock_that_stands_before_the_newest_scan_is_named(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    ran = deployment.at(datetime(2020, 1, 1, tzinfo=UTC), "doctor", "--json", status=2)
    assert by_subject(ran)["clock"]["state"] == "broken"
    assert "Set the clock (NTP)" in by_subject(ran)["clock"]["remedy"]
    assert by_subject(deployment.at(datetime.now(UTC), "doctor", "--json"))["clock"]["state"] == "ok"


def test_what_an_overlay_takes_is_listed(deployment: Giveback, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "organizations.toml").write_text(
        '[organizations.acme]\nname = "Acme"\nkind = "company"\ndomains = ["redhat.com", "gmail.com"]\n'
    )
    out = deployment("doctor", "--registry", folder).out
    assert "overlay: redhat.com (domains): acme takes it from red-hat" in out
    assert "overlay: gmail.com (domains): no longer a mail provider's" in out


def test_a_disk_is_measured_where_the_folder_will_be(deployment: Giveback, tmp_path: Path) -> None:
    deployment.settings["GIVEBACK_CACHE"] = str(tmp_path / "not" / "yet" / "made")
    seen = [finding["seen"] for finding in deployment("doctor", "--json").json if finding["subject"] == "disk"]
    assert len(seen) == 2
    assert not (tmp_path / "not").exists()


def test_the_doctor_changes_nothing_of_what_is_closed(small_deployment: Giveback) -> None:
    before = small_deployment("status", "--json").out
    small_deployment.at(REPLY_WINDOW, "doctor", status=None)
    assert small_deployment("status", "--json").out == before
