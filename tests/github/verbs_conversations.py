"""Verbs about issues, comments, labels and reactions."""

from tests.github.json_issues import REACTIONS, comment, issue
from tests.github.json_repositories import label
from tests.github.stage import Stage
from tests.github.state import Account, App, Comment, Issue, Label, Reaction, Repository


class ConversationVerbs(Stage):
    """What people (and Apps) do in issues; `number` is an issue's or a pull request's."""

    def open_issue(
        self,
        repository: Repository,
        title: str,
        body: str | None = None,
        *,
        user: Account,
        app: App | None = None,
        labels: list[str] | None = None,
    ) -> Issue:
        """Open an issue."""
        with self.world.lock:
            made = self.new_issue(repository, title, body, user, app)
            made.labels = [self.label_named(repository, name) for name in labels or []]
            self.emit("issues", "opened", {"issue": issue(self.urls, made)}, repository, sender=user)
        return made

    def new_issue(
        self, repository: Repository, title: str, body: str | None, user: Account, app: App | None = None
    ) -> Issue:
        """Take the next number of a repository, telling nobody."""
        now = self.clock.now()
        number = repository.next_number
        repository.next_number += 1
        made = Issue(self.world.new_id("issue"), number, repository, title, body, user, now, now, app)
        repository.issues[number] = made
        return made

    def edit_issue(
        self,
        repository: Repository,
        number: int,
        *,
        user: Account,
        title: str | None = None,
        body: str | None = None,
    ) -> Issue:
        """Change an issue's title or text."""
        with self.world.lock:
            found = self.issue(repository, number)
            changes = {}
            if title is not None and title != found.title:
                changes["title"] = {"from": found.title}
                found.title = title
            if body is not None and body != found.body:
                changes["body"] = {"from": found.body or ""}
                found.body = body
            if changes:
                found.updated_at = self.clock.now()
                self.tell_issue("edited", found, user, changes=changes)
        return found

    def close_issue(self, repository: Repository, number: int, *, user: Account, reason: str = "completed") -> Issue:
        """Close an issue, or a pull request that is not merged."""
        with self.world.lock:
            found = self.issue(repository, number)
            found.state, found.closed_at, found.closed_by = "closed", self.clock.now(), user
            found.state_reason = None if found.pull else reason
            found.updated_at = found.closed_at
            self.tell_issue("closed", found, user)
        return found

    def reopen_issue(self, repository: Repository, number: int, *, user: Account) -> Issue:
        """Open a closed issue again."""
        with self.world.lock:
            found = self.issue(repository, number)
            found.state, found.closed_at, found.closed_by = "open", None, None
            found.state_reason = None if found.pull else "reopened"
            found.updated_at = self.clock.now()
            self.tell_issue("reopened", found, user)
        return found

    def tell_issue(self, action: str, found: Issue, user: Account, **more: object) -> None:
        """Emit an event of an issue; of a pull request `PullVerbs` says how."""
        self.emit("issues", action, {"issue": issue(self.urls, found), **more}, found.repository, sender=user)

    def comment(
        self, repository: Repository, number: int, *, user: Account, body: str, app: App | None = None
    ) -> Comment:
        """Comment on an issue or a pull request."""
        with self.world.lock:
            found = self.issue(repository, number)
            now = self.clock.now()
            made = Comment(self.world.new_id("comment"), body, user, now, now, app)
            found.comments.append(made)
            found.updated_at = now
            self._tell_comment("created", found, made, user)
        return made

    def edit_comment(
        self, repository: Repository, comment_id: int, *, body: str, user: Account | None = None
    ) -> Comment:
        """Change a comment's text."""
        with self.world.lock:
            found, edited = self.found_comment(repository, comment_id)
            former = edited.body
            edited.edited_from.append(former)
            edited.body, edited.updated_at = body, self.clock.now()
            self._tell_comment("edited", found, edited, user or edited.user, changes={"body": {"from": former}})
        return edited

    def delete_comment(self, repository: Repository, comment_id: int, *, user: Account | None = None) -> None:
        """Delete a comment."""
        with self.world.lock:
            found, deleted = self.found_comment(repository, comment_id)
            found.comments.remove(deleted)
            self._tell_comment("deleted", found, deleted, user or deleted.user)

    def _tell_comment(self, action: str, on: Issue, about: Comment, user: Account, **more: object) -> None:
        parts = {"issue": issue(self.urls, on), "comment": comment(self.urls, on, about), **more}
        self.emit("issue_comment", action, parts, on.repository, sender=user)

    def react(self, on: Issue | Comment, content: str, *, user: Account) -> tuple[Reaction, bool]:
        """React, once per kind and person; say with the reaction whether it is new. Raises ValueError."""
        if content not in REACTIONS:
            raise ValueError(f"{content}: no reaction; there are {', '.join(REACTIONS)}")
        with self.world.lock:
            for each in on.reactions:
                if each.user is user and each.content == content:
                    return each, False
            made = Reaction(self.world.new_id("reaction"), content, user, self.clock.now())
            on.reactions.append(made)
        return made, True

    def label(self, repository: Repository, number: int, name: str, *, user: Account) -> Label:
        """Put a label on an issue or a pull request."""
        with self.world.lock:
            found, put = self.issue(repository, number), self.label_named(repository, name)
            if put not in found.labels:
                found.labels.append(put)
                found.updated_at = self.clock.now()
                self.tell_issue("labeled", found, user, label=label(self.urls, repository, put))
        return put

    def unlabel(self, repository: Repository, number: int, name: str, *, user: Account) -> None:
        """Take a label off. Raises KeyError where it is not on."""
        with self.world.lock:
            found = self.issue(repository, number)
            taken = next((each for each in found.labels if each.name == name), None)
            if taken is None:
                raise KeyError(name)
            found.labels.remove(taken)
            found.updated_at = self.clock.now()
            self.tell_issue("unlabeled", found, user, label=label(self.urls, repository, taken))

    def label_named(self, repository: Repository, name: str) -> Label:
        """A repository's label; made if there is none."""
        if name.lower() not in repository.labels:
            repository.labels[name.lower()] = Label(self.world.new_id("label"), name)
        return repository.labels[name.lower()]
