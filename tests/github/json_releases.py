"""Releases, their files, and check runs as GitHub's API and its webhooks tell of them."""

import hashlib
from typing import Any
from urllib.parse import quote

from tests.github.addresses import Addresses, node_id
from tests.github.clock import stamp, stamp_or_none
from tests.github.json_accounts import simple_user
from tests.github.json_apps import app
from tests.github.json_issues import reaction_counts
from tests.github.state import Asset, CheckRun, Release, Repository

Json = dict[str, Any]


def release(urls: Addresses, repository: Repository, each: Release) -> Json:
    """A release."""
    url, page = f"{urls.repository(repository)}/releases/{each.id}", urls.repository_page(repository)
    return {
        "url": url,
        "html_url": f"{page}/releases/tag/{quote(each.tag)}",
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "tarball_url": f"{urls.repository(repository)}/tarball/{quote(each.tag)}",
        "zipball_url": f"{urls.repository(repository)}/zipball/{quote(each.tag)}",
        "id": each.id,
        "node_id": node_id("Release", each.id),
        "tag_name": each.tag,
        "target_commitish": each.target,
        "name": each.name,
        "body": each.body,
        "draft": each.draft,
        "prerelease": each.prerelease,
        "immutable": False,
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.published_at or each.created_at),
        "published_at": stamp_or_none(each.published_at),
        "author": simple_user(urls, each.author),
        "assets": [asset(urls, repository, each, one) for one in each.assets],
        "reactions": reaction_counts(url, []),
    }


def asset(urls: Addresses, repository: Repository, on: Release, each: Asset) -> Json:
    """A file of a release."""
    page = urls.repository_page(repository)
    return {
        "url": f"{urls.repository(repository)}/releases/assets/{each.id}",
        "browser_download_url": f"{page}/releases/download/{quote(on.tag)}/{quote(each.name)}",
        "id": each.id,
        "node_id": node_id("ReleaseAsset", each.id),
        "name": each.name,
        "label": each.label,
        "state": "uploaded",
        "content_type": each.content_type,
        "size": len(each.content),
        "digest": f"sha256:{hashlib.sha256(each.content).hexdigest()}",
        "download_count": each.downloads,
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "uploader": simple_user(urls, each.uploader),
    }


def check_run(urls: Addresses, repository: Repository, each: CheckRun) -> Json:
    """What an App says of a commit."""
    url, page = f"{urls.repository(repository)}/check-runs/{each.id}", urls.repository_page(repository)
    suite = repository.id * 1000 + each.app.id
    return {
        "id": each.id,
        "name": each.name,
        "node_id": node_id("CheckRun", each.id),
        "head_sha": each.head_sha,
        "external_id": each.external_id,
        "url": url,
        "html_url": f"{page}/runs/{each.id}",
        "details_url": each.details_url or f"{page}/runs/{each.id}",
        "status": each.status,
        "conclusion": each.conclusion,
        "started_at": stamp_or_none(each.started_at),
        "completed_at": stamp_or_none(each.completed_at),
        "output": {
            "title": each.output.get("title"),
            "summary": each.output.get("summary"),
            "text": each.output.get("text"),
            "annotations_count": len(each.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": suite},
        "app": app(urls, each.app),
        "pull_requests": [],
    }
