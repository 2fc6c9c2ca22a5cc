"""Routes of issues (pull requests are issues too), their comments, labels and reactions."""

from typing import Any

from tests.github.answers import Answer, RefusedError, invalid, not_found
from tests.github.clock import stamp
from tests.github.json_issues import REACTIONS, comment, issue, reaction
from tests.github.json_repositories import label
from tests.github.routing import Call, Route
from tests.github.state import Comment, Issue, Reaction

_LONGEST = 65_536  # characters of a body
_READ = ("issues:read", "pull_requests:read")
_WRITE = ("issues:write", "pull_requests:write")


def list_issues(call: Call) -> Answer:
    """Issues and pull requests, the newest first."""
    _switched_on(call)
    query = call.request.args
    wanted, since = query.get("state", "open"), query.get("since", "")
    creator, names = query.get("creator"), [name for name in query.get("labels", "").split(",") if name]
    found = [
        each
        for each in call.repository.issues.values()
        if wanted in ("all", each.state)
        and (not since or stamp(each.updated_at) >= since)
        and creator in (None, each.user.login)
        and {name.lower() for name in names} <= {one.name.lower() for one in each.labels}
    ]
    by_update = query.get("sort") == "updated"
    found.sort(
        key=lambda each: (each.updated_at if by_update else each.created_at, each.number),
        reverse=query.get("direction", "desc") == "desc",
    )
    return call.page(found, lambda each: issue(call.urls, each))


def create_issue(call: Call) -> Answer:
    """Open an issue."""
    _switched_on(call)
    body = call.json()
    title = body.get("title")
    if not isinstance(title, str) or not title.strip():
        raise invalid("Issue", "title", "missing_field")
    text = _text(body.get("body"), "Issue", required=False)
    names = [each if isinstance(each, str) else each.get("name", "") for each in body.get("labels", [])]
    made = call.github.open_issue(
        call.repository, title, text, user=call.account, app=call.caller.writing_app, labels=names
    )
    return Answer(issue(call.urls, made), 201, {"location": call.urls.issue(made)})


def get_issue(call: Call) -> Answer:
    """One issue."""
    found = _issue(call)
    return Answer(issue(call.urls, found), updated_at=found.updated_at)


def change_issue(call: Call) -> Answer:
    """Change its title, text, labels or whether it is open."""
    found, body, user = _issue(call), call.json(), call.account
    repository, number = call.repository, found.number
    title, text = body.get("title"), _text(body.get("body"), "Issue", required=False)
    call.github.edit_issue(repository, number, user=user, title=title, body=text)
    if "labels" in body:
        wanted = [each if isinstance(each, str) else each.get("name", "") for each in body["labels"]]
        for each in [one.name for one in found.labels if one.name not in wanted]:
            call.github.unlabel(repository, number, each, user=user)
        for each in wanted:
            call.github.label(repository, number, each, user=user)
    state = body.get("state", found.state)
    if state not in ("open", "closed"):
        raise invalid("Issue", "state")
    if state == "closed" and found.state == "open":
        call.github.close_issue(repository, number, user=user, reason=body.get("state_reason") or "completed")
    if state == "open" and found.state == "closed":
        call.github.reopen_issue(repository, number, user=user)
    return Answer(issue(call.urls, found))


def list_comments(call: Call) -> Answer:
    """Comments of an issue, oldest first."""
    found, since = _issue(call), call.request.args.get("since", "")
    wanted = [each for each in found.comments if not since or stamp(each.updated_at) >= since]
    return call.page(wanted, lambda each: comment(call.urls, found, each))


def list_repository_comments(call: Call) -> Answer:
    """Comments of all issues of a repository."""
    since = call.request.args.get("since", "")
    found = [
        (each, one)
        for each in call.repository.issues.values()
        for one in each.comments
        if not since or stamp(one.updated_at) >= since
    ]
    by_update = call.request.args.get("sort") == "updated"
    backwards = call.request.args.get("direction") == "desc"
    found.sort(
        key=lambda pair: (pair[1].updated_at if by_update else pair[1].created_at, pair[1].id), reverse=backwards
    )
    return call.page(found, lambda pair: comment(call.urls, *pair))


def create_comment(call: Call) -> Answer:
    """Comment."""
    found = _issue(call)
    if found.locked:
        raise RefusedError(403, "Unable to create comment because issue is locked.")
    text = _text(call.json().get("body"), "IssueComment", required=True)
    assert text is not None
    made = call.github.comment(call.repository, found.number, user=call.account, body=text, app=call.caller.writing_app)
    told = comment(call.urls, found, made)
    return Answer(told, 201, {"location": told["url"]})


def get_comment(call: Call) -> Answer:
    """One comment."""
    found, about = _comment(call)
    return Answer(comment(call.urls, found, about), updated_at=about.updated_at)


def change_comment(call: Call) -> Answer:
    """Change its text."""
    found, about = _comment(call)
    text = _text(call.json().get("body"), "IssueComment", required=True)
    assert text is not None
    _own(call, about)
    call.github.edit_comment(call.repository, about.id, body=text, user=call.account)
    return Answer(comment(call.urls, found, about))


def delete_comment(call: Call) -> Answer:
    """Delete it."""
    _, about = _comment(call)
    _own(call, about)
    call.github.delete_comment(call.repository, about.id, user=call.account)
    return Answer(None, 204)


def list_issue_reactions(call: Call) -> Answer:
    """Reactions to an issue."""
    return _reactions(call, _issue(call))


def create_issue_reaction(call: Call) -> Answer:
    """React to an issue: 201, or 200 where the same reaction was there."""
    return _react(call, _issue(call))


def delete_issue_reaction(call: Call) -> Answer:
    """Take a reaction to an issue back."""
    return _unreact(call, _issue(call))


def list_comment_reactions(call: Call) -> Answer:
    """Reactions to a comment."""
    return _reactions(call, _comment(call)[1])


def create_comment_reaction(call: Call) -> Answer:
    """React to a comment: 201, or 200 where the same reaction was there."""
    return _react(call, _comment(call)[1])


def delete_comment_reaction(call: Call) -> Answer:
    """Take a reaction to a comment back."""
    return _unreact(call, _comment(call)[1])


def list_labels(call: Call) -> Answer:
    """Labels of a repository."""
    found = [each for _, each in sorted(call.repository.labels.items())]
    return call.page(found, lambda each: label(call.urls, call.repository, each))


def list_issue_labels(call: Call) -> Answer:
    """Labels of an issue."""
    return call.page(_issue(call).labels, lambda each: label(call.urls, call.repository, each))


def add_labels(call: Call) -> Answer:
    """Put labels on an issue."""
    found, body = _issue(call), call.json()
    for name in body.get("labels", []):
        call.github.label(call.repository, found.number, name, user=call.account)
    return Answer([label(call.urls, call.repository, each) for each in found.labels])


def remove_label(call: Call) -> Answer:
    """Take a label off an issue."""
    found = _issue(call)
    try:
        call.github.unlabel(call.repository, found.number, call.parameters["name"], user=call.account)
    except KeyError:
        raise RefusedError(404, "Label does not exist") from None
    return Answer([label(call.urls, call.repository, each) for each in found.labels])


def _switched_on(call: Call) -> None:
    if not call.repository.has_issues:
        raise RefusedError(410, "Issues has been disabled in this repository.")


def _issue(call: Call) -> Issue:
    found = call.repository.issues.get(call.parameters["number"])
    if found is None:
        raise not_found()
    if found.pull is None:  # pull requests stay, where issues are switched off
        _switched_on(call)
    return found


def _comment(call: Call) -> tuple[Issue, Comment]:
    try:
        return call.github.found_comment(call.repository, call.parameters["comment_id"])
    except KeyError:
        raise not_found() from None


def _own(call: Call, about: Comment) -> None:
    """An App may change its own comments alone; people who may write, everybody's."""
    if about.user is call.account:
        return
    if call.caller.installation or not call.caller.may(call.repository, "contents", "write"):
        raise RefusedError(403, "Resource not accessible by integration")


def _text(value: Any, resource: str, *, required: bool) -> str | None:
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value.strip()):
        raise invalid(resource, "body", "missing_field" if value is None else "invalid")
    if len(value) > _LONGEST:
        raise invalid(resource, "body", "custom", message="body is too long (maximum is 65536 characters)")
    return value


def _reactions(call: Call, on: Issue | Comment) -> Answer:
    content = call.request.args.get("content")
    found = [each for each in on.reactions if content in (None, each.content)]
    return call.page(found, lambda each: reaction(call.urls, each))


def _react(call: Call, on: Issue | Comment) -> Answer:
    content = call.json().get("content")
    if content not in REACTIONS:
        raise invalid("Reaction", "content")
    made, new = call.github.react(on, content, user=call.account)
    return Answer(reaction(call.urls, made), 201 if new else 200)


def _unreact(call: Call, on: Issue | Comment) -> Answer:
    found: Reaction | None = next((each for each in on.reactions if each.id == call.parameters["reaction_id"]), None)
    if found is None:
        raise not_found()
    if found.user is not call.account:
        raise RefusedError(403, "Must have admin rights to Repository.")
    on.reactions.remove(found)
    return Answer(None, 204)


_ISSUES = "/repos/<owner>/<repo>/issues"
_ISSUE = f"{_ISSUES}/<int:number>"
_COMMENT = f"{_ISSUES}/comments/<int:comment_id>"

ROUTES = (
    Route("GET", _ISSUES, list_issues, _READ),
    Route("POST", _ISSUES, create_issue, ("issues:write",), makes=True),
    Route("GET", _ISSUE, get_issue, _READ),
    Route("PATCH", _ISSUE, change_issue, _WRITE),
    Route("GET", f"{_ISSUE}/comments", list_comments, _READ),
    Route("POST", f"{_ISSUE}/comments", create_comment, _WRITE, makes=True),
    Route("GET", f"{_ISSUES}/comments", list_repository_comments, _READ),
    Route("GET", _COMMENT, get_comment, _READ),
    Route("PATCH", _COMMENT, change_comment, _WRITE),
    Route("DELETE", _COMMENT, delete_comment, _WRITE),
    Route("GET", f"{_ISSUE}/reactions", list_issue_reactions, _READ),
    Route("POST", f"{_ISSUE}/reactions", create_issue_reaction, _WRITE),
    Route("DELETE", f"{_ISSUE}/reactions/<int:reaction_id>", delete_issue_reaction, _WRITE),
    Route("GET", f"{_COMMENT}/reactions", list_comment_reactions, _READ),
    Route("POST", f"{_COMMENT}/reactions", create_comment_reaction, _WRITE),
    Route("DELETE", f"{_COMMENT}/reactions/<int:reaction_id>", delete_comment_reaction, _WRITE),
    Route("GET", "/repos/<owner>/<repo>/labels", list_labels, _READ),
    Route("GET", f"{_ISSUE}/labels", list_issue_labels, _READ),
    Route("POST", f"{_ISSUE}/labels", add_labels, _WRITE),
    Route("DELETE", f"{_ISSUE}/labels/<name>", remove_label, _WRITE),
)
