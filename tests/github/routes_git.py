"""Routes of the Git data API: blobs, trees, commits and refs, on the real repository."""

import base64
import binascii
import datetime as dt
from typing import Any

from tests.github.answers import Answer, RefusedError, invalid, not_found
from tests.github.git_repository import NO_SHA, GitError, GitRepository, Who
from tests.github.json_commits import git_commit, ref
from tests.github.routing import Call, Route

_READ, _WRITE = ("contents:read",), ("contents:write",)
_MODES = ("100644", "100755", "040000", "160000", "120000")


def get_blob(call: Call) -> Answer:
    """A blob."""
    git, sha = _git(call), call.parameters["sha"]
    if git.kind(sha) != "blob":
        raise not_found()
    data = git.blob(sha)
    return Answer(
        {**_blob(call, sha), "content": base64.encodebytes(data).decode(), "encoding": "base64", "size": len(data)}
    )


def create_blob(call: Call) -> Answer:
    """Store a blob."""
    git, body = _not_empty(call), call.json()
    text = body.get("content")
    if not isinstance(text, str):
        raise invalid("Blob", "content", "missing_field")
    try:
        data = base64.b64decode(text) if body.get("encoding") == "base64" else text.encode()
    except binascii.Error:
        raise RefusedError(422, "content is not valid Base64") from None
    told = _blob(call, git.write_blob(data))
    return Answer({"sha": told["sha"], "url": told["url"]}, 201)


def get_tree(call: Call) -> Answer:
    """A tree, with `recursive` all that is below it."""
    git = _git(call)
    sha = git.resolve(call.parameters["sha"], "tree")
    if sha is None:
        raise not_found()
    return Answer(_tree(call, git, sha, recursive=bool(call.request.args.get("recursive"))))


def create_tree(call: Call) -> Answer:
    """Store a tree: entries, over `base_tree` if named; an entry whose `sha` is null goes away."""
    git, body = _not_empty(call), call.json()
    base, entries = body.get("base_tree"), body.get("tree")
    if not isinstance(entries, list):
        raise invalid("Tree", "tree", "missing_field")
    if base is not None and git.kind(str(base)) not in ("tree", "commit"):
        raise RefusedError(422, "base_tree is not a valid tree oid")
    try:
        sha = git.write_tree(base, [_entry(git, each) for each in entries])
    except GitError as error:
        raise RefusedError(422, f"Tree could not be written: {error}") from None
    return Answer(_tree(call, git, sha, recursive=False), 201)


def get_git_commit(call: Call) -> Answer:
    """A commit as git has it."""
    git, sha = _git(call), call.parameters["sha"]
    if git.kind(sha) != "commit":
        raise not_found()
    return Answer(git_commit(call.github.world, call.urls, call.repository, git.commit(sha)))


def create_commit(call: Call) -> Answer:
    """Store a commit; nothing points at it yet."""
    git, body = _not_empty(call), call.json()
    message, tree, parents = body.get("message"), body.get("tree"), body.get("parents", [])
    if not isinstance(message, str):
        raise invalid("Commit", "message", "missing_field")
    if not isinstance(tree, str) or git.kind(tree) != "tree":
        raise RefusedError(422, "Tree SHA does not exist")
    if any(git.kind(str(each)) != "commit" for each in parents):
        raise RefusedError(422, "Parent SHA does not exist or is not a commit object")
    mine = call.github.who(call.account)
    author = _who(body.get("author"), mine)
    sha = git.write_commit(tree, parents, message, author, _who(body.get("committer"), author))
    if call.caller.installation and "author" not in body and "committer" not in body:
        call.github.world.verified_commits[sha] = call.github.clock.now()  # GitHub signs for its Apps
    return Answer(git_commit(call.github.world, call.urls, call.repository, git.commit(sha)), 201)


def get_ref(call: Call) -> Answer:
    """A branch or a tag (heads/main, tags/v1)."""
    git, name = _git(call), f"refs/{call.parameters['ref']}"
    if not git.refs():
        raise RefusedError(409, "Git Repository is empty.")
    return Answer(_told(call, git, name, _existing(git, name, 404)))


def matching_refs(call: Call) -> Answer:
    """All refs that begin so."""
    git = _git(call)
    start = f"refs/{call.parameters.get('ref', '')}"
    found = {name: sha for name, sha in sorted(git.refs().items()) if name.startswith(start)}
    return call.page(list(found), lambda name: _told(call, git, name, found[name]))


def create_ref(call: Call) -> Answer:
    """Make a branch or a tag."""
    git, body = _not_empty(call), call.json()
    name, sha = body.get("ref"), body.get("sha")
    if not isinstance(name, str) or not name.startswith("refs/") or name.count("/") < 2:
        raise RefusedError(422, "Reference name must start with 'refs/' and have at least two slashes")
    if not isinstance(sha, str) or git.kind(sha) is None:
        raise RefusedError(422, "Object does not exist")
    if name in git.refs():
        raise RefusedError(422, "Reference already exists")
    _move(call, git, name, NO_SHA, sha)
    return Answer(_told(call, git, name, sha), 201)


def update_ref(call: Call) -> Answer:
    """Move a branch on; only with `force` to where the old tip is not."""
    git, body, name = _git(call), call.json(), f"refs/{call.parameters['ref']}"
    before, sha = _existing(git, name, 422), body.get("sha")
    if not isinstance(sha, str) or git.kind(sha) is None:
        raise RefusedError(422, "Object does not exist")
    if not body.get("force") and not git.contains(sha, before):
        raise RefusedError(422, "Update is not a fast forward")
    _move(call, git, name, before, sha)
    return Answer(_told(call, git, name, sha))


def delete_ref(call: Call) -> Answer:
    """Delete a branch or a tag."""
    git, name = _git(call), f"refs/{call.parameters['ref']}"
    _move(call, git, name, _existing(git, name, 422), None)
    return Answer(None, 204)


def _git(call: Call) -> GitRepository:
    return call.github.git(call.repository)


def _not_empty(call: Call) -> GitRepository:
    """As on GitHub, the Git data API does not work on an empty repository: a first file makes it work."""
    git = _git(call)
    if not git.refs("refs/heads/"):
        raise RefusedError(409, "Git Repository is empty.")
    return git


def _blob(call: Call, sha: str) -> dict[str, Any]:
    url = f"{call.urls.repository(call.repository)}/git/blobs/{sha}"
    return {"sha": sha, "url": url, "node_id": f"blob-{sha}"}


def _tree(call: Call, git: GitRepository, sha: str, *, recursive: bool) -> dict[str, Any]:
    url = f"{call.urls.repository(call.repository)}/git"
    told = []
    for each in git.tree(sha, recursive=recursive):
        entry: dict[str, Any] = {"path": each.path, "mode": each.mode, "type": each.kind, "sha": each.sha}
        if each.size is not None:
            entry["size"] = each.size
        if each.kind != "commit":
            entry["url"] = f"{url}/{each.kind}s/{each.sha}"
        told.append(entry)
    return {"sha": sha, "url": f"{url}/trees/{sha}", "tree": told, "truncated": False}


def _entry(git: GitRepository, each: Any) -> tuple[str, str, str | None]:
    if not isinstance(each, dict) or not isinstance(each.get("path"), str) or each.get("mode") not in _MODES:
        raise RefusedError(422, "Must supply a valid tree.mode and tree.path")
    path, mode = each["path"], each["mode"]
    if path.startswith("/") or any(part in ("", ".", "..", ".git") for part in path.split("/")):
        raise RefusedError(422, "tree.path contains a malformed path component")
    if "content" in each:
        return mode, path, git.write_blob(str(each["content"]).encode())
    sha = each.get("sha")
    if sha is not None and mode != "160000" and git.kind(str(sha)) is None:
        raise RefusedError(422, f"tree.sha {sha} is not a valid blob")
    return mode, path, sha


def _who(about: Any, default: Who) -> Who:
    if about is None:
        return default
    if not isinstance(about, dict) or not isinstance(about.get("name"), str) or not isinstance(about.get("email"), str):
        raise invalid("Commit", "author", "missing_field")
    try:
        at = dt.datetime.fromisoformat(about["date"]) if "date" in about else default.at
    except ValueError:
        raise invalid("Commit", "date") from None
    return Who(about["name"], about["email"], at)


def _existing(git: GitRepository, name: str, otherwise: int) -> str:
    sha = git.refs().get(name)
    if sha is None:
        raise RefusedError(otherwise, "Not Found" if otherwise == 404 else "Reference does not exist")
    return sha


def _told(call: Call, git: GitRepository, name: str, sha: str) -> dict[str, Any]:
    return ref(call.urls, call.repository, name, sha, git.kind(sha) or "commit")


def _move(call: Call, git: GitRepository, name: str, before: str, sha: str | None) -> None:
    try:
        git.set_ref(name, sha)
    except GitError as error:
        raise RefusedError(422, str(error)) from None
    call.github.pushed(call.repository, name, before, sha or NO_SHA, user=call.account)


_DATA = "/repos/<owner>/<repo>/git"

ROUTES = (
    Route("GET", f"{_DATA}/blobs/<sha>", get_blob, _READ),
    Route("POST", f"{_DATA}/blobs", create_blob, _WRITE),
    Route("GET", f"{_DATA}/trees/<path:sha>", get_tree, _READ),
    Route("POST", f"{_DATA}/trees", create_tree, _WRITE),
    Route("GET", f"{_DATA}/commits/<sha>", get_git_commit, _READ),
    Route("POST", f"{_DATA}/commits", create_commit, _WRITE),
    Route("GET", f"{_DATA}/ref/<path:ref>", get_ref, _READ),
    Route("GET", f"{_DATA}/matching-refs/<path:ref>", matching_refs, _READ),
    Route("POST", f"{_DATA}/refs", create_ref, _WRITE, makes=True),
    Route("PATCH", f"{_DATA}/refs/<path:ref>", update_ref, _WRITE, makes=True),
    Route("DELETE", f"{_DATA}/refs/<path:ref>", delete_ref, _WRITE),
)
