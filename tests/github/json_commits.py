"""Commits, trees, files and refs as GitHub's API and its webhooks tell of them."""

from typing import Any
from urllib.parse import quote

from tests.github.addresses import Addresses, node_id
from tests.github.clock import stamp
from tests.github.git_repository import CommitRead, FileChange, GitRepository, Who
from tests.github.json_accounts import user_or_none
from tests.github.state import Account, ChangedFile, Repository, World

Json = dict[str, Any]


def who(each: Who) -> Json:
    """Author or committer as git has them."""
    return {"name": each.name, "email": each.email, "date": stamp(each.at)}


def account_of(world: World, each: Who) -> Account | None:
    """Whose commit it is, by the address: a confirmed one, or GitHub's own noreply."""
    local, _, domain = each.email.partition("@")
    if domain == "users.noreply.github.com":
        number, plus, login = local.partition("+")
        if plus and number.isdigit():
            return world.accounts.get(int(number))
        return world.account(login or local)
    return world.account_of_address(each.email)


def verification(world: World, sha: str) -> Json:
    """Whether GitHub holds the signature of a commit to be good."""
    signed = sha in world.verified_commits
    return {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": "-----BEGIN PGP SIGNATURE-----" if signed else None,
        "payload": f"tree of {sha}" if signed else None,
        "verified_at": stamp(world.verified_commits[sha]) if signed else None,
    }


def commit(world: World, urls: Addresses, repository: Repository, each: CommitRead) -> Json:
    """A commit as lists show it."""
    url, page = urls.repository(repository), urls.repository_page(repository)
    return {
        "url": f"{url}/commits/{each.sha}",
        "sha": each.sha,
        "node_id": node_id("Commit", each.sha),
        "html_url": f"{page}/commit/{each.sha}",
        "comments_url": f"{url}/commits/{each.sha}/comments",
        "commit": {
            "url": f"{url}/git/commits/{each.sha}",
            "author": who(each.author),
            "committer": who(each.committer),
            "message": each.message,
            "comment_count": 0,
            "tree": {"sha": each.tree, "url": f"{url}/git/trees/{each.tree}"},
            "verification": verification(world, each.sha),
        },
        "author": user_or_none(urls, account_of(world, each.author)),
        "committer": user_or_none(urls, account_of(world, each.committer)),
        "parents": _parents(urls, repository, each),
    }


def git_commit(world: World, urls: Addresses, repository: Repository, each: CommitRead) -> Json:
    """A commit as the Git data API shows it."""
    url = urls.repository(repository)
    return {
        "sha": each.sha,
        "node_id": node_id("Commit", each.sha),
        "url": f"{url}/git/commits/{each.sha}",
        "html_url": f"{urls.repository_page(repository)}/commit/{each.sha}",
        "author": who(each.author),
        "committer": who(each.committer),
        "tree": {"sha": each.tree, "url": f"{url}/git/trees/{each.tree}"},
        "message": each.message,
        "parents": _parents(urls, repository, each),
        "verification": verification(world, each.sha),
    }


def changed_file(urls: Addresses, repository: Repository, sha: str, each: FileChange | ChangedFile) -> Json:
    """A file that a commit or a pull request changes."""
    page, path = urls.repository_page(repository), quote(each.path)
    told = {
        "sha": each.sha,
        "filename": each.path,
        "status": each.status,
        "additions": each.additions,
        "deletions": each.deletions,
        "changes": each.additions + each.deletions,
        "blob_url": f"{page}/blob/{sha}/{path}",
        "raw_url": f"{page}/raw/{sha}/{path}",
        "contents_url": f"{urls.repository(repository)}/contents/{path}?ref={sha}",
    }
    former = each.former_path if isinstance(each, FileChange) else each.previous_path
    if former:
        told["previous_filename"] = former
    return told


def pushed_commit(world: World, git: GitRepository, page: str, sha: str) -> Json:
    """A commit in a push."""
    each = git.commit(sha)
    changes = git.changes(each.parents[0], sha) if each.parents else []
    files = changes if each.parents else []
    added = [one.path for one in files if one.status in ("added", "renamed", "copied")]
    if not each.parents:
        added = [one.path for one in git.tree(sha, recursive=True) if one.kind != "tree"]
    return {
        "id": sha,
        "tree_id": each.tree,
        "distinct": True,
        "message": each.message,
        "timestamp": each.committer.at.isoformat(),
        "url": f"{page}/commit/{sha}",
        "author": _pusher(world, each.author),
        "committer": _pusher(world, each.committer),
        "added": added,
        "removed": [one.path for one in files if one.status == "removed"],
        "modified": [one.path for one in files if one.status in ("modified", "changed")],
    }


def ref(urls: Addresses, repository: Repository, name: str, sha: str, kind: str) -> Json:
    """A ref by its full name."""
    url = urls.repository(repository)
    return {
        "ref": name,
        "node_id": node_id("Ref", f"{repository.id}:{name}"),
        "url": f"{url}/git/{name}",
        "object": {"type": kind, "sha": sha, "url": f"{url}/git/{kind}s/{sha}"},
    }


def _parents(urls: Addresses, repository: Repository, each: CommitRead) -> list[Json]:
    url, page = urls.repository(repository), urls.repository_page(repository)
    return [
        {"sha": parent, "url": f"{url}/commits/{parent}", "html_url": f"{page}/commit/{parent}"}
        for parent in each.parents
    ]


def _pusher(world: World, each: Who) -> Json:
    told = {"name": each.name, "email": each.email, "date": each.at.isoformat()}
    account = account_of(world, each)
    return told | ({"username": account.login} if account else {})
