"""A repository's past, made up straight in the state: pull requests with reviews and comments, issues, releases."""

import datetime as dt
import hashlib
import random
from dataclasses import dataclass, field

from tests.github.stand_in import StandIn
from tests.github.state import (
    Account,
    ChangedFile,
    Comment,
    Issue,
    Label,
    PullRequest,
    Release,
    Repository,
    Review,
    ReviewComment,
)

_STATES = ("APPROVED", "APPROVED", "COMMENTED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED")


@dataclass
class Past:
    """How much there was, ending a day before the stand-in's now; the same seed gives the same past."""

    pull_requests: int = 100
    issues: int = 20
    people: int = 30
    releases: int = 3
    reviews: float = 3.0  # a pull request, on average; every twentieth has more than a page shows
    minutes_apart: int = 30
    seed: int = 2_026
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def fill(self, github: StandIn, repository: Repository) -> None:
        """Write it all into a repository."""
        people = [github.user(f"dev{number}", company=f"@org{number % 7}") for number in range(self.people)]
        helper = github.user("helper[bot]")
        helper.type = "Bot"
        length = dt.timedelta(minutes=self.minutes_apart * (self.pull_requests + self.issues), days=1)
        at = github.clock.now() - length
        kinds = ["pull"] * self.pull_requests + ["issue"] * self.issues
        self._chance.shuffle(kinds)
        with github.world.lock:
            for kind in kinds:
                at += dt.timedelta(minutes=self.minutes_apart)
                made = self._issue(github, repository, self._chance.choice(people), at)
                if kind == "pull":
                    self._pull(github, made, people)
                self._talk(github, made, people, helper)
                self._end(made, people)
            for number in range(self.releases):
                then = github.clock.now() - dt.timedelta(days=30 * (self.releases - number))
                new = Release(github.world.new_id("release"), f"v{number}", "main", None, None, people[0], then, then)
                repository.releases.append(new)

    def _issue(self, github: StandIn, repository: Repository, user: Account, at: dt.datetime) -> Issue:
        number = repository.next_number
        repository.next_number += 1
        made = Issue(github.world.new_id("issue"), number, repository, f"No. {number}", "", user, at, at)
        repository.issues[number] = made
        return made

    def _pull(self, github: StandIn, made: Issue, people: list[Account]) -> None:
        sha = hashlib.sha1(f"{self.seed} {made.number}".encode(), usedforsecurity=False).hexdigest()
        repository = made.repository
        pull = PullRequest(github.world.new_id("pull"), f"topic-{made.number}", sha, repository, "main", "0" * 40)
        pull.commits, pull.files = [sha], [ChangedFile("README.md")]
        pull.authored_at = [made.created_at - dt.timedelta(hours=2)]
        made.pull = pull
        many = self._chance.random() < 0.05
        count = self._chance.randrange(11, 16) if many else min(10, int(self._chance.expovariate(1 / self.reviews)))
        for _ in range(count):
            self._review(github, made, pull, self._chance.choice(people))

    def _review(self, github: StandIn, made: Issue, pull: PullRequest, user: Account) -> None:
        made.updated_at += dt.timedelta(seconds=self._chance.randrange(1, 600))
        at, state = made.updated_at, self._chance.choice(_STATES)
        review = Review(github.world.new_id("review"), user, state, "", pull.head_sha, at)
        for line in range(self._chance.choice((0, 0, 1, 3))):
            number = github.world.new_id("review comment")
            review.comments.append(ReviewComment(number, "hm", "README.md", line + 1, user, at, at, pull.head_sha))
        pull.reviews.append(review)

    def _talk(self, github: StandIn, made: Issue, people: list[Account], helper: Account) -> None:
        for _ in range(self._chance.choice((0, 1, 1, 2, 4))):
            made.updated_at += dt.timedelta(seconds=self._chance.randrange(1, 600))
            user = helper if self._chance.random() < 0.3 else self._chance.choice(people)
            number = github.world.new_id("comment")
            made.comments.append(Comment(number, "A word.", user, made.updated_at, made.updated_at))

    def _end(self, made: Issue, people: list[Account]) -> None:
        fate = self._chance.random()
        if fate < 0.15:
            return
        made.updated_at += dt.timedelta(seconds=self._chance.randrange(1, 600))
        made.state, made.closed_at, made.closed_by = "closed", made.updated_at, self._chance.choice(people)
        if made.pull is not None and fate > 0.3:
            made.pull.merged_at, made.pull.merged_by = made.closed_at, made.closed_by
            made.pull.merge_commit_sha = made.pull.head_sha[::-1]


def label(github: StandIn, issue: Issue, name: str) -> None:
    """Put a label on an issue or a pull request."""
    issue.labels.append(Label(github.world.new_id("label"), name))
    issue.updated_at = github.clock.now()
