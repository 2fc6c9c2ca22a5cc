"""What a command is run with: where it was asked, by whom, and what is configured there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.commands.comment import CommentSeen
from bot.context import Deployment
from bot.github_client import Connection
from bot.repository_configuration import Read
from bot.store.installations import RepositorySeen
from reports.renderers import paths


@dataclass(frozen=True)
class Asking:
    """One comment's commands while they are answered."""

    deployment: Deployment
    comment: CommentSeen
    github: Connection
    repository: RepositorySeen
    read: Read
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is to be kept once the answer is written: one that is tried again must come out the same."""

    @property
    def address(self) -> str:
        """The repository's address on the web."""
        return f"{self.deployment.github.endpoints.web_url}/{self.repository.name}"

    def site(self, path: str) -> str | None:
        """Give the address of a page of this deployment's site, None where nobody said where that is seen."""
        return f"{self.deployment.public_url}/{path}" if self.deployment.public_url else None

    @property
    def methodology(self) -> str | None:
        """The address of the page that says how it is counted."""
        return self.site(paths.METHODOLOGY)
