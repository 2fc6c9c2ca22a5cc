"""Routes of commits, and of files as a commit has them."""

import base64
import binascii
import datetime as dt
from urllib.parse import quote

from tests.github.answers import Answer, RefusedError, invalid, not_found
from tests.github.git_repository import GitRepository, TreeEntry, Who
from tests.github.json_commits import account_of, changed_file, commit, git_commit
from tests.github.routing import Call, Route
from tests.github.state import Account

_READ = ("contents:read",)
_KINDS = {"blob": "file", "tree": "dir", "commit": "submodule"}
_WITH_CONTENT = 1_000_000  # bytes; of a bigger file the content is not shown
_MOST_FILES = 300


def list_commits(call: Call) -> Answer:
    """Commits of a branch, the newest first."""
    query, git = call.request.args, call.github.git(call.repository)
    start = _start(call, git, query.get("sha"))
    bounds = [f"--{name}={query[name]}" for name in ("since", "until") if query.get(name)]
    paths = [query["path"]] if query.get("path") else []
    found = git.commits(*bounds, start, paths=paths)
    wanted = query.get("author")
    if wanted:
        found = [each for each in found if _is_by(call, each.author, wanted)]
    return call.page(found, lambda each: commit(call.github.world, call.urls, call.repository, each))


def get_commit(call: Call) -> Answer:
    """One commit with its files."""
    git = call.github.git(call.repository)
    sha = git.resolve(call.parameters["ref"])
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {call.parameters['ref']}")
    each = git.commit(sha)
    told = commit(call.github.world, call.urls, call.repository, each)
    changes = git.changes(each.parents[0], sha) if each.parents else git.changes(git.empty_tree(), sha)
    added, taken = sum(one.additions for one in changes), sum(one.deletions for one in changes)
    told["stats"] = {"additions": added, "deletions": taken, "total": added + taken}
    told["files"] = [changed_file(call.urls, call.repository, sha, one) for one in changes[:_MOST_FILES]]
    return Answer(told)


def get_contents(call: Call) -> Answer:
    """A file, or what a folder holds; of the default branch unless `ref` says otherwise."""
    git, path = call.github.git(call.repository), call.parameters.get("path", "").strip("/")
    sha = git.resolve(call.request.args.get("ref") or call.repository.default_branch)
    if sha is None:
        missing = "This repository is empty." if not git.refs("refs/heads/") else "No commit found for the ref"
        raise RefusedError(404, missing)
    entry = git.entry(sha, path)
    if entry is None:
        raise not_found()
    if entry.kind == "tree":
        prefix = f"{path}/" if path else ""
        return Answer([_content(call, one, prefix + one.path, sha) for one in git.tree(entry.sha)])
    if "raw" in call.request.headers.get("Accept", "") and entry.kind == "blob":
        return Answer(git.blob(entry.sha), headers={"content-type": "application/vnd.github.raw+json; charset=utf-8"})
    return Answer(_whole(call, git, entry, path, sha))


def put_contents(call: Call) -> Answer:
    """Commit one file: the one way to write into an empty repository."""
    git, body, path = call.github.git(call.repository), call.json(), call.parameters["path"]
    message, text = body.get("message"), body.get("content")
    if not isinstance(message, str) or not isinstance(text, str):
        raise invalid("Commit", "message" if not isinstance(message, str) else "content", "missing_field")
    try:
        content = base64.b64decode(text, validate=False)
    except binascii.Error:
        raise RefusedError(422, "content is not valid Base64") from None
    branch = body.get("branch") or call.repository.default_branch
    tip = git.resolve(f"refs/heads/{branch}")
    there = git.entry(tip, path) if tip else None
    if there is not None and body.get("sha") != there.sha:
        status = 409 if body.get("sha") else 422
        raise RefusedError(
            status, f"{path} does not match {body.get('sha')}" if status == 409 else '"sha" wasn\'t supplied.'
        )
    sha = call.github.push(
        call.repository, {path: content}, message, user=call.account, branch=branch, author=_author(body)
    )
    entry = git.entry(sha, path)
    assert entry is not None
    told = _whole(call, git, entry, path, sha)
    del told["content"], told["encoding"]
    answer = {"content": told, "commit": git_commit(call.github.world, call.urls, call.repository, git.commit(sha))}
    return Answer(answer, 200 if there else 201)


def list_contributors_statistics(call: Call) -> Answer:
    """Commits by person and week: 202 while they are computed, which ends with the first question."""
    git, repository = call.github.git(call.repository), call.repository
    tip = git.resolve(f"refs/heads/{repository.default_branch}")
    if tip is None:
        return Answer(None, 204)
    if repository.statistics_for != tip:
        repository.statistics_for = tip
        return Answer({}, 202)
    weeks: dict[Account, dict[int, int]] = {}
    for each in git.commits("--no-merges", tip):
        account = account_of(call.github.world, each.author)
        if account is not None:
            counts = weeks.setdefault(account, {})
            counts[_week(each.author.at)] = counts.get(_week(each.author.at), 0) + 1
    told = [
        {
            "author": call.user(account),
            "total": sum(counts.values()),
            "weeks": [{"w": week, "a": 0, "d": 0, "c": number} for week, number in sorted(counts.items())],
        }
        for account, counts in sorted(weeks.items(), key=lambda pair: sum(pair[1].values()))
    ]
    return Answer(told)


def _week(moment: dt.datetime) -> int:
    """The Sunday on which a week began, as GitHub counts weeks."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return int((day - dt.timedelta(days=(day.weekday() + 1) % 7)).timestamp())


def _start(call: Call, git: GitRepository, wanted: str | None) -> str:
    if not git.refs("refs/heads/"):
        raise RefusedError(409, "Git Repository is empty.")
    start = git.resolve(wanted or call.repository.default_branch)
    if start is None:
        raise not_found()
    return start


def _is_by(call: Call, author: Who, wanted: str) -> bool:
    account = account_of(call.github.world, author)
    return wanted.lower() in (author.email.lower(), account.login.lower() if account else "")


def _author(body: dict[str, object]) -> tuple[str, str] | None:
    author = body.get("author") or body.get("committer")
    return (str(author["name"]), str(author["email"])) if isinstance(author, dict) else None


def _content(call: Call, entry: TreeEntry, path: str, commit_sha: str) -> dict[str, object]:
    url, page = call.urls.repository(call.repository), call.urls.repository_page(call.repository)
    ref = call.request.args.get("ref") or call.repository.default_branch
    kind = "symlink" if entry.mode == "120000" else _KINDS[entry.kind]
    if kind == "submodule" and call.request.headers.get("X-GitHub-Api-Version", "2022-11-28") == "2022-11-28":
        kind = "file"  # in lists, for old clients' sake
    itself = f"{url}/contents/{quote(path)}?ref={quote(ref)}"
    git_url = f"{url}/git/{'trees' if entry.kind == 'tree' else 'blobs'}/{entry.sha}"
    html = f"{page}/{'tree' if entry.kind == 'tree' else 'blob'}/{quote(ref)}/{quote(path)}"
    return {
        "type": kind,
        "size": entry.size or 0,
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "url": itself,
        "git_url": git_url,
        "html_url": html,
        "download_url": f"{page}/raw/{commit_sha}/{quote(path)}" if entry.kind == "blob" else None,
        "_links": {"self": itself, "git": git_url, "html": html},
    }


def _whole(call: Call, git: GitRepository, entry: TreeEntry, path: str, commit_sha: str) -> dict[str, object]:
    told = _content(call, entry, path, commit_sha)
    if entry.kind == "commit":
        return {**told, "type": "submodule", "submodule_git_url": None}
    data = git.blob(entry.sha)
    if told["type"] == "symlink":
        return {**told, "target": data.decode(errors="replace")}
    shown = len(data) <= _WITH_CONTENT
    told["encoding"] = "base64" if shown else "none"
    told["content"] = base64.encodebytes(data).decode() if shown else ""
    return told


_REPOSITORY = "/repos/<owner>/<repo>"

ROUTES = (
    Route("GET", f"{_REPOSITORY}/commits", list_commits, _READ),
    Route("GET", f"{_REPOSITORY}/commits/<path:ref>", get_commit, _READ),
    Route("GET", f"{_REPOSITORY}/contents/", get_contents, _READ),
    Route("GET", f"{_REPOSITORY}/contents/<path:path>", get_contents, (*_READ, "single_file:read")),
    Route("PUT", f"{_REPOSITORY}/contents/<path:path>", put_contents, ("contents:write",), makes=True),
    Route("GET", f"{_REPOSITORY}/stats/contributors", list_contributors_statistics, ("metadata:read",)),
)
