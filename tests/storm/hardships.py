"""The places of a storm and what befalls them: suspension, removal, transfer, permissions taken back, issues off, 451.

Each says by which words the inbox may excuse a question that got no answer because of it. What was undone, or reaches
only other places, excuses nothing: a question that nothing befell is answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.github.stand_in import StandIn
from tests.github.state import Account, App, Delivery, Installation, Repository
from tests.storm.draws import Happening

_Item = TypeVar("_Item")
_SUSPENDED, _REMOVED = r"(is|has been) suspended|gives no token", r"was removed|gives no token"
_EXCUSES = {
    "left": r"does not reach the repository|out of reach|may not be answered",
    "revoke": r"may not be answered",
    "turn issues off": r"issues are turned off",
    # Once it has answered a look with 451, the App has let the repository go; no token is given for it either.
    "block": r"LegallyBlockedError|does not reach the repository|out of reach",
}


@dataclass
class Places:
    """The repositories of one organization and what befalls them; the App is installed on all of them."""

    github: StandIn
    app: App
    owner: Account
    repositories: list[Repository]
    installation: Installation = field(init=False)
    befallen: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.installation = self.github.install(self.app, self.owner)

    @property
    def open_ones(self) -> list[Repository]:
        """Those in which people can still talk."""
        return [each for each in self.repositories if each.has_issues and not each.blocked]

    def befall(self, happening: Happening) -> None:
        """Let it happen, to the installation or to one of the repositories."""
        where = picked(self.repositories, happening.picks[0])
        match happening.what:
            case "suspend" if not self.installation.gone:
                self.github.suspend(self.installation)
            case "undo suspend" if not self.installation.gone:
                self.github.unsuspend(self.installation)
            case "remove":
                self.github.uninstall(self.installation)
            case "undo remove":
                self.installation = self.github.install(self.app, self.owner)
            case "transfer":
                self._transfer(where, is_installed_there=happening.picks[1] < 0.5)
            case "revoke":
                self._note("revoke", [each for each in self.repositories if each.owner is self.owner])
                self.github.revoke_permission(self.installation, "issues")
            case "turn issues off":
                self._note("turn issues off", [where])
                self.github.disable_issues(where)
            case "block":
                self._note("block", [where])
                self.github.block(where)

    def _transfer(self, repository: Repository, *, is_installed_there: bool) -> None:
        other = self.github.organization(f"{self.owner.login}-2")
        if is_installed_there:
            self.github.install(self.app, other)
        else:
            self._note("left", [repository])
        self.github.transfer(repository, other)

    def _note(self, name: str, repositories: list[Repository]) -> None:
        for each in repositories:
            self.befallen.setdefault(each.id, set()).add(name)

    def excuses(self, told: Delivery) -> str:
        """The pattern of what may be said of a delivery that was not handled; one that fits nothing if nothing may."""
        return "|".join(self._excuses(told)) or r"(?!)"

    def _excuses(self, told: Delivery) -> Iterator[str]:
        installation = self.github.world.installations.get(told.installation_id or 0)
        if installation is not None and installation.gone:
            yield _REMOVED
        if installation is not None and installation.suspended_at is not None:
            yield _SUSPENDED
        for name in sorted(self.befallen.get(told.repository_id or 0, ())):
            yield _EXCUSES[name]


def picked(items: Sequence[_Item], pick: float) -> _Item:
    """Choose one of what is there by a number in [0, 1)."""
    return items[int(pick * len(items))]
