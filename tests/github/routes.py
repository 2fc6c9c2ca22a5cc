"""All routes of the API."""

from tests.github import (
    routes_accounts,
    routes_apps,
    routes_commits,
    routes_git,
    routes_graphql,
    routes_issues,
    routes_pulls,
    routes_releases,
    routes_repositories,
    routes_service,
)
from tests.github.routing import Route, Router

ROUTES: tuple[Route, ...] = (
    *routes_accounts.ROUTES,
    *routes_apps.ROUTES,
    *routes_commits.ROUTES,
    *routes_git.ROUTES,
    *routes_graphql.ROUTES,
    *routes_issues.ROUTES,
    *routes_pulls.ROUTES,
    *routes_releases.ROUTES,
    *routes_repositories.ROUTES,
    *routes_service.ROUTES,
)

ROUTER = Router(ROUTES)
"""Made once: compiling the routes takes longer than most tests."""
