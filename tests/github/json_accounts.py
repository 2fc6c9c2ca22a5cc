"""Accounts as GitHub's API tells of them."""

from typing import Any
from urllib.parse import quote

from tests.github.addresses import Addresses, node_id
from tests.github.clock import stamp
from tests.github.state import Account

Json = dict[str, Any]


def simple_user(urls: Addresses, account: Account) -> Json:
    """An account, where it stands beside something else."""
    url = f"{urls.api}/users/{quote(account.login)}"  # a bot's has brackets
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id(account.type, account.id),
        "avatar_url": f"{urls.web}/avatars/u/{account.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{urls.web}/{'apps/' if account.type == 'Bot' else ''}{account.login.removesuffix('[bot]')}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": account.type,
        "user_view_type": "public",
        "site_admin": account.site_admin,
    }


def user_or_none(urls: Addresses, account: Account | None) -> Json | None:
    """An account, or that there is none."""
    return None if account is None else simple_user(urls, account)


def public_user(urls: Addresses, account: Account, public_repositories: int) -> Json:
    """A profile, as `GET /users/{login}` shows it."""
    return {
        **simple_user(urls, account),
        "name": account.name,
        "company": account.company,
        "blog": account.blog,
        "location": account.location,
        "email": account.email,
        "hireable": None,
        "bio": account.bio,
        "twitter_username": None,
        "public_repos": public_repositories,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": stamp(account.created_at),
        "updated_at": stamp(account.updated_at),
    }


def organization_full(urls: Addresses, account: Account, public_repositories: int) -> Json:
    """An organization, as `GET /orgs/{org}` shows it."""
    optional = {name: getattr(account, name) for name in ("company", "location", "email", "blog")}
    return {
        **organization_simple(urls, account),
        "name": account.name or account.login,
        **{name: value for name, value in optional.items() if value},
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": public_repositories,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": f"{urls.web}/{account.login}",
        "type": "Organization",
        "created_at": stamp(account.created_at),
        "updated_at": stamp(account.updated_at),
        "archived_at": None,
    }


def organization_simple(urls: Addresses, account: Account) -> Json:
    """An organization, where it stands beside something else."""
    url = f"{urls.api}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id(account.type, account.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{urls.web}/avatars/u/{account.id}",
        "description": account.bio,
    }
