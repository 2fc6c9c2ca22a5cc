"""Remotes that cannot be fetched are refused in words; a clone that a killed process left behind stops nobody."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from git_builder import GitBuilder

from bot.errors import BusyError, InputError
from bot.sources.git_place import Place, PlaceOptions, open_place


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def opened(where: str | Path, folder: Path, branch: str | None = None) -> Place:
    """Open a place for a moment."""
    with open_place(str(where), "acme/tool", PlaceOptions(folder / "cache", timeout=60, branch=branch)) as place:
        assert place.git.text("rev-list", "--count", place.tip)
        return place


def refusal(where: str | Path, folder: Path, branch: str | None = None) -> InputError:
    """The error of a place that cannot be opened: it names the place and a way out, with exit status 2."""
    with pytest.raises(InputError) as error:
        opened(where, folder, branch)
    assert error.value.exit_status == 2
    assert str(where) in error.value.message
    assert error.value.remedy
    return error.value


def test_a_remote_that_is_not_there(tmp_path: Path) -> None:
    assert "no such repository" in refusal(f"file://{tmp_path}/nowhere.git", tmp_path).message


def test_a_remote_that_belongs_to_somebody_else_is_refused_in_words(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit()
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(repository.git_dir, 65534, 65534)
    assert "and the repository exists" not in refusal(f"file://{repository.path}", tmp_path).message


def test_an_option_in_a_remotes_host_runs_nothing(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    refusal(f"ssh://-oProxyCommand=touch%20{ran}/owner/name", tmp_path)
    assert not ran.exists()


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/acme/tool"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "words"), [(404, "no such repository"), (401, "no permission"), (403, "no permission")]
)
def test_a_server_that_refuses(tmp_path: Path, status: int, words: str) -> None:
    with answering(status) as where:
        assert words in refusal(where, tmp_path).message


@pytest.mark.parametrize("path", ["not found/401", "403", "401/authentication/permission denied"])
def test_words_in_an_address_are_not_gits(tmp_path: Path, path: str) -> None:
    with answering(500) as where:
        error = refusal(where + path.replace(" ", "%20"), tmp_path)
    assert "cannot be fetched" in error.message
    assert "returned error: 500" in error.message


@pytest.mark.parametrize("where", ["git://127.0.0.1:9/x/y", "ssh://127.0.0.1:9/x/y"])
def test_a_port_where_nobody_listens_is_said_to_its_end(tmp_path: Path, where: str) -> None:
    if where.startswith("ssh") and shutil.which("ssh") is None:
        pytest.skip("there is no ssh")
    message = refusal(where, tmp_path).message
    assert "127.0.0.1" in message
    assert "refused" in message


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with answering(200) as where:
        pass
    assert "cannot be fetched" in refusal(where, tmp_path).message


# A cache that a killed process left behind


@pytest.mark.parametrize(
    "left", ["refs/giveback/tip.lock", "config.lock", "HEAD.lock", "packed-refs.lock", "shallow.lock"]
)
def test_locks_that_a_killed_fetch_left_behind_stop_nobody(repository: GitBuilder, tmp_path: Path, left: str) -> None:
    repository.commit()
    where = f"file://{repository.path}"
    opened(where, tmp_path)
    (tmp_path / "cache" / "clones" / "acme" / "tool.git" / left).touch()
    tip = repository.commit()
    repository.flush()
    assert opened(where, tmp_path).tip == tip


@pytest.mark.parametrize("kept", [("HEAD",), ("HEAD", "config"), ("HEAD", "refs"), ("refs", "objects")])
def test_a_clone_that_was_never_finished_is_made_again(
    repository: GitBuilder, tmp_path: Path, kept: tuple[str, ...]
) -> None:
    tip = repository.commit()
    where = f"file://{repository.path}"
    opened(where, tmp_path)
    clone = tmp_path / "cache" / "clones" / "acme" / "tool.git"
    for entry in clone.iterdir():
        if entry.name not in kept:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    assert opened(where, tmp_path).tip == tip


def test_a_remote_that_was_rewritten_is_followed(repository: GitBuilder, tmp_path: Path) -> None:
    first = repository.commit()
    repository.commit()
    where = f"file://{repository.path}"
    opened(where, tmp_path)
    repository.set_branch("main", first)
    assert opened(where, tmp_path).tip == first


def test_a_temporary_folder_without_permission(
    repository: GitBuilder, open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    with GitBuilder(open_folder / "b.git") as other:
        other.commit()
    options = PlaceOptions(open_folder / "locked" / "cache")
    (open_folder / "locked").mkdir(mode=0o700)
    with unprivileged(), pytest.raises(InputError, match="cannot be written"):  # noqa: SIM117
        with open_place(f"file://{open_folder}/b.git", "acme/tool", options):
            pass


def test_a_clone_that_another_process_works_on_is_left_alone(repository: GitBuilder, tmp_path: Path) -> None:
    repository.commit()
    where = f"file://{repository.path}"
    options = PlaceOptions(tmp_path / "cache")
    with open_place(where, "acme/tool", options):
        with pytest.raises(BusyError, match="another run") as error, open_place(where, "acme/tool", options):
            pass
        assert error.value.exit_status == 2
        opened(where, tmp_path / "elsewhere")
    opened(where, tmp_path)


def test_a_shallow_remote_is_refused_and_fetched_once_it_is_whole(repository: GitBuilder, tmp_path: Path) -> None:
    for _ in range(3):
        repository.commit()
    shallow = tmp_path / "shallow.git"
    repository.git("clone", "--quiet", "--bare", "--depth=1", f"file://{repository.path}", str(shallow))
    assert "shallow" in refusal(f"file://{shallow}", tmp_path).message
    GitBuilder(shallow).git("fetch", "--quiet", "--unshallow")
    assert opened(f"file://{shallow}", tmp_path).tip == repository.head()


# What a private repository's host is shown


@contextmanager
def listening() -> Iterator[tuple[str, list[str | None]]]:
    """A web server that is no git host, and the Authorization headers that it was shown."""
    shown: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers.get("Authorization"))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", shown
    server.shutdown()
    thread.join()
    server.server_close()


SECRET = "Basic c2VjcmV0"


def test_the_configured_github_is_shown_the_authorization_and_nobody_is_told_of_it(tmp_path: Path) -> None:
    with listening() as (github, shown):
        options = PlaceOptions(tmp_path / "cache", github_url=github, authorization=SECRET)
        with pytest.raises(InputError) as error, open_place(f"{github}/acme/tool", "acme/tool", options):
            pass
    assert set(shown) == {SECRET}
    assert "c2VjcmV0" not in f"{error.value}{options}"


def test_nobody_else_is_shown_it(tmp_path: Path) -> None:
    with listening() as (elsewhere, shown):
        options = PlaceOptions(tmp_path / "cache", github_url="https://github.example", authorization=SECRET)
        with pytest.raises(InputError), open_place(f"{elsewhere}/acme/tool", "acme/tool", options):
            pass
    assert set(shown) == {None}


def test_another_repository_of_the_same_github_is_not_shown_it(tmp_path: Path) -> None:
    with listening() as (github, shown):
        options = PlaceOptions(tmp_path / "cache", github_url=github, authorization=SECRET)
        with pytest.raises(InputError), open_place(f"{github}/evil/tool", "acme/tool", options):
            pass
    assert set(shown) == {None}


def test_the_git_that_reads_afterwards_knows_nothing_of_it(repository: GitBuilder, tmp_path: Path) -> None:
    options = PlaceOptions(tmp_path / "cache", authorization=SECRET)
    repository.commit({"a": b"1\n"})
    with open_place(f"file://{repository.path}", "acme/tool", options) as place:
        assert place.git.authorization is None
        config = (Path(place.git.directory) / "config").read_text(encoding="utf-8")
    assert "c2VjcmV0" not in config
