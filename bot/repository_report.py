"""The report of one repository, in the index or not: read now, measured by itself, compared with the last time.

A repository that merely installed the App gets its own report and stays outside of the index; of a private one nothing
leaves it. Nothing here is frozen: closed months are `close`'s.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from bot.activity import ActivityRead, ActivityReader, read_activity
from bot.collect import Collector, Scanned, collect
from bot.configuration import Configuration
from bot.context import Deployment
from bot.errors import BusyError, InputError
from bot.github_client import READING, Connection, RateLimitedError
from bot.installed_registry import is_in_index, only_repository, with_repository
from bot.sources.git_command import end_running
from bot.store.checks import LastCheck, last_check, save_check
from bot.store.employments import attributed_reading
from bot.store.installations import RepositorySeen, save_repository
from bot.store.ledger import read_ledger
from bot.workers import process_pool
from reports.methodology import NEWEST, methodology
from reports.months import Month
from reports.renderers.canonical import canonical
from reports.renderers.reading import was_read
from reports.scorecard import make_content

_TOKEN_USER = "x-access-token"  # noqa: S105 - the name that GitHub gives to all of them
_READING_GIT = {"contents": "read", "metadata": "read"}
_QUESTIONS = 20
"""Questions to GitHub's API that a check may ask: the rest is read in the night."""


@dataclass(frozen=True)
class Checked:
    """A check: the content, what was answered last time, and what was read; None where another scan was under way."""

    content: dict[str, Any]
    repository: str
    before: LastCheck | None
    scanned: Scanned | None
    activity: ActivityRead
    tip: str


def look_at(github: Connection, repository_id: int) -> RepositorySeen:
    """Ask GitHub what a repository is called today and whether it is private. Raises GitHubError."""
    data = github.get(f"/repositories/{repository_id}").data
    return RepositorySeen(repository_id, str(data["full_name"]), bool(data["private"]), data.get("default_branch"))


def check_repository(
    deployment: Deployment, installation_id: int, repository: RepositorySeen, configuration: Configuration
) -> Checked:
    """Read what is new in a repository, and measure the twelve months up to now.

    Raises InputError where it cannot be read, BusyError where its first reading is under way.
    """
    scanned = read_history(deployment, installation_id, repository, configuration)
    activity = read_api(deployment, installation_id, repository, configuration, most=_QUESTIONS)
    month = Month.of(deployment.now())
    content = measured(deployment, repository.name, configuration, month, read_by=0)
    name = content["projects"][0]["repository"]
    if not was_read(content["projects"][0]):
        message = f"{repository.name}: its history is being read for the first time"
        raise BusyError(message, "Ask again in some minutes.")
    with deployment.database.reading() as connection:
        before = last_check(connection, repository.id)
        query = text("SELECT tip FROM repository WHERE name_key = :key")
        tip = str(connection.execute(query, {"key": name.lower()}).scalar())
    return Checked(content, name, before, scanned, activity, tip)


def keep_check(deployment: Deployment, repository: RepositorySeen, checked: Checked) -> None:
    """Keep what was answered: the next check says what has changed since."""
    check = LastCheck(deployment.seconds(), checked.tip, canonical(checked.content))
    with deployment.database.writing() as connection:
        save_check(connection, repository.id, check)


def read_history(
    deployment: Deployment, installation_id: int, repository: RepositorySeen, configuration: Configuration
) -> Scanned | None:
    """Scan an installed repository by its installation's token; None where another scan of it is under way.

    Raises InputError where it cannot be read.
    """
    registry = with_repository(deployment.registry(), repository.name, configuration)
    token = deployment.github.installation_token(
        installation_id, repository_ids=[repository.id], permissions=_READING_GIT
    )
    header = base64.b64encode(f"{_TOKEN_USER}:{token}".encode()).decode()
    web_url = deployment.github.endpoints.web_url  # the GitHub that made the token is the one that is shown it
    options = replace(deployment.options, github_url=web_url, authorization=f"Basic {header}")
    address = f"{web_url}/{repository.name}"
    save_repository(deployment.database, installation_id, repository, deployment.seconds())
    try:
        with process_pool(deployment.workers, at_end=end_running) as executor:
            collector = Collector(deployment.database, registry, executor, deployment.workers, options)
            return collect(collector, address, repository.name)
    except BusyError:
        return None


def read_api(
    deployment: Deployment,
    installation_id: int,
    repository: RepositorySeen,
    configuration: Configuration,
    *,
    most: int | None = None,
) -> ActivityRead:
    """Read what GitHub's API tells of an installed repository: pull requests, reviews, issues, releases.

    With `most`, at most so many questions are asked now, and a later reading goes on; without, it is read in the
    background. What stops a reading is said in what is given.
    """

    def connect(_repository: str) -> Connection:
        connection = deployment.github.as_installation(
            installation_id, repository_ids=[repository.id], permissions=READING, background=most is None
        )
        return connection if most is None else _Bounded(connection, most, deployment.seconds())  # type: ignore[return-value]

    registry = with_repository(deployment.registry(), repository.name, configuration)
    reader = ActivityReader(deployment.database, registry, connect, deployment.now)
    try:
        return read_activity(reader, repository.name)
    except BusyError as error:
        return ActivityRead(repository.name, problem=error)


@dataclass
class _Bounded:
    """A connection for a reading that somebody waits for: after some questions it is as if a limit were reached."""

    connection: Connection
    left: int
    now: int

    @property
    def name(self) -> str:
        return self.connection.name

    def close(self) -> None:
        self.connection.close()

    def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, *, errors: list[Any] | None = None
    ) -> dict[str, Any]:
        self._count()
        return self.connection.graphql(query, variables, errors=errors)

    def pages(self, path: str, *, items: str | None = None) -> Iterator[dict[str, Any]]:
        self._count()
        return self.connection.pages(path, items=items)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise RateLimitedError(0, "As much was read as an answer can wait for", self.now)


def measured(
    deployment: Deployment, repository: str, configuration: Configuration, month: Month, *, read_by: int | None = None
) -> dict[str, Any]:
    """Measure one repository by itself: the content of a month with it as the only project.

    `read_by` as for `read_ledger`: a month that is not over is measured with what was read so far. Raises InputError
    for a repository that no registry can hold.
    """
    registry = deployment.registry()
    narrow = only_repository(registry, repository, configuration)
    rules = methodology(NEWEST)
    with attributed_reading(deployment.database, registry) as connection:
        return make_content(read_ledger(connection, narrow, month, rules, read_by=read_by, is_its_own=True), rules)


def measured_month(
    deployment: Deployment, repository: str, configuration: Configuration, month: Month
) -> dict[str, Any]:
    """Measure a repository for a month that is over. Raises InputError where it was not read since that month's end."""
    content = measured(deployment, repository, configuration, month)
    if not was_read(content["projects"][0]):
        message = f"{repository}: its history has not been read since {month} ended"
        raise InputError(message, "Ask for a check first: /giveback check")
    return content


def require_read(deployment: Deployment, name: str) -> None:
    """Raise InputError for a repository of which nothing has been read yet: that there is nothing would be made up."""
    query = text("SELECT 1 FROM repository WHERE name_key = :key AND scan > 0")
    with deployment.database.reading() as connection:
        is_read = connection.execute(query, {"key": name.lower()}).first() is not None
    if not is_read:
        raise InputError(f"{name}: its history has not been read yet", "Ask for a check first: /giveback check")


def published_in(deployment: Deployment, repository: RepositorySeen, content: dict[str, Any]) -> bool:
    """Whether a month's published content shows the repository."""
    if repository.is_private or not is_in_index(deployment.registry(), repository.name):
        return False
    name = deployment.registry().upstream_name(repository.name)
    return any(project["repository"] == name for project in content["projects"])


def content_of(check: LastCheck) -> dict[str, Any]:
    """Give the content that was answered then."""
    content: dict[str, Any] = json.loads(check.content)
    return content
