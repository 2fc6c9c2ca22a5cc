"""`giveback publish`: a site in a folder, or publishing on GitHub; and showing every write that it would make there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import GivebackError, InputError
from bot.running import Doors, Json, complain

if TYPE_CHECKING:
    from bot.publish_everywhere import Published
    from bot.publishers.writing import Write


def publish(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder for the site: empty, or published to before.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show every write to GitHub, and make none of them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Publish all closed months: with --to as a static site in a folder, else on GitHub wherever it is configured.

    On GitHub that is the living issue or discussion of each repository whose .github/giveback.yml asks for it, and the
    operator's scorecard repository (GIVEBACK_SCORECARD_REPOSITORY). Publishing twice changes nothing.
    """
    if to is None:
        publish_on_github(context.obj, is_dry=dry_run, as_json=as_json)
        return
    if dry_run:
        raise InputError("--dry-run shows what would be written to GitHub, and --to writes a folder", "Give one alone.")
    from bot.publish import publish as publish_site  # noqa: PLC0415

    written = publish_site(context.obj.database(), to)
    if as_json:
        counts = {"written": written.written, "unchanged": written.unchanged, "removed": written.removed}
        print(json.dumps({"folder": str(to), **counts}))
    else:
        print(f"{to}: {written.written} files written, {written.unchanged} unchanged, {written.removed} removed")


def publish_on_github(doors: Doors, *, is_dry: bool, as_json: bool) -> None:
    """Publish wherever it is configured, and tell of each place. Raises InputError where that is nowhere."""
    from bot.publish_everywhere import publish_everywhere, scorecard_place  # noqa: PLC0415
    from bot.store.months import read_closing  # noqa: PLC0415

    scorecard = scorecard_place(doors.configured, doors.now)
    deployment = doors.deployment()
    if scorecard is None and not deployment.app_id:
        message = "There is nowhere to publish: no App is registered, and no scorecard repository is set"
        raise InputError(
            message, "Give a folder with --to, set GIVEBACK_SCORECARD_REPOSITORY, or run `giveback serve`."
        )
    read_closing(deployment.database, None)
    failures: list[GivebackError] = []
    count = 0
    for published in publish_everywhere(deployment, scorecard, is_dry=is_dry):
        count += 1
        failures += [published.error] if published.error else []
        _tell(published, is_dry=is_dry, as_json=as_json)
    if not count and not as_json:
        print("No repository asks for it: `publish: issue` or `publish: discussion` in .github/giveback.yml does")
    if failures:
        raise typer.Exit(max(error.exit_status for error in failures))


def _tell(published: "Published", *, is_dry: bool, as_json: bool) -> None:
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    if as_json:
        told = {"place": published.place, "outcome": published.outcome, "failed": published.error is not None}
        print(json.dumps({**told, "writes": [_as_json(write) for write in published.writes]}, ensure_ascii=False))
        return
    if published.error is not None:
        place, message = f"{published.place}: ", published.error.message
        complain(message if message.startswith(place) else place + message, published.error.remedy)
    else:
        print(f"{visible(published.place)}: {visible(published.outcome)}", flush=True)
    for write in published.writes if is_dry else ():
        what = f"{write.method} {write.target}: {write.what}"
        print(f"  {visible(what)}{f' ({write.digest})' if write.digest else ''}", flush=True)


def _as_json(write: "Write") -> dict[str, str]:
    return {name: getattr(write, name) for name in write.__slots__}
