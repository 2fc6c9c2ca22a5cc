"""The manifest: in GitHub's keys, nothing more than is needed, and a sentence for everything that is asked."""

import json
import re
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.manifest import KEYS, manifest, parse, privacy

ROOT = Path(__file__).resolve().parents[2]
EVENT_NEEDS = {
    "issue_comment": "issues",
    "issues": "issues",
    "pull_request": "pull_requests",
    "pull_request_review": "pull_requests",
    "push": "contents",
    "release": "contents",
    "repository": "metadata",
}
ALWAYS_DELIVERED = {"installation", "installation_repositories", "installation_target", "github_app_authorization"}
WRITTEN = """
name: X
url: https://x.example
hook_attributes: {active: true}
default_permissions:
  issues: write  # Answers.
default_events:
  - push  # Reads.
"""


def test_the_manifest_at_the_root_is_the_one_that_is_used() -> None:
    assert (ROOT / "bot" / "app.yml").resolve() == ROOT / "app.yml"
    assert parse((ROOT / "app.yml").read_text()) == manifest()


def test_it_asks_for_the_least() -> None:
    asked = {each.name: each.level for each in manifest().permissions}
    assert asked == {
        "contents": "read",
        "discussions": "write",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "read",
    }


def test_each_event_has_its_permission_and_none_comes_by_itself() -> None:
    permissions = {each.name for each in manifest().permissions}
    events = {each.name for each in manifest().events}
    assert {EVENT_NEEDS[event] for event in events} <= permissions
    assert not events & ALWAYS_DELIVERED


def test_everything_that_is_asked_has_one_sentence() -> None:
    both = (*manifest().permissions, *manifest().events)
    assert len({each.why for each in both}) == len(both)
    for each in both:
        assert re.fullmatch(r"[A-Z][^.]*(\.[a-z/][^.]*)*\.", each.why), each
        assert "|" not in each.why


def test_a_deployment_fills_in_its_own_addresses() -> None:
    filled = manifest().filled(name="Giveback of Acme", public_url="https://g.acme.example/x", is_public=False)
    assert set(filled) <= KEYS
    assert filled["hook_attributes"] == {"active": True, "url": "https://g.acme.example/x/webhooks/github"}
    assert filled["redirect_url"] == "https://g.acme.example/x/setup/registered"
    assert filled["setup_url"] == "https://g.acme.example/x/setup/installed"
    assert (filled["name"], filled["url"], filled["public"]) == ("Giveback of Acme", "https://g.acme.example/x", False)
    assert "example/x" in json.dumps(filled)
    assert manifest().values["url"] == "https://giveback.example"


@pytest.mark.parametrize("name", ["", "x" * 35, "a\nb", "a\u202eb"])
def test_a_name_that_github_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="not a name"):
        manifest().filled(name=name, public_url="https://x.example", is_public=True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("name: X", "nam: X", "nam: not a key"),
        ("name: X", "", "name: missing"),
        ("issues: write", "issues: all", "default_permissions"),
        ("  - push  # Reads.", "  - push  # Reads.\n  - push  # Reads.", "each once"),
        ("  # Answers.", "", "issues: no sentence"),
        ("  # Reads.", "  # reads", "push: no sentence"),
        ("name: X", "name: [", "not YAML"),
        (WRITTEN, "- x", "not a mapping"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(old: str, new: str, problem: str) -> None:
    parse(WRITTEN)
    with pytest.raises(InputError, match=problem):
        parse(WRITTEN.replace(old, new))


def test_the_privacy_page_says_every_sentence() -> None:
    page = privacy(manifest())
    for each in (*manifest().permissions, *manifest().events):
        assert f"`{each.name}`" in page
        assert each.why in page
