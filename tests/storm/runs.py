"""One storm: people ask while GitHub misbehaves, owners intervene and Giveback is killed; then all was answered once.

A question may stay without an answer where an owner made one impossible; then the inbox says so. None has two.

What happens is drawn beforehand (`draws.py`). What the machines make of it is not: a seed that failed fails again
often, not always.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import text

from bot.catch_up import catch_up
from bot.errors import BusyError
from bot.github_client import GitHubError
from bot.store import inbox, jobs
from bot.store.arrivals import received
from tests.github.state import Account, Comment, Delivery, Issue
from tests.storm.draws import FATES, KINDS, PROBABILITY, TALK, Happening, drawn
from tests.storm.hardships import Places, picked
from tests.storm.stage import Stage
from webhooks.worker import MOST_ATTEMPTS

MOST_DELIVERIES = 40
PATIENCE = 90.0
_TICK = 0.2
_AMID_A_STORM = 8  # tries that it may take of those that a delivery has: it is over soon, as it would be then
COMMAND = "/giveback help"


class StormError(AssertionError):
    """What is wrong after a storm."""


@dataclass
class Storm:
    """One run on a stage: an organization of its own, with repositories, people and what they asked."""

    stage: Stage
    seed: int
    asked: dict[tuple[Issue, Account], list[Delivery]] = field(default_factory=dict)
    """Who asked in which issue, and the deliveries that tell of it: none where GitHub tells nobody."""
    tally: Counter[str] = field(default_factory=Counter)
    """How often what happened, so that one can see that it was a storm."""

    def __post_init__(self) -> None:
        self.plan = drawn(self.seed)
        github = self.stage.github
        self.first_delivery, self.first_request = len(github.deliveries), len(github.requests)
        name = f"storm{len(github.world.accounts)}"
        self.owner = github.organization(name)
        self.people = [github.user(f"{name}-{n}") for n in range(5)]
        self.repositories = [github.repository(f"{name}/r{n}") for n in range(self.plan.repositories)]
        self.jobs: list[str] = []

    def run(self) -> None:
        """Let it rage for three seconds, then see that all is well. Raises StormError."""
        github = self.stage.github
        options = {"rate_limited": dict(self.plan.limit), "slow": {"seconds": 0.3}}
        github.faults.at_random(
            seed=self.seed, probability=PROBABILITY, kinds=KINDS, fates=FATES, options=options, each=self.plan.each
        )
        for kind in self.plan.aimed:
            github.faults.next(kind, method="POST", path="*/comments")
        self.places = Places(github, self.stage.app, self.owner, self.repositories)
        began = time.monotonic()
        over = threading.Event()
        with ThreadPoolExecutor(1, "killer") as killer:
            killed = killer.submit(self._kill_at, began, over)
            for each in self.plan.happenings:
                while (ahead := began + each.at - time.monotonic()) > 0:
                    time.sleep(min(ahead, _TICK))
                    self._let_time_pass(most_attempts=_AMID_A_STORM)
                self._happens(each)
            over.set()
            killed.result()
        self._calm()
        github.faults.clear()
        self.check()
        self._count()

    def _kill_at(self, began: float, over: threading.Event) -> None:
        for moment in self.plan.kills:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            self._killed()
        while self.plan.is_killed_at_answer and not over.wait(0.002):
            if any(self._ours(issue) for issue in self._issues()):
                self._killed()
                break
        self.stage.listening()

    def _killed(self) -> None:
        self.stage.kill()
        self.stage.launch()  # it may be killed again before it listens
        self.tally["kill"] += 1

    def _happens(self, happening: Happening) -> None:
        kind, _, name = happening.what.partition(" ")
        if kind == "job":
            self.jobs.append(name)
            jobs.ask(self.stage.database, name, self._period, int(time.time()))
        elif happening.what not in TALK:
            self.places.befall(happening)
        elif self.places.open_ones and len(self._deliveries()) < MOST_DELIVERIES:
            self._something_is_said(happening)
        else:
            return
        self.tally[happening.what] += 1

    @property
    def _period(self) -> str:
        return f"storm {self.seed}"

    def _deliveries(self) -> list[Delivery]:
        return self.stage.github.deliveries[self.first_delivery :]

    def _something_is_said(self, happening: Happening) -> None:
        github, (first, second, third) = self.stage.github, happening.picks
        where, who = picked(self.places.open_ones, first), picked(self.people, second)
        if happening.what == "rename":
            github.rename(where, f"{where.name[:2]}x{int(third * 100)}")
        elif happening.what == "star":
            github.star(where, who)
        elif happening.what == "open" or not where.issues:
            github.open_issue(where, "It does not start", user=who)
        else:
            self._say(where.issues[picked(sorted(where.issues), third)], who, happening.what)

    def _say(self, issue: Issue, who: Account, what: str) -> None:
        words, github = "Thanks!", self.stage.github
        if what == "ask":
            words = COMMAND
        elif what == "copy":
            words = next((each.body for each in self._ours(issue)), words)
        before = len(github.deliveries)
        comment = github.comment(issue.repository, issue.number, user=who, body=words)
        if what == "ask":
            told = [
                each for each in github.deliveries[before:] if each.payload.get("comment", {}).get("id") == comment.id
            ]
            self.asked.setdefault((issue, who), []).extend(told)

    def _calm(self) -> None:
        """Let GitHub behave again, and time pass, until nothing is under way any more. Raises StormError."""
        github = self.stage.github
        github.faults.at_random(seed=self.seed, probability=0)  # what was aimed at an answer may still be to come
        deadline = time.monotonic() + PATIENCE
        while True:
            github.release_held()
            github.settle(5)
            if not self.stage.is_running:
                raise StormError("giveback serve has ended by itself")
            if not self._caught_up():
                github.settle(5)
            open_, missing, due = self._open(), self._missing(), self._jobs_left()
            if not (open_ or missing or due):
                return
            if time.monotonic() > deadline:
                left = f"{open_} deliveries are not handled, {len(missing)} never came, {len(due)} jobs are left"
                raise StormError(f"after {PATIENCE} s: {left}")
            self._let_time_pass()
            time.sleep(0.05)

    def _caught_up(self) -> bool:
        if not self._missing():
            return True
        try:
            return not catch_up(self.stage.deployment).asked
        except GitHubError:  # a limit that is not over yet
            return False

    def _missing(self) -> set[str]:
        sent = [each.guid for each in self._deliveries()]
        return set(sent) - received(self.stage.database, sent)

    def _open(self) -> int:
        counts = inbox.counts(self.stage.database)
        return counts["waiting"] + counts["running"]

    def _jobs_asked(self) -> list[jobs.JobRow]:
        rows = (jobs.find(self.stage.database, kind, self._period) for kind in self.jobs)
        return [row for row in rows if row is not None]

    def _jobs_left(self) -> list[jobs.JobRow]:
        return [row for row in self._jobs_asked() if row.state in {"waiting", "running"}]

    def _let_time_pass(self, most_attempts: int = MOST_ATTEMPTS) -> None:
        """What was put off by minutes may be tried now; what waits for GitHub's limit is not let in sooner."""
        due = text("UPDATE delivery SET not_before = 0 WHERE state = 'waiting' AND attempts < :most")
        # Of the hours for which the end of a suspension is waited for, only the last try is worth seeing.
        suspended = [each.id for each in self.stage.github.world.installations.values() if each.suspended_at]
        last = text(
            "UPDATE delivery SET attempts = :last WHERE state = 'waiting' AND last_error LIKE 'RevokedError%'"
            " AND installation_id = :installation"
        )
        with suppress(BusyError), self.stage.database.writing() as connection:  # next time, then
            connection.execute(due, {"most": most_attempts})
            for each in suspended if most_attempts == MOST_ATTEMPTS else ():
                connection.execute(last, {"last": MOST_ATTEMPTS - 1, "installation": each})
            connection.execute(text("UPDATE job SET not_before = 0 WHERE state = 'waiting' AND period LIKE 'storm %'"))

    def check(self) -> None:
        """See that every delivery was handled, and every question answered once. Raises StormError."""
        problems = [*self._wrongly_dead(), *self._wrong_answers()]
        failed = [row for row in self._jobs_asked() if row.state != "done"]
        problems += [f"{row.kind}: {row.state}: {row.last_error}" for row in failed]
        if len(self._jobs_asked()) != len(self.jobs):
            problems.append(f"of {len(self.jobs)} jobs that were asked for {len(self._jobs_asked())} are there")
        if problems:
            raise StormError("\n".join(problems))

    def _wrongly_dead(self) -> Iterator[str]:
        ours = {each.guid: each for each in self._deliveries()}
        for letter in inbox.letters(self.stage.database, inbox.State.DEAD, 1_000):
            if letter.guid in ours and not self._is_excused(ours[letter.guid], letter):
                yield f"{letter.event} {letter.guid} is dead: {letter.last_error}"

    def _wrong_answers(self) -> Iterator[str]:
        for repository in self.repositories:
            for issue in repository.issues.values():
                where, count = f"{repository.full_name}#{issue.number}", 0
                for who in self.people:
                    answers = sum(f"@{who.login}" in each.body for each in self._ours(issue))
                    count += answers
                    yield from (f"{where}: {who.login} {words}" for words in self._wrong(issue, who, answers))
                if count != len(self._ours(issue)):
                    yield f"{where}: {len(self._ours(issue))} comments of ours, {count} of them answers"

    def _wrong(self, issue: Issue, who: Account, answers: int) -> Iterator[str]:
        told = self.asked.get((issue, who), [])
        if answers > 1 or (answers and not told):
            yield f"has {answers} answers to {len(told)} questions that were told of"
        for each in told if not answers else ():
            letter = inbox.letter(self.stage.database, each.guid)
            if letter is None or not self._is_excused(each, letter):
                yield f"has no answer to {each.guid} (excused by {self.places.excuses(each)}): {letter}"

    def _is_excused(self, told: Delivery, letter: inbox.Letter) -> bool:
        """Whether the inbox says why nothing was done, and that is what befell the place."""
        return re.search(self.places.excuses(told), letter.last_error or "") is not None

    def _ours(self, issue: Issue) -> Sequence[Comment]:
        return [each for each in issue.comments if each.user is self.stage.app.bot]

    def _issues(self) -> list[Issue]:
        return [issue for repository in self.repositories for issue in list(repository.issues.values())]

    def _count(self) -> None:
        self.tally["delivery"] = len(self._deliveries())
        self.tally["answer"] = sum(len(self._ours(issue)) for issue in self._issues())
        self.tally.update(each.fault for each in self.stage.github.requests[self.first_request :] if each.fault)
        self.tally.update(each.fate for each in self._deliveries() if each.fate != "sent")
