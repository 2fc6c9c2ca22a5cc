"""Scanning from the command line: several repositories in a row, with progress, and one line or object for each."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bot.collect import Collector, Scanned, Watch, collect
from bot.errors import GivebackError
from bot.registry import Registry
from bot.settings import Settings
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.workers import process_pool
from reports.renderers.numbers import counted
from reports.renderers.text_safety import visible_lines

_EVERY = 10_000


def run_scans(
    database: Database,
    registry: Registry,
    settings: Settings,
    wheres: Sequence[str],
    named: str | None,
    branch: str | None,
    *,
    as_json: bool,
) -> int:
    """Scan one repository after the other; one that fails does not stop the others. Give the worst exit status."""
    options = PlaceOptions(settings.cache, settings.github_url, settings.git_timeout, branch)
    worst = 0
    with process_pool(settings.workers) as executor, _progress() as watch:
        collector = Collector(database, registry, executor, settings.workers, options, watch)
        for where in wheres:
            try:
                scanned = collect(collector, where, named)
            except GivebackError as error:
                print(f"giveback: {visible_lines(str(error))}", file=sys.stderr)
                worst = max(worst, error.exit_status)
            else:
                _tell(scanned, registry, as_json=as_json)
    return worst


def _tell(scanned: Scanned, registry: Registry, *, as_json: bool) -> None:
    totals = scanned.totals
    if as_json:
        told = {"repository": scanned.repository, "head": scanned.head, **totals._asdict()}
        print(json.dumps({**told, "seconds": round(scanned.seconds, 3)}), flush=True)
    else:
        news = f"{scanned.landed} landed" if scanned.landed else "nothing new"
        gone = f", {scanned.gone} gone by a rewritten history" if scanned.gone else ""
        if scanned.reread:
            news, gone = "read again: the registry's rules changed, or files are there now that were missing", ""
        print(
            f"{scanned.repository}: {counted(totals.commits, 'commits')},"
            f" +{totals.lines_added} −{totals.lines_deleted} lines"
            f" ({totals.lines_counted} counted); {news}{gone}; {scanned.seconds:.1f} s",
            flush=True,
        )
        if scanned.repository not in registry.upstreams:
            print(
                f"  {scanned.repository} is not in the index: its facts are kept, scorecards leave it out", flush=True
            )
    if totals.unreadable:
        unread = counted(totals.unreadable, "commits")
        message = f"{scanned.repository}: the files of {unread} cannot be read: their lines are unknown"
        print(f"giveback: warning: {message}\nGit says which: git fsck --full. A full clone mends it.", file=sys.stderr)


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
