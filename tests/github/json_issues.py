"""Issues, comments, labels and reactions as GitHub's API and its webhooks tell of them."""

from collections import Counter
from typing import Any

from tests.github.addresses import Addresses, node_id
from tests.github.association import association
from tests.github.clock import stamp, stamp_or_none
from tests.github.json_accounts import simple_user, user_or_none
from tests.github.json_apps import app_or_none
from tests.github.json_repositories import label
from tests.github.state import Comment, Issue, Reaction

Json = dict[str, Any]
REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


def reaction(urls: Addresses, each: Reaction) -> Json:
    """One reaction."""
    return {
        "id": each.id,
        "node_id": node_id("Reaction", each.id),
        "user": simple_user(urls, each.user),
        "content": each.content,
        "created_at": stamp(each.created_at),
    }


def reaction_counts(url: str, reactions: list[Reaction]) -> Json:
    """How many of each kind."""
    counts = Counter(each.content for each in reactions)
    return {
        "url": f"{url}/reactions",
        "total_count": len(reactions),
        **{content: counts[content] for content in REACTIONS},
    }


def issue(urls: Addresses, each: Issue) -> Json:
    """An issue; also how the issues API shows a pull request."""
    url = urls.issue(each)
    repository = each.repository
    told = {
        "id": each.id,
        "node_id": node_id("PullRequest" if each.pull else "Issue", each.id),
        "url": url,
        "repository_url": urls.repository(repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": urls.issue_page(each),
        "timeline_url": f"{url}/timeline",
        "number": each.number,
        "title": each.title,
        "body": each.body,
        "user": simple_user(urls, each.user),
        "state": each.state,
        "state_reason": each.state_reason,
        "labels": [label(urls, repository, one) for one in each.labels],
        "assignee": user_or_none(urls, each.assignees[0] if each.assignees else None),
        "assignees": [simple_user(urls, one) for one in each.assignees],
        "milestone": None,
        "locked": each.locked,
        "active_lock_reason": None,
        "comments": len(each.comments),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "closed_at": stamp_or_none(each.closed_at),
        "closed_by": user_or_none(urls, each.closed_by),
        "author_association": association(repository, each.user),
        "performed_via_github_app": app_or_none(urls, each.app),
        "reactions": reaction_counts(url, each.reactions),
    }
    if each.pull is not None:
        page = urls.issue_page(each)
        told["draft"] = each.pull.draft
        told["pull_request"] = {
            "url": f"{urls.repository(repository)}/pulls/{each.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": stamp_or_none(each.pull.merged_at),
        }
    return told


def comment(urls: Addresses, on: Issue, each: Comment) -> Json:
    """A comment on an issue or a pull request."""
    url = f"{urls.repository(on.repository)}/issues/comments/{each.id}"
    return {
        "id": each.id,
        "node_id": node_id("IssueComment", each.id),
        "url": url,
        "html_url": f"{urls.issue_page(on)}#issuecomment-{each.id}",
        "issue_url": urls.issue(on),
        "body": each.body,
        "user": simple_user(urls, each.user),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "author_association": association(on.repository, each.user),
        "performed_via_github_app": app_or_none(urls, each.app),
        "reactions": reaction_counts(url, each.reactions),
    }
