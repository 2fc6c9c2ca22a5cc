"""The web side: pages that can be read in a browser, and the forms by which Apps are made and installed."""

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.github.conftest import Small

MANIFEST = """{"name": "Giveback Two", "url": "https://giveback.example", "redirect_url": "http://127.0.0.1:1/setup?x=1",
"hook_attributes": {"url": "http://127.0.0.1:1/webhooks/github"}, "setup_url": "http://127.0.0.1:1/installed",
"default_permissions": {"issues": "write"}, "default_events": ["issue_comment"]}"""


def page(small: Small, path: str, status: int = 200) -> str:
    answer = requests.get(small.github.web_url + path, timeout=5)
    assert answer.status_code == status
    return answer.text


def test_an_issue_page_shows_comments_reactions_and_labels(small: Small) -> None:
    issue = small.github.open_issue(small.engine, "It does not start", "See **here**", user=small.dana, labels=["bug"])
    comment = small.github.comment(small.engine, issue.number, user=small.dana, body="| a | b |\n|---|---|\n| 1 | 2 |")
    small.github.react(comment, "rocket", user=small.app.bot)
    shown = page(small, "/acme/engine/issues/1")
    assert "<strong>here</strong>" in shown
    assert "<td>1</td>" in shown
    assert "🚀" in shown
    assert "bug" in shown


def test_what_strangers_write_is_inert_on_the_pages(small: Small) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) <!-- marker -->"
    small.github.open_issue(
        small.engine, evil, f"{evil}\n\n<details><summary>More</summary>\n\nhi\n</details>", user=small.dana
    )
    shown = page(small, "/acme/engine/issues/1")
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "marker" not in shown.partition("</h1>")[2]
    assert "<details><summary>More</summary>" in shown
    assert "<script" not in page(small, "/acme/engine")


def test_a_repository_page_shows_files_and_releases(small: Small) -> None:
    small.github.push(small.engine, {"docs/index.md": "# Numbers\n"}, user=small.dana)
    made = small.github.release(small.engine, "2026-09", user=small.dana, body="Numbers")
    small.github.add_asset(made, "scorecard.json", b"{}", "application/json", small.dana)
    shown = page(small, "/acme/engine")
    assert "docs/index.md" in shown
    assert page(small, "/acme/engine/releases/download/2026-09/scorecard.json") == "{}"
    assert "<h1>Numbers</h1>" in page(small, "/acme/engine/blob/main/docs/index.md")
    assert page(small, "/acme/engine/raw/main/docs/index.md") == "# Numbers\n"


def test_the_commits_of_a_month_are_listed(small: Small) -> None:
    for month in (7, 8):
        at = dt.datetime(2026, month, 3, 9, tzinfo=dt.UTC)
        small.github.push(small.engine, {f"{month}.txt": "1\n"}, f"Change {month}", user=small.dana, at=at)
    assert "Change 7" in page(small, "/acme/engine/commits")
    shown = page(small, "/acme/engine/commits?since=2026-08-01&until=2026-09-01")
    assert "Change 8" in shown
    assert "Change 7" not in shown
    page(small, "/acme/vault/commits", 404)


def test_a_repository_page_lists_the_newest_issues_and_says_how_many_more_there_are(small: Small) -> None:
    for number in range(35):
        small.github.open_issue(small.engine, f"Issue no. {number}.", user=small.dana)
    shown = page(small, "/acme/engine")
    assert "Issue no. 34." in shown
    assert "Issue no. 4." not in shown
    assert "and 5 earlier ones" in shown


@pytest.mark.parametrize("path", ["/acme/vault", "/acme/vault/issues/1", "/acme/nothing", "/acme/engine/issues/9"])
def test_what_is_private_or_absent_is_not_shown(small: Small, path: str) -> None:
    small.github.open_issue(small.vault, "Secret plans", user=small.dana)
    assert "Secret" not in page(small, path, 404)


def registered(small: Small, where: str = "/settings/apps/new") -> str:
    """Go through the form of a new App; give the code."""
    first = requests.post(f"{small.github.web_url}{where}?state=s3cret", data={"manifest": MANIFEST}, timeout=5)
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', first.text)}
    target = f"{small.github.web_url}{where}?state=s3cret"
    second = requests.post(target, data=fields, timeout=5, allow_redirects=False)
    assert second.status_code == 302
    query = parse_qs(urlsplit(second.headers["location"]).query)
    assert query["state"] == ["s3cret"]
    assert query["x"] == ["1"]
    return query["code"][0]


def test_a_manifest_becomes_an_app_once(small: Small) -> None:
    code = registered(small)
    answer = small.ask("POST", f"/app-manifests/{code}/conversions")
    assert answer.status_code == 201
    made = answer.json()
    assert made["permissions"] == {"metadata": "read", "issues": "write"}
    assert made["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert made["webhook_secret"]
    assert small.ask("GET", "/app", token=small.jwt(issuer=str(made["id"]), key=made["pem"])).status_code == 200
    assert small.ask("POST", f"/app-manifests/{code}/conversions").status_code == 404


def test_a_code_is_worth_an_hour(small: Small) -> None:
    code = registered(small, "/organizations/acme/settings/apps/new")
    small.github.clock.advance(hours=1)
    assert small.ask("POST", f"/app-manifests/{code}/conversions").status_code == 404


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ("[]", "no JSON object"),
        ("{", "Expecting"),
        ('{"name": "x"}', "no url"),
        ('{"name": "giveback", "url": "http://x", "redirect_url": "http://x"}', "taken"),
        ('{"name": "x", "url": "http://x", "redirect_url": "javascript:x"}', "no web address"),
    ],
)
def test_a_manifest_that_does_not_hold_is_refused(small: Small, manifest: str, says: str) -> None:
    answer = requests.post(f"{small.github.web_url}/settings/apps/new", data={"manifest": manifest}, timeout=5)
    assert answer.status_code == 422
    assert says in answer.text


def test_an_app_is_installed_in_the_browser_and_sends_back_to_its_setup(small: Small) -> None:
    small.app.setup_url = "http://127.0.0.1:1/installed"
    where = f"{small.github.web_url}/apps/giveback/installations/new"
    assert "acme" in requests.get(where, timeout=5).text
    small.github.repository("dana/own")
    answer = requests.post(where, data={"account": "dana"}, timeout=5, allow_redirects=False)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["setup_action"] == ["install"]
    installed = small.github.world.installations[int(query["installation_id"][0])]
    assert installed.account.login == "dana"


def test_the_enterprise_paths_answer_with_their_own_addresses(small: Small) -> None:
    base = f"{small.github.web_url}/api/v3"
    told = small.ask("GET", f"{base}/repos/acme/engine", token=small.installation_token()).json()
    assert told["url"] == f"{base}/repos/acme/engine"
    assert told["html_url"] == f"{small.github.web_url}/acme/engine"
