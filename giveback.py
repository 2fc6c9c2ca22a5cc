"""Giveback's entry point: the one place that knows the settings, the clock, the command line and the web server."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.cli import run, utc_now
from bot.running import Doors

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.database import Database


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit status."""
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


def _serve(database: "Database", host: str, port: int) -> None:
    from webhooks.app import create_app, serve  # noqa: PLC0415

    serve(create_app(database), host, port)


if __name__ == "__main__":
    sys.exit(main())
