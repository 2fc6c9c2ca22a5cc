"""Verbs about discussions, which GitHub's API knows in GraphQL alone."""

from tests.github.json_discussions import discussion, discussion_comment
from tests.github.stage import Stage
from tests.github.state import Account, App, Comment, Discussion, Repository


class DiscussionVerbs(Stage):
    """What people and Apps do in discussions."""

    def open_discussion(
        self,
        repository: Repository,
        title: str,
        body: str,
        *,
        user: Account,
        category: str = "Announcements",
        app: App | None = None,
    ) -> Discussion:
        """Open a discussion. Raises KeyError where the repository has no such category, or no discussions."""
        if not repository.has_discussions or category not in repository.categories:
            raise KeyError(category)
        with self.world.lock:
            now, number = self.clock.now(), repository.next_number
            repository.next_number += 1
            made = Discussion(
                self.world.new_id("discussion"), number, repository, title, body, category, user, now, now, app
            )
            repository.discussions[number] = made
            self._tell_discussion("created", made, user)
        return made

    def edit_discussion(
        self, found: Discussion, *, user: Account, title: str | None = None, body: str | None = None
    ) -> None:
        """Change a discussion's title or text."""
        with self.world.lock:
            changes = {}
            if title is not None and title != found.title:
                changes["title"] = {"from": found.title}
                found.title = title
            if body is not None and body != found.body:
                changes["body"] = {"from": found.body}
                found.body = body
            if changes:
                found.updated_at = self.clock.now()
                self._tell_discussion("edited", found, user, changes=changes)

    def comment_discussion(
        self,
        found: Discussion,
        *,
        user: Account,
        body: str,
        app: App | None = None,
        reply_to: Comment | None = None,
    ) -> Comment:
        """Comment on a discussion, or on a comment of it."""
        with self.world.lock:
            now = self.clock.now()
            made = Comment(self.world.new_id("discussion comment"), body, user, now, now, app, reply_to=reply_to)
            found.comments.append(made)
            found.updated_at = now
            self._tell_discussion_comment("created", found, made, user)
        return made

    def edit_discussion_comment(self, found: Discussion, edited: Comment, *, user: Account, body: str) -> None:
        """Change a comment's text."""
        with self.world.lock:
            former = edited.body
            edited.edited_from.append(former)
            edited.body, edited.updated_at = body, self.clock.now()
            self._tell_discussion_comment("edited", found, edited, user, changes={"body": {"from": former}})

    def delete_discussion_comment(self, found: Discussion, deleted: Comment, *, user: Account) -> None:
        """Delete a comment."""
        with self.world.lock:
            found.comments.remove(deleted)
            self._tell_discussion_comment("deleted", found, deleted, user)

    def _tell_discussion(self, action: str, found: Discussion, user: Account, **more: object) -> None:
        parts = {"discussion": discussion(self.urls, found), **more}
        self.emit("discussion", action, parts, found.repository, sender=user)

    def _tell_discussion_comment(
        self, action: str, found: Discussion, about: Comment, user: Account, **more: object
    ) -> None:
        told = {"comment": discussion_comment(self.urls, found, about), "discussion": discussion(self.urls, found)}
        self.emit("discussion_comment", action, {**told, **more}, found.repository, sender=user)
