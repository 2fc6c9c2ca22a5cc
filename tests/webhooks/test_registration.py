"""Set-up: who has the secret from the shell makes this deployment an App, once; nobody else gets anywhere."""

import html
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from registered_app import NOON, PERMISSIONS, settings_for
from werkzeug.test import TestResponse

from bot.github_access import GitHubAccess, github_access
from bot.set_up import SetUp
from bot.store.app_registration import registered_app
from bot.store.database import Database
from bot.store.vault import PRIVATE_KEY, WEBHOOK_SECRET
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import Account
from webhooks.app import create_app
from webhooks.registration import registration_blueprint

PUBLIC = "https://giveback.example"
SECRETS = ("pem", "webhook_secret", "client_secret")


@dataclass
class Setting:
    """A deployment that is being set up, its browser, and the GitHub that it is set up on."""

    github: StandIn
    database: Database
    access: GitHubAccess
    set_up: SetUp
    client: FlaskClient
    secret: str
    owner: Account

    def register(self, **given: str) -> TestResponse:
        fields = {"secret": self.secret, "name": "Giveback", "public_url": PUBLIC, "organization": ""}
        return self.client.post("/setup/register", data=fields | given)

    def confirmed(self, page: str) -> str:
        """What the person does on GitHub's page; the code that comes back."""
        return self.github.submit_manifest(json.loads(field(page, "manifest")), self.owner)

    def return_with(self, code: str, state: str) -> TestResponse:
        return self.client.get("/setup/registered", query_string={"code": code, "state": state})

    def import_app(self, **given: str) -> TestResponse:
        return self.client.post("/setup/import", data={"secret": self.secret, "public_url": PUBLIC} | given)


@pytest.fixture
def setting(database: Database, tmp_path: Path) -> Iterator[Setting]:
    with StandIn(clock=Clock(NOON)) as github:
        access = github_access(database, settings_for(github, tmp_path), github.clock.now, write_pause=0)
        set_up = SetUp(access, None)
        secret = set_up.open()
        assert secret is not None
        client = client_of(set_up)
        yield Setting(github, database, access, set_up, client, secret, github.user("app-owner"))


def client_of(set_up: SetUp) -> FlaskClient:
    """The set-up's routes alone: the other pages take a while to be made."""
    app = Flask("giveback", static_folder=None)
    app.register_blueprint(registration_blueprint(set_up))
    return app.test_client()


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def state_of(page: str) -> str:
    found = re.search(r"state=([\w-]+)", page)
    assert found, page
    return found[1]


def test_an_app_is_registered_and_stored_with_its_secrets_encrypted(setting: Setting) -> None:
    page = setting.register(organization="acme", name="Giveback of Acme").text
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    assert html.unescape(action[1]).startswith(f"{setting.github.web_url}/organizations/acme/settings/apps/new?state=")
    sent = json.loads(field(page, "manifest"))
    assert sent["hook_attributes"]["url"] == f"{PUBLIC}/webhooks/github"
    assert sent["redirect_url"] == f"{PUBLIC}/setup/registered"
    assert sent["public"] is False
    answer = setting.return_with(setting.confirmed(page), state_of(page))
    (app,) = setting.github.world.apps.values()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{setting.github.web_url}/apps/{app.slug}/installations/new"
    stored = registered_app(setting.database)
    assert stored is not None
    assert (stored.app_id, stored.slug, stored.public_url) == (app.id, app.slug, PUBLIC)
    assert setting.access.vault.current(PRIVATE_KEY) == app.pem
    assert setting.access.vault.current(WEBHOOK_SECRET) == app.webhook_secret
    with setting.access.github.as_app() as connection:  # at once, without a restart
        assert connection.get("/app").data["id"] == app.id


def test_setup_called_again_after_setup_is_gone_in_every_process(setting: Setting, tmp_path: Path) -> None:
    page = setting.register().text
    code, state = setting.confirmed(page), state_of(page)
    other = SetUp(setting.access, None)
    elsewhere = client_of(other)
    assert elsewhere.get("/setup").status_code == 200
    assert setting.return_with(code, state).status_code == 302
    for client in (setting.client, elsewhere):
        answers = [
            client.get("/setup"),
            client.post("/setup/register", data={"secret": setting.secret}),
            client.post("/setup/import", data={"secret": setting.secret}),
            client.get("/setup/registered", query_string={"code": code, "state": state}),
        ]
        assert [answer.status_code for answer in answers] == [410] * 4
        assert "<form" not in "".join(answer.text for answer in answers)
    assert other.open() is None


@pytest.mark.parametrize(
    "given", ["", "wrong", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "x" * 5000]
)
def test_without_the_secret_nothing_happens(setting: Setting, given: str) -> None:
    for answer in (setting.register(secret=given), setting.import_app(secret=given, app_id="1")):
        assert answer.status_code == 403
        assert "This is not the set-up secret" in answer.text
    assert setting.github.requests == []


def test_secrets_cannot_be_tried_out(setting: Setting) -> None:
    for _ in range(10):
        assert setting.register(secret="guess").status_code == 403
    assert setting.register().status_code == 429  # the right one too
    setting.github.clock.advance(minutes=10, seconds=1)
    assert setting.register().status_code == 200


def test_a_new_start_makes_a_new_secret_and_ends_the_old_one(setting: Setting) -> None:
    renewed = setting.set_up.open()
    assert setting.register().status_code == 403
    assert renewed is not None
    assert setting.register(secret=renewed).status_code == 200


@pytest.mark.parametrize("state", ["", "wrong", "é"])
def test_a_state_that_is_not_ours_is_refused_before_github_is_asked(setting: Setting, state: str) -> None:
    page = setting.register().text
    assert setting.return_with(setting.confirmed(page), state).status_code == 403
    assert setting.github.requests == []
    assert registered_app(setting.database) is None


def test_another_browser_cannot_finish_what_one_began(setting: Setting) -> None:
    page = setting.register().text
    code, state = setting.confirmed(page), state_of(page)
    stranger = client_of(setting.set_up)
    assert stranger.get("/setup/registered", query_string={"code": code, "state": state}).status_code == 403
    assert registered_app(setting.database) is None


def test_nothing_was_begun_so_nothing_is_finished(setting: Setting) -> None:
    assert setting.return_with("code", "state").status_code == 403


def test_a_state_ends_after_an_hour(setting: Setting) -> None:
    page = setting.register().text
    code, state = setting.confirmed(page), state_of(page)
    setting.github.clock.advance(hours=1, seconds=1)
    assert setting.return_with(code, state).status_code == 403
    assert setting.github.requests == []


def test_a_code_that_was_used_or_made_up_is_told_and_can_be_begun_again(setting: Setting) -> None:
    page = setting.register().text
    answer = setting.return_with("a" * 40, state_of(page))
    assert answer.status_code == 403
    assert "good once, for an hour" in answer.text
    page = setting.register().text
    assert setting.return_with("../../app", state_of(page)).status_code == 403
    assert setting.return_with(setting.confirmed(page), state_of(page)).status_code == 302


@pytest.mark.parametrize("fault", ["dropped_after_write", "error_after_write", "cut_off"])
def test_an_app_whose_keys_got_lost_on_the_way_is_imported_instead(setting: Setting, fault: str) -> None:
    page = setting.register().text
    setting.github.faults.next(fault, path="*/conversions")
    answer = setting.return_with(setting.confirmed(page), state_of(page))
    assert answer.status_code == 502
    assert "import the App" in answer.text
    assert registered_app(setting.database) is None
    (app,) = setting.github.world.apps.values()
    imported = setting.import_app(app_id=str(app.id), private_key=app.pem, webhook_secret=app.webhook_secret)
    assert imported.status_code == 200


def test_while_github_cannot_be_reached_the_code_stays_good(setting: Setting) -> None:
    page = setting.register().text
    code, state = setting.confirmed(page), state_of(page)
    setting.github.faults.next("rate_limited", path="*/conversions", status=429, retry_after=30)
    assert setting.return_with(code, state).status_code == 502
    setting.github.clock.advance(seconds=31)
    assert setting.return_with(code, state).status_code == 302


def test_an_app_without_a_webhook_secret_is_given_one(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    page = setting.register().text
    code = setting.confirmed(page)
    made = setting.github.app_of_manifest
    monkeypatch.setattr(setting.github, "app_of_manifest", lambda *given: without_secret(made(*given)))
    assert setting.return_with(code, state_of(page)).status_code == 302
    (app,) = setting.github.world.apps.values()
    assert len(app.webhook_secret or "") == 64
    assert setting.access.vault.current(WEBHOOK_SECRET) == app.webhook_secret


def without_secret(app: Any) -> Any:
    app.webhook_secret = None
    return app


# --- import ---


def test_an_app_that_exists_is_imported_after_github_was_asked(setting: Setting) -> None:
    app = setting.github.register_app(permissions=PERMISSIONS, hook_url=f"{PUBLIC}/webhooks/github")
    answer = setting.import_app(app_id=f" {app.id} ", private_key=app.pem, webhook_secret=f"{app.webhook_secret}\n")
    assert answer.status_code == 200
    stored = registered_app(setting.database)
    assert stored is not None
    assert (stored.app_id, stored.slug) == (app.id, app.slug)
    assert setting.access.vault.current(WEBHOOK_SECRET) == app.webhook_secret
    assert f"{setting.github.web_url}/apps/{app.slug}/installations/new" in answer.text
    assert "lacks the permission discussions" in answer.text
    assert "not told of: issue_comment" in answer.text
    assert "Its webhook goes elsewhere" not in answer.text


def test_an_import_that_github_does_not_confirm_stores_nothing(setting: Setting) -> None:
    ours, other = setting.github.register_app("One"), setting.github.register_app("Other")
    tries = [
        {"app_id": str(ours.id), "private_key": other.pem},
        {"app_id": str(other.id), "private_key": ours.pem},
        {"app_id": "999999", "private_key": ours.pem},
        {"app_id": "0", "private_key": ours.pem},
        {"app_id": "٣", "private_key": ours.pem},
        {"app_id": "9" * 5000, "private_key": ours.pem},
        {"app_id": str(ours.id), "private_key": "no key"},
        {"app_id": str(ours.id), "private_key": ""},
        {"app_id": str(ours.id), "private_key": ours.pem, "webhook_secret": " "},
        {"app_id": str(ours.id), "private_key": ours.pem, "public_url": "javascript:alert(1)"},
    ]
    for given in tries:
        answer = setting.import_app(**{"webhook_secret": "a-secret", **given})
        assert answer.status_code == 400, given
        assert 'role="alert"' in answer.text
        assert "a-secret" not in answer.text
        assert "PRIVATE KEY" not in answer.text
    assert registered_app(setting.database) is None
    assert setting.access.vault.current(PRIVATE_KEY) is None


def test_a_form_that_is_too_large_is_not_read(setting: Setting) -> None:
    answer = setting.import_app(app_id="1", private_key="x" * 100_000)
    assert answer.status_code == 413


# --- what is typed in ---


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "http://giveback.example"},
        {"public_url": "giveback.example"},
        {"public_url": "https://u:p@giveback.example"},
        {"public_url": "https://giveback.example?x=1"},
        {"public_url": ""},
        {"name": ""},
        {"name": "x" * 35},
        {"organization": "a/b"},
        {"organization": "../settings"},
    ],
)
def test_what_cannot_be_is_said_with_what_was_typed_kept(setting: Setting, given: dict[str, str]) -> None:
    answer = setting.register(**given)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    for value in given.values():
        assert html.escape(value) in answer.text


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1:8000", "https://[::1]", "http://x.localhost"]
)
def test_github_com_cannot_deliver_to_localhost_and_that_is_said(database: Database, tmp_path: Path, url: str) -> None:
    with StandIn(clock=Clock(NOON)) as github:
        settings = settings_for(github, tmp_path).model_copy(update={"github_url": "https://github.com"})
        set_up = SetUp(github_access(database, settings, github.clock.now), None)
        secret = set_up.open()
        client = client_of(set_up)
        forms = client.get("/setup").text
        assert "not <code>localhost</code>" in forms
        assert re.search(r'type="url" required value=""', forms)  # nothing is proposed that cannot work
        answer = client.post("/setup/register", data={"secret": secret, "name": "Giveback", "public_url": url})
        assert answer.status_code == 400
        assert "cannot deliver to this machine" in answer.text


def test_an_enterprise_servers_address_is_used(database: Database, tmp_path: Path) -> None:
    with StandIn(clock=Clock(NOON)) as github:
        settings = settings_for(github, tmp_path).model_copy(update={"github_api_url": None})
        access = github_access(database, settings, github.clock.now, write_pause=0)
        set_up = SetUp(access, PUBLIC)
        secret = set_up.open()
        client = client_of(set_up)
        page = client.post("/setup/register", data={"secret": secret, "name": "Giveback", "public_url": PUBLIC}).text
        code = github.submit_manifest(json.loads(field(page, "manifest")), github.user("app-owner"))
        answer = client.get("/setup/registered", query_string={"code": code, "state": state_of(page)})
        assert answer.status_code == 302
        stored = registered_app(database)
        assert stored is not None
        assert stored.api_url == f"{github.web_url}/api/v3"


def test_what_was_typed_is_inert(setting: Setting) -> None:
    answer = setting.register(name='"><script>alert(1)</script>', public_url="'\"><b>", organization="<i>")
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


# --- after an installation ---


def test_an_installation_that_the_address_names_is_looked_up(setting: Setting) -> None:
    page = setting.register().text
    setting.return_with(setting.confirmed(page), state_of(page))
    (app,) = setting.github.world.apps.values()
    installation = setting.github.install(app, setting.github.organization("acme"))
    foreign = setting.github.install(setting.github.register_app("Other"), "acme")
    found = setting.client.get(f"/setup/installed?installation_id={installation.id}&setup_action=install")
    assert found.status_code == 200
    assert "acme" not in found.text  # whoever guesses numbers learns no names
    for made_up in (str(foreign.id), "999999", "0", "-1", "1e9", "9" * 5000, "x", "", "../app"):
        assert setting.client.get("/setup/installed", query_string={"installation_id": made_up}).status_code == 404


def test_before_there_is_an_app_there_is_no_installation(setting: Setting) -> None:
    assert setting.client.get("/setup/installed?installation_id=1").status_code == 404


def test_installations_cannot_be_tried_out(setting: Setting) -> None:
    page = setting.register().text
    setting.return_with(setting.confirmed(page), state_of(page))
    answers = [setting.client.get(f"/setup/installed?installation_id={number}") for number in range(1, 40)]
    assert {answer.status_code for answer in answers[30:]} == {429}
    setting.github.clock.advance(minutes=1)
    assert setting.client.get("/setup/installed?installation_id=1").status_code == 404


# --- what is seen ---


def test_no_page_can_be_framed_kept_or_sent_elsewhere(setting: Setting) -> None:
    setting.client = create_app(setting.database, set_up=setting.set_up).test_client()
    forms = setting.client.get("/setup")
    on = setting.register()
    assert setting.client.get("/").status_code == 200  # the other pages are there as before
    for page, sent_to in ((forms, "'self'"), (on, f"'self' {setting.github.web_url}")):
        policy = page.headers["Content-Security-Policy"]
        assert f"form-action {sent_to};" in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        inside = re.search(r'Content-Security-Policy" content="([^"]+)"', page.text)
        assert inside
        assert html.unescape(inside[1]) in policy
    cookie = on.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/setup" in cookie


def test_the_page_says_what_the_app_may_do_and_why(setting: Setting) -> None:
    page = html.unescape(setting.client.get("/setup").text)
    assert "Answers commands in comments" in page
    assert "its new commits are read" in page


def test_secrets_are_in_no_log_and_on_no_page(setting: Setting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    pages = [setting.client.get("/setup"), setting.register()]
    code, state = setting.confirmed(pages[1].text), state_of(pages[1].text)
    pages.append(setting.return_with(code, state))
    (app,) = setting.github.world.apps.values()
    with setting.access.github.as_app() as connection:
        connection.get("/app")
    pages.append(setting.client.get("/setup"))
    seen = caplog.text + "".join(page.text + str(page.headers) for page in pages)
    assert setting.secret not in seen
    for name in SECRETS:
        value = getattr(app, name)
        for part in value.splitlines()[1:-1] if name == "pem" else [value]:
            assert part not in seen, name
    with setting.database.reading() as connection:
        rows = [str(row) for row in connection.exec_driver_sql("SELECT * FROM secret").all()]
    assert not any(getattr(app, name)[:40] in row for name in SECRETS for row in rows)
    assert not any(setting.secret in row for row in rows)
