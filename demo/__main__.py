"""`make demo`: the whole story on a small made-up world, with the commands that anybody would type, and no network.

With ONCE=1 in the environment it ends after publishing; else it serves the site until stopped.
"""

import argparse
import os
import re
import shutil
import sys
import time
from pathlib import Path

import giveback
from demo.history import FORGE
from demo.world import World, make_world

_ADDRESS = ("127.0.0.1", "8000")
_MARK = "made-by-the-demo.txt"
_MADE = re.compile(
    rf"registry|repositories|site|cache|giveback\.db(-wal|-shm|-journal|\.locks)?|signing-key\.pem|{_MARK}"
)


def main() -> int:
    """Run the demo; give its exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path("demo-world"), help="where the world is made, anew")
    parser.add_argument("--small", action="store_true", help="3 repositories and 5 organizations")
    arguments = parser.parse_args()
    began = time.monotonic()
    folder: Path = arguments.folder
    if folder.exists():
        _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("Made by `python -m demo`, which clears this folder when it runs again.\n")
    print(f"Making a small world of made-up companies and real git repositories in {folder} …")
    world = make_world(folder, size="small" if arguments.small else "full")
    _point_at(folder)
    status = _story(world, folder)
    if status:
        return status
    site = folder / "site" / "index.html"
    print(f"\nDone in {time.monotonic() - began:.0f} s. The site is {site}: open it in a browser.")
    if os.environ.get("ONCE"):
        return 0
    return _run("serve", "--host", _ADDRESS[0], "--port", _ADDRESS[1])


def _story(world: World, folder: Path) -> int:
    """Scan, close two months, publish, and print the scorecard; stop at the first command that fails."""
    steps = [
        ("doctor",),
        ("scan", *(str(path) for path in world.repositories.values())),
        *(("close", month) for month in world.months),
        ("publish", "--to", str(folder / "site")),
        ("status",),
        ("scorecard",),
    ]
    return next((status for step in steps if (status := _run(*step))), 0)


def _run(*command: str) -> int:
    print(f"\n$ giveback {' '.join(command)}", flush=True)
    status = giveback.main(list(command))
    sys.stdout.flush()
    return status


def _point_at(folder: Path) -> None:
    """Keep everything that the demo makes in its own folder, whatever the reader's environment says."""
    places = {"DATABASE": folder / "giveback.db", "REGISTRY_ONLY": folder / "registry", "CACHE": folder / "cache"}
    places["SIGNING_KEY"] = folder / "signing-key.pem"
    os.environ.pop("GIVEBACK_REGISTRY", None)
    os.environ["GIVEBACK_GITHUB_URL"] = FORGE
    for name, path in places.items():
        os.environ[f"GIVEBACK_{name}"] = str(path)


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
