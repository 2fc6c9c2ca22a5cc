"""What every verb of the stand-in stands on: state, clock, addresses, and a way to tell Apps what happened."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.github.addresses import Addresses, node_id
from tests.github.clock import Clock
from tests.github.deliveries import Deliverer
from tests.github.git_repository import GitRepository
from tests.github.json_accounts import organization_simple, simple_user
from tests.github.json_repositories import full_repository
from tests.github.state import Account, Comment, Installation, Issue, Repository, World


class Stage:
    """The part of `StandIn` that the verbs share. A verb changes the state, then emits what GitHub would."""

    world: World
    clock: Clock
    urls: Addresses
    deliverer: Deliverer
    folder: Path

    def emit(
        self,
        event: str,
        action: str | None,
        parts: dict[str, Any],
        repository: Repository,
        *,
        sender: Account,
        to: Iterable[Installation] | None = None,
    ) -> None:
        """Tell of something in a repository, to each App that is installed there and subscribed to it."""
        installations = self.world.installations_on(repository) if to is None else to
        for installation in installations:
            if installation.gone or installation.suspended_at or event not in installation.events:
                continue
            payload: dict[str, Any] = {"action": action} if action else {}
            payload |= parts
            payload["repository"] = self.told_repository(repository)
            if repository.owner.type == "Organization":
                payload["organization"] = organization_simple(self.urls, repository.owner)
            payload["installation"] = self.short_installation(installation)
            payload["sender"] = simple_user(self.urls, sender)
            self.deliverer.post(
                installation.app, event, payload, installation_id=installation.id, repository_id=repository.id
            )

    def tell_installation(self, installation: Installation, event: str, payload: dict[str, Any]) -> None:
        """Tell an App of something about its installation; suspended ones hear of it too."""
        self.deliverer.post(installation.app, event, payload, installation_id=installation.id)

    def told_repository(self, repository: Repository) -> dict[str, Any]:
        """A repository as webhooks tell of it."""
        return full_repository(self.urls, repository, self.forks(repository))

    def short_installation(self, installation: Installation) -> dict[str, Any]:
        """An installation as the webhooks of repositories name it."""
        return {"id": installation.id, "node_id": node_id("Installation", installation.id)}

    def git(self, repository: Repository) -> GitRepository:
        """The git repository behind a repository."""
        return GitRepository(repository.git)

    def forks(self, repository: Repository) -> int:
        """How many forks of a repository there are here."""
        return sum(each.parent is repository for each in self.world.repositories.values())

    def issue(self, repository: Repository, number: int) -> Issue:
        """An issue or a pull request. Raises KeyError."""
        return repository.issues[number]

    def owner_of(self, account: Account) -> Account:
        """Who acts for an account where nobody is named: a user himself, an organization's first owner."""
        if account.type != "Organization":
            return account
        return next(self.world.accounts[each] for each, how in account.members.items() if how.role == "admin")

    def found_comment(self, repository: Repository, comment_id: int) -> tuple[Issue, Comment]:
        """A comment with what it was made on. Raises KeyError."""
        for issue in repository.issues.values():
            for comment in issue.comments:
                if comment.id == comment_id:
                    return issue, comment
        raise KeyError(comment_id)
