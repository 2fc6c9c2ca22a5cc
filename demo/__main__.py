"""`make demo`: the whole story on a small made-up world, with the commands that anybody would type, and no network.

The world's repositories stand on a stand-in for GitHub. With ONCE=1 in the environment it ends after publishing; else
the scorecard's pages and the stand-in's stay up until stopped.
"""

import argparse
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import requests

from demo.browser import PageError
from demo.forge import fill, scorecard_token
from demo.serving import Serving, ServingError
from demo.story import SCORECARDS, StepError, Story, run, say
from demo.world import Size, make_world
from tests.github.stand_in import StandIn

_MARK = "made-by-the-demo.txt"
_MADE = re.compile(
    r"registry|repositories|site|cache|giveback\.db(-wal|-shm|-journal|\.locks)?|signing-key\.pem|secret\.key|serve\.log"
    rf"|{_MARK}"
)
_INTERRUPTED = 130


def main() -> int:
    """Run the demo; give its exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path("demo-world"), help="where the world is made, anew")
    parser.add_argument("--small", action="store_true", help="3 repositories and 5 organizations")
    arguments = parser.parse_args()
    folder: Path = arguments.folder.absolute()
    if folder.exists():
        _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("Made by `python -m demo`, which clears this folder when it runs again.\n")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return _demo(folder, "small" if arguments.small else "full")
    except KeyboardInterrupt:
        print("\nStopped: what the demo started has ended with it.", flush=True)
        return _INTERRUPTED
    except StepError as error:
        return _failed(str(error), error.status)
    except (PageError, ServingError, requests.RequestException) as error:
        return _failed(str(error), 1)
    except ExceptionGroup as error:
        return _failed(f"{error.message}: {error.exceptions[0]!r}", 1)


def _demo(folder: Path, size: Size) -> int:
    began = time.monotonic()
    print(f"Making a small world of made-up companies and real git repositories in {folder} …", flush=True)
    world = make_world(folder, size=size)
    with StandIn() as github:
        fill(github, world)
        _point_at(folder, github)
        print(f"A stand-in for GitHub serves them on {github.web_url}/: nothing here leaves this machine.", flush=True)
        say("Is this machine fit?")
        run("doctor")
        with Serving(("serve", "--no-clock", "--port", "0"), folder / "serve.log") as serving:
            story = Story(world, github, folder, serving)
            story.tell()
            print(f"\nDone in {time.monotonic() - began:.0f} s. The site is {folder / 'site' / 'index.html'}")
            if os.environ.get("ONCE"):
                return 0
            print("\nOpen in a browser, until stopped (Ctrl-C):")
            for what, address in story.addresses():
                print(f"  {address}  {what}", flush=True)
            serving.wait()
    return 0


def _failed(message: str, status: int) -> int:
    print(f"\nThe demo ends here: {message}", file=sys.stderr)
    return status


def _stop(number: int, _frame: object) -> None:
    """End as by Ctrl-C: what was started is ended too."""
    del number
    raise KeyboardInterrupt


def _point_at(folder: Path, github: StandIn) -> None:
    """Keep everything that the demo makes in its own folder, whatever the reader's environment says."""
    for name in [name for name in os.environ if name.startswith("GIVEBACK_")]:
        del os.environ[name]
    own = {
        "DATABASE": folder / "giveback.db",
        "REGISTRY_ONLY": folder / "registry",
        "CACHE": folder / "cache",
        "SIGNING_KEY": folder / "signing-key.pem",
        "SECRET_KEY_FILE": folder / "secret.key",
        "GITHUB_URL": github.web_url,
        "GITHUB_API_URL": github.api_url,
        "SCORECARD_REPOSITORY": SCORECARDS,
        "SCORECARD_TOKEN": scorecard_token(github, folder, SCORECARDS),
        "WRITE_PAUSE": "0",  # there is no GitHub here that would be spared
    }
    os.environ.update({f"GIVEBACK_{name}": str(value) for name, value in own.items()})
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = "127.0.0.1,localhost"


def _clear(folder: Path) -> None:
    """Remove the world of an earlier run; end where anything else lies in the folder."""
    there = list(folder.iterdir()) if folder.is_dir() else [folder]
    if there and not (folder / _MARK).is_file():
        sys.exit(f"{folder}: exists and is no demo world; give another place with --folder")
    others = sorted(path.name for path in there if not _MADE.fullmatch(path.name))
    if others:
        sys.exit(f"{folder}: holds what the demo did not make ({', '.join(others)}); give another place with --folder")
    for path in there:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
