"""A folder as the place of a site: twice is once, nobody else's files are touched, a cut-off run leaves whole files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from giveback_runner import ROOT

from bot.errors import InputError
from bot.publishers.folder import MANIFEST, Written, publish_to_folder

SITE: dict[str, str | bytes] = {
    "index.html": "<p>entry</p>",
    "2026-07/index.html": "<p>July</p>",
    "2026-07/organizations/acme.html": "<p>Acme – ü</p>",
    "static/logo.png": b"\x89PNG\0\xff",
}


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def as_bytes(files: dict[str, str | bytes]) -> dict[str, bytes]:
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}


# What is refused


def test_a_folder_with_other_peoples_files_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds files that Giveback did not publish") as raised:
        publish_to_folder(tmp_path, SITE)
    assert "empty folder" in raised.value.remedy
    assert files_in(tmp_path) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("content", ["", "{", "5", "null", "[1, 2", "\x00"])
def test_a_list_of_files_that_is_not_ours_makes_no_folder_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds files that Giveback did not publish"):
        publish_to_folder(tmp_path, SITE)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="not a folder"):
        publish_to_folder(tmp_path / "file", SITE)
    with pytest.raises(InputError, match="cannot be written"):
        publish_to_folder(tmp_path / "file" / "below", SITE)


def test_a_folder_that_may_not_be_written_to_is_named(
    open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    folder = open_folder / "site"
    folder.mkdir(mode=0o755)
    with unprivileged(), pytest.raises(InputError, match="cannot be written: Permission denied"):
        publish_to_folder(folder, SITE)
    assert files_in(folder) == {}


def test_a_list_of_files_cannot_name_anything_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MANIFEST).write_text(f'["../outside.txt", "{outside}", "a/../../outside.txt", 7, null]')
    publish_to_folder(folder, SITE)
    assert outside.read_text() == "mine"


# What is done


def test_publishing_twice_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "site"
    assert publish_to_folder(folder, SITE) == Written(4, 0, 0)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST}
    assert publish_to_folder(folder, SITE) == Written(0, 4, 0)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert files_in(folder) == as_bytes(SITE)


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    publish_to_folder(tmp_path, SITE)
    assert publish_to_folder(tmp_path, {**SITE, "index.html": "<p>ENTRY</p>"}) == Written(1, 3, 0)
    (tmp_path / "2026-07" / "index.html").unlink()
    assert publish_to_folder(tmp_path, SITE) == Written(2, 2, 0)


def test_a_stale_file_goes_with_its_empty_folders_and_a_foreign_one_stays(tmp_path: Path) -> None:
    publish_to_folder(tmp_path, {**SITE, "2026-06/organizations/gone.html": "x", "2026-05/gone.html": "x"})
    (tmp_path / "2026-05" / "notes.txt").write_text("mine")
    (tmp_path / "CNAME").write_text("scorecard.example")
    assert publish_to_folder(tmp_path, SITE) == Written(0, 4, 2)
    assert files_in(tmp_path) == {
        **as_bytes(SITE),
        "2026-05/notes.txt": b"mine",
        "CNAME": b"scorecard.example",
    }
    assert not (tmp_path / "2026-06").exists()


def test_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    publish_to_folder(tmp_path, SITE)
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*.html")} == {"0o644"}


def test_a_run_that_fails_in_the_middle_is_made_good_by_the_next(tmp_path: Path) -> None:
    publish_to_folder(tmp_path, {"index.html": "old", "old.html": "old"})
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "logo.png").mkdir()  # something stands in the way of one file
    with pytest.raises(InputError, match=r"logo\.png: cannot be written"):
        publish_to_folder(tmp_path, SITE)
    left = files_in(tmp_path)
    assert left["index.html"] == b"old"  # the entry page comes last: it never leads to what is not there
    assert all(as_bytes({**SITE, "index.html": "old", "old.html": "old"})[name] == data for name, data in left.items())
    (tmp_path / "static" / "logo.png").rmdir()
    publish_to_folder(tmp_path, SITE)
    assert files_in(tmp_path) == as_bytes(SITE)


ENDLESS = """
import sys
from pathlib import Path
from bot.publishers.folder import publish_to_folder
for turn in range(1_000_000):
    publish_to_folder(Path(sys.argv[1]), {f"{n}/page.html": f"{turn % 10}" * 300_000 for n in range(20)})
"""


def test_a_killed_run_leaves_whole_files_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    command = [sys.executable, "-c", ENDLESS, str(folder)]
    for _ in range(3):
        with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}) as running:
            deadline = time.monotonic() + 20
            while not (folder / "9" / "page.html").exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
        (folder / "9" / ".giveback-0a1b2c3d.part").write_text("half")
        for path in folder.rglob("page.html"):
            data = path.read_bytes()
            assert len(data) == 300_000
            assert len(set(data)) == 1
    publish_to_folder(folder, SITE)
    assert files_in(folder) == as_bytes(SITE)


def test_a_run_that_was_cut_off_at_its_first_file_is_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / ".giveback-elekj4y2.part").write_bytes(b"half of the li")
    publish_to_folder(tmp_path, {"index.html": "whole"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "index.html"]
