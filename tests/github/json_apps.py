"""Apps, installations, their tokens and their deliveries, as GitHub's API and its webhooks tell of them."""

import json
from typing import Any

from tests.github.addresses import Addresses, node_id
from tests.github.clock import stamp, stamp_or_none
from tests.github.json_accounts import simple_user, user_or_none
from tests.github.state import App, Attempt, Delivery, Installation, Repository

Json = dict[str, Any]
MASKED = "********"


def app(urls: Addresses, each: App, installations: int | None = None) -> Json:
    """An App, as all may see it."""
    told = {
        "id": each.id,
        "slug": each.slug,
        "node_id": node_id("App", each.id),
        "client_id": each.client_id,
        "owner": simple_user(urls, each.owner),
        "name": each.name,
        "description": each.description,
        "external_url": each.external_url,
        "html_url": f"{urls.web}/apps/{each.slug}",
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "permissions": dict(each.permissions),
        "events": list(each.events),
    }
    if installations is not None:
        told["installations_count"] = installations
    return told


def app_or_none(urls: Addresses, each: App | None) -> Json | None:
    """An App, or that there is none."""
    return None if each is None else app(urls, each)


def installation(urls: Addresses, each: Installation) -> Json:
    """An installation."""
    url = f"{urls.api}/app/installations/{each.id}"
    whole = each.account.type == "Organization"
    place = f"organizations/{each.account.login}/settings" if whole else "settings"
    return {
        "id": each.id,
        "client_id": each.app.client_id,
        "account": simple_user(urls, each.account),
        "repository_selection": "all" if each.repository_ids is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{urls.api}/installation/repositories",
        "html_url": f"{urls.web}/{place}/installations/{each.id}",
        "app_id": each.app.id,
        "app_slug": each.app.slug,
        "target_id": each.account.id,
        "target_type": each.account.type,
        "permissions": dict(each.permissions),
        "events": list(each.events),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": user_or_none(urls, each.suspended_by),
        "suspended_at": stamp_or_none(each.suspended_at),
    }


def short_repository(each: Repository) -> Json:
    """A repository in the events of installations."""
    return {
        "id": each.id,
        "node_id": node_id("Repository", each.id),
        "name": each.name,
        "full_name": each.full_name,
        "private": each.private,
    }


def hook_config(each: App) -> Json:
    """Where and how an App gets its deliveries; the secret is never shown."""
    told = {"content_type": each.hook_content_type, "insecure_ssl": each.hook_insecure_ssl}
    if each.hook_url is not None:
        told["url"] = each.hook_url
    if each.webhook_secret:
        told["secret"] = MASKED
    return told


def delivery_item(delivery: Delivery, attempt: Attempt) -> Json:
    """An attempt in the list of deliveries."""
    return {
        "id": attempt.id,
        "guid": delivery.guid,
        "delivered_at": stamp(attempt.delivered_at),
        "redelivery": attempt.redelivery,
        "duration": attempt.duration,
        "status": attempt.status,
        "status_code": attempt.status_code,
        "event": delivery.event,
        "action": delivery.action,
        "installation_id": delivery.installation_id,
        "repository_id": delivery.repository_id,
        "throttled_at": None,
    }


def whole_delivery(delivery: Delivery, attempt: Attempt) -> Json:
    """An attempt with what was sent and what came back."""
    return {
        **delivery_item(delivery, attempt),
        "url": delivery.app.hook_url or "",
        "request": {"headers": dict(delivery.request_headers), "payload": json.loads(json.dumps(delivery.payload))},
        "response": {"headers": dict(attempt.response_headers), "payload": attempt.response_body},
    }
