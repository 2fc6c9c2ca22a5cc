"""One storm: people ask in comments while GitHub misbehaves and Giveback is killed; afterwards everything was answered.

Everything that is drawn comes from the seed. What the machine does with it does not: a seed that failed fails again
often, not always.
"""

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from bot.catch_up import catch_up
from bot.errors import BusyError
from bot.github_client import GitHubError
from bot.store import inbox
from bot.store.arrivals import received
from tests.github.state import Account, Comment, Issue, Repository
from tests.storm.stage import Stage

MOST_DELIVERIES, SECONDS = 40, 3.0
PROBABILITY = 0.1
PATIENCE = 90.0
KINDS = (
    "dropped", "dropped_after_write", "slow", "error", "error_after_write", "rate_limited", "cut_off", "computing",
    "unauthorized",
)  # fmt: skip
FATES = ("duplicate", "late", "reordered", "missing")  # what GitHub itself does not know of, nobody can ask for
LIMITS = (
    {"retry_after": 1},
    {"status": 429, "retry_after": 1},
    {"remaining": 0, "reset_in": 1},
    {"status": 429, "remaining": 0, "reset_in": 1},
)
COMMAND = "/giveback help"


class StormError(AssertionError):
    """What is wrong after a storm."""


@dataclass
class Storm:
    """One run on a stage: an organization of its own, with repositories, people and what they asked."""

    stage: Stage
    seed: int
    asked: dict[int, tuple[Issue, set[Account]]] = field(default_factory=dict)
    first_delivery: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        github = self.stage.github
        self.first_delivery = len(github.deliveries)
        name = f"storm{len(github.world.accounts)}"
        self.owner = github.organization(name)
        self.people = [github.user(f"{name}-{n}") for n in range(3)]
        self.repositories = [github.repository(f"{name}/r{n}") for n in range(self.random.randint(1, 3))]

    def run(self) -> None:
        """Let it rage for three seconds at most, then see that all is well. Raises StormError."""
        github, draw = self.stage.github, self.random
        options: dict[str, dict[str, Any]] = {"rate_limited": draw.choice(LIMITS), "slow": {"seconds": 0.3}}
        github.faults.at_random(seed=self.seed, probability=PROBABILITY, kinds=KINDS, fates=FATES, options=options)
        lasts = draw.uniform(0.5, SECONDS)
        kills = sorted(draw.uniform(0, lasts) for _ in range(draw.choice((0, 0, 1, 1, 2))))
        killer = threading.Thread(target=self._kill_at, args=(kills,))
        killer.start()
        began = time.monotonic()
        github.install(self.stage.app, self.owner)
        most = draw.randint(5, MOST_DELIVERIES)
        while len(github.deliveries) - self.first_delivery < most and time.monotonic() - began < lasts:
            self._something_happens()
            time.sleep(draw.uniform(0, 2 * lasts / most))
        killer.join()
        self._calm()
        self._check()

    def _kill_at(self, times: list[float]) -> None:
        began = time.monotonic()
        for moment in times:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            self.stage.kill()
            self.stage.start()

    def _something_happens(self) -> None:
        github, draw = self.stage.github, self.random
        where = draw.choice(self.repositories)
        who = draw.choice(self.people)
        what = draw.choices(("ask", "talk", "copy", "open", "rename", "star"), (10, 3, 2, 3, 1, 1))[0]
        if what == "rename":
            github.rename(where, f"{where.name[:2]}x{draw.randint(0, 99)}")
        elif what == "star":
            github.star(where, who)
        elif what == "open" or not where.issues:
            github.open_issue(where, "It does not start", user=who)
        else:
            issue = where.issues[draw.choice(sorted(where.issues))]
            self._say(where, issue, who, what)

    def _say(self, where: Repository, issue: Issue, who: Account, what: str) -> None:
        words = "Thanks!"
        if what == "ask":
            self.asked.setdefault(issue.id, (issue, set()))[1].add(who)
            words = COMMAND
        elif what == "copy":
            words = next((each.body for each in issue.comments if self._is_ours(each)), words)
        self.stage.github.comment(where, issue.number, user=who, body=words)

    def _calm(self) -> None:
        """Let GitHub behave again, and time pass, until nothing is under way any more. Raises StormError."""
        github = self.stage.github
        github.faults.clear()
        deadline = time.monotonic() + PATIENCE
        while True:
            github.release_held()
            github.settle(5)
            if not self.stage.is_running:
                raise StormError("giveback serve has ended by itself")
            if not self._caught_up():
                github.settle(5)
            open_, missing = self._open(), self._missing()
            if not open_ and not missing:
                return
            if time.monotonic() > deadline:
                raise StormError(f"after {PATIENCE} s: {open_} deliveries are not handled, {len(missing)} never came")
            self._let_time_pass()
            time.sleep(0.1)

    def _caught_up(self) -> bool:
        if not self._missing():
            return True
        try:
            return not catch_up(self.stage.deployment).asked
        except GitHubError:  # a limit that is not over yet
            return False

    def _missing(self) -> set[str]:
        sent = [each.guid for each in self.stage.github.deliveries[self.first_delivery :]]
        return set(sent) - received(self.stage.database, sent)

    def _open(self) -> int:
        counts = inbox.counts(self.stage.database)
        return counts["waiting"] + counts["running"]

    def _let_time_pass(self) -> None:
        """What was put off by minutes may be tried now; what waits for GitHub's limit is not let in sooner."""
        with suppress(BusyError), self.stage.database.writing() as connection:  # next time, then
            connection.execute(text("UPDATE delivery SET not_before = 0 WHERE state = 'waiting'"))

    def _check(self) -> None:
        problems = []
        dead = inbox.letters(self.stage.database, inbox.State.DEAD, 10)
        problems += [f"{each.event} {each.guid} is dead: {each.last_error}" for each in dead]
        for issue, people in self.asked.values():
            for who in people:
                answers = [each for each in self._ours(issue) if f"@{who.login}" in each.body]
                if len(answers) != 1:
                    problems.append(
                        f"{issue.repository.full_name}#{issue.number}: {who.login} has {len(answers)} answers"
                    )
        for repository in self.repositories:
            for issue in repository.issues.values():
                people = self.asked.get(issue.id, (issue, set()))[1]
                count = len(self._ours(issue))
                if count != len(people):
                    where = f"{repository.full_name}#{issue.number}"
                    problems.append(f"{where}: {count} answers to {len(people)} people")
        if problems:
            raise StormError("\n".join(problems))

    def _ours(self, issue: Issue) -> list[Comment]:
        return [each for each in issue.comments if self._is_ours(each)]

    def _is_ours(self, comment: Comment) -> bool:
        return comment.user is self.stage.app.bot
