"""What each kind of job does when it is due. What is to be done is a verb's; here is what it waits for and leads to."""

from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.activity import ActivityReader, read_activity
from bot.catch_up import catch_up
from bot.close import close_month
from bot.collect import Collector, Scanned, collect
from bot.context import Deployment
from bot.errors import GivebackError, NotYetError
from bot.installations import resync
from bot.installed_registry import is_in_index, with_repository
from bot.job_worker import Done, Held
from bot.publish_everywhere import ScorecardPlace, publish_repository, publish_scorecards
from bot.publishers.writing import Writer
from bot.repository_configuration import configuration_of
from bot.repository_report import look_at, read_api, read_history
from bot.schedules import NIGHT, spread_over_the_night
from bot.signing import Signer
from bot.sources.git_command import end_running
from bot.store import inbox
from bot.store.installed import Installed, active_by_name, active_repositories
from bot.store.jobs import forget_old, periods, supersede, under_way
from bot.workers import process_pool
from reports.months import Month
from reports.renderers.numbers import counted

_WAIT, _DAY = 300, 86_400
_KEPT = timedelta(days=40)
_SCANS = ("nightly", "collect", "activity")
_LEFT_OUT = "left out: the App is suspended or removed there"
_CLOSINGS = ("close-provisional", "close-final")


@dataclass(frozen=True)
class JobSetup:
    """What jobs need beside the deployment; by hand (`giveback jobs run`) a job does not wait for others."""

    deployment: Deployment
    signing_key: Path
    scorecard: ScorecardPlace | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job: what it does, and what it needs."""

    kind: str
    run: Callable[[JobSetup, Held], Done]
    needs_app: bool = False
    is_long: bool = False
    """Whether it may take hours: long ones have a thread of their own, so that others need not wait."""


def _nightly(setup: JobSetup, held: Held) -> Done:
    database = setup.deployment.database
    registry = setup.deployment.registry()
    midnight = _midnight(held.period)
    names = {registry.upstream_name(each.name) for each in active_repositories(database)} | registry.upstreams.keys()
    scans = tuple(("collect", f"{name}@{held.period}", spread_over_the_night(name, midnight)) for name in sorted(names))
    with database.writing() as connection:
        for _, period, _ in scans:
            prefix = f"{period.rpartition('@')[0]}@"
            for kind in ("collect", "activity"):
                supersede(connection, kind, prefix, period, setup.deployment.seconds())
    return Done(f"{len(scans)} scans asked for", scans)


def _collect(setup: JobSetup, held: Held) -> Done:
    name = held.period.rpartition("@")[0]
    deployment = setup.deployment
    installed = active_by_name(deployment.database, name)
    if installed is not None:
        scanned = _read_installed(deployment, installed)
    elif is_in_index(deployment.registry(), name):
        scanned = _read_public(deployment, name)
    else:
        return Done(_LEFT_OUT)
    if scanned is None:
        raise NotYetError(f"{name}: another scan of it is under way", deployment.seconds() + _WAIT)
    said = f"{counted(scanned.landed, 'commits')} new, {scanned.gone} gone"
    # What the API tells belongs to the same look: closing waits for both or for neither.
    return Done(said, (("activity", f"{scanned.repository}@{held.period.rpartition('@')[2]}", held.due_at),))


def _activity(setup: JobSetup, held: Held) -> Done:
    deployment, name = setup.deployment, held.period.rpartition("@")[0]
    registry, installed = deployment.registry(), active_by_name(deployment.database, name)
    if installed is not None:  # by the same words on how its changes land as when it was scanned
        registry = with_repository(registry, installed.name, configuration_of(deployment, installed.id))
    elif not is_in_index(registry, name):
        return Done(_LEFT_OUT)
    reader = ActivityReader(deployment.database, registry, deployment.github.reader, deployment.now)
    read = read_activity(reader, name)
    if read.goes_on_at is not None:
        raise NotYetError(f"{read.repository}: a limit of GitHub; what was read is kept", read.goes_on_at)
    if read.problem is not None:
        raise read.problem
    if read.by is None:
        return Done("known by git alone: no App and no token reads it")
    found = (counted(read.pull_requests, "pull requests"), counted(read.issues, "issues"))
    gaps = f"; {read.unread} more that GitHub could not tell whole are left out" if read.unread else ""
    return Done(f"{', '.join(found)} in {counted(read.questions, 'questions')}{gaps}")


def _read_installed(deployment: Deployment, installed: Installed) -> Scanned | None:
    """Read a repository by its installation's token and its own configuration."""
    configuration = configuration_of(deployment, installed.id)
    scope: dict[str, Any] = {"repository_ids": [installed.id], "permissions": {"metadata": "read"}}
    with deployment.github.as_installation(installed.installation_id, **scope, background=True) as github:
        seen = look_at(github, installed.id)
    scanned = read_history(deployment, installed.installation_id, seen, configuration)
    read_api(deployment, installed.installation_id, seen, configuration)
    return scanned


def _read_public(deployment: Deployment, name: str) -> Scanned:
    """Read a project of the index that did not install the App: by git alone."""
    try:
        with process_pool(deployment.workers, at_end=end_running) as executor:
            collector = Collector(
                deployment.database, deployment.registry(), executor, deployment.workers, deployment.options
            )
            return collect(collector, name)
    except BrokenProcessPool as error:
        message = f"{name}: a worker process was killed from outside, perhaps because memory ran out"
        raise GivebackError(message, "What was committed is kept; fewer GIVEBACK_WORKERS need less.") from error


def _catch_up(setup: JobSetup, _held: Held) -> Done:
    caught = catch_up(setup.deployment)
    return Done(f"{caught.listed} listed, {caught.missed} missed, {caught.asked} asked for again, {caught.lost} lost")


def _resync(setup: JobSetup, _held: Held) -> Done:
    return Done(f"{counted(resync(setup.deployment), 'installations')} looked at")


def _close(setup: JobSetup, held: Held) -> Done:
    deployment = setup.deployment
    if not setup.by_hand:
        _wait_for(setup, _SCANS, _last_scan_waited_for(setup, held.due_at))
    with deployment.database.reading() as connection:
        if connection.execute(text("SELECT 1 FROM repository WHERE scan > 0 LIMIT 1")).first() is None:
            return Done("not closed: no history has been read yet")
    held.require()
    closed = close_month(
        deployment.database,
        deployment.registry(),
        Month.parse(held.period),
        Signer(setup.signing_key),
        deployment.now(),
    )
    state, revision = closed.sidecar["state"], closed.sidecar["revision"]
    then = (("publish", f"{held.period}-{state}-{revision}", deployment.seconds()),)
    return Done(f"{closed.what}: {state}, revision {revision}", then)


def _publish(setup: JobSetup, held: Held) -> Done:
    deployment, now = setup.deployment, setup.deployment.seconds()
    if not setup.by_hand:
        _wait_for(setup, _CLOSINGS, now)  # after downtime one comment tells of the newest month, not one of each
    asked = [
        ("publish-repository", f"{each.id}@{held.period}", now) for each in active_repositories(deployment.database)
    ]
    with deployment.database.writing() as connection:
        for kind, period, _ in asked:
            supersede(connection, kind, f"{period.partition('@')[0]}@", period, now)
        supersede(connection, "publish-scorecards", "", held.period, now)
    if setup.scorecard is not None:
        asked.append(("publish-scorecards", held.period, now))
    return Done(f"{len(asked)} places asked for", tuple(asked))


def _publish_repository(setup: JobSetup, held: Held) -> Done:
    writer = Writer(is_dry=False, before=held.require)
    published = publish_repository(setup.deployment, int(held.period.partition("@")[0]), writer)
    return Done(published.outcome if published else "not asked for there")


def _publish_scorecards(setup: JobSetup, held: Held) -> Done:
    if setup.scorecard is None:
        return Done("no scorecard repository is set")
    return Done(
        publish_scorecards(setup.deployment, setup.scorecard, Writer(is_dry=False, before=held.require)).outcome
    )


def _forget(setup: JobSetup, _held: Held) -> Done:
    deployment = setup.deployment
    before = deployment.seconds() - int(_KEPT.total_seconds())
    kinds = [each.kind for each in JOBS if each.kind not in _CLOSINGS]  # which months were closed stays known
    jobs = sum(forget_old(deployment.database, kind, before) for kind in kinds)
    bodies = inbox.forget(deployment.database, deployment.seconds())
    return Done(f"{counted(bodies, 'bodies')} of the inbox emptied, {counted(jobs, 'jobs')} deleted")


JOBS = (
    JobKind("nightly", _nightly),
    JobKind("collect", _collect, is_long=True),
    JobKind("activity", _activity, is_long=True),
    JobKind("catch-up", _catch_up, needs_app=True),
    JobKind("resync", _resync, needs_app=True),
    JobKind("close-provisional", _close),
    JobKind("close-final", _close),
    JobKind("publish", _publish),
    JobKind("publish-repository", _publish_repository, needs_app=True),
    JobKind("publish-scorecards", _publish_scorecards),
    JobKind("forget", _forget),
)
"""Every kind of job, in the order of a month."""


def runnable(setup: JobSetup, *, has_app: bool) -> Mapping[str, Callable[[Held], Done]]:
    """What can be run here, by kind: what needs an App is left out where none is registered."""
    return {each.kind: partial(each.run, setup) for each in JOBS if has_app or not each.needs_app}


def lanes(*, has_app: bool) -> list[list[str]]:
    """The kinds of each thread: those that may take hours apart from the others."""
    here = [each for each in JOBS if has_app or not each.needs_app]
    return [[each.kind for each in here if each.is_long is is_long] for is_long in (False, True)]


def _last_scan_waited_for(setup: JobSetup, due_at: int) -> int:
    """Give by when a scan must be due for a closing to wait for it: whatever keeps coming afterwards does not count.

    That is when the closing itself was due; after downtime, the end of the first night that there was since.
    """
    closing_day, now = due_at - due_at % _DAY, setup.deployment.seconds()
    nights = (int(_midnight(period).timestamp()) for period in periods(setup.deployment.database, "nightly"))
    first = min((night for night in nights if closing_day <= night <= now), default=closing_day)
    return max(due_at, first + int(NIGHT.total_seconds()))


def _midnight(day: str) -> datetime:
    return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)


def _wait_for(setup: JobSetup, kinds: tuple[str, ...], due_by: int) -> None:
    """Put the job off while others that it builds on are under way; those that failed before are not waited for."""
    now = setup.deployment.seconds()
    ahead = under_way(setup.deployment.database, kinds, due_by, now)
    if ahead:
        raise NotYetError(f"waits for {len(ahead)} jobs, the first is {ahead[0]}", now + _WAIT)
