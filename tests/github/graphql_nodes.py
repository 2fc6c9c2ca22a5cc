"""Things by their opaque ids, and the few things that GraphQL alone can change: discussions."""

from typing import Any

from tests.github.addresses import node_key
from tests.github.answers import RefusedError
from tests.github.graphql_connections import QueryError
from tests.github.graphql_resolvers import Asking, Resolver
from tests.github.state import Discussion, Repository


def node(_: object, asking: Asking, arguments: dict[str, Any]) -> Any:
    """What has this id, as the asker sees it. Raises QueryError."""
    return found(asking, arguments["id"])


def nodes(_: object, asking: Asking, arguments: dict[str, Any]) -> list[Any]:
    """What has these ids; errors stand in the places of those that are not there."""
    listed: list[Any] = []
    for text in arguments["ids"]:
        try:
            listed.append(found(asking, text))
        except QueryError as error:
            listed.append(error)
    return listed


def found(asking: Asking, text: str) -> Any:
    """What has this id. Raises QueryError where there is none, for this asker."""
    kind, number = _key(text)
    if kind in ("User", "Bot", "Organization", "Mannequin"):
        account = asking.call.github.world.accounts.get(int(number))
        if account is not None and not account.gone:
            return account
    for repository in asking.call.github.world.repositories.values():
        if asking.call.caller.sees(repository):
            thing = _in(repository, kind, number)
            if thing is not None:
                return thing
    raise _unknown(text)


def _key(text: str) -> tuple[str, str]:
    try:
        return node_key(text)
    except ValueError:
        raise _unknown(text) from None


def _unknown(text: str) -> QueryError:
    return QueryError("NOT_FOUND", f"Could not resolve to a node with the global id of '{text}'")


def _in(repository: Repository, kind: str, number: str) -> Any:
    if kind == "Repository":
        return repository if str(repository.id) == number else None
    if kind == "PullRequest":
        return _first(each for each in repository.issues.values() if each.pull and str(each.id) == number)
    if kind == "Issue":
        return _first(each for each in repository.issues.values() if not each.pull and str(each.id) == number)
    if kind == "Discussion":
        return _first(each for each in repository.discussions.values() if str(each.id) == number)
    if kind == "Release":
        return _first(each for each in repository.releases if str(each.id) == number and not each.draft)
    return None


def _first(things: Any) -> Any:
    return next(things, None)


def _writable(asking: Asking, text: str, kind: type) -> Any:
    thing = found(asking, text)
    if not isinstance(thing, kind):
        raise _unknown(text)
    _permit(asking, thing if isinstance(thing, Repository) else thing.repository)  # type: ignore[attr-defined]
    return thing


def _permit(asking: Asking, repository: Repository) -> None:
    """Refuse who may not write there, or writes too much."""
    if not asking.call.caller.may(repository, "discussions", "write"):
        raise QueryError("FORBIDDEN", "Resource not accessible by integration")
    try:
        asking.call.github.limits.take_write(asking.call.caller)
    except RefusedError as error:
        raise QueryError("RATE_LIMITED", str(error)) from error


def create_discussion(_: object, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    """Begin a discussion."""
    given, call = arguments["input"], asking.call
    repository = _writable(asking, given["repositoryId"], Repository)
    kind, number = _key(given["categoryId"])
    name = number.removeprefix(f"{repository.id}:")
    if kind != "DiscussionCategory" or name not in repository.categories or not repository.has_discussions:
        raise QueryError("UNPROCESSABLE", "The category is none of this repository's.")
    made = call.github.open_discussion(
        repository, given["title"], given["body"], category=name, user=call.account, app=call.caller.writing_app
    )
    return {"discussion": made, "clientMutationId": given.get("clientMutationId")}


def update_discussion(_: object, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    """Change a discussion's title or text."""
    given = arguments["input"]
    changed = _writable(asking, given["discussionId"], Discussion)
    parts = {name: given[name] for name in ("title", "body") if given.get(name) is not None}
    asking.call.github.edit_discussion(changed, user=asking.call.account, **parts)
    return {"discussion": changed, "clientMutationId": given.get("clientMutationId")}


def close_discussion(_: object, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    """Close a discussion."""
    changed = _writable(asking, arguments["input"]["discussionId"], Discussion)
    changed.closed_at = changed.updated_at = asking.call.github.clock.now()
    return {"discussion": changed, "clientMutationId": arguments["input"].get("clientMutationId")}


def add_comment(_: object, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    """Comment on a discussion."""
    given, call = arguments["input"], asking.call
    on = _writable(asking, given["discussionId"], Discussion)
    made = call.github.comment_discussion(on, user=call.account, body=given["body"], app=call.caller.writing_app)
    return {"comment": made, "clientMutationId": given.get("clientMutationId")}


def update_comment(_: object, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    """Change a discussion's comment."""
    given = arguments["input"]
    kind, number = _key(given["commentId"])
    for repository in asking.call.github.world.repositories.values():
        for discussion in repository.discussions.values():
            for comment in discussion.comments:
                if kind == "DiscussionComment" and str(comment.id) == number:
                    _permit(asking, repository)
                    asking.call.github.edit_discussion_comment(
                        discussion, comment, user=asking.call.account, body=given["body"]
                    )
                    return {"comment": comment, "clientMutationId": given.get("clientMutationId")}
    raise _unknown(given["commentId"])


MUTATIONS: dict[str, Resolver] = {
    "createDiscussion": create_discussion,
    "updateDiscussion": update_discussion,
    "closeDiscussion": close_discussion,
    "addDiscussionComment": add_comment,
    "updateDiscussionComment": update_comment,
}
