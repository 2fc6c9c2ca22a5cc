"""The sources of activity, one after the other: each is read from where it stopped, and not at all without news."""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection as Transaction

from bot.activity_run import Fact, Pages, Run, Write
from bot.batches import batches
from bot.facts import CommitIdentitySeen, IssueHandled, PullRequestSeen, ReleaseSeen
from bot.github_errors import InvalidError
from bot.sources import github_commits, github_issues, github_pull_requests, github_releases
from bot.sources.github_landings import LandingRules
from bot.sources.github_pages import Page
from bot.sources.github_repository import Look, Newest
from bot.store.activity import (
    landed_by_trailer,
    trailers_to_write,
    write_issues,
    write_pull_requests,
    write_releases,
    write_trailers,
)
from bot.store.identities import pending_identities, scanned_tip, settle_identities, write_identities

_DAY = 86_400
_RELEASES_MAY_CHANGE = 90 * _DAY
_TRAILERS_A_TRANSACTION = 500
_BY_HAND = ("squash", "merge", "rebase")


def read_pull_requests(run: Run, seen: Look) -> None:
    """Read pull requests and reviews, and what the history shows of those that a bot landed."""
    with run.database.reading() as connection:
        trailers = landed_by_trailer(connection, run.repository_id)
    rules = landing_rules(run, trailers)

    def pages(after: str | None, since: int | None) -> Iterator[Page[PullRequestSeen]]:
        return github_pull_requests.read_pull_requests(run.asking, run.name, after, since, rules)

    def write(transaction: Transaction, page: Page[PullRequestSeen]) -> None:
        write_pull_requests(transaction, run.repository_id, page.facts, run.actors, run.now)

    for page in _news(run, github_pull_requests.SOURCE, seen.pull_requests, pages, write):
        run.found.pull_requests += len(page.facts)
        run.found.reviews += sum(len(pull.reviews) for pull in page.facts)
    _note_trailers(run, trailers)


def landing_rules(run: Run, trailers: Mapping[int, str]) -> LandingRules:
    """Give what landings are judged by; of a project that is not in the index, bots may land it as well."""
    upstream = run.reader.registry.upstreams.get(run.name)
    landing = upstream.landing if upstream else None
    by_bot = landing is None or landing.profile not in _BY_HAND
    evidence = re.compile(landing.evidence, re.MULTILINE) if landing and landing.evidence else None
    return LandingRules(run.is_automation, run.name, by_bot, evidence, trailers)


def _note_trailers(run: Run, trailers: Mapping[int, str]) -> None:
    """Bring up to date what the history shows: it may have been scanned after the pull requests were read."""
    with run.database.reading() as connection:
        rows = trailers_to_write(connection, run.repository_id, trailers)
    for some in batches(rows, _TRAILERS_A_TRANSACTION):
        with run.database.writing() as transaction:
            write_trailers(transaction, some)


def read_issues(run: Run, seen: Look) -> None:
    """Read issues."""

    def pages(after: str | None, since: int | None) -> Iterator[Page[IssueHandled]]:
        return github_issues.read_issues(run.asking, run.name, after, since, run.is_automation)

    def write(transaction: Transaction, page: Page[IssueHandled]) -> None:
        write_issues(transaction, run.repository_id, page.facts, run.actors, run.now)

    for page in _news(run, github_issues.SOURCE, seen.issues, pages, write):
        run.found.issues += len(page.facts)


def read_releases(run: Run, seen: Look) -> None:
    """Read releases; those of the last months before the newest again, for they may be edited."""

    def pages(after: str | None, since: int | None) -> Iterator[Page[ReleaseSeen]]:
        known = since - _RELEASES_MAY_CHANGE if since is not None else None
        return github_releases.read_releases(run.asking, run.name, after, known)

    def write(transaction: Transaction, page: Page[ReleaseSeen]) -> None:
        write_releases(transaction, run.repository_id, page.facts)

    for page in _news(run, github_releases.SOURCE, seen.releases, pages, write):
        run.found.releases += len(page.facts)


def _news(run: Run, source: str, newest: Newest, pages: Pages[Fact], write: Write[Fact]) -> Iterator[Page[Fact]]:
    """Read a source's news, if there are any."""
    reading = run.reading(source)
    if reading.has_news(newest.mark):
        yield from run.pages(reading.begin(run.now, newest.mark, newest.updated_at), pages, write)
    else:
        run.store(reading.without_news(run.now))


def read_commits(run: Run) -> None:
    """Ask whose accounts wrote the commits that were scanned and not asked about yet."""
    reading, tip = run.reading(github_commits.SOURCE), scanned_tip(run.database, run.repository_id)
    if tip is None:
        return
    if not reading.is_interrupted and reading.mark == tip:
        run.store(reading.without_news(run.now))
        return
    pending = pending_identities(run.database, run.repository_id)
    reading = reading.begin(run.now, tip, None)
    asked = reading.begun_mark or tip
    left = pending.commits

    def pages(after: str | None, _since: int | None) -> Iterator[Page[CommitIdentitySeen]]:
        return github_commits.read_commits(run.asking, run.name, asked, after, pending.oldest - _DAY)

    def write(transaction: Transaction, page: Page[CommitIdentitySeen]) -> None:
        nonlocal left
        left -= write_identities(transaction, run.repository_id, page.facts, run.actors)

    if not left:
        run.store(reading.finish(run.now))
        return
    try:
        for page in run.pages(reading, pages, write, lambda _: left <= 0):
            run.found.commits += len(page.facts)
    except InvalidError:  # the history was scanned from elsewhere, with commits that GitHub does not know
        run.store(reading.finish(run.now))
        return
    if left and asked == tip:
        settle_identities(run.database, run.repository_id)
