"""Verbs about repositories: made, renamed, transferred, hidden, archived, starred."""

from pathlib import Path
from typing import Any

from demo.fast_import import create_repository
from tests.github.addresses import Addresses
from tests.github.json_accounts import organization_simple, simple_user
from tests.github.stage import Stage
from tests.github.state import Account, Repository


class RepositoryVerbs(Stage):
    """What owners do with repositories."""

    def repository(self, full_name: str, *, git: Path | None = None, **about: Any) -> Repository:
        """The repository of this name; made if there is none, its owner must be there.

        `git`: a bare repository that is served as it is (never copied); None: an empty one is made. `about`: private,
        default_branch, description, license and so on.
        """
        with self.world.lock:
            found = self.world.repository(full_name)
            if found is None:
                found = self._new_repository(full_name, git, about.get("default_branch", "main"))
            for name, value in about.items():
                setattr(found, name, value)
        return found

    def collaborator(self, repository: Repository, user: Account, permission: str = "write") -> None:
        """Let somebody do something in a repository: admin, maintain, write, triage, read or none."""
        with self.world.lock:
            if permission == "none":
                repository.collaborators.pop(user.id, None)
            else:
                repository.collaborators[user.id] = permission

    def rename(self, repository: Repository, name: str, *, by: Account | None = None) -> None:
        """Give a repository another name; the former one answers 301."""
        with self.world.lock:
            former = repository.name
            self._leave_name(repository)
            repository.name = name
            changes = {"repository": {"name": {"from": former}}}
            self._tell_repository(repository, "renamed", by, changes=changes)

    def transfer(self, repository: Repository, to: Account, *, by: Account | None = None) -> None:
        """Move a repository to another owner. Who had installed on the former one hears that it is gone from there."""
        with self.world.lock:
            former, before = repository.owner, self.world.installations_on(repository)
            self._leave_name(repository)
            repository.owner = to
            kind = "organization" if former.type == "Organization" else "user"
            told = _former_owner(self.urls, former)
            after = self.world.installations_on(repository)
            changes = {"owner": {"from": {kind: told}}}
            self._tell_repository(repository, "transferred", by, to=[*after, *before], changes=changes)
            for installation in before:
                if installation.repository_ids is not None:
                    installation.repository_ids.discard(repository.id)

    def privatize(self, repository: Repository, *, by: Account | None = None) -> None:
        """Hide a repository."""
        with self.world.lock:
            repository.private = True
            self._tell_repository(repository, "privatized", by)

    def publicize(self, repository: Repository, *, by: Account | None = None) -> None:
        """Show a repository to all."""
        with self.world.lock:
            repository.private = False
            self._tell_repository(repository, "publicized", by)
            self.emit("public", None, {}, repository, sender=by or self.owner_of(repository.owner))

    def archive(self, repository: Repository, *, by: Account | None = None) -> None:
        """Make a repository read-only."""
        with self.world.lock:
            repository.archived = True
            self._tell_repository(repository, "archived", by)

    def unarchive(self, repository: Repository, *, by: Account | None = None) -> None:
        """Make an archived repository writable again."""
        with self.world.lock:
            repository.archived = False
            self._tell_repository(repository, "unarchived", by)

    def disable_issues(self, repository: Repository) -> None:
        """Switch issues off: their routes answer 410."""
        with self.world.lock:
            repository.has_issues = False

    def block(self, repository: Repository, reason: str = "dmca") -> None:
        """Block a repository for legal reasons: it answers 451."""
        with self.world.lock:
            repository.blocked = {
                "reason": reason,
                "created_at": self.clock.now().isoformat(),
                "html_url": f"{self.urls.web}/legal/{repository.id}",
            }

    def delete_repository(self, repository: Repository, *, by: Account | None = None) -> None:
        """Delete a repository; its git repository stays where it was."""
        with self.world.lock:
            self._tell_repository(repository, "deleted", by)
            del self.world.repositories[repository.id]
            for installation in self.world.installations.values():
                if installation.repository_ids is not None:
                    installation.repository_ids.discard(repository.id)

    def star(self, repository: Repository, user: Account) -> None:
        """Star a repository."""
        with self.world.lock:
            now = self.clock.now()
            repository.stargazers[user.id] = now
            self.emit("star", "created", {"starred_at": now.isoformat()}, repository, sender=user)

    def fork(self, repository: Repository, owner: Account) -> Repository:
        """Fork a repository, with what git holds of it by now."""
        with self.world.lock:
            made = self.repository(
                f"{owner.login}/{repository.name}",
                parent=repository,
                default_branch=repository.default_branch,
                license=repository.license,
            )
            self.git(made).fetch_all(repository.git)
            self.emit("fork", None, {"forkee": self.told_repository(made)}, repository, sender=owner)
        return made

    def _new_repository(self, full_name: str, git: Path | None, branch: str) -> Repository:
        login, _, name = full_name.partition("/")
        owner = self.world.account(login)
        if owner is None:
            raise KeyError(f"{login}: no such account; make it with organization() or user()")
        number = self.world.new_id("repository")
        if git is None:
            git = self.folder / f"repository-{number}.git"
            create_repository(git, branch=branch)
        now = self.clock.now()
        made = Repository(number, owner, name, git, now, now, now)
        self.world.repositories[number] = made
        self.world.former_names.pop(full_name.lower(), None)  # a new repository takes a name that redirected
        return made

    def _leave_name(self, repository: Repository) -> None:
        self.world.former_names[repository.full_name.lower()] = repository.id
        repository.updated_at = self.clock.now()

    def _tell_repository(
        self, repository: Repository, action: str, by: Account | None, to: Any = None, **parts: Any
    ) -> None:
        sender = by or self.owner_of(repository.owner)
        self.emit("repository", action, parts, repository, sender=sender, to=to)


def _former_owner(urls: Addresses, former: Account) -> dict[str, Any]:
    if former.type == "Organization":
        return organization_simple(urls, former)
    return simple_user(urls, former)
