"""A repository's past, made up: pull requests with reviews and comments, issues, releases."""

import datetime as dt
import random
from dataclasses import dataclass, field

from tests.github.stand_in import StandIn
from tests.github.state import Account, Release, Repository
from tests.github.verbs_past import Reviewed, Said

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
    _at: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def fill(self, github: StandIn, repository: Repository) -> None:
        """Write it all into a repository."""
        people = [github.user(f"dev{number}", company=f"@org{number % 7}") for number in range(self.people)]
        helper = github.user("helper[bot]")
        helper.type = "Bot"
        now, apart = github.clock.now(), dt.timedelta(minutes=self.minutes_apart)
        kinds = [True] * self.pull_requests + [False] * self.issues
        self._chance.shuffle(kinds)
        for number, is_pull in enumerate(kinds):
            self._at = now - dt.timedelta(days=1) - apart * (len(kinds) - number)
            self._one(github, repository, people, helper, is_pull=is_pull)
        for number in range(self.releases):
            then = now - dt.timedelta(days=30 * (self.releases - number))
            made = Release(github.world.new_id("release"), f"v{number}", "main", None, None, people[0], then, then)
            repository.releases.append(made)

    def _one(
        self, github: StandIn, repository: Repository, people: list[Account], helper: Account, *, is_pull: bool
    ) -> None:
        opened, opener = self._at, self._chance.choice(people)
        reviews = [self._review(people) for _ in range(self._count())] if is_pull else []
        comments = [self._comment(people, helper) for _ in range(self._chance.choice((0, 1, 1, 2, 4)))]
        fate, ended, by = self._chance.random(), self._later(), self._chance.choice(people)
        if not is_pull:
            closing = {"closed_at": ended, "closed_by": by} if fate > 0.4 else {}
            github.past_issue(repository, "Something", user=opener, at=opened, comments=comments, **closing)  # type: ignore[arg-type]
            return
        closing = {"merged_at": ended, "merged_by": by} if fate > 0.3 else {}
        closing = {"closed_at": ended, "closed_by": by} if 0.15 < fate <= 0.3 else closing
        made = github.past_pull_request(
            repository, "Something", user=opener, at=opened, reviews=reviews, comments=comments, **closing  # type: ignore[arg-type]
        )  # fmt: skip
        assert made.pull is not None
        made.pull.authored_at = [opened - dt.timedelta(hours=2)]

    def _count(self) -> int:
        if self._chance.random() < 0.05:
            return self._chance.randrange(11, 16)
        return min(10, int(self._chance.expovariate(1 / self.reviews)))

    def _later(self) -> dt.datetime:
        self._at += dt.timedelta(seconds=self._chance.randrange(1, 600))
        return self._at

    def _review(self, people: list[Account]) -> Reviewed:
        inline = ["hm"] * self._chance.choice((0, 0, 1, 3))
        return Reviewed(self._chance.choice(people), self._chance.choice(_STATES), self._later(), inline=inline)

    def _comment(self, people: list[Account], helper: Account) -> Said:
        user = helper if self._chance.random() < 0.3 else self._chance.choice(people)
        return Said(user, "A word.", self._later())
