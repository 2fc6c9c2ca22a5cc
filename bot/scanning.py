"""Scanning from the command line: several repositories in a row, with progress, and one line or object for each."""

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bot.activity import ActivityRead, ActivityReader, read_activity
from bot.collect import Collector, Scanned, Watch, collect
from bot.errors import GivebackError
from bot.registry import Registry
from bot.settings import Settings
from bot.sources.git_command import end_running
from bot.sources.git_damage import FETCH_THE_REST
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.store.readings import is_installed
from bot.store.scans import Totals
from bot.workers import process_pool
from reports.renderers.numbers import counted
from reports.renderers.text_safety import visible_lines

_EVERY = 10_000


def run_scans(
    database: Database,
    registry: Registry,
    settings: Settings,
    now: Callable[[], datetime],
    wheres: Sequence[str],
    named: str | None,
    branch: str | None,
    *,
    as_json: bool,
) -> int:
    """Scan one repository after the other; one that fails does not stop the others. Give the worst exit status."""
    options = PlaceOptions(settings.cache, settings.github_url, settings.git_timeout, branch)
    reader = _activity_reader(database, registry, settings, now)
    waiting = deque(wheres)
    worst = 0
    with _progress() as watch:
        while waiting:
            with process_pool(settings.workers, at_end=end_running) as executor:
                collector = Collector(database, registry, executor, settings.workers, options, watch)
                worst = max(worst, _scan_in_turn(collector, reader, waiting, named, as_json=as_json))
    return worst


def _activity_reader(
    database: Database, registry: Registry, settings: Settings, now: Callable[[], datetime]
) -> ActivityReader:
    """Read by an installation or the operator's token; by git alone with neither."""
    if settings.github_token is None and not is_installed(database):
        return ActivityReader(database, registry, lambda _repository: None, now)
    from bot.github_access import github_access  # noqa: PLC0415 - slow to import, and of no use without

    return ActivityReader(database, registry, github_access(database, settings, now).github.reader, now)


def _scan_in_turn(
    collector: Collector, reader: ActivityReader, waiting: deque[str], named: str | None, *, as_json: bool
) -> int:
    """Scan what is waiting, until there is nothing or the pool has lost a worker. Give the worst exit status."""
    worst = 0
    while waiting:
        where = waiting.popleft()
        try:
            scanned = collect(collector, where, named)
            activity = read_activity(reader, scanned.repository)
        except GivebackError as error:
            worst = max(worst, _failed(error))
        except BrokenProcessPool:
            message = f"{where}: a worker process was killed from outside, perhaps because memory ran out"
            remedy = "What was committed is kept: run again, with fewer --workers where memory is short."
            return max(worst, _failed(GivebackError(message, remedy)))
        else:
            _tell(scanned, activity, collector.registry, as_json=as_json)
    return worst


def _failed(error: GivebackError) -> int:
    print(f"giveback: {visible_lines(str(error))}", file=sys.stderr)
    return error.exit_status


def _tell(scanned: Scanned, activity: ActivityRead, registry: Registry, *, as_json: bool) -> None:
    totals = scanned.totals
    warning = "\n".join(filter(None, [_warning(scanned), _activity_warning(activity)]))
    if as_json:
        told = {"repository": scanned.repository, "head": scanned.head, **totals._asdict()}
        told |= {"seconds": round(scanned.seconds, 3)}
        told |= {"activity": _activity_values(activity)} if activity.by is not None else {}
        told |= {"warning": warning} if warning else {}
        print(json.dumps(told), flush=True)
    else:
        print(
            f"{scanned.repository}: {counted(totals.commits, 'commits')}, {_lines(totals)}; {_news(scanned)};"
            f" {scanned.seconds:.1f} s",
            flush=True,
        )
        print(f"  {_activity(activity)}", flush=True)
        if scanned.repository not in registry.upstreams:
            print(
                f"  {scanned.repository} is not in the index: its facts are kept, scorecards leave it out", flush=True
            )
    if warning:
        print(f"giveback: warning: {visible_lines(warning)}", file=sys.stderr)


def _news(scanned: Scanned) -> str:
    if scanned.reread and not scanned.replaced:
        return "read again: the registry's rules changed, or files are there now that were missing"
    merges = scanned.landed_merges
    new = [counted(scanned.landed - merges, "commits")] + ([counted(merges, "merges")] if merges else [])
    news = f"new: {' and '.join(new)}" if scanned.landed else "nothing new"
    return f"{news}; {scanned.gone} gone by a rewritten history, merges included" if scanned.gone else news


_COUNTED = ("pull_requests", "reviews", "issues", "releases", "commits", "memberships")


def _activity(read: ActivityRead) -> str:
    """Say what GitHub's API told that is new."""
    if read.by is None:
        return "by git alone: pull requests, reviews and issues were not read"
    named = (counted(getattr(read, name), name.replace("_", " ")) for name in _COUNTED[:4] if getattr(read, name))
    nothing = "nothing new" if read.is_whole else "not read"
    return f"from GitHub ({read.by}): {', '.join(named) or nothing}; {counted(read.questions, 'questions')}"


def _activity_values(read: ActivityRead) -> dict[str, Any]:
    counts = {name: getattr(read, name) for name in (*_COUNTED, "questions", "unread")}
    return {"by": read.by, "is_whole": read.is_whole, **counts, "goes_on_at": read.goes_on_at}


def _activity_warning(read: ActivityRead) -> str:
    """Say why not all was read, where it was not; the next scan goes on from there."""
    name, warnings = read.repository, []
    if read.goes_on_at is not None:
        at = f"{datetime.fromtimestamp(read.goes_on_at, UTC):%Y-%m-%d %H:%M} UTC"
        warnings.append(f"{name}: a limit of GitHub's API is reached: scan again from {at} on to read the rest")
    if read.problem is not None:
        stopped = "reading from GitHub's API stopped, and goes on with the next scan"
        warnings.append(f"{name}: {stopped}: {read.problem}")
    if read.unread:
        gaps = counted(read.unread, "pull requests, issues, releases or commits")
        warnings.append(f"{name}: GitHub could not tell all of {gaps}: they are left out until they change")
    return "\n".join(warnings)


def _lines(totals: Totals) -> str:
    """Say how many lines are known; none known is not 0."""
    if totals.unreadable and totals.unreadable == totals.commits:
        return "lines unknown"
    known = f"+{totals.lines_added} −{totals.lines_deleted} lines ({totals.lines_counted} counted)"
    return f"{known}, those of {counted(totals.unreadable, 'commits')} unknown" if totals.unreadable else known


def _warning(scanned: Scanned) -> str:
    """Say what somebody should look at; nothing where all is well."""
    warnings = []
    if scanned.replaced:
        name = scanned.repository
        warnings += [
            f"{name}: shares no commit with what was read of it before: everything was replaced",
            f"If that was a mistake, scan the right one again: giveback scan {name}, or PATH --as {name}",
        ]
    if scanned.totals.unreadable:
        unreadable = counted(scanned.totals.unreadable, "commits")
        warnings += [
            f"{scanned.repository}: the files of {unreadable} cannot be read: their lines are unknown",
            f"It is a partial clone. What it lacks is fetched, in it, with: {FETCH_THE_REST}"
            if scanned.is_partial
            else "Git says which: git fsck --full. A full clone mends it.",
        ]
    return "\n".join(warnings)


@contextmanager
def _progress() -> Iterator[Watch]:
    """Show a bar on a terminal, and a plain line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only for a terminal
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} commits"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def watch(repository: str, commits: int) -> None:
            if repository not in tasks:
                tasks[repository] = bar.add_task(repository, total=None)
            bar.advance(tasks[repository], commits)  # type: ignore[arg-type]

        yield watch


def _plain_lines() -> Callable[[str, int], None]:
    seen: dict[str, int] = {}

    def watch(repository: str, commits: int) -> None:
        before = seen.get(repository, 0)
        seen[repository] = before + commits
        if before // _EVERY != seen[repository] // _EVERY:
            print(f"{repository}: {counted(seen[repository], 'commits')} read", file=sys.stderr, flush=True)

    return watch
