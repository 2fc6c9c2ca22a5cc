"""The story of `make demo`, step by step: a sentence of what happens and why, the real command, and what it says."""

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import giveback
from demo.browser import Browser, Page
from demo.forge import account
from demo.landing import MAINTAINERS
from demo.people import ROSTER
from demo.serving import Serving
from demo.world import World
from tests.github.stand_in import StandIn
from tests.github.state import Comment, Issue

APP = "Giveback"
SCORECARDS = "open-index/scorecards"
PUBLISHING = {"commons/loom": "issue", "acme/tensorkit": "issue"}
"""Where maintainers ask for publishing, and in which form."""
_ASKING = "commons/loom"
_WAIT = 60
_LOOK_EVERY = 0.1


class StepError(Exception):
    """A step failed: the exit status that the demo ends with, and what failed."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Story:
    """What the steps share: the world, the stand-in that serves it, the folder, and the process that serves."""

    world: World
    github: StandIn
    folder: Path
    serving: Serving
    browser: Browser = field(default_factory=Browser)
    question: str = ""
    """The page of the issue in which a maintainer asked."""

    def tell(self) -> None:
        """Tell all of it. Raises StepError, and what the browser and the process raise."""
        self.set_up()
        self.install()
        self.ask_for_publishing()
        self.scan()
        self.check()
        self.push()
        self.close_and_publish()
        self.look_back()

    def set_up(self) -> None:
        """Register the App, as an operator does in a browser."""
        say("Without an App it shows a set-up page, and a one-time secret where it was started:")
        show(f"$ giveback serve --no-clock --port {self.serving.address.rpartition(':')[2]} &", *self.serving.said)
        say("The operator fills the set-up page in; GitHub shows the App, and hands its keys over once confirmed:")
        browser, server = self.browser, self.serving
        self._seen(browser.open(f"{server.address}/setup"))
        filled = {"secret": server.secret, "name": APP, "public_url": server.address}
        self._seen(browser.send(filled | {"organization": SCORECARDS.partition("/")[0], "public": "yes"}))
        self._seen(browser.send())
        self._seen(browser.send({"confirm": "yes"}))

    def install(self) -> None:
        """Install it on two organizations."""
        say("Two organizations install it. GitHub says so in signed webhooks: kept in the inbox, handled from there:")
        page = self.browser.page.url
        for place, owner in enumerate(dict.fromkeys(name.partition("/")[0] for name in PUBLISHING)):
            if place:
                self.browser.open(page)
            self._seen(self.browser.choose("account", owner), f"installed on {owner}")
        self._handled()
        run("inbox")

    def ask_for_publishing(self) -> None:
        """Let maintainers say in their repositories where the scorecard goes."""
        say("Their maintainers ask for a living issue, by a file on the default branch:")
        for name, form in PUBLISHING.items():
            text = f"publish: {form}\n"
            self.github.push(
                self.github.repository(name),
                {".github/giveback.yml": text},
                "Publish the scorecard here",
                user=account(self.github, MAINTAINERS[name]),
            )
            show(f"  {name}  .github/giveback.yml  {text.strip()}")

    def scan(self) -> None:
        """Read everything."""
        say("Read all projects of the index: histories by git, pull requests, reviews and issues by GitHub's API:")
        run("scan", *self.world.repositories)

    def check(self) -> None:
        """Let a maintainer ask in a comment."""
        say("A maintainer asks in an issue. The comment comes as a webhook; the answer takes seconds:")
        repository = self.github.repository(_ASKING)
        asker = account(self.github, ROSTER["independents"][1])
        issue = self.github.open_issue(
            repository, "Who keeps this project going?", "I would like to know before I build on it.", user=asker
        )
        began = time.monotonic()
        asked = self.github.comment(
            repository, issue.number, user=account(self.github, MAINTAINERS[_ASKING]), body="/giveback check"
        )
        self._until(lambda: _is_answered(issue, asked), "the answer to /giveback check")
        answer = next(each for each in issue.comments if each.app is not None)
        self.question = f"{self.github.web_url}/{_ASKING}/issues/{issue.number}"
        show(f"  {self.question}", "")
        show(*_quoted(asked))
        show("", *_quoted(answer))
        show("", f"  answered after {time.monotonic() - began:.1f} s")

    def push(self) -> None:
        """Let a change land while the App listens."""
        say("A change lands. Its webhook asks for a scan in some minutes; here it is done at once, as the clock would:")
        author = account(self.github, ROSTER["borealis"][0])
        files = {"src/guard.py": "def guard(step):\n    return step\n"}
        self.github.push(self.github.repository(_ASKING), files, "Guard the retries", user=author)
        self._handled()
        period = max(each["period"] for each in _told("jobs", "--kind", "collect")["jobs"] if _ASKING in each["period"])
        run("jobs", "run", "collect", period)
        run("jobs", "run", "activity")

    def close_and_publish(self) -> None:
        """Freeze two months, and publish each, in a folder and where people are."""
        first, second = self.world.months
        say("A month that is over is measured, scored and frozen:")
        run("close", first)
        say("Where it goes on GitHub: every write that would be made, then the writes:")
        run("publish", "--dry-run")
        run("publish")
        say("The next month: the living issues are edited and get one short comment. Publishing twice changes nothing:")
        run("close", second)
        run("publish")
        run("publish")
        say("The same as a static site in a folder:")
        run("publish", "--to", str(self.folder / "site"))

    def look_back(self) -> None:
        """Show what an operator looks at, and the scorecard."""
        say("What an operator looks at: deliveries, jobs, and how far everything has been read:")
        run("inbox", "--most", "5")
        run("jobs")
        run("status")
        say("And the scorecard itself:")
        run("scorecard")

    def addresses(self) -> list[tuple[str, str]]:
        """Where to look in a browser: what it is, and its address."""
        issues = []
        for name in PUBLISHING:
            repository = self.github.repository(name)
            issues += [
                (f"the living issue in {name}", f"{self.github.web_url}/{name}/issues/{issue.number}")
                for issue in repository.issues.values()
                if issue.app is not None
            ]
        return [
            ("the scorecard's pages", f"{self.serving.address}/"),
            *issues,
            ("the question and its answer", self.question),
            ("the scorecard repository", f"{self.github.web_url}/{SCORECARDS}"),
        ]

    def _seen(self, page: Page, words: str = "") -> None:
        show(f"  {page.url.partition('?')[0]}  {words or page.heading}")

    def _handled(self) -> None:
        """Wait until everything was delivered and handled."""
        self._until(self.github.settle, "the stand-in's deliveries")
        self._until(lambda: not _under_way(_told("inbox")["counts"]), "the handling of what was delivered")

    def _until(self, is_so: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + _WAIT
        while not is_so():
            self.serving.require()
            if time.monotonic() > until:
                raise StepError(1, f"{what}: nothing within {_WAIT} s. `giveback serve` says:\n{self.serving.logged()}")
            time.sleep(_LOOK_EVERY)


def say(sentence: str) -> None:
    """Say what happens next, and why."""
    print(f"\n▸ {sentence}", flush=True)


def show(*lines: str) -> None:
    """Show what happened."""
    print("\n".join(lines), flush=True)


def run(*words: str) -> None:
    """Run one command as somebody who types it. Raises StepError where it fails."""
    print(f"\n$ giveback {' '.join(words)}", flush=True)
    status = giveback.main(list(words))
    sys.stdout.flush()
    if status:
        raise StepError(status, f"giveback {words[0]} ended with status {status}")


def _told(*words: str) -> Any:
    """What a command tells with --json, unseen."""
    told = io.StringIO()
    with redirect_stdout(told):
        status = giveback.main([*words, "--json"])
    if status:
        raise StepError(status, f"giveback {' '.join(words)} ended with status {status}")
    return json.loads(told.getvalue())


def _under_way(counts: dict[str, int]) -> int:
    return counts.get("waiting", 0) + counts.get("running", 0)


def _is_answered(issue: Issue, asked: Comment) -> bool:
    ended = {"rocket", "confused"} & {each.content for each in asked.reactions}
    return bool(ended) and any(each.app is not None for each in issue.comments)


def _quoted(comment: Comment) -> Sequence[str]:
    """A comment as it stands in the issue, but for what is folded there."""
    lines = comment.body.splitlines()
    shown = list(takewhile(lambda line: not line.startswith("<details>"), lines))
    left = len(lines) - len(shown)
    folded = [f"… {left} more lines, folded: the details and the evidence"] if left else []
    return [f"  {comment.user.login}:", *(f"  │ {line}".rstrip() for line in (*shown, *folded))]
