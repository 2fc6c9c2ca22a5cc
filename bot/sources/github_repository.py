"""A repository as GitHub shows it today, and the newest of everything in it: whether reading has news to find."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.facts import RepositoryStateSeen
from bot.github_errors import InvalidError
from bot.sources.github_pages import Asking, named
from bot.sources.github_queries import LOOK
from bot.sources.github_values import LARGEST_NUMBER, branch, mapping, nodes, seconds, whole, words

_LONGEST = 300


class Newest(NamedTuple):
    """The newest of one kind: what it is called, when it was updated last, and how many there are."""

    named: str
    updated_at: int | None
    total: int

    @property
    def mark(self) -> str:
        """The same as long as there are no news."""
        return f"{self.total} {self.updated_at} {self.named}"


class Look(NamedTuple):
    """What one question tells: the state, and where there may be news."""

    state: RepositoryStateSeen
    pull_requests: Newest
    issues: Newest
    releases: Newest


def look(asking: Asking, repository: str) -> Look:
    """Look at a repository (owner/name, a former one too). Raises GitHubError; NotFoundError where it is hidden."""
    return parse_look(asking.graphql(LOOK, named(repository)))


def parse_look(data: Mapping[str, Any]) -> Look:
    """Read the answer. Raises InvalidError where it names no repository."""
    found = mapping(data.get("repository"))
    number, name = whole(found.get("databaseId")), words(found.get("nameWithOwner"), _LONGEST)
    if not number or name is None:
        raise InvalidError(200, "GitHub: GraphQL: it tells nothing of the repository", [])
    state = RepositoryStateSeen(
        number,
        name,
        mapping(found.get("owner")).get("__typename") == "Organization",
        found.get("isPrivate") is not False,  # what is not known to be public stays here
        found.get("isArchived") is True,
        _licence(found.get("licenseInfo")),
        whole(found.get("stargazerCount"), LARGEST_NUMBER) or 0,
        whole(found.get("forkCount"), LARGEST_NUMBER) or 0,
        branch(mapping(found.get("defaultBranchRef")).get("name")),
    )
    return Look(
        state,
        _newest(found.get("pullRequests"), "number"),
        _newest(found.get("issues"), "number"),
        _newest(found.get("releases"), "tagName"),
    )


def _licence(found: Any) -> str | None:
    identifier = words(mapping(found).get("spdxId"), _LONGEST)
    return None if identifier in {"NOASSERTION", "NONE"} else identifier


def _newest(connection: Any, name: str) -> Newest:
    total = whole(mapping(connection).get("totalCount"), LARGEST_NUMBER) or 0
    for node in nodes(connection):
        return Newest(str(words(str(node.get(name)), _LONGEST)), seconds(node.get("updatedAt")), total)
    return Newest("", None, total)
