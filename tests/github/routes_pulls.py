"""Routes of pull requests and their reviews."""

from tests.github.answers import Answer, invalid, not_found
from tests.github.git_repository import GitError
from tests.github.json_commits import changed_file, commit
from tests.github.json_pulls import pull_of, review, review_comment, simple_pull, whole_pull
from tests.github.routing import Call, Route
from tests.github.state import Issue

_READ = ("pull_requests:read",)


def list_pulls(call: Call) -> Answer:
    """Pull requests, the open ones unless asked otherwise, the newest first."""
    query = call.request.args
    wanted, base, head = query.get("state", "open"), query.get("base"), query.get("head")
    if wanted not in ("open", "closed", "all"):
        raise invalid("PullRequest", "state")
    found = [
        each
        for each in call.repository.issues.values()
        if each.pull
        and wanted in ("all", each.state)
        and base in (None, each.pull.base_ref)
        and head in (None, f"{each.pull.head_repository.owner.login}:{each.pull.head_ref}")
    ]
    by_update = query.get("sort") == "updated"
    backwards = query.get("direction", "desc" if query.get("sort", "created") == "created" else "asc") == "desc"
    found.sort(key=lambda each: (each.updated_at if by_update else each.created_at, each.number), reverse=backwards)
    return call.page(found, lambda each: simple_pull(call.urls, each, call.told))


def get_pull(call: Call) -> Answer:
    """One pull request."""
    found = _found(call)
    return Answer(whole_pull(call.urls, found, call.told), updated_at=found.updated_at)


def is_merged(call: Call) -> Answer:
    """204 where it is merged, 404 where not."""
    if pull_of(_found(call)).merged_at is None:
        raise not_found()
    return Answer(None, 204)


def list_reviews(call: Call) -> Answer:
    """Reviews, oldest first."""
    found = _found(call)
    return call.page(pull_of(found).reviews, lambda each: review(call.urls, found, each))


def list_review_comments(call: Call) -> Answer:
    """Inline comments of all reviews."""
    found = _found(call)
    pairs = [(each, one) for each in pull_of(found).reviews for one in each.comments]
    return call.page(pairs, lambda pair: review_comment(call.urls, found, *pair))


def list_files(call: Call) -> Answer:
    """Files that it changes."""
    pull = pull_of(_found(call))
    return call.page(pull.files, lambda each: changed_file(call.urls, call.repository, pull.head_sha, each))


def list_pull_commits(call: Call) -> Answer:
    """Its commits, oldest first; those that git has."""
    git, world = call.github.git(call.repository), call.github.world
    shas = [sha for sha in pull_of(_found(call)).commits if git.kind(sha)]
    return call.page(shas, lambda sha: commit(world, call.urls, call.repository, git.commit(sha)))


def list_pulls_of_commit(call: Call) -> Answer:
    """Pull requests that a commit came by: as one of theirs, or as what landed of one."""
    git = call.github.git(call.repository)
    sha = git.resolve(call.parameters["sha"]) or call.parameters["sha"]
    found = [
        each
        for each in call.repository.issues.values()
        if each.pull and (sha in each.pull.commits or sha == each.pull.merge_commit_sha)
    ]
    if not found and _unknown(call, sha):
        raise invalid("Commit", "sha")
    return call.page(found, lambda each: simple_pull(call.urls, each, call.told))


def _unknown(call: Call, sha: str) -> bool:
    try:
        return call.github.git(call.repository).kind(sha) != "commit"
    except GitError:
        return True


def _found(call: Call) -> Issue:
    found = call.repository.issues.get(call.parameters["number"])
    if found is None or found.pull is None:
        raise not_found()
    return found


_PULLS = "/repos/<owner>/<repo>/pulls"
_PULL = f"{_PULLS}/<int:number>"

ROUTES = (
    Route("GET", _PULLS, list_pulls, _READ),
    Route("GET", _PULL, get_pull, _READ),
    Route("GET", f"{_PULL}/merge", is_merged, _READ),
    Route("GET", f"{_PULL}/reviews", list_reviews, _READ),
    Route("GET", f"{_PULL}/comments", list_review_comments, _READ),
    Route("GET", f"{_PULL}/files", list_files, _READ),
    Route("GET", f"{_PULL}/commits", list_pull_commits, _READ),
    Route("GET", "/repos/<owner>/<repo>/commits/<sha>/pulls", list_pulls_of_commit, _READ),
)
