"""The live pages: the same bytes that are published, and nothing of the machine that serves them."""

import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from giveback_runner import Giveback

from bot.store.database import Database
from webhooks.app import create_app


@contextmanager
def client_of(deployment: Giveback) -> Iterator[FlaskClient]:
    database = Database(deployment.database)
    yield create_app(database).test_client()
    database.close()


@pytest.fixture
def client(small_deployment: Giveback) -> Iterator[FlaskClient]:
    with client_of(small_deployment) as found:
        yield found


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/../giveback.db",
        "/..%2f..%2fgiveback.db",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/static/../../pyproject.toml",
        "/static/style.css/..",
        "/.giveback-site.json",
        "/2026-08/index.html",
        "/2026-07/organizations/%3Cscript%3E.html",
        "/2026-07/organizations/nobody.html",
        "/\x00",
        "/" + "a" * 5_000,
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_where_nothing_is_a_page_leads_back(client: FlaskClient) -> None:
    answer = client.get("/2026-07/organizations/nobody.html")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for place in ("/index.html", "/methodology.html", "/static/style.css"):
        assert f'href="{place}"' in answer.text
        assert client.get(place).status_code == 200
    assert "nobody" not in answer.text


def test_only_reading_is_allowed(client: FlaskClient) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/").status_code == 405


def test_before_a_month_is_closed_there_is_a_page_that_says_so(database: Database) -> None:
    answer = create_app(database).test_client().get("/")
    assert answer.status_code == 200
    assert "giveback close" in answer.text or "no month" in answer.text.lower()


def test_every_published_file_is_served_byte_for_byte(small_deployment: Giveback, client: FlaskClient) -> None:
    folder = small_deployment.folder / "site"
    small_deployment("publish", "--to", folder)
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".giveback-site.json"]
    assert len(files) > 20
    for path in files:
        answer = client.get(f"/{path.relative_to(folder)}")
        assert answer.status_code == 200
        assert answer.data == path.read_bytes(), path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/methodology.html", "text/html; charset=utf-8"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/data/2026-07.json", "application/json"),
        ("/data/2026-07.csv", "text/csv; charset=utf-8"),
    ],
)
def test_each_file_has_its_kind_and_nothing_may_run_on_it(client: FlaskClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


def test_a_folders_path_means_its_index(client: FlaskClient) -> None:
    assert client.get("/").data == client.get("/index.html").data
    assert client.get("/2026-07/").data == client.get("/2026-07/index.html").data


def test_what_is_closed_while_serving_is_seen(small_deployment: Giveback, client: FlaskClient) -> None:
    before = client.get("/").text
    assert small_deployment("close", "2026-05").status == 0
    assert client.get("/2026-05/").status_code == 200
    assert client.get("/").text != before or "2026-05" in before


def test_the_command_serves_until_stopped(small_deployment: Giveback) -> None:
    command = small_deployment.command("serve", "--port", "0")
    with subprocess.Popen(command, env=small_deployment.environment(), stdout=subprocess.PIPE) as running:
        assert running.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline().decode())
        assert address
        with urllib.request.urlopen(address[0], timeout=10) as answer:
            assert b"Giveback" in answer.read()
            assert "Python" not in (answer.headers["Server"] or "")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address[0] + "nothing", timeout=10)
        running.terminate()


def test_a_port_that_is_taken_is_said(small_deployment: Giveback) -> None:
    command = small_deployment.command("serve", "--port", "0")
    with subprocess.Popen(command, env=small_deployment.environment(), stdout=subprocess.PIPE) as running:
        assert running.stdout
        port = re.search(r":(\d+)/", running.stdout.readline().decode())
        assert port
        ran = small_deployment.process("serve", "--port", port[1], status=2)
        assert f"127.0.0.1:{port[1]}: cannot be listened on" in ran.err
        running.terminate()


@pytest.mark.parametrize("host", ["nosuch.invalid", "::zz", "a b", "x" * 70])
def test_a_host_that_is_none_is_said(small_deployment: Giveback, host: str) -> None:
    ran = small_deployment("serve", "--host", host, "--port", "0", status=2)
    assert f"{host}:0: cannot be listened on" in ran.err
    assert "--host" in ran.err


def test_names_are_inert_on_live_pages(full_deployment: Giveback) -> None:
    with client_of(full_deployment) as client:
        page = client.get("/2026-07/organizations/zeta.html").text
    assert "Zeta &lt;b&gt;&amp; Söhne&lt;/b&gt; | =1+1" in page
    assert Path(full_deployment.database).name not in page
