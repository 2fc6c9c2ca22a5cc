"""`giveback publish` without a folder: publishing on GitHub, or showing every write that it would make there."""

import json

import typer

from bot.errors import GivebackError, InputError
from bot.publish_everywhere import Published, publish_everywhere, scorecard_place
from bot.publishers.writing import Write
from bot.running import Doors, complain
from bot.store.months import read_closing
from reports.renderers.text_safety import visible


def publish_on_github(doors: Doors, *, is_dry: bool, as_json: bool) -> None:
    """Publish wherever it is configured, and tell of each place. Raises InputError where that is nowhere."""
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


def _tell(published: Published, *, is_dry: bool, as_json: bool) -> None:
    if as_json:
        told = {"place": published.place, "outcome": published.outcome, "failed": published.error is not None}
        print(json.dumps({**told, "writes": [_as_json(write) for write in published.writes]}, ensure_ascii=False))
        return
    if published.error is not None:
        complain(f"{published.place}: {published.error.message}", published.error.remedy)
    else:
        print(f"{visible(published.place)}: {visible(published.outcome)}", flush=True)
    for write in published.writes if is_dry else ():
        what = f"{write.method} {write.target}: {write.what}"
        print(f"  {visible(what)}{f' ({write.digest})' if write.digest else ''}", flush=True)


def _as_json(write: Write) -> dict[str, str]:
    return {name: getattr(write, name) for name in Write.__slots__}
