"""A stand-in GitHub with acme's engine on it, an App installed there, and people who write comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_builder import GitBuilder
from receiving import deployment_of
from registry_files import PROVIDERS, registry_of
from sqlalchemy import text

from bot.commands.answering import answer_comment
from bot.commands.comment import CommentSeen
from bot.context import Deployment
from bot.registry import Registry
from bot.store.database import Database, insert
from tests.github.clock import Clock
from tests.github.stand_in import StandIn
from tests.github.state import Account, App, Comment, Installation, Issue, Repository

NOON = datetime(2024, 7, 20, 12, 0, tzinfo=UTC)
APP = "https://giveback.example"
REGISTRY = {
    "organizations.toml": """
[organizations.acme]
name = "Acme"
kind = "company"
domains = ["acme.example"]

[organizations.bolt]
name = "Bolt @everyone <b>"
kind = "company"
aliases = ["Bolt Labs"]
domains = ["bolt.example"]
""",
    "upstreams.toml": """
[upstreams."core/tensor"]
kind = "library"
hosts = [{ organization = "acme", since = "2020-01" }]
""",
    "automation.toml": """
[automation.helper]
kind = "bot"
roles = ["dependency"]
logins = ["helper[bot]"]
""",
    "providers.toml": PROVIDERS,
}


@dataclass
class Scene:
    """acme/engine with an issue; dana may write, rolf only reads."""

    github: StandIn
    deployment: Deployment
    app: App
    installation: Installation
    engine: Repository
    issue: Issue
    dana: Account
    rolf: Account

    def seen(self, comment: Comment, *, issue: Issue | None = None, former: str | None = None) -> CommentSeen:
        """What a delivery says of a comment."""
        about = issue or self.issue
        return CommentSeen(
            about.repository.id,
            self.installation.id,
            about.number,
            about.pull is not None,
            comment.id,
            comment.user.id,
            comment.user.login,
            comment.user.type,
            comment.body,
            int(comment.created_at.timestamp()),
            former,
            None,
            comment.app.id if comment.app else None,
        )

    def say(self, body: str, user: Account | None = None, *, issue: Issue | None = None) -> Comment:
        """Write a comment and have it answered."""
        about = issue or self.issue
        made = self.github.comment(about.repository, about.number, user=user or self.dana, body=body)
        answer_comment(self.deployment, self.seen(made, issue=about))
        return made

    def ours(self, issue: Issue | None = None) -> list[Comment]:
        """What the App wrote in an issue."""
        return [each for each in (issue or self.issue).comments if each.app is self.app]

    def answer(self, body: str, user: Account | None = None) -> str:
        """Write a comment; give the one answer that it gets."""
        before = len(self.ours())
        self.say(body, user)
        assert len(self.ours()) == before + 1
        return self.ours()[-1].body

    def configure(self, text: str | bytes, repository: Repository | None = None) -> None:
        """Put a configuration on the default branch."""
        target = repository or self.engine
        raw = text if isinstance(text, bytes) else text.encode()
        with GitBuilder(target.git) as git:
            git.commit({".github/giveback.yml": raw}, message="Configure", author_date="1704000000 +0000")

    def writes(self) -> list[str]:
        """What the App asked GitHub to change, without the tokens that it took."""
        asked = [each for each in self.github.requests if each.method != "GET" and "access_tokens" not in each.path]
        return [f"{each.method} {each.path}" for each in asked]


def reactions(comment: Comment) -> list[str]:
    """What was put under a comment, in order."""
    return [each.content for each in comment.reactions]


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return registry_of(tmp_path_factory.mktemp("registry"), REGISTRY)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn(clock=Clock(NOON), delivery_timeout=1) as running:
        yield running
        assert running.unknown_requests == []


@pytest.fixture
def scene(github: StandIn, database: Database, known: Registry, tmp_path: Path) -> Scene:
    acme, dana, rolf = github.organization("acme"), github.user("dana"), github.user("rolf")
    engine = github.repository("acme/engine")
    github.collaborator(engine, dana, "write")
    app = github.register_app(permissions={"issues": "write", "contents": "read", "pull_requests": "read"})
    installation = github.install(app, acme)
    issue = github.open_issue(engine, "Who gives back?", user=rolf)
    deployment = deployment_of(github, app, database, lambda: known, tmp_path)
    install(database, installation, engine)
    return Scene(github, deployment, app, installation, engine, issue, dana, rolf)


def install(database: Database, installation: Installation, *repositories: Repository) -> None:
    """Note what is installed, as the handler of its delivery does."""
    account = installation.account
    columns = ("id", "installation_id", "name", "is_private", "added_at")
    rows = [(each.id, installation.id, each.full_name, each.private, 0) for each in repositories]
    statement = (
        "INSERT INTO installation (id, account_id, account_login, account_type, repository_selection, permissions,"
        " installed_at, seen_at) VALUES (:id, :account, :login, :type, 'all', '{}', 0, 0) ON CONFLICT (id) DO NOTHING"
    )
    about = {"id": installation.id, "account": account.id, "login": account.login, "type": account.type}
    with database.writing() as connection:
        connection.execute(text(statement), about)
        insert(connection, "installed_repository", columns, rows)
