from github_nodes import OPENED

from bot.facts import ReleaseSeen
from bot.sources.github_releases import parse_release
from bot.sources.github_values import moment

RELEASE = {"tagName": "v1.0", "publishedAt": moment(OPENED), "isDraft": False, "isPrerelease": True}


def test_a_release_is_what_was_published() -> None:
    assert parse_release(RELEASE) == ReleaseSeen("v1.0", OPENED, is_prerelease=True)


def test_drafts_and_what_has_no_tag_or_time_are_none() -> None:
    lacking = [{"isDraft": True}, {"publishedAt": None}, {"tagName": "\n"}, {"tagName": 7}]
    assert [parse_release({**RELEASE, **each}) for each in lacking] == [None] * 4
