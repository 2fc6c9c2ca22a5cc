"""Discussions as GitHub's webhooks tell of them."""

from typing import Any

from tests.github.addresses import Addresses, node_id
from tests.github.association import association
from tests.github.clock import stamp, stamp_or_none
from tests.github.json_accounts import simple_user
from tests.github.json_issues import reaction_counts
from tests.github.state import Comment, Discussion

Json = dict[str, Any]


def discussion(urls: Addresses, each: Discussion) -> Json:
    """A discussion."""
    url = f"{urls.repository(each.repository)}/discussions/{each.number}"
    number = each.repository.categories.index(each.category)
    return {
        "id": each.id,
        "node_id": node_id("Discussion", each.id),
        "number": each.number,
        "title": each.title,
        "body": each.body,
        "user": simple_user(urls, each.user),
        "state": "closed" if each.closed_at else "open",
        "state_reason": None,
        "locked": False,
        "active_lock_reason": None,
        "comments": len(each.comments),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "author_association": association(each.repository, each.user),
        "html_url": urls.discussion_page(each),
        "repository_url": urls.repository(each.repository),
        "timeline_url": f"{url}/timeline",
        "reactions": reaction_counts(url, each.reactions),
        "category": {
            "id": each.repository.id * 10 + number,
            "node_id": node_id("DiscussionCategory", f"{each.repository.id}:{each.category}"),
            "repository_id": each.repository.id,
            "emoji": ":speech_balloon:",
            "name": each.category,
            "description": "",
            "created_at": stamp(each.repository.created_at),
            "updated_at": stamp(each.repository.created_at),
            "slug": each.category.lower().replace("&", "-"),
            "is_answerable": each.category == "Q&A",
        },
        "answer_html_url": None,
        "answer_chosen_at": stamp_or_none(None),
        "answer_chosen_by": None,
        "labels": [],
    }


def discussion_comment(urls: Addresses, on: Discussion, each: Comment) -> Json:
    """A comment on a discussion."""
    url = f"{urls.repository(on.repository)}/discussions/{on.number}/comments/{each.id}"
    return {
        "id": each.id,
        "node_id": node_id("DiscussionComment", each.id),
        "html_url": f"{urls.discussion_page(on)}#discussioncomment-{each.id}",
        "repository_url": urls.repository(on.repository),
        "discussion_id": on.id,
        "parent_id": each.reply_to.id if each.reply_to else None,
        "child_comment_count": sum(one.reply_to is each for one in on.comments),
        "body": each.body,
        "user": simple_user(urls, each.user),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "author_association": association(on.repository, each.user),
        "reactions": reaction_counts(url, each.reactions),
    }
