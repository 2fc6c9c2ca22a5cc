"""Repositories as GitHub's API and its webhooks tell of them."""

from typing import Any
from urllib.parse import quote

from tests.github.addresses import Addresses, node_id
from tests.github.clock import stamp
from tests.github.json_accounts import simple_user
from tests.github.state import Label, Repository

Json = dict[str, Any]
_LICENCES = {"Apache-2.0": "Apache License 2.0", "MIT": "MIT License", "BSD-3-Clause": 'BSD 3-Clause "New" License'}
_PARTS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def minimal_repository(urls: Addresses, repository: Repository) -> Json:
    """What is said of a repository where it stands beside something else."""
    url = urls.repository(repository)
    return {
        "id": repository.id,
        "node_id": node_id("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": simple_user(urls, repository.owner),
        "html_url": urls.repository_page(repository),
        "description": repository.description,
        "fork": repository.parent is not None,
        "url": url,
        **{name: url + part for name, part in _PARTS.items()},
    }


def full_repository(urls: Addresses, repository: Repository, forks: int, permission: str | None = None) -> Json:
    """A repository with all its settings and counts; with `permission`, what the asker may do."""
    page = urls.repository_page(repository)
    stars = len(repository.stargazers) + repository.more_stars
    forked = forks + repository.more_forks
    open_issues = sum(issue.state == "open" for issue in repository.issues.values())
    told = {
        **minimal_repository(urls, repository),
        "git_url": page.replace("http://", "git://") + ".git",
        "ssh_url": f"git@github.invalid:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": repository.homepage,
        "language": repository.language,
        "forks_count": forked,
        "forks": forked,
        "stargazers_count": stars,
        "watchers_count": stars,
        "watchers": stars,
        "size": 1,
        "default_branch": repository.default_branch,
        "open_issues_count": open_issues,
        "open_issues": open_issues,
        "is_template": False,
        "topics": list(repository.topics),
        "has_issues": repository.has_issues,
        "has_projects": True,
        "has_wiki": True,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": repository.has_discussions,
        "archived": repository.archived,
        "disabled": False,
        "visibility": "private" if repository.private else "public",
        "pushed_at": stamp(repository.pushed_at),
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.updated_at),
        "license": licence(urls, repository.license),
        "allow_forking": True,
        "web_commit_signoff_required": False,
    }
    if permission is not None:
        told["permissions"] = permission_flags(permission)
    return told


def whole_repository(urls: Addresses, repository: Repository, forks: int, permission: str | None = None) -> Json:
    """A repository as `GET /repos/{owner}/{repo}` answers, with what only that answer has."""
    told = full_repository(urls, repository, forks, permission)
    told |= {"subscribers_count": 0, "network_count": told["forks_count"], "temp_clone_token": None}
    if repository.owner.type == "Organization":
        told["organization"] = simple_user(urls, repository.owner)
    if repository.parent is not None:
        told["parent"] = told["source"] = full_repository(urls, repository.parent, 1)
    return told


def permission_flags(permission: str) -> Json:
    """A permission as the five flags that it implies."""
    order = ["none", "read", "triage", "write", "maintain", "admin"]
    level = order.index(permission)
    flags = {"admin": "admin", "maintain": "maintain", "push": "write", "triage": "triage", "pull": "read"}
    return {name: level >= order.index(needed) for name, needed in flags.items()}


def licence(urls: Addresses, spdx: str | None) -> Json | None:
    """A licence by its SPDX id; None where the repository has none."""
    if spdx is None:
        return None
    key = spdx.lower()
    return {
        "key": key,
        "name": _LICENCES.get(spdx, spdx),
        "spdx_id": spdx,
        "url": f"{urls.api}/licenses/{key}",
        "node_id": node_id("License", key),
    }


def label(urls: Addresses, repository: Repository, each: Label) -> Json:
    """A label of a repository."""
    return {
        "id": each.id,
        "node_id": node_id("Label", each.id),
        "url": f"{urls.repository(repository)}/labels/{quote(each.name)}",
        "name": each.name,
        "color": each.color,
        "default": each.default,
        "description": each.description,
    }
