"""The browser of the demo: forms as a person fills them in, and pages that say no."""

import pytest

from demo.browser import Browser, Page, PageError
from tests.github.stand_in import StandIn


def test_a_page_is_its_heading_and_its_forms() -> None:
    page = Page(
        "http://here.example/a/b",
        "<h1>Ask <em>us</em></h1><form action='/c'><input name=x value=1><input type=checkbox name=y>"
        "<button name=go value=yes></form><h1>Other</h1><form><input type=hidden name=z value='&lt;'></form>",
    )
    assert page.heading == "Ask us"
    first, second = page.forms
    assert (first.action, first.fields, first.boxes) == ("http://here.example/c", {"x": "1", "go": "yes"}, {"y"})
    assert (second.action, second.fields) == ("http://here.example/a/b", {"z": "<"})


def test_buttons_of_a_list_are_chosen_and_what_is_not_there_is_told() -> None:
    with StandIn() as github:
        for owner in ("acme", "beta"):
            github.organization(owner)
            github.repository(f"{owner}/engine")
        app = github.register_app()
        browser = Browser()
        browser.open(f"{github.web_url}/apps/{app.slug}/installations/new")
        with pytest.raises(PageError, match="there is no account gamma"):
            browser.choose("account", "gamma")
        with pytest.raises(PageError, match="no form has the fields nothing"):
            browser.send({"nothing": "1"})
        browser.choose("account", "beta")
        assert [each.account.login for each in github.world.installations.values()] == ["beta"]
        with pytest.raises(PageError, match="404 Not Found"):
            browser.open(f"{github.web_url}/nobody/nothing")
