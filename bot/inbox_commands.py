"""`giveback inbox`: what GitHub delivered and what became of it; letting dead letters wait again."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import InputError
from bot.running import Doors, Json

if TYPE_CHECKING:
    from bot.store.inbox import Letter


inbox = typer.Typer(
    help="What GitHub delivered, and what became of it.",
    invoke_without_command=True,
)


@inbox.callback()
def list_deliveries(
    context: typer.Context,
    state: Annotated[
        str | None, typer.Option("--state", help="Of this state alone: waiting, running, done, ignored or dead.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="How many of the newest.")] = 20,
    as_json: Json = False,
) -> None:
    """List deliveries, the newest first, and how many there are of each state.

    Without COMMAND.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.store.inbox import State, counts, letters  # noqa: PLC0415

    if state is not None and state not in list(State):
        raise InputError(f"{state!r} is no state", f"There are {', '.join(State)}.")
    database = context.obj.database()
    found = letters(database, State(state) if state is not None else None, most)
    numbers = counts(database)
    if as_json:
        print(json.dumps({"counts": numbers, "deliveries": [_as_json(each) for each in found]}, ensure_ascii=False))
        return
    _print(found)
    print(", ".join(f"{count:,} {name}" for name, count in numbers.items()))


@inbox.command("show")
def show_delivery(context: typer.Context, guid: str, as_json: Json = False) -> None:
    """Show one delivery: what it was about, how often it was tried, and what was wrong. Never its body."""
    from bot.store.inbox import letter  # noqa: PLC0415
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    found = letter(context.obj.database(), guid)
    if found is None:
        raise InputError(f"{guid}: no such delivery was received", "`giveback inbox` lists those that were.")
    told = _as_json(found)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        if value is not None:
            print(f"{name.replace('_', ' '):16} {visible(str(value))}")


@inbox.command("retry")
def retry_deliveries(
    context: typer.Context,
    guids: Annotated[list[str] | None, typer.Argument(metavar="[GUID...]", help="These dead letters.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All dead letters.")] = False,
    as_json: Json = False,
) -> None:
    """Let dead letters wait again, to be handled as if they had come now.

    One that is older than a week has no body any more and stays dead.
    """
    from bot.store.inbox import retry  # noqa: PLC0415

    if guids and everything:
        raise InputError("--all means every dead letter, and some are named beside it", "Say one or the other.")
    if not guids and not everything:
        raise InputError("Which dead letters?", "Name their GUIDs, or say --all.")
    doors: Doors = context.obj
    waiting = retry(doors.database(), None if everything else guids, int(doors.now().timestamp()))
    left = [] if everything else [guid for guid in guids or () if guid not in waiting]
    if as_json:
        print(json.dumps({"waiting": waiting, "left": left}))
    else:
        print(f"{len(waiting)} waiting again")
        for guid in left:
            print(f"{guid}: no dead letter with a body")
    if left:
        raise typer.Exit(InputError.exit_status)


def _as_json(found: "Letter") -> dict[str, Any]:
    times = {name: _iso(getattr(found, name)) for name in ("received_at", "not_before", "handled_at")}
    return vars(found) | times


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _print(found: "Sequence[Letter]") -> None:
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    for each in found:
        what = f"{each.event}.{each.action}" if each.action else each.event
        where = each.repository_id or each.installation_id or ""
        why = f"  {visible(each.last_error)}" if each.last_error else ""
        print(f"{_iso(each.received_at)}  {each.state:8} {each.attempts:2}×  {each.guid}  {what:32} {where}{why}")
