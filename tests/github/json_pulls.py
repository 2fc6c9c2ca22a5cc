"""Pull requests and their reviews as GitHub's API and its webhooks tell of them."""

from collections.abc import Callable
from typing import Any

from tests.github.addresses import Addresses, node_id
from tests.github.association import association
from tests.github.clock import stamp, stamp_or_none
from tests.github.json_accounts import simple_user, user_or_none
from tests.github.json_repositories import label
from tests.github.state import Issue, PullRequest, Repository, Review, ReviewComment

Json = dict[str, Any]
Told = Callable[[Repository], Json]


def simple_pull(urls: Addresses, issue: Issue, told: Told) -> Json:
    """A pull request as lists show it; `told` tells of the repositories of its two ends."""
    pull = pull_of(issue)
    url, page = f"{urls.repository(issue.repository)}/pulls/{issue.number}", urls.issue_page(issue)
    links = _links(urls, issue, url, page)
    return {
        "id": pull.id,
        "node_id": node_id("PullRequest", issue.id),
        "url": url,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": urls.issue(issue),
        **{f"{name}_url": links[name]["href"] for name in ("commits", "review_comments", "comments", "statuses")},
        "review_comment_url": links["review_comment"]["href"],
        "number": issue.number,
        "state": issue.state,
        "locked": issue.locked,
        "title": issue.title,
        "user": simple_user(urls, issue.user),
        "body": issue.body,
        "labels": [label(urls, issue.repository, each) for each in issue.labels],
        "milestone": None,
        "active_lock_reason": None,
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": stamp_or_none(issue.closed_at),
        "merged_at": stamp_or_none(pull.merged_at),
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": user_or_none(urls, issue.assignees[0] if issue.assignees else None),
        "assignees": [simple_user(urls, each) for each in issue.assignees],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _end(urls, pull.head_repository, pull.head_ref, pull.head_sha, told),
        "base": _end(urls, issue.repository, pull.base_ref, pull.base_sha, told),
        "_links": links,
        "author_association": association(issue.repository, issue.user),
        "auto_merge": None,
        "draft": pull.draft,
    }


def whole_pull(urls: Addresses, issue: Issue, told: Told) -> Json:
    """A pull request with its counts."""
    pull = pull_of(issue)
    open_ = issue.state == "open"
    return {
        **simple_pull(urls, issue, told),
        "merged": pull.merged_at is not None,
        "mergeable": True if open_ else None,
        "rebaseable": True if open_ else None,
        "mergeable_state": "clean" if open_ else "unknown",
        "merged_by": user_or_none(urls, pull.merged_by),
        "comments": len(issue.comments),
        "review_comments": sum(len(each.comments) for each in pull.reviews),
        "maintainer_can_modify": False,
        "commits": len(pull.commits),
        "additions": sum(each.additions for each in pull.files),
        "deletions": sum(each.deletions for each in pull.files),
        "changed_files": len(pull.files),
    }


def review(urls: Addresses, issue: Issue, each: Review) -> Json:
    """A review."""
    pull_url = f"{urls.repository(issue.repository)}/pulls/{issue.number}"
    page = f"{urls.issue_page(issue)}#pullrequestreview-{each.id}"
    return {
        "id": each.id,
        "node_id": node_id("PullRequestReview", each.id),
        "user": simple_user(urls, each.user),
        "body": each.body,
        "state": each.state,
        "html_url": page,
        "pull_request_url": pull_url,
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
        "submitted_at": stamp(each.submitted_at),
        "commit_id": each.commit_id,
        "author_association": association(issue.repository, each.user),
    }


def review_comment(urls: Addresses, issue: Issue, on: Review, each: ReviewComment) -> Json:
    """An inline comment of a review."""
    repository = urls.repository(issue.repository)
    url, pull_url = f"{repository}/pulls/comments/{each.id}", f"{repository}/pulls/{issue.number}"
    page = f"{urls.issue_page(issue)}#discussion_r{each.id}"
    return {
        "url": url,
        "pull_request_review_id": on.id,
        "id": each.id,
        "node_id": node_id("PullRequestReviewComment", each.id),
        "diff_hunk": f"@@ -{each.line} +{each.line} @@",
        "path": each.path,
        "commit_id": each.commit_id,
        "original_commit_id": each.commit_id,
        "user": simple_user(urls, each.user),
        "body": each.body,
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": association(issue.repository, each.user),
        "_links": {"self": {"href": url}, "html": {"href": page}, "pull_request": {"href": pull_url}},
        "line": each.line,
        "original_line": each.line,
        "side": "RIGHT",
    }


def pull_of(issue: Issue) -> PullRequest:
    """What makes an issue a pull request."""
    assert issue.pull is not None
    return issue.pull


def _end(urls: Addresses, repository: Repository, ref: str, sha: str, told: Told) -> Json:
    return {
        "label": f"{repository.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": simple_user(urls, repository.owner),
        "repo": told(repository),
    }


def _links(urls: Addresses, issue: Issue, url: str, page: str) -> Json:
    repository = urls.repository(issue.repository)
    hrefs = {
        "self": url,
        "html": page,
        "issue": urls.issue(issue),
        "comments": f"{urls.issue(issue)}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repository}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repository}/statuses/{pull_of(issue).head_sha}",
    }
    return {name: {"href": href} for name, href in hrefs.items()}
