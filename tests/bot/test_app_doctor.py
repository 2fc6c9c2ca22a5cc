"""The doctor's look at the App: each thing that can be wrong between here and GitHub is named with what mends it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from registered_app import OurApp, our_app
from scripted_github import Said, scripted
from sqlalchemy import text

from bot.app_doctor import examine_app
from bot.findings import Finding
from bot.settings import Settings
from bot.store.database import Database
from tests.github.verbs_apps import new_key


@pytest.fixture
def ours(database: Database, tmp_path: Path) -> Iterator[OurApp]:
    with our_app(database, tmp_path) as made:
        made.github.clock.follow_the_machine()  # the stand-in's Date header is the machine's
        yield made


def examined(ours: OurApp, *, later: int = 0, **settings: object) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    now = datetime.now(UTC) + timedelta(seconds=later)
    for finding in examine_app(ours.settings.model_copy(update=settings), ours.database, now):
        found.setdefault(finding.subject, []).append(finding)
    return found


def test_an_app_that_works_is_well(ours: OurApp) -> None:
    with scripted() as deployment:
        deployment.otherwise = lambda _asked: Said(405)
        ours.app.hook_url = f"{deployment.url}/webhooks/github"
        found = examined(ours, public_url=deployment.url)
        assert deployment.paths == ["/webhooks/github"]
    assert found["secret key"][0].seen.endswith("secret.key, for 3 secrets")
    assert found["app"][0].seen.startswith(f"{ours.app.slug} ({ours.app.id}) on ")
    assert {each.state for name in ("secret key", "webhook", "github clock") for each in found[name]} == {"ok"}
    remarks = [each.seen for each in found["app"][1:]]
    assert any("lacks the permission discussions" in remark for remark in remarks)
    assert not any("webhook" in remark for remark in remarks)
    assert "token" not in found


def test_nothing_is_asked_of_github_without_an_app_or_a_token(database: Database, tmp_path: Path) -> None:
    settings = Settings(secret_key_file=tmp_path / "secret.key", github_url="https://nowhere.invalid")
    found = list(examine_app(settings, database, datetime.now(UTC)))
    assert [(each.subject, each.state) for each in found] == [("secret key", "ok"), ("app", "ok")]


def test_a_webhook_that_goes_elsewhere_or_nowhere_is_named(ours: OurApp) -> None:
    with scripted() as other:
        found = examined(ours, public_url=other.url)
        assert any("webhook goes elsewhere" in each.seen for each in found["app"])
        assert "answered by something else (200)" in found["webhook"][0].seen
    assert "cannot be reached" in examined(ours, public_url=other.url)["webhook"][0].seen


@pytest.mark.parametrize(("later", "words"), [(300, "ahead of"), (-300, "behind")])
def test_a_clock_that_differs_from_githubs_is_named(ours: OurApp, later: int, words: str) -> None:
    found = examined(ours, later=later)
    said = [each for name in ("github clock", "app") for each in found.get(name, [])]
    assert any(re.search(rf"\b(29\d|30\d) s {words}", each.seen + each.remedy) for each in said)
    assert any(each.state == "broken" for each in said)


def test_a_key_that_github_no_longer_takes_is_named(ours: OurApp) -> None:
    ours.app.public_key = new_key()[1]
    (found,) = examined(ours)["app"]
    assert found.state == "broken"
    assert "giveback secrets rotate --private-key" in found.remedy


def test_a_github_that_cannot_be_reached_is_no_fault_of_ours(ours: OurApp) -> None:
    ours.github.faults.next("error", path="/app", times=3, status=503)
    (found,) = examined(ours)["app"]
    assert found.state == "warning"


def test_settings_that_name_another_github_are_named(ours: OurApp) -> None:
    (found,) = examined(ours, github_url="https://elsewhere.example", github_api_url=None)["app"]
    assert found.state == "broken"
    assert "GIVEBACK_GITHUB_URL" in found.remedy


def test_an_encryption_key_that_others_read_or_that_is_gone_is_named(ours: OurApp) -> None:
    ours.settings.secret_key_file.chmod(0o644)
    assert "mode 0644" in examined(ours)["secret key"][0].seen
    ours.settings.secret_key_file.unlink()
    found = examined(ours)
    assert (found["secret key"][0].state, found["app"][0].state) == ("broken", "broken")
    with ours.database.reading() as connection:  # looking makes no new key
        assert connection.execute(text("SELECT COUNT(*) FROM secret")).scalar_one() == 3
    assert not ours.settings.secret_key_file.exists()


def test_the_operators_token_is_tried(ours: OurApp) -> None:
    good = ours.github.token(ours.github.user("operator"))
    assert examined(ours, github_token=SecretStr(good))["token"][0].state == "ok"
    (found,) = examined(ours, github_token=SecretStr("ghp_that_nobody_made"))["token"]
    assert found.state == "broken"
    assert "ghp_that" not in found.seen + found.remedy
