"""A folder as the place of a site: each file whole or not at all, stale ones removed, twice is once."""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.errors import InputError

MANIFEST = ".giveback-site.json"
_SCRATCH = (".giveback-", ".part")
_LAST = "index.html"  # the entry page comes when all that it leads to is there


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a publication wrote, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def publish_to_folder(folder: Path, files: Mapping[str, str | bytes]) -> Written:
    """Make a folder hold exactly these files (relative path → content) beside nothing of anybody else's.

    Raises InputError where the folder holds something that Giveback did not put there, or cannot be written.
    """
    try:
        before = _manifest(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder, {*before, *files})
        # What is about to be written is Giveback's even if this run is cut off.
        _write(folder / MANIFEST, json.dumps(sorted({*before, *files}), indent=0).encode())
        written = sum(_put(folder, name, files[name]) for name in sorted(files, key=lambda name: (name == _LAST, name)))
        stale = sorted(set(before) - set(files))
        for name in stale:
            _remove(folder, name)
        _write(folder / MANIFEST, json.dumps(sorted(files), indent=0).encode())
    except OSError as error:
        message = f"{error.filename2 or error.filename or folder}: cannot be written: {error.strerror}"
        raise InputError(message, "Free some space, mend the permissions, or publish to another folder.") from error
    return Written(written, len(files) - written, len(stale))


def _manifest(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    if not folder.is_dir():
        message = f"{folder}: not a folder"
        raise InputError(message, "Give a folder to --to.")
    path = folder / MANIFEST
    if path.is_file():
        with contextlib.suppress(ValueError, TypeError):
            names = json.loads(path.read_text(encoding="utf-8"))
            return [name for name in names if _is_inside(name)]
    if any(not _is_scratch(path) for path in folder.iterdir()):  # a run may have been cut off before its list was there
        message = f"{folder}: holds files that Giveback did not publish"
        raise InputError(message, "Give an empty folder, or one that Giveback published to before.")
    return []


def _is_scratch(path: Path) -> bool:
    return path.name.startswith(_SCRATCH[0]) and path.name.endswith(_SCRATCH[1])


def _is_inside(name: object) -> bool:
    if not isinstance(name, str):
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _put(folder: Path, name: str, content: str | bytes) -> bool:
    target = folder / name
    data = content.encode() if isinstance(content, str) else content
    if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, data)
    return True


def _write(target: Path, data: bytes) -> None:
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=_SCRATCH[0], suffix=_SCRATCH[1])
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(scratch).unlink()
        raise


def _sweep(folder: Path, names: set[str]) -> None:
    """Remove what runs that were killed in the middle of a file left in the folders that are Giveback's."""
    for place in {(folder / name).parent for name in names} | {folder}:
        for scratch in place.glob("*".join(_SCRATCH)):
            scratch.unlink(missing_ok=True)


def _remove(folder: Path, name: str) -> None:
    target = folder / name
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder:
            return
        with contextlib.suppress(OSError):  # not empty: somebody else's files stay
            parent.rmdir()
