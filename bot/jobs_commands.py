"""`giveback jobs`: what the clock has asked for, how it went, and what comes next; and running what is due by hand."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import BusyError, InputError
from bot.running import Doors, Json

if TYPE_CHECKING:
    from bot.job_worker import JobWorker, Ran
    from bot.store.database import Database
    from bot.store.jobs import JobRow

_MOST_ENDED = 20

jobs = typer.Typer(
    help="The work of the clock: what is due, how it went, what comes next; and doing it by hand.",
    invoke_without_command=True,
)


@jobs.callback()
def list_jobs(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", help="Jobs of this kind alone.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that ended too, not the newest alone.")] = False,
    as_json: Json = False,
) -> None:
    """List the jobs: those that wait, run or were given up, and the newest of those that are done.

    Without COMMAND.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.schedules import upcoming  # noqa: PLC0415
    from bot.store.jobs import listed  # noqa: PLC0415

    doors: Doors = context.obj
    if kind is not None:
        _checked(kind)
    rows = listed(doors.database(), [kind] if kind is not None else None)
    ended = [row for row in rows if row.state == "done"]
    left_out = set() if everything else set(ended[_MOST_ENDED:])
    shown = [row for row in rows if row not in left_out]
    ahead = [due for due in upcoming(doors.now()) if kind in {None, due.kind}]
    if as_json:
        coming = [{"kind": due.kind, "period": due.period, "due_at": _iso(due.due_at)} for due in ahead]
        print(json.dumps({"jobs": [_as_json(row) for row in shown], "upcoming": coming}, ensure_ascii=False))
        return
    _print_jobs(shown, len(left_out))
    for due in ahead:
        print(f"next {due.kind} {due.period}: {_at(due.due_at)}")


@jobs.command("run")
def run_jobs(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(help="Jobs of this kind alone.")] = None,
    period: Annotated[str | None, typer.Argument(help="The one of this period, due or not, failed or not.")] = None,
    as_json: Json = False,
) -> None:
    """Do what is due now, in this process: all of it, one kind, or one job.

    What a clock would have asked for by now is asked for first. A job that is done is not done again.
    """
    from bot.clock import ask_for_due  # noqa: PLC0415

    doors: Doors = context.obj
    if kind is not None:
        _checked(kind)
    worker = _worker(doors)
    if kind is not None and kind not in worker.kinds:
        message = f"{kind} needs an App, and none is registered here"
        raise InputError(message, "Run `giveback serve` and register one on the page that it names.")
    ask_for_due(worker.database, doors.now(), kinds=[kind] if kind is not None else list(worker.kinds))
    worst = 0
    for ran in [_one(worker, kind, period)] if kind and period else worker.run_due([kind] if kind else None):
        _tell(ran, as_json=as_json)
        worst = max(worst, int(ran.state in {"failed", "waiting"}))
    if worst:
        raise typer.Exit(worst)


def rhythm_of(doors: Doors, database: "Database", clock: bool | None) -> AbstractContextManager[object]:
    """What a process that serves does by the clock, meanwhile: nothing, what is due once there is an App, or at once.

    Raises InputError where the settings cannot be used for it.
    """
    if clock is False:
        return nullcontext()
    from bot.jobs import JobSetup  # noqa: PLC0415
    from bot.publish_everywhere import scorecard_place  # noqa: PLC0415
    from bot.rhythm import Rhythm  # noqa: PLC0415

    settings = doors.configured
    scorecard = scorecard_place(settings, doors.now)

    def make() -> JobSetup:
        return JobSetup(doors.deployment(database), settings.signing_key, scorecard)

    return Rhythm(database, make, without_app=clock is True)


def _checked(kind: str) -> None:
    from bot.jobs import JOBS  # noqa: PLC0415

    known = [each.kind for each in JOBS]
    if kind not in known:
        raise InputError(f"{kind!r} is no kind of job", f"There are {', '.join(known)}.")


def _worker(doors: Doors) -> "JobWorker":
    from bot.job_worker import JobWorker  # noqa: PLC0415
    from bot.jobs import JobSetup, runnable  # noqa: PLC0415
    from bot.publish_everywhere import scorecard_place  # noqa: PLC0415

    settings, deployment = doors.configured, doors.deployment()
    scorecard = scorecard_place(settings, doors.now)
    setup = JobSetup(deployment, settings.signing_key, scorecard, by_hand=True)
    return JobWorker(deployment.database, runnable(setup, has_app=bool(deployment.app_id)), doors.now)


def _one(worker: "JobWorker", kind: str, period: str) -> "Ran":
    from bot.job_worker import Ran  # noqa: PLC0415
    from bot.store.jobs import find, periods  # noqa: PLC0415

    ran = worker.run_one(kind, period)
    if ran is not None:
        return ran
    row = find(worker.database, kind, period)
    if row is None:
        newest = max(periods(worker.database, kind), default=None)
        known = f"; the newest is {newest}" if newest else ""
        raise InputError(f"{kind} {period} was never asked for{known}", f"See them with: giveback jobs --kind {kind}")
    if row.state == "running":
        raise BusyError(f"{kind} {period} is under way: {row.worker}", "Wait until it has ended.")
    return Ran(kind, period, row.state, row.outcome or "")


def _tell(ran: "Ran", *, as_json: bool) -> None:
    from reports.renderers.text_safety import visible_lines  # noqa: PLC0415

    if as_json:
        print(json.dumps(ran._asdict(), ensure_ascii=False), flush=True)
    else:
        print(f"{ran.kind} {visible_lines(ran.period)}: {ran.state}: {visible_lines(ran.said)}", flush=True)


def _as_json(row: "JobRow") -> dict[str, Any]:
    times = ("due_at", "not_before", "lease_until", "started_at", "finished_at")
    return {key: _iso(value) if key in times else value for key, value in row._asdict().items()}


def _print_jobs(rows: "Sequence[JobRow]", left_out: int) -> None:
    from bot.terminal_tables import make_console, print_rows  # noqa: PLC0415
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    if rows:
        head = ["Kind", "Period", "State", "Due (UTC)", "Tries", "Outcome or last error"]
        cells = [
            [row.kind, visible(row.period), row.state, _at(row.due_at), str(row.attempts), visible(_said(row))]
            for row in rows
        ]
        print_rows(make_console(), head, cells, 5)
    else:
        print("No job has been asked for yet: the clock runs in `giveback serve`.")
    if left_out:
        print(f"{left_out} more are done: --all lists them")


def _said(row: "JobRow") -> str:
    said = (row.last_error or row.outcome or "").partition("\n")[0]
    return f"{said} (again from {_at(row.not_before)})" if row.state == "waiting" and row.last_error else said


def _at(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
