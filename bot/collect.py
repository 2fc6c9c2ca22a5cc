"""Collecting: read what is new in repositories' histories and store it as facts."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice

from bot.errors import GivebackError
from bot.facts import CommitSeen, LandingSeen
from bot.registry import Registry
from bot.sources.git_command import GitFailed
from bot.sources.git_damage import unreadable_history
from bot.sources.git_history import MiningTask, mine
from bot.sources.git_place import Place, PlaceOptions, name_of, open_place
from bot.sources.git_walk import first_parent_line, landings
from bot.store.database import Database
from bot.store.scans import RepositoryScan, Totals, begin_scan, start_writing

# Slices shrink towards the end, so that the cores finish together. A large one keeps the cost of starting git small,
# and still is a short transaction.
_LARGEST_TASK = 400
_SMALLEST_TASK = 60
# Of the commits that could not be read, how many are tried again before the whole history is.
_PROBES = 8

Watch = Callable[[str, int], None]
"""Told the repository and how many commits were stored since last told."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one repository's default branch holds after a scan, and what the scan found: `landed` with the merges."""

    repository: str
    head: str
    totals: Totals
    landed: int
    landed_merges: int
    gone: int
    seconds: float
    reread: bool = False
    replaced: bool = False
    """Whether nothing of what was read before is left: very likely another repository under the same name."""
    is_partial: bool = False


@dataclass(frozen=True)
class Collector:
    """What collecting needs from outside: where facts go, what is known, and who does the work."""

    database: Database
    registry: Registry
    executor: Executor
    workers: int
    options: PlaceOptions
    watch: Watch = lambda _repository, _commits: None
    commits_a_task: int = _LARGEST_TASK


def collect(collector: Collector, where: str, named: str | None = None) -> Scanned:
    """Scan one repository: facts of all commits that are new, and what counts now.

    Raises InputError where it cannot be read, BusyError where another scan of it runs. Whatever happens, what earlier
    scans found stays.
    """
    started = time.monotonic()
    repository = collector.registry.upstream_name(name_of(where, named, collector.options.github_url))
    with collector.database.lock(repository), open_place(where, repository, collector.options) as place:
        scan = begin_scan(collector.database, repository, collector.registry.reading_profile(repository))
        try:
            scan.reread = not scan.is_first and _is_to_be_reread(collector, place, scan)
            is_news = scan.reread or scan.tip_before != place.tip
            totals = _read_news(collector, place, scan) if is_news else _nothing_new(scan)
            replaced = is_news and scan.shares_nothing()
        except GitFailed as error:
            raise unreadable_history(where, error, is_partial=place.is_partial) from error
    seconds = time.monotonic() - started
    news = (scan.landed, scan.landed_merges, scan.gone)
    return Scanned(repository, place.tip, totals, *news, seconds, scan.reread, replaced, place.is_partial)


def _nothing_new(scan: RepositoryScan) -> Totals:
    scan.found_nothing_new()
    return scan.totals_before


def _is_to_be_reread(collector: Collector, place: Place, scan: RepositoryScan) -> bool:
    """Whether stored commits would be read otherwise today: by other rules, or since what was missing is there now."""
    if scan.profile_before != scan.profile:
        return True
    for sha in scan.unreadable(_PROBES):
        with suppress(GitFailed):
            if not mine(_task(collector.registry, place, (sha,)))[0].unreadable:
                return True
    return False


def _read_news(collector: Collector, place: Place, scan: RepositoryScan) -> Totals:
    start_writing(scan)
    shared = None if scan.reread else scan.fork(first_parent_line(place.git, place.tip))
    fork, position = shared or (None, -1)
    scan.close_landings_after(position)
    walk = landings(place.git, place.tip, fork=fork, fork_position=position)
    with closing(walk) as news, ThreadPoolExecutor(1) as beside:
        counting = beside.submit(place.git.text, "rev-list", "--count", "--no-merges", place.tip, "--")
        for batch, known, commits in _mined(collector, place, scan, _slices(news, counting, collector)):
            scan.write(batch, known, commits)
            collector.watch(place.repository, len(batch))
    counted, totals = int(counting.result()), scan.totals()
    if counted != totals.commits:
        message = f"{place.repository}: git counts {counted} commits, but {totals.commits} were stored"
        raise GivebackError(message, "Nothing was changed. Run again; if it stays, please report it.")
    scan.finish(place.tip, totals)
    return totals


def _slices(news: Iterator[LandingSeen], counting: Future[str], collector: Collector) -> Iterator[list[LandingSeen]]:
    """Cut the news into tasks: half of an even share of what is left, within bounds.

    The first is small, so that a worker can begin while git still counts how much there is.
    """
    part = list(islice(news, _SMALLEST_TASK))
    left = int(counting.result()) if len(part) == _SMALLEST_TASK else 0
    while part:
        yield part
        left -= len(part)
        even = left // (2 * collector.workers)
        size = min(collector.commits_a_task, max(_SMALLEST_TASK, even))
        part = list(islice(news, size))


def _mined(
    collector: Collector, place: Place, scan: RepositoryScan, slices: Iterator[list[LandingSeen]]
) -> Iterator[tuple[list[LandingSeen], dict[str, int], Sequence[CommitSeen]]]:
    """Read commits on all workers while earlier ones are being stored; a bounded number is under way at once."""
    waiting: deque[tuple[list[LandingSeen], dict[str, int], Future[list[CommitSeen]]]] = deque()
    for batch in slices:
        known = scan.known_commits([seen.sha for seen in batch])
        wanted = tuple(seen.sha for seen in batch if seen.sha not in known or seen.sha in scan.stale)
        task = _task(collector.registry, place, wanted)
        waiting.append((batch, known, collector.executor.submit(mine, task)))
        while len(waiting) > 2 * collector.workers:
            done = waiting.popleft()
            yield done[0], done[1], done[2].result()
    for done in waiting:
        yield done[0], done[1], done[2].result()


def _task(registry: Registry, place: Place, shas: tuple[str, ...]) -> MiningTask:
    upstream = registry.upstreams.get(place.repository)
    landing = upstream.landing if upstream else None
    return MiningTask(
        place.git,
        place.repository,
        shas,
        tuple(trailer.encode() for trailer in registry.ai_trailers),
        landing.sync_subject if landing else None,
        landing is not None and landing.profile == "merge-bot",
        tuple(upstream.former_names) if upstream else (),
        registry.ignored.get(place.repository, ()),
    )
