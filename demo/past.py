"""What people said and did on the made-up GitHub beside the histories: pull requests, reviews, answers, issues.

Pure values from values: the same repository and seed give the same past. Numbers that no pull request of the history
took are issues and pull requests that came to nothing. Times are seconds since 1970.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from demo.contents import chance
from demo.history import Pull
from demo.landing import MAINTAINERS, MERGERS, merger, title_of
from demo.people import BOTS, ROSTER, Person

HOUR, DAY = 3_600, 86_400
_BOTS = {bot.login for bot in BOTS}
_ASKED = (
    "It stops with an error on large inputs",
    "How is the cache cleared?",
    "Wrong result for empty batches",
    "Please support longer contexts",
    "The documentation of the loader is out of date",
)
_ANSWERED = ("Thank you, I can see it here too.", "Which version is it?", "Good idea: would you open a pull request?")
_REVIEWED = ("This looks right to me.", "Thank you!", "Nice and small.")
_INLINE = ("Could this be a constant?", "What if it is empty?", "A test for this line, please.")
_PATIENCE, _SLOW = 6 * DAY, 20 * DAY
REVIEWERS: Mapping[str, Sequence[Person]] = {
    "acme/tensorkit": (*ROSTER["borealis"][:2] * 2, ROSTER["larkspur"][0], ROSTER["nimbus"][0], ROSTER["heron"][0]),
    "commons/loom": (*ROSTER["larkspur"][:2], *ROSTER["borealis"][1:3], *ROSTER["zeta"][:2], ROSTER["acme"][9]),
    "commons/harrow": (*ROSTER["kestrel"], ROSTER["borealis"][2]),
    "granite/graniteml": (ROSTER["heron"][3], *ROSTER["acme"][12:14]),
    "lantern/evalbench": (*ROSTER["borealis"][:2], ROSTER["natlab"][1]),
    "borealis/pebble": (*ROSTER["heron"][:2], ROSTER["natlab"][0]),
}
"""Who reviews beside those who merge."""


@dataclass(frozen=True)
class Word:
    """A comment: by whom, what, and when."""

    login: str
    text: str
    at: int


@dataclass(frozen=True)
class Verdict:
    """A review of a pull request, as GitHub names its state; `inline` are its comments on lines."""

    login: str
    state: str
    text: str
    at: int
    inline: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """An issue, or a pull request: `pull` is its part in the history where it landed, `is_pull` says so where not."""

    number: int
    title: str
    login: str
    opened_at: int
    comments: tuple[Word, ...] = ()
    closed_at: int | None = None
    closed_by: str | None = None
    pull: Pull | None = None
    is_pull: bool = False
    reviews: tuple[Verdict, ...] = ()


def past(repository: str, pulls: Sequence[Pull], seed: int) -> Iterator[Talk]:
    """Give everything that was said in a repository, in the order of its numbers."""
    rng = Random(f"{seed} {repository} past")
    speaking = _Speaking(repository, rng)
    number = 1
    for pull in pulls:
        while number < pull.number:
            yield speaking.came_to_nothing(number, pull.landed_at - rng.randrange(DAY))
            number += 1
        yield speaking.landed(pull)
        number = pull.number + 1


class _Speaking:
    """Who speaks in one repository, and how soon."""

    def __init__(self, repository: str, rng: Random) -> None:
        self._repository, self._rng = repository, rng
        mergers = MERGERS.get(repository, (MAINTAINERS[repository],))
        self._maintainers = [person.login for person in mergers]
        self._others = [person.login for person in REVIEWERS.get(repository, ())]
        self._askers = [person.login for person in (*ROSTER["independents"], *ROSTER["passers-by"][:40])]

    def landed(self, pull: Pull) -> Talk:
        """A pull request that was reviewed, mostly, and merged."""
        rng = self._rng
        by = merger(self._repository, pull.number).login
        if pull.login in _BOTS:
            opened = pull.landed_at - HOUR
            return Talk(pull.number, pull.title, pull.login, opened, (), pull.landed_at, by, pull)
        opened = pull.landed_at - rng.randrange(6 * HOUR, 9 * DAY)
        words = (self._word(pull.login, opened, pull.landed_at),) if chance(rng, 30) else ()
        reviews = self._reviews(pull, opened)
        return Talk(pull.number, pull.title, pull.login, opened, words, pull.landed_at, by, pull, reviews=reviews)

    def came_to_nothing(self, number: int, at: int) -> Talk:
        """An issue, or a pull request that was closed or is still open; some are never answered, some late."""
        rng = self._rng
        login, is_pull = rng.choice(self._askers), chance(rng, 30)
        heading = title_of(rng) if is_pull else rng.choice(_ASKED)
        patience = _SLOW if chance(rng, 20) else _PATIENCE
        words: tuple[Word, ...] = () if chance(rng, 12) else (self._word(login, at, at + patience),)
        is_closed = bool(words) and chance(rng, 75)
        return Talk(
            number,
            heading,
            login,
            at,
            words,
            words[0].at + rng.randrange(DAY) if is_closed else None,
            words[0].login if is_closed else None,
            is_pull=is_pull,
        )

    def _reviews(self, pull: Pull, opened: int) -> tuple[Verdict, ...]:
        rng = self._rng
        reviewers = [self._one_of(self._maintainers, pull.login)] if chance(rng, 80) else []
        if self._others and chance(rng, 35):
            reviewers.append(self._one_of(self._others, pull.login))
        return tuple(self._verdict(login, opened, pull.landed_at) for login in dict.fromkeys(reviewers) if login)

    def _verdict(self, login: str, opened: int, landed: int) -> Verdict:
        rng = self._rng
        at = rng.randrange(opened, landed)
        if chance(rng, 45):
            state = rng.choice(("COMMENTED", "CHANGES_REQUESTED"))
            return Verdict(login, state, "", at, tuple(rng.sample(_INLINE, rng.choice((1, 1, 2)))))
        return Verdict(login, "APPROVED", rng.choice(_REVIEWED), at)

    def _word(self, to: str, since: int, until: int) -> Word:
        rng = self._rng
        by = self._one_of(self._maintainers, to) or self._maintainers[0]
        return Word(by, rng.choice(_ANSWERED), rng.randrange(since + 60, max(since + 120, until)))

    def _one_of(self, logins: Sequence[str], but: str) -> str:
        others = [login for login in logins if login != but]
        return self._rng.choice(others) if others else ""
