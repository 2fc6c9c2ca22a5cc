"""Running one command: what it needs from outside, where its options stand, how it fails, and its exit status."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import GivebackError, InputError
from bot.sources.git_command import end_running

if TYPE_CHECKING:
    from pathlib import Path

    from bot.context import Deployment
    from bot.registry import Registry
    from bot.settings import Settings
    from bot.store.database import Database

Json = Annotated[bool, typer.Option("--json", help="JSON alone on standard output.")]
_INTERRUPTED = 130  # by Ctrl-C, as shells number it: 128 and the signal
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_GLOBAL = ("--database", "--registry", "--registry-only")


@dataclass
class Doors:
    """What the command line needs from outside, made in `giveback.py`: settings, the clock, the web server."""

    settings: "Callable[[dict[str, Any]], Settings]"
    now: Callable[[], datetime]
    serve: "Callable[[Doors, Database, str, int], None]"
    overrides: dict[str, Any]
    opened: "list[Database]" = field(default_factory=list)

    @property
    def configured(self) -> "Settings":
        """The settings: flag over environment over default."""
        return self.settings(self.overrides)

    def database(self) -> "Database":
        """Open the database; `run` closes it."""
        from bot.store.database import Database  # noqa: PLC0415

        self.opened.append(Database(self.configured.database))
        return self.opened[-1]

    def registry_folders(self) -> "list[Path]":
        """Give the registry's folders, the lowest first."""
        from bot.registry import BUILT_IN  # noqa: PLC0415

        settings = self.configured
        if settings.registry_only is not None:
            return [settings.registry_only]
        return [BUILT_IN, *([settings.registry] if settings.registry is not None else [])]

    def registry(self) -> "Registry":
        """Load the registry."""
        from bot.registry.load import load_layers  # noqa: PLC0415

        return load_layers(self.registry_folders())

    def deployment(self, database: "Database | None" = None) -> "Deployment":
        """What jobs and publishing share, over the database that is given, or one that is opened for it."""
        from bot.deploying import deployment_of  # noqa: PLC0415
        from bot.github_access import github_access  # noqa: PLC0415

        database, settings = database or self.database(), self.configured
        return deployment_of(database, settings, self.registry, self.now, github_access(database, settings, self.now))


def run_app(app: typer.Typer, arguments: Sequence[str], doors: Doors) -> int:
    """Run one command; give the exit status: 0 done, 1 our failure, 2 the input's, 128 and a signal that stopped it."""
    _accept_any_character()
    with _stopped_alike() as received:
        status = _run(app, arguments, doors)
    if status == _INTERRUPTED:
        complain("Stopped.", "What was committed is kept; the next run goes on from there.")
        return 128 + received[0] if received else status
    return status


def _run(app: typer.Typer, arguments: Sequence[str], doors: Doors) -> int:
    try:
        outcome = app(hoisted(arguments), standalone_mode=False, obj=doors, prog_name="giveback")
        sys.stdout.flush()
    except GivebackError as error:
        complain(error.message, error.remedy)
        return error.exit_status
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return _seen_enough()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # the parser ends the process where a pipe is closed
            return _seen_enough()
        raise
    except Exception as error:  # noqa: BLE001 - sorted into the user's and ours there; ours is raised again
        return _other(error)
    finally:
        while doors.opened:
            doors.opened.pop().close()
    return outcome if isinstance(outcome, int) else 0


@contextmanager
def _stopped_alike() -> Iterator[list[int]]:
    """Make SIGTERM and SIGHUP end a command as Ctrl-C does; give the signals that came, the first one first."""
    received: list[int] = []

    def stop(number: int, _frame: object) -> None:
        received.append(number)
        end_running()  # what a thread waits for ends too
        if len(received) == 1:  # a second one must not cut off the cleaning up
            raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()  # no other may answer signals
    before = {number: signal.getsignal(number) for number in _STOPPING if is_main}
    # Those that are ignored stay so: nohup, and shells that start something in the background, mean it.
    taken = {number: handler for number, handler in before.items() if handler not in {signal.SIG_IGN, None}}
    try:
        for number in taken:
            signal.signal(number, stop)
        yield received
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """Move the options that every command knows to the front, wherever they stand before `--`."""
    moved: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in _GLOBAL:
            value = word if equals else next(words, None)
            if value is None:
                message = f"{word} needs a value"
                raise InputError(message, f"Write it as {word} VALUE, before or after the command.")
            moved += [word] if equals else [word, value]
        else:
            rest.append(word)
    return moved + rest


def _accept_any_character() -> None:
    """Show what the output's encoding lacks as an escape, instead of failing on somebody's name in mid-table."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _seen_enough() -> int:
    """End well where the reader, say `head`, has closed the pipe: what is still to be written goes nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _other(error: Exception) -> int:
    """Tell the command-line parser's own complaints, disks that are full, and our own mistakes apart."""
    if isinstance(error, typer.Exit):
        return error.exit_code
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return int(getattr(error, "exit_code", InputError.exit_status))
    if isinstance(error, OSError) and error.strerror is not None:
        complain(
            f"{error.filename or 'The system'}: {error.strerror}", "Mend that, then run again: nothing is half-written."
        )
        return InputError.exit_status
    raise error


def complain(message: str, remedy: str = "") -> None:
    """Tell on standard error what went wrong, or what to look out for, and the way out."""
    from reports.renderers.text_safety import visible_lines  # noqa: PLC0415

    # What is complained of may be anybody's words: a path, a server's answer, a registry entry.
    print(f"giveback: {visible_lines(message)}", file=sys.stderr)
    if remedy:
        print(visible_lines(remedy), file=sys.stderr)
