"""From GitHub's fields to the stand-in's state: one entry for each field that is not an attribute of the same name."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.github.addresses import node_id
from tests.github.graphql_commits import Commit, authors_connection, user_of
from tests.github.graphql_connections import QueryError, connection
from tests.github.graphql_timeline import Event, timeline
from tests.github.routing import Call
from tests.github.state import Account, Comment, Discussion, Issue, Label, Release, Repository, Review, ReviewComment

Resolver = Callable[[Any, "Asking", dict[str, Any]], Any]


@dataclass
class Asking:
    """One query on its way: who asks, and what it costs."""

    call: Call
    rate: dict[str, Any]

    def shown(self, repository: Repository, permission: str) -> Repository:
        """The repository, for whoever may read such things there. Raises QueryError."""
        if not self.call.caller.may(repository, permission, "read"):
            raise QueryError("FORBIDDEN", "Resource not accessible by integration")
        return repository


def moment(at: dt.datetime | None) -> str | None:
    """A time as GraphQL writes it."""
    return None if at is None else at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def type_name(value: Any) -> str:
    """The GraphQL type of a value."""
    if isinstance(value, Account):
        return value.type
    if isinstance(value, Event):
        return value.kind
    if isinstance(value, Issue):
        return "PullRequest" if value.pull else "Issue"
    if isinstance(value, Comment):
        return "IssueComment"
    if isinstance(value, dict):
        return str(value["__typename"])
    return type(value).__name__


def _actor(account: Account | None) -> Account | None:
    return None if account is None or account.gone else account


def _login(account: Account) -> str:
    return account.login.removesuffix("[bot]") if account.type == "Bot" else account.login


def _repository(_: object, asking: Asking, arguments: dict[str, Any]) -> Repository:
    name, world = f"{arguments['owner']}/{arguments['name']}", asking.call.github.world
    found = world.repository(name) or (world.renamed(name) if arguments.get("followRenames", True) else None)
    if found is None or not asking.call.caller.sees(found):
        raise QueryError("NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'.")
    return found


def _ordered(items: list[Any], arguments: dict[str, Any], oldest_first: bool = True) -> dict[str, Any]:
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC" if oldest_first else "DESC"}
    by = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at"}.get(order["field"], "created_at")
    return connection(
        items,
        arguments,
        lambda item: [moment(getattr(item, by)), item.id],
        descending=order["direction"] == "DESC",
    )


def _issues(repository: Repository, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    wanted = (arguments.get("filterBy") or {}).get("states") or arguments.get("states")
    since = (arguments.get("filterBy") or {}).get("since")
    found = [
        issue
        for issue in asking.shown(repository, "issues").issues.values()
        if issue.pull is None
        and (not wanted or issue.state.upper() in wanted)
        and (since is None or issue.updated_at >= since)
    ]
    return _ordered(found, arguments)


def _pull_requests(repository: Repository, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    wanted, base = arguments.get("states"), arguments.get("baseRefName")
    found = [
        issue
        for issue in asking.shown(repository, "pull_requests").issues.values()
        if issue.pull is not None
        and (not wanted or _pull_state(issue) in wanted)
        and (base is None or issue.pull.base_ref == base)
    ]
    return _ordered(found, arguments)


def _numbered(repository: Repository, number: int, kind: str) -> Issue:
    found = repository.issues.get(number)
    if found is None or type_name(found) != kind:
        raise QueryError("NOT_FOUND", f"Could not resolve to {kind} with the number of {number}.")
    return found


def _pull_state(issue: Issue) -> str:
    assert issue.pull is not None
    return "MERGED" if issue.pull.merged_at else issue.state.upper()


def _releases(repository: Repository, _: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    return _ordered([release for release in repository.releases if not release.draft], arguments, oldest_first=False)


def _default_branch(repository: Repository, asking: Asking, _: dict[str, Any]) -> dict[str, Any] | None:
    tip = asking.call.github.git(repository).resolve(f"refs/heads/{repository.default_branch}")
    if tip is None:
        return None
    target = Commit(asking.call.github.world, repository, tip)
    return {"id": node_id("Ref", tip), "name": repository.default_branch, "target": target}


def _object(repository: Repository, asking: Asking, arguments: dict[str, Any]) -> Commit | None:
    git = asking.call.github.git(repository)
    named = arguments.get("oid") or arguments.get("expression") or ""
    sha = git.resolve(named) if arguments.get("expression") else named
    return Commit(asking.call.github.world, repository, sha) if sha and git.kind(sha) == "commit" else None


def _pull_commits(issue: Issue, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    assert issue.pull is not None
    pull, world = issue.pull, asking.call.github.world
    numbered = list(enumerate(pull.commits))
    found = connection(numbered, arguments, lambda pair: [pair[0]])
    git = asking.call.github.git(issue.repository)
    shown = []
    for index, sha in found["nodes"]:
        at = pull.authored_at[index] if index < len(pull.authored_at) else None
        if at is None and git.kind(sha) is None:
            at = issue.created_at
        commit = Commit(world, issue.repository, sha, at)
        shown.append({"id": node_id("PullRequestCommit", f"{issue.id}:{sha}"), "commit": commit})
    return {**found, "nodes": shown}


def _by_id(items: list[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    return connection(items, arguments, lambda item: [item.id])


def _reviews(issue: Issue, asking: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    assert issue.pull is not None
    me = asking.call.caller.account
    return _by_id([each for each in issue.pull.reviews if each.state != "PENDING" or each.user is me], arguments)


def _timeline(issue: Issue, _: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    numbered = list(enumerate(timeline(issue, arguments.get("itemTypes"))))
    found = connection(numbered, arguments, lambda pair: [pair[0]])
    return {**found, "nodes": [event for _, event in found["nodes"]]}


def _commit(repository: Repository, asking: Asking, sha: str | None) -> Commit | None:
    return None if sha is None else Commit(asking.call.github.world, repository, sha)


def _discussion(repository: Repository, _: Asking, arguments: dict[str, Any]) -> Discussion:
    found = repository.discussions.get(arguments["number"])
    if found is None:
        message = f"Could not resolve to a Discussion with the number of {arguments['number']}."
        raise QueryError("NOT_FOUND", message)
    return found


def category(repository: Repository, name: str) -> dict[str, Any]:
    """A category of discussions."""
    number = node_id("DiscussionCategory", f"{repository.id}:{name}")
    return {"id": number, "name": name, "slug": name.lower().replace(" ", "-")}


def _categories(repository: Repository, _: Asking, arguments: dict[str, Any]) -> dict[str, Any]:
    found = connection(list(enumerate(repository.categories)), arguments, lambda pair: [pair[0]])
    return {**found, "nodes": [category(repository, name) for _, name in found["nodes"]]}


def _is_mine(value: Any, asking: Asking, _: dict[str, Any]) -> bool:
    return value.user is asking.call.caller.account


_IDS: Mapping[type, str] = {
    Repository: "Repository",
    Comment: "IssueComment",
    Review: "PullRequestReview",
    ReviewComment: "PullRequestReviewComment",
    Label: "Label",
    Release: "Release",
    Discussion: "Discussion",
}


def _id(value: Any, _: Asking, __: dict[str, Any]) -> str:
    if isinstance(value, Account | Issue):
        return node_id(type_name(value), value.id)
    if isinstance(value, Event | Commit):
        return value.id
    return str(value["id"]) if isinstance(value, dict) else node_id(_IDS[type(value)], value.id)


_ACCOUNT: dict[str, Resolver] = {
    "databaseId": lambda account, _, __: account.id,
    "login": lambda account, _, __: _login(account),
    "url": lambda account, asking, _: f"{asking.call.urls.web}/{account.login}",
    "createdAt": lambda account, _, __: moment(account.created_at),
    "email": lambda account, _, __: account.email or "",
    "claimant": lambda _, __, ___: None,
}
_WRITTEN: dict[str, Resolver] = {
    "databaseId": lambda value, _, __: value.id,
    "fullDatabaseId": lambda value, _, __: str(value.id),
    "author": lambda value, _, __: _actor(value.user),
    "body": lambda value, _, __: value.body or "",
    "createdAt": lambda value, _, __: moment(value.created_at),
    "updatedAt": lambda value, _, __: moment(value.updated_at),
    "url": lambda _, asking, __: asking.call.urls.web,
}
_ISSUE: dict[str, Resolver] = {
    **_WRITTEN,
    "url": lambda issue, asking, _: asking.call.urls.issue_page(issue),
    "state": lambda issue, _, __: issue.state.upper(),
    "closedAt": lambda issue, _, __: moment(issue.closed_at),
    "comments": lambda issue, _, arguments: _by_id(issue.comments, arguments),
    "labels": lambda issue, _, arguments: _by_id(issue.labels, arguments),
    "timelineItems": _timeline,
}
_EVENT: dict[str, Resolver] = {
    "actor": lambda event, _, __: _actor(event.actor),
    "createdAt": lambda event, _, __: moment(event.created_at),
    "closer": lambda event, asking, _: _commit(event.issue.repository, asking, event.commit),
    "commit": lambda event, asking, _: _commit(event.issue.repository, asking, event.commit),
}

RESOLVERS: dict[str, dict[str, Resolver]] = {
    "Query": {
        "repository": _repository,
        "rateLimit": lambda _, asking, __: asking.rate,
        "user": lambda _, asking, arguments: asking.call.github.world.account(arguments["login"]),
        "viewer": lambda _, asking, __: asking.call.account,
    },
    "User": _ACCOUNT,
    "Organization": _ACCOUNT,
    "Bot": _ACCOUNT,
    "Mannequin": _ACCOUNT,
    "Repository": {
        "databaseId": lambda repository, _, __: repository.id,
        "nameWithOwner": lambda repository, _, __: repository.full_name,
        "url": lambda repository, asking, _: asking.call.urls.repository_page(repository),
        "isArchived": lambda repository, _, __: repository.archived,
        "isFork": lambda repository, _, __: repository.parent is not None,
        "isPrivate": lambda repository, _, __: repository.private,
        "createdAt": lambda repository, _, __: moment(repository.created_at),
        "updatedAt": lambda repository, _, __: moment(repository.updated_at),
        "pushedAt": lambda repository, _, __: moment(repository.pushed_at),
        "stargazerCount": lambda repository, _, __: len(repository.stargazers) + repository.more_stars,
        "forkCount": lambda repository, asking, _: asking.call.github.forks(repository) + repository.more_forks,
        "licenseInfo": lambda repository, _, __: _license(repository.license),
        "hasIssuesEnabled": lambda repository, _, __: repository.has_issues,
        "hasDiscussionsEnabled": lambda repository, _, __: repository.has_discussions,
        "defaultBranchRef": _default_branch,
        "object": _object,
        "issue": lambda repository, _, arguments: _numbered(repository, arguments["number"], "Issue"),
        "issues": _issues,
        "pullRequest": lambda repository, _, arguments: _numbered(repository, arguments["number"], "PullRequest"),
        "pullRequests": _pull_requests,
        "releases": _releases,
        "discussion": _discussion,
        "discussions": lambda repository, asking, arguments: _ordered(
            list(asking.shown(repository, "discussions").discussions.values()), arguments
        ),
        "discussionCategories": _categories,
    },
    "Commit": {
        "oid": lambda commit, _, __: commit.sha,
        "message": lambda commit, _, __: commit.git.message,
        "authoredDate": lambda commit, _, __: moment(commit.authored),
        "committedDate": lambda commit, _, __: moment(commit.git.committer.at),
        "author": lambda commit, _, __: commit.git.author,
        "authors": lambda commit, _, arguments: authors_connection(commit, arguments),
        "committer": lambda commit, _, __: commit.git.committer,
        "signature": lambda commit, _, __: commit.signature(),
        "history": lambda commit, _, arguments: commit.history(arguments),
    },
    "GitActor": {
        "date": lambda who, _, __: moment(who.at),
        "user": lambda who, asking, _: user_of(asking.call.github.world, who.email),
    },
    "Issue": _ISSUE,
    "PullRequest": {
        **_ISSUE,
        "databaseId": lambda issue, _, __: issue.pull.id,
        "fullDatabaseId": lambda issue, _, __: str(issue.pull.id),
        "state": lambda issue, _, __: _pull_state(issue),
        "merged": lambda issue, _, __: issue.pull.merged_at is not None,
        "mergedAt": lambda issue, _, __: moment(issue.pull.merged_at),
        "mergedBy": lambda issue, _, __: _actor(issue.pull.merged_by),
        "mergeCommit": lambda issue, asking, _: _commit(issue.repository, asking, issue.pull.merge_commit_sha),
        "baseRefName": lambda issue, _, __: issue.pull.base_ref,
        "commits": _pull_commits,
        "reviews": _reviews,
    },
    "PullRequestReview": {
        **_WRITTEN,
        "submittedAt": lambda review, _, __: moment(review.submitted_at),
        "comments": lambda review, _, arguments: _by_id(review.comments, arguments),
    },
    "PullRequestReviewComment": _WRITTEN,
    "IssueComment": _WRITTEN,
    "ClosedEvent": _EVENT,
    "MergedEvent": _EVENT,
    "AddedToMergeQueueEvent": _EVENT,
    "AutoMergeEnabledEvent": _EVENT,
    "AutoSquashEnabledEvent": _EVENT,
    "AutoRebaseEnabledEvent": _EVENT,
    "Release": {
        "databaseId": lambda release, _, __: release.id,
        "tagName": lambda release, _, __: release.tag,
        "isDraft": lambda release, _, __: release.draft,
        "isPrerelease": lambda release, _, __: release.prerelease,
        "author": lambda release, _, __: _actor(release.author) if release.author.type == "User" else None,
        "description": lambda release, _, __: release.body,
        "createdAt": lambda release, _, __: moment(release.created_at),
        "publishedAt": lambda release, _, __: moment(release.published_at),
        "updatedAt": lambda release, _, __: moment(release.published_at or release.created_at),
        "url": lambda _, asking, __: asking.call.urls.web,
    },
    "Discussion": {
        **_WRITTEN,
        "category": lambda discussion, _, __: category(discussion.repository, discussion.category),
        "closed": lambda discussion, _, __: discussion.closed_at is not None,
        "closedAt": lambda discussion, _, __: moment(discussion.closed_at),
        "locked": lambda _, __, ___: False,
        "viewerDidAuthor": _is_mine,
        "comments": lambda discussion, _, arguments: _by_id(discussion.comments, arguments),
    },
    "DiscussionComment": {
        **_WRITTEN,
        "id": lambda comment, _, __: node_id("DiscussionComment", comment.id),
        "viewerDidAuthor": _is_mine,
    },
}
for _fields in RESOLVERS.values():
    _fields.setdefault("id", _id)


def _license(spdx: str | None) -> dict[str, Any] | None:
    if spdx is None:
        return None
    return {"id": node_id("License", spdx), "key": spdx.lower(), "name": spdx, "spdxId": spdx}
