"""Verbs about releases and check runs."""

from typing import Any

from tests.github.git_repository import NO_SHA
from tests.github.json_releases import check_run, release
from tests.github.state import Account, App, Asset, CheckRun, Release, Repository
from tests.github.verbs_pulls import PullVerbs


class ReleaseVerbs(PullVerbs):
    """What is said of a commit: that it is a release, that it was checked."""

    def release(
        self,
        repository: Repository,
        tag: str,
        *,
        user: Account,
        name: str | None = None,
        body: str | None = None,
        target: str | None = None,
        draft: bool = False,
        prerelease: bool = False,
    ) -> Release:
        """Release a tag, which is made at `target` (the default branch unless named) if there is none."""
        with self.world.lock:
            now = self.clock.now()
            made = Release(
                id=self.world.new_id("release"),
                tag=tag,
                target=target or repository.default_branch,
                name=name,
                body=body,
                author=user,
                created_at=now,
                published_at=None if draft else now,
                draft=draft,
                prerelease=prerelease,
            )
            repository.releases.append(made)
            if not draft:
                self._tag(repository, made, user)
                self.tell_release(repository, made, "published", user)
        return made

    def publish_release(self, repository: Repository, made: Release, user: Account) -> None:
        """Make a draft a release."""
        with self.world.lock:
            made.draft, made.published_at = False, self.clock.now()
            self._tag(repository, made, user)
            self.tell_release(repository, made, "published", user)

    def tell_release(self, repository: Repository, made: Release, action: str, user: Account, **parts: Any) -> None:
        """Emit an event of a release."""
        parts = {"release": release(self.urls, repository, made), **parts}
        self.emit("release", action, parts, repository, sender=user)

    def add_asset(
        self, made: Release, name: str, content: bytes, content_type: str, user: Account, label: str | None = None
    ) -> Asset:
        """Hang a file on a release."""
        with self.world.lock:
            now = self.clock.now()
            asset = Asset(self.world.new_id("asset"), name, content, content_type, user, now, now, label)
            made.assets.append(asset)
        return asset

    def check_run(self, repository: Repository, app: App, name: str, head_sha: str, **about: Any) -> CheckRun:
        """Say something of a commit as an App."""
        with self.world.lock:
            started = about.pop("started_at", None) or self.clock.now()
            status = about.pop("status", "queued")
            made = CheckRun(self.world.new_id("check run"), name, head_sha, app, status, started, **about)
            repository.check_runs.append(made)
            self._tell_check("created", repository, made)
            if made.status == "completed":
                self._tell_check("completed", repository, made)
        return made

    def change_check_run(self, repository: Repository, made: CheckRun, **about: Any) -> None:
        """Say it otherwise."""
        with self.world.lock:
            before = made.status
            for name, value in about.items():
                setattr(made, name, value)
            if made.status == "completed" != before:
                self._tell_check("completed", repository, made)

    def _tell_check(self, action: str, repository: Repository, made: CheckRun) -> None:
        parts = {"check_run": check_run(self.urls, repository, made)}
        to = [each for each in self.world.installations_on(repository) if each.app is made.app]
        self.emit("check_run", action, parts, repository, sender=made.app.bot, to=to)

    def _tag(self, repository: Repository, made: Release, user: Account) -> None:
        git = self.git(repository)
        name = f"refs/tags/{made.tag}"
        target = git.resolve(made.target)
        if name in git.refs("refs/tags/") or target is None:
            return
        git.set_ref(name, target)
        self.pushed(repository, name, NO_SHA, target, user=user)
