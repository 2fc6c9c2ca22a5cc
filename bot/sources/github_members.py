"""Who is shown in public as a member of an organization on GitHub. Who hides it is not listed, and not asked about.

GraphQL's list of a user's organizations would hold, for some tokens, what is not public: it is not asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from bot.facts import MembershipSeen
from bot.github_endpoints import quoted
from bot.sources.github_values import whole


class Listing(Protocol):
    """What reading needs of a connection."""

    def pages(self, path: str, *, items: str | None = None) -> Iterator[dict[str, Any]]:
        """Read a list to its end."""


def read_members(listing: Listing, organization: str) -> list[MembershipSeen]:
    """Read the public members of an organization, by its login. Raises GitHubError: NotFoundError where it is none."""
    return parse_members(listing.pages(f"/orgs/{quoted(organization)}/public_members"), organization)


def parse_members(found: Iterable[Mapping[str, Any]], organization: str) -> list[MembershipSeen]:
    """Read the members that a list names."""
    numbers = (whole(member.get("id")) for member in found if member.get("type") == "User")
    return [MembershipSeen(number, organization.lower()) for number in numbers if number]
