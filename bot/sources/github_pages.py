"""Reading GitHub's connections page by page: smaller pages where GitHub fails over large ones, and without its gaps.

What GitHub answered with errors in the middle is not taken for whole: it is asked once more, for most gaps are of the
moment; a node that has one again is left out, and counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from bot.batches import batches
from bot.github_errors import ForbiddenError, GitHubError, InvalidError, UnreachableError
from bot.sources.github_conversations import shows_too_little
from bot.sources.github_queries import CONVERSATIONS, MORE_COMMENTS, MORE_REVIEWS
from bot.sources.github_values import goes_on, mapping, nodes, seconds

LARGEST_PAGE = 100
_SMALLEST_PAGE = 6
_MOST_PAGES = 50  # of one conversation: five thousand reviews or comments
_ANSWERED, _SERVER_FAILED = 200, 500

Fact = TypeVar("Fact")
_Node = Mapping[str, Any]


class Asking(Protocol):
    """What reading needs of a connection."""

    def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, *, errors: list[Any] | None = None
    ) -> dict[str, Any]:
        """Ask; give the data, and put into `errors` what GitHub failed to find."""


class Conversation(Protocol):
    """A fact made of what people said to each other."""

    @property
    def answered_at(self) -> int | None:
        """When another human first answered, in seconds since 1970; None where nobody is seen to have."""


Held = TypeVar("Held", bound=Conversation)


class Page(NamedTuple, Generic[Fact]):
    """Facts of one page, where it goes on (None: it was the last), how many nodes had gaps.

    `reaches_known` says that the rest is older than what was asked for.
    """

    facts: Sequence[Fact]
    cursor: str | None
    unread: int
    reaches_known: bool

    @classmethod
    def of(cls, connection: _Node, facts: Sequence[Fact], news: int) -> "Page[Fact]":
        """Make a page of what a connection held, of which `news` nodes are newer than what is known."""
        held = sum(1 for _ in nodes(connection))
        return cls(facts, goes_on(connection), news - len(facts) + int(connection["gaps"]), news < held)


def named(repository: str) -> dict[str, str]:
    """Give the variables that name a repository, owner/name, in a query."""
    owner, _, name = repository.partition("/")
    return {"owner": owner, "name": name}


def conversations(
    asking: Asking,
    query: str,
    variables: Mapping[str, Any],
    after: str | None,
    since: int | None,
    parse: Callable[[_Node], Held | None],
) -> Iterator[Page[Held]]:
    """Give pages of issues or pull requests with all that was said in them, the most recently updated first.

    They go on from a cursor, down to those that were updated before `since`. Raises GitHubError.
    """

    def is_cut(node: _Node) -> bool:
        seen = parse(node)
        return seen is not None and shows_too_little(node, seen.answered_at)

    for connection in pages(asking, query, variables, after):
        news = newer(connection, since)
        found = [seen for node in completed(asking, news, is_cut) if (seen := parse(node)) is not None]
        yield Page.of(connection, found, len(news))


def pages(asking: Asking, query: str, variables: Mapping[str, Any], after: str | None) -> Iterator[_Node]:
    """Give the pages of a query's `page` connection, on from a cursor; its `gaps` say how many nodes were left out.

    GitHub gives up on what takes it longer than ten seconds: the page is asked for again, smaller. Raises GitHubError.
    """
    size = LARGEST_PAGE
    while True:
        try:
            connection = _page(asking, query, {**variables, "first": size, "after": after})
        except UnreachableError as error:
            if size <= _SMALLEST_PAGE or not _is_too_much(error):
                raise
            size = size // 4
            continue
        size = min(LARGEST_PAGE, size * 2)
        yield connection
        after = goes_on(connection)
        if after is None:
            return


def newer(connection: _Node, since: int | None) -> list[_Node]:
    """Give the nodes that were updated since a time; the others are known, and need no question of their own."""
    return [node for node in nodes(connection) if since is None or (seconds(node.get("updatedAt")) or since) >= since]


def _is_too_much(error: UnreachableError) -> bool:
    """Whether a smaller question may help: GitHub was there, and failed or sent too much."""
    return error.status >= _SERVER_FAILED or error.status == _ANSWERED or "more than" in error.message


def _page(asking: Asking, query: str, variables: Mapping[str, Any]) -> _Node:
    """Ask for a page; once more where it has gaps: nobody would come back for what it lacks until that is news."""
    page = _asked(asking, query, variables)
    return min(page, _asked(asking, query, variables), key=_gaps) if page["gaps"] else page


def _gaps(page: _Node) -> int:
    return int(page["gaps"])


def _asked(asking: Asking, query: str, variables: Mapping[str, Any]) -> _Node:
    errors: list[Any] = []
    data = asking.graphql(query, variables, errors=errors)
    holder = mapping(data.get("repository")) or mapping(data.get("node"))
    connection = mapping(holder.get("page")) or mapping(mapping(holder.get("object")).get("page"))
    if not connection:
        raise _left_out(errors)
    return _without_gaps(connection, errors)


def _left_out(errors: list[Any]) -> GitHubError:
    """Give the error for an answer without what was asked for: a permission, our mistake, or GitHub's for now."""
    said = f"GitHub: GraphQL: it left out what was asked for{_first(errors)}"
    kind = str(mapping(errors[0]).get("type") or "") if errors else "INVALID"
    if kind in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        return ForbiddenError(403, said, "The App, or the token, may not read this.")
    return InvalidError(_ANSWERED, said, errors) if kind.startswith("INVALID") else UnreachableError(_ANSWERED, said)


def _without_gaps(connection: _Node, errors: Sequence[Any]) -> _Node:
    listed = connection.get("nodes")
    held = listed if isinstance(listed, list) else []
    gaps = _indexes(errors) | {index for index, node in enumerate(held) if not isinstance(node, dict)}
    whole = [node for index, node in enumerate(held) if index not in gaps]
    return {**connection, "nodes": whole, "gaps": len(gaps)}


def _indexes(errors: Sequence[Any]) -> set[int]:
    """Give which nodes of the outermost list errors lie in."""
    found: set[int] = set()
    for error in errors:
        path = mapping(error).get("path")
        found.update([step for step in (path if isinstance(path, list) else []) if type(step) is int][:1])
    return found


def _first(errors: Sequence[Any]) -> str:
    message = mapping(errors[0]).get("message") if errors else None
    return f": {message}" if isinstance(message, str) else ""


def completed(asking: Asking, held: Sequence[_Node], is_cut: Callable[[_Node], bool]) -> Iterator[_Node]:
    """Give the nodes of a page, with the whole conversation where the page shows too little of it.

    Left out are those of which GitHub could not tell the whole, or that are gone meanwhile.
    """
    cut = [node["id"] for node in held if isinstance(node.get("id"), str) and is_cut(node)]
    fuller: dict[str, _Node] = {}
    for some in batches(cut, LARGEST_PAGE):
        fuller |= _conversations(asking, list(some))
    for node in held:
        if node.get("id") not in cut:
            yield node
            continue
        more = fuller.get(node["id"])
        whole = _to_the_end(asking, _joined(node, more), is_cut) if more is not None else None
        if whole is not None:
            yield whole


def _joined(node: _Node, more: _Node) -> _Node:
    return {**node, **{part: more[part] for part in ("reviews", "comments") if part in more}}


def _conversations(asking: Asking, ids: list[str]) -> dict[str, _Node]:
    """Ask for some conversations, once more for those with gaps; for the half of them where all are too much."""
    found = _some_conversations(asking, ids)
    missing = [each for each in ids if each not in found]
    return found | _some_conversations(asking, missing) if missing else found


def _some_conversations(asking: Asking, ids: list[str]) -> dict[str, _Node]:
    errors: list[Any] = []
    try:
        data = asking.graphql(CONVERSATIONS, {"ids": ids}, errors=errors)
    except UnreachableError as error:
        if len(ids) == 1 or not _is_too_much(error):
            raise
        middle = len(ids) // 2
        return _some_conversations(asking, ids[:middle]) | _some_conversations(asking, ids[middle:])
    return {node["id"]: node for node in nodes(_without_gaps(data, errors)) if isinstance(node.get("id"), str)}


def _to_the_end(asking: Asking, node: _Node, is_cut: Callable[[_Node], bool]) -> _Node | None:
    """Read on in one conversation for as long as it matters; None where GitHub leaves gaps in it."""
    for _ in range(_MOST_PAGES):
        if not is_cut(node):
            break
        part, query = ("reviews", MORE_REVIEWS) if goes_on(node.get("reviews")) else ("comments", MORE_COMMENTS)
        before = mapping(node[part])
        more = _page(asking, query, {"id": node["id"], "after": goes_on(before)})
        if more["gaps"]:
            return None
        node = {**node, part: {**more, "nodes": [*nodes(before), *nodes(more)]}}
    return node
