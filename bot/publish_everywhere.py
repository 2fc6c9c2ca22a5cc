"""Publishing where people are: in each repository that asks for it, and in the operator's scorecard repository.

Twice is once; a dry run lists every write and makes none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.configuration import Configuration
from bot.context import Deployment
from bot.errors import GivebackError, InputError
from bot.github_client import Connection, Endpoints, GitHub
from bot.installed_registry import is_in_index
from bot.publish import editions_of, methodology_words
from bot.publishers.discussion import discussion_key, publish_discussion
from bot.publishers.issue import Author, Living, publish_issue
from bot.publishers.releases import Release
from bot.publishers.scorecard_repository import ScorecardRepository
from bot.publishers.writing import Write, Writer
from bot.repository_configuration import configuration_of
from bot.repository_report import measured_month
from bot.settings import Settings
from bot.store.installed import Installed, active_repositories, active_repository
from bot.store.months import closed_months
from reports.months import Month
from reports.renderers import NotInScorecardError, html, issue, paths, release
from reports.renderers.editions import Edition

_ISSUES = {"metadata": "read", "issues": "write"}
_DISCUSSIONS = {"metadata": "read", "discussions": "write"}
_NOT_YET = "no month is closed yet"


@dataclass(frozen=True)
class ScorecardPlace:
    """The operator's scorecard repository (owner/name), and how to speak to it."""

    repository: str
    connect: Callable[[], Connection] = field(repr=False)


def scorecard_place(settings: Settings, now: Callable[[], datetime]) -> ScorecardPlace | None:
    """The scorecard repository that the settings name; None where they name none.

    Raises InputError where there is no token for it: an App asks nobody for the permission to write contents.
    """
    if settings.scorecard_repository is None:
        return None
    token = settings.scorecard_token or settings.github_token
    if token is None:
        message = f"{settings.scorecard_repository}: there is no token to write with"
        raise InputError(message, "Give one with GIVEBACK_SCORECARD_TOKEN: contents, read and write, of it alone.")
    endpoints = Endpoints.of(settings.github_url, settings.github_api_url)
    own = token.get_secret_value()
    github = GitHub(endpoints, None, now, operator_token=own, write_pause=settings.write_pause)

    def connect() -> Connection:
        connection = github.as_operator()
        assert connection is not None
        return connection

    return ScorecardPlace(settings.scorecard_repository, connect)


class Published(NamedTuple):
    """What became of one place: the writes made (or, in a dry run, to be made), and the outcome in a line."""

    place: str
    outcome: str
    writes: tuple[Write, ...] = ()
    error: GivebackError | None = None


def publish_everywhere(
    deployment: Deployment, scorecard: ScorecardPlace | None, *, is_dry: bool
) -> Iterator[Published]:
    """Publish in every place that is configured, one after the other; one that fails does not stop the others."""
    for installed in active_repositories(deployment.database):
        writer = Writer(is_dry)
        try:
            published = publish_repository(deployment, installed.id, writer)
        except GivebackError as error:
            yield Published(installed.name, error.message, tuple(writer.writes), error)
        else:
            if published is not None:
                yield published
    if scorecard is not None:
        writer = Writer(is_dry)
        try:
            yield publish_scorecards(deployment, scorecard, writer)
        except GivebackError as error:
            yield Published(scorecard.repository, error.message, tuple(writer.writes), error)


def publish_repository(deployment: Deployment, repository_id: int, writer: Writer) -> Published | None:
    """Publish a repository's newest scorecard in it, as its configuration says; None where it asks for nothing.

    Raises what GitHub says where it cannot be done.
    """
    installed = active_repository(deployment.database, repository_id)
    if installed is None:
        return None
    configuration = configuration_of(deployment, repository_id)
    if configuration.publish == "off":
        if not writer.is_dry:
            _forget(deployment, repository_id)
        return None
    living = _living(deployment, installed, configuration)
    if isinstance(living, str):
        return Published(installed.name, living)
    author = Author(deployment.app_id, deployment.app_slug, deployment.marker_key)
    permissions = _ISSUES if configuration.publish == "issue" else _DISCUSSIONS
    scope = {"repository_ids": [repository_id], "permissions": permissions, "background": True}
    with deployment.github.as_installation(installed.installation_id, **scope) as connection:  # type: ignore[arg-type]
        if configuration.publish == "issue":
            outcome = publish_issue(connection, deployment.effects, writer, living, author)
        else:
            outcome = publish_discussion(connection, deployment.effects, writer, living, author, configuration.category)
    return Published(installed.name, outcome, tuple(writer.writes))


def publish_scorecards(deployment: Deployment, scorecard: ScorecardPlace, writer: Writer) -> Published:
    """Publish the whole site, and a release for each month, in the operator's scorecard repository."""
    editions = editions_of(deployment.database)
    if not editions:
        return Published(scorecard.repository, _NOT_YET)
    files = html.pages(editions, methodology=methodology_words())
    releases = [_release(edition, deployment.public_url or None) for edition in editions]
    newest = max(editions, key=lambda edition: edition.month)
    assert newest.meta is not None
    with scorecard.connect() as connection:
        place = ScorecardRepository(connection, writer, scorecard.repository)
        told = place.publish(files, release.title(newest.content, newest.meta), releases)
    return Published(scorecard.repository, "; ".join(told), tuple(writer.writes))


def _living(deployment: Deployment, installed: Installed, configuration: Configuration) -> Living | str:
    """The texts of a repository's newest scorecard, or why there are none."""
    months = sorted(closed_months(deployment.database), reverse=True)
    if not months:
        return _NOT_YET
    closed = editions_of(deployment.database, months[:2])
    registry = deployment.registry()
    in_index = is_in_index(registry, installed.name) and not installed.is_private
    name = registry.upstream_name(installed.name) if in_index else installed.name
    newest, meta = closed[0], closed[0].meta
    before = closed[1].content if len(closed) > 1 else None
    assert meta is not None
    page = paths.project(newest.month, name) if in_index else None
    place = _place(deployment, installed, configuration.publish, page)
    try:
        if in_index:
            content = newest.content
        else:  # it stays outside of the index, and is measured by itself
            content = measured_month(deployment, name, configuration, Month.parse(newest.month))
            before = _measured_before(deployment, name, configuration, before)
            meta = {**meta, "difference_count": 0}  # what the index's revisions changed is not about it
        body = issue.body(content, meta, name, place)
        comment = issue.month_comment(content, meta, before, name, place)
    except NotInScorecardError:
        return f"{newest.month} was closed before the repository was in the index"
    return Living(installed.id, issue.title(installed.name), body, comment, [str(month) for month in months])


def _measured_before(
    deployment: Deployment, name: str, configuration: Configuration, before: dict[str, Any] | None
) -> dict[str, Any] | None:
    if before is None:
        return None
    return measured_month(deployment, name, configuration, Month.parse(before["month"]))


def _place(deployment: Deployment, installed: Installed, form: str, page: str | None) -> issue.Place:
    pages = deployment.public_url or None
    return issue.Place(
        form,
        f"{deployment.github.endpoints.web_url}/{installed.name}",
        f"{pages}/{page}" if pages and page else None,
        f"{pages}/{paths.METHODOLOGY}" if pages else None,
    )


def _release(edition: Edition, pages: str | None) -> Release:
    assert edition.meta is not None
    files = html.data_files(edition)
    return Release(
        release.tag(edition.month),
        release.title(edition.content, edition.meta),
        release.body(edition.content, edition.meta, pages),
        {name: text.encode() for name, text in files.items()},
    )


def _forget(deployment: Deployment, repository_id: int) -> None:
    """Forget what was opened: turned on again, what is there is found by its marker, and what is gone is made anew."""
    living = Living(repository_id, "", "", "", ())
    for key in (living.key, discussion_key(living)):
        if deployment.effects.known(key) is not None:
            deployment.effects.forget(key)
