"""What happened before anybody listened: put into the state at its time, with no event and no git command.

Thousands of past issues and pull requests are made in a second. Times are aware UTC.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from tests.github.stage import Stage
from tests.github.state import (
    Account,
    ChangedFile,
    Comment,
    Issue,
    Label,
    PullRequest,
    Repository,
    Review,
    ReviewComment,
    state_only_sha,
)


@dataclass(frozen=True)
class Said:
    """A comment of the past."""

    user: Account
    body: str
    at: dt.datetime


@dataclass(frozen=True)
class Reviewed:
    """A review of the past; `inline`: texts of its inline comments."""

    user: Account
    state: str
    at: dt.datetime
    body: str = ""
    inline: Sequence[str] = ()


class Opened(TypedDict, total=False):
    """What `past_issue` says of an issue, a pull request may have too."""

    number: int | None
    body: str | None
    closed_at: dt.datetime | None
    closed_by: Account | None
    comments: Sequence[Said]
    labels: Sequence[str]


class PastVerbs(Stage):
    """Fill a repository with a past."""

    def past_issue(
        self,
        repository: Repository,
        title: str,
        *,
        user: Account,
        at: dt.datetime,
        number: int | None = None,
        body: str | None = None,
        closed_at: dt.datetime | None = None,
        closed_by: Account | None = None,
        comments: Sequence[Said] = (),
        labels: Sequence[str] = (),
    ) -> Issue:
        """An issue that was opened then; `number` where a history names it. Raises ValueError if it is taken."""
        with self.world.lock:
            taken = number if number is not None else repository.next_number
            if taken in repository.issues or taken in repository.discussions:
                raise ValueError(f"{repository.full_name}#{taken} is there already")
            repository.next_number = max(repository.next_number, taken + 1)
            made = Issue(self.world.new_id("issue"), taken, repository, title, body, user, at, at)
            repository.issues[taken] = made
            made.comments = [
                Comment(self.world.new_id("comment"), each.body, each.user, each.at, each.at) for each in comments
            ]
            made.labels = [self._past_label(repository, name) for name in labels]
            if closed_at is not None:
                made.state, made.closed_at, made.closed_by = "closed", closed_at, closed_by or user
                made.state_reason = "completed"
            made.updated_at = max([at, *([closed_at] if closed_at else []), *(each.at for each in comments)])
        return made

    def past_pull_request(
        self,
        repository: Repository,
        title: str,
        *,
        user: Account,
        at: dt.datetime,
        merged_at: dt.datetime | None = None,
        merged_by: Account | None = None,
        merge_commit_sha: str | None = None,
        commits: Sequence[str] = (),
        files: Sequence[ChangedFile] = (),
        reviews: Sequence[Reviewed] = (),
        base: str | None = None,
        head: str = "topic",
        draft: bool = False,
        **opened: Unpack[Opened],
    ) -> Issue:
        """A pull request that was opened then, and perhaps merged (which closed it), or closed without."""
        if merged_at is not None:
            opened |= {"closed_at": merged_at, "closed_by": merged_by}
        with self.world.lock:
            made = self.past_issue(repository, title, user=user, at=at, **opened)
            made.state_reason = None
            shas = list(commits) or [state_only_sha("past", repository.id, made.number)]
            made.pull = pull = PullRequest(
                id=self.world.new_id("pull"),
                head_ref=head,
                head_sha=shas[-1],
                head_repository=repository,
                base_ref=base or repository.default_branch,
                base_sha=state_only_sha("base", repository.id),
                commits=shas,
                files=list(files) or [ChangedFile("README.md")],
                draft=draft,
                reviews=[self._past_review(each, shas[-1]) for each in reviews],
            )
            if merged_at is not None:
                pull.merged_at, pull.merged_by = merged_at, merged_by or user
                pull.merge_commit_sha = merge_commit_sha or state_only_sha("landed", repository.id, made.number)
                repository.contributors.add(user.id)
            made.updated_at = max([made.updated_at, *(each.at for each in reviews)])
        return made

    def _past_review(self, each: Reviewed, sha: str) -> Review:
        made = Review(self.world.new_id("review"), each.user, each.state, each.body, sha, each.at)
        made.comments = [
            ReviewComment(self.world.new_id("review comment"), text, "README.md", 1, each.user, each.at, each.at, sha)
            for text in each.inline
        ]
        return made

    def _past_label(self, repository: Repository, name: str) -> Label:
        return repository.labels.setdefault(name.lower(), Label(self.world.new_id("label"), name))
