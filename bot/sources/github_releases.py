"""Published releases, as GitHub's API tells them. Drafts are their writers' alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.facts import ReleaseSeen
from bot.sources.github_pages import Asking, Page, named, pages
from bot.sources.github_queries import RELEASES
from bot.sources.github_values import goes_on, nodes, seconds, words

SOURCE = "github_releases"
_LONGEST_TAG = 300


def parse_release(node: Mapping[str, Any]) -> ReleaseSeen | None:
    """Read one; None for what is not published."""
    tag, published_at = words(node.get("tagName"), _LONGEST_TAG), seconds(node.get("publishedAt"))
    if tag is None or published_at is None or node.get("isDraft") is True:
        return None
    return ReleaseSeen(tag, published_at, node.get("isPrerelease") is True)


def read_releases(asking: Asking, repository: str, after: str | None, since: int | None) -> Iterator[Page[ReleaseSeen]]:
    """Read pages of releases, the newest first, on from a cursor, down to those published before `since`."""
    for connection in pages(asking, RELEASES, named(repository), after):
        found = [release for release in map(parse_release, nodes(connection)) if release is not None]
        yield Page(found, goes_on(connection), connection["gaps"], _reaches(found, since))


def _reaches(found: list[ReleaseSeen], since: int | None) -> bool:
    return since is not None and any(release.published_at < since for release in found)
