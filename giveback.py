"""Giveback's entry point: the one place that knows the settings, the clock, the command line and the web server."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.cli import run, utc_now
from bot.log_lines import log_to_standard_error
from bot.running import Doors

if TYPE_CHECKING:
    from bot.github_access import GitHubAccess
    from bot.set_up import SetUp
    from bot.settings import Settings
    from bot.store.database import Database


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit status."""
    log_to_standard_error()
    doors = Doors(settings=_settings, now=utc_now, serve=_serve, overrides={})
    return run(sys.argv[1:] if arguments is None else arguments, doors)


def _settings(overrides: dict[str, Any]) -> "Settings":
    from pydantic import ValidationError  # noqa: PLC0415 - slow to import; `--help` needs none of it

    from bot.errors import InputError  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    try:
        return Settings(**overrides)
    except ValidationError as error:
        problems = [f"GIVEBACK_{str(detail['loc'][0]).upper()}: {detail['msg']}" for detail in error.errors()]
        message = "The settings cannot be used:\n" + "\n".join(f"  {problem}" for problem in problems)
        raise InputError(message, "Mend these in the environment.") from error


def _serve(doors: Doors, database: "Database", host: str, port: int) -> None:
    from webhooks.app import create_app, serve  # noqa: PLC0415
    from webhooks.reception import Reception  # noqa: PLC0415

    settings = doors.configured
    access = _access(database, settings)
    if access is None:
        serve(create_app(database), host, port)
        return
    set_up, secret = _set_up(settings, access)
    with Reception(database, access, lambda: doors.deployment(database), doors.now, lease=settings.lease) as reception:
        serve(create_app(database, reception.receiver, set_up), host, port, secret)


def _access(database: "Database", settings: "Settings") -> "GitHubAccess | None":
    from bot.errors import GivebackError  # noqa: PLC0415
    from bot.github_access import github_access  # noqa: PLC0415
    from bot.running import complain  # noqa: PLC0415

    try:
        return github_access(database, settings, utc_now)
    except GivebackError as error:
        complain(f"warning: there is no way to GitHub, pages alone are served: {error.message}", error.remedy)
        return None


def _set_up(settings: "Settings", access: "GitHubAccess") -> "tuple[SetUp | None, str | None]":
    """The set-up and its one-time secret. Who only reads a database can show its pages, and set nothing up."""
    from bot.errors import GivebackError  # noqa: PLC0415
    from bot.running import complain  # noqa: PLC0415
    from bot.set_up import SetUp  # noqa: PLC0415

    try:
        set_up = SetUp(access, settings.public_url)
        return set_up, set_up.open()
    except GivebackError as error:
        complain(f"warning: no App can be set up: {error.message}", error.remedy)
        return None, None


if __name__ == "__main__":
    sys.exit(main())
