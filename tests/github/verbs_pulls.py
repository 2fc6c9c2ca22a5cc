"""Verbs about code: pushes, pull requests, reviews, merges; made in git where git is there, else in the state alone."""

import datetime as dt
from collections.abc import Mapping, Sequence

from tests.github.git_repository import NO_SHA, GitError, GitRepository, Who
from tests.github.json_commits import pushed_commit
from tests.github.json_pulls import review as review_json
from tests.github.json_pulls import simple_pull, whole_pull
from tests.github.state import (
    Account,
    App,
    ChangedFile,
    Issue,
    PullRequest,
    Repository,
    Review,
    ReviewComment,
    state_only_sha,
)
from tests.github.verbs_conversations import ConversationVerbs

_MOST_COMMITS = 2048


class ConflictError(Exception):
    """A pull request cannot be merged as it is."""


class PullVerbs(ConversationVerbs):
    """What people do with code."""

    most_tags = 3  # pushed at once; of more nobody is told

    def push(
        self,
        repository: Repository,
        files: Mapping[str, bytes | str | None],
        message: str = "Change something",
        *,
        user: Account,
        branch: str | None = None,
        author: tuple[str, str] | None = None,
        at: dt.datetime | None = None,
    ) -> str:
        """Commit files on a branch (the default one unless named) and push that; the commit's id.

        `author`: name and address where they are not the user's own.
        """
        with self.world.lock:
            name = branch or repository.default_branch
            git, who = self.git(repository), self.who(user, at)
            written_by = Who(*author, who.at) if author else who
            before = git.resolve(f"refs/heads/{name}") or NO_SHA
            contents = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
            after = git.commit_files(name, contents, message, written_by, who)
            self.pushed(repository, f"refs/heads/{name}", before, after, user=user)
        return after

    def pushed(self, repository: Repository, ref: str, before: str, after: str, *, user: Account) -> None:
        """Tell of a ref that moved in git already; pull requests from it move along. `NO_SHA`: it is not there."""
        with self.world.lock:
            repository.pushed_at = repository.updated_at = self.clock.now()
            self.emit("push", None, self._push(repository, ref, before, after, user), repository, sender=user)
            branch = ref.removeprefix("refs/heads/")
            for each in list(self.world.repositories.values()):
                for issue in list(each.issues.values()):
                    pull = issue.pull
                    if pull is None or issue.state != "open" or pull.head_ref != branch or after == NO_SHA:
                        continue
                    if pull.head_repository is repository and pull.head_sha != after:
                        self._synchronize(issue, after, user)

    def sign(self, sha: str) -> None:
        """Let GitHub find the signature of a commit good."""
        with self.world.lock:
            self.world.verified_commits[sha] = self.clock.now()

    def push_tags(self, repository: Repository, tags: Mapping[str, str], *, user: Account) -> None:
        """Push tags at once; of more than three GitHub tells nobody."""
        with self.world.lock:
            for name, sha in tags.items():
                self.git(repository).set_ref(f"refs/tags/{name}", sha)
            if len(tags) <= self.most_tags:
                for name, sha in tags.items():
                    self.pushed(repository, f"refs/tags/{name}", NO_SHA, sha, user=user)

    def open_pull_request(
        self,
        repository: Repository,
        title: str,
        body: str | None = None,
        *,
        user: Account,
        head: str = "topic",
        head_repository: Repository | None = None,
        base: str | None = None,
        draft: bool = False,
        files: Sequence[ChangedFile] | None = None,
        commits: int = 1,
        app: App | None = None,
    ) -> Issue:
        """Ask to merge a branch. Where git has no such branch, `files` and the number of `commits` are as given."""
        with self.world.lock:
            made = self.new_issue(repository, title, body, user, app)
            base_ref, source = base or repository.default_branch, head_repository or repository
            made.pull = PullRequest(
                id=self.world.new_id("pull"),
                head_ref=head,
                head_sha=self.git(source).resolve(f"refs/heads/{head}") or "",
                head_repository=source,
                base_ref=base_ref,
                base_sha=self.git(repository).resolve(f"refs/heads/{base_ref}")
                or state_only_sha("base", repository.id),
                draft=draft,
            )
            if made.pull.head_sha:
                self._take_over(made)
            else:
                about = ("pull", repository.id, made.number)
                made.pull.commits = [state_only_sha(*about, number) for number in range(commits)]
                made.pull.head_sha = made.pull.commits[-1]
                made.pull.files = list(files or [ChangedFile("README.md")])
            self._tell_pull("opened", made, user)
        return made

    def review(
        self,
        repository: Repository,
        number: int,
        *,
        user: Account,
        state: str = "APPROVED",
        body: str = "",
        comments: Sequence[tuple[str, int, str]] = (),
    ) -> Review:
        """Review a pull request; `comments` are inline: path, line, text."""
        with self.world.lock:
            found = self.issue(repository, number)
            pull, now = _pull(found), self.clock.now()
            made = Review(self.world.new_id("review"), user, state, body, pull.head_sha, now)
            made.comments = [
                ReviewComment(self.world.new_id("review comment"), text, path, line, user, now, now, pull.head_sha)
                for path, line, text in comments
            ]
            pull.reviews.append(made)
            found.updated_at = now
            parts = {
                "review": {**review_json(self.urls, found, made), "state": state.lower()},
                "pull_request": simple_pull(self.urls, found, self.told_repository),
            }
            self.emit("pull_request_review", "submitted", parts, repository, sender=user)
        return made

    def merge(
        self,
        repository: Repository,
        number: int,
        *,
        user: Account,
        method: str = "merge",
        message: str | None = None,
    ) -> str:
        """Merge a pull request (merge, squash or rebase); the id of what landed. Raises ConflictError."""
        with self.world.lock:
            found = self.issue(repository, number)
            pull, now = _pull(found), self.clock.now()
            git = self.git(repository)
            before = git.resolve(f"refs/heads/{pull.base_ref}")
            if before is None or git.kind(pull.head_sha) is None:
                landed = state_only_sha("landed", repository.id, number)
            else:
                landed = self._merge_in_git(git, found, before, user, method, message)
                git.set_ref(f"refs/heads/{pull.base_ref}", landed)
            repository.contributors.add(found.user.id)
            pull.merge_commit_sha, pull.merged_at, pull.merged_by = landed, now, user
            found.state, found.closed_at, found.closed_by, found.updated_at = "closed", now, user, now
            if before is not None and git.kind(landed):
                self.pushed(repository, f"refs/heads/{pull.base_ref}", before, landed, user=user)
            self._tell_pull("closed", found, user)
        return landed

    def tell_issue(self, action: str, found: Issue, user: Account, **more: object) -> None:
        """Emit an event of an issue, or of a pull request."""
        if found.pull is None:
            super().tell_issue(action, found, user, **more)
        else:
            self._tell_pull(action, found, user, **more)

    def _merge_in_git(
        self, git: GitRepository, found: Issue, before: str, user: Account, method: str, message: str | None
    ) -> str:
        pull, who = _pull(found), self.who(user)
        committer = Who("GitHub", "noreply@github.com", who.at)
        try:
            if method == "rebase":
                tip = before
                for sha in pull.commits:
                    tip = git.picked(tip, sha, who)
                return tip
            tree = git.merged_tree(before, pull.head_sha)
        except GitError as error:
            raise ConflictError(f"#{found.number} conflicts with {pull.base_ref}: {error}") from error
        if method == "squash":
            author = git.commit(pull.commits[0]).author
            text = message or f"{found.title} (#{found.number})\n\n{found.body or ''}".rstrip()
            return git.write_commit(tree, [before], text, Who(author.name, author.email, who.at), committer)
        label = f"{pull.head_repository.owner.login}/{pull.head_ref}"
        text = message or f"Merge pull request #{found.number} from {label}\n\n{found.title}"
        return git.write_commit(tree, [before, pull.head_sha], text, who, committer)

    def _take_over(self, found: Issue) -> None:
        """Read from git what a pull request brings: its commits and files."""
        pull, git = _pull(found), self.git(found.repository)
        ref = f"refs/pull/{found.number}/head"
        if pull.head_repository is found.repository:
            git.set_ref(ref, pull.head_sha)
        else:
            git.fetch_object(pull.head_repository.git, f"refs/heads/{pull.head_ref}", ref)
        base = git.resolve(f"refs/heads/{pull.base_ref}")
        start = git.merge_base(base, pull.head_sha) if base else None
        pull.commits = git.between(start, pull.head_sha) if start else [pull.head_sha]
        pull.files = [
            ChangedFile(each.path, each.status, each.additions, each.deletions, each.sha, "", each.former_path)
            for each in (git.changes(start, pull.head_sha) if start else [])
        ]

    def _synchronize(self, found: Issue, after: str, user: Account) -> None:
        pull = _pull(found)
        before, pull.head_sha = pull.head_sha, after
        self._take_over(found)
        found.updated_at = self.clock.now()
        self._tell_pull("synchronize", found, user, before=before, after=after)

    def _tell_pull(self, action: str, found: Issue, user: Account, **more: object) -> None:
        told = whole_pull(self.urls, found, self.told_repository)
        parts = {"number": found.number, "pull_request": told, **more}
        self.emit("pull_request", action, parts, found.repository, sender=user)

    def _push(self, repository: Repository, ref: str, before: str, after: str, user: Account) -> dict[str, object]:
        git, page = self.git(repository), self.urls.repository_page(repository)
        created, deleted = before == NO_SHA, after == NO_SHA
        shas: list[str] = []
        forced, tip = False, None
        if ref.startswith("refs/heads/") and not deleted:
            shas, forced = git.moved(before, after) if not created else (git.history(after), False)
            tip = pushed_commit(self.world, git, page, after)
        told = [pushed_commit(self.world, git, page, sha) if sha != after else tip for sha in shas[:_MOST_COMMITS]]
        return {
            "ref": ref,
            "before": before,
            "after": after,
            "created": created,
            "deleted": deleted,
            "forced": forced,
            "base_ref": None,
            "compare": f"{page}/compare/{before[:12]}...{after[:12]}",
            "commits": told,
            "head_commit": tip,
            "pusher": {"name": user.login, "email": _address(user)},
        }

    def who(self, user: Account, at: dt.datetime | None = None) -> Who:
        """Somebody as git writes them."""
        return Who(user.name or user.login, _address(user), at or self.clock.now())


def _address(user: Account) -> str:
    return min(user.addresses) if user.addresses else f"{user.id}+{user.login}@users.noreply.github.com"


def _pull(found: Issue) -> PullRequest:
    if found.pull is None:
        raise KeyError(f"#{found.number} is no pull request")
    return found.pull
