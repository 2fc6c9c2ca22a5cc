"""A remote's clone in the cache: bare, disposable, for one process at a time, fetched anew where it is damaged."""

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import BusyError, InputError
from bot.sources.git_command import Git, GitFailed, GitTimedOut

_TIP = "refs/giveback/tip"


@contextmanager
def only_user(directory: Path, where: str) -> Iterator[None]:
    """Hold a clone for this process alone; with the process, however it ends, the hold goes. Raises BusyError."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        file = directory.with_suffix(".lock").open("w")
    except OSError as error:
        raise _unwritable(directory, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"{where}: another run is at work on its clone {directory}"
            raise BusyError(message, "Wait until it has ended, or give another folder with GIVEBACK_CACHE.") from error
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def fetched(
    address: str,
    where: str,
    directory: Path,
    *,
    branch: str | None,
    timeout: int,
    authorization: str | None = None,
) -> Git:
    """Bring the cached clone up to date with the remote's default branch; a clone that is damaged is made anew.

    `authorization` is shown to that address alone, and only while fetching: the git that is given knows nothing of it.
    Call it inside `only_user`. Raises InputError where it cannot be fetched.
    """
    git = Git(str(directory), timeout)
    is_new = not (directory / "HEAD").is_file()
    try:
        if is_new:
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            git.output("init", "--quiet", "--bare", "--template=")
        source = f"refs/heads/{branch}" if branch else "HEAD"
        fetching = Git(str(directory), timeout, (address, authorization) if authorization else None)
        fetching.output(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--force",
            "--update-shallow", "--no-auto-maintenance", "--end-of-options", address, f"+{source}:{_TIP}",
        )  # fmt: skip
    except GitFailed as error:
        # Git names the clone's own files only where they are the trouble: a killed run's locks, half-written objects.
        if not is_new and str(directory) in error.errors:
            shutil.rmtree(directory, ignore_errors=True)
            return fetched(address, where, directory, branch=branch, timeout=timeout, authorization=authorization)
        raise _fetch_problem(where, error, branch) from error
    except OSError as error:
        raise _unwritable(directory, error) from error
    if (directory / "shallow").is_file():
        shutil.rmtree(directory, ignore_errors=True)
        message = f"{where}: the repository is shallow, so that most of its history is missing"
        raise InputError(message, "Scan the repository that it was cloned from.")
    return git


def fetched_tip(git: Git, where: str) -> str:
    """Give the commit that was fetched. Raises InputError where it is none."""
    try:
        return git.text("rev-parse", "--verify", f"{_TIP}^{{commit}}")
    except GitFailed as error:
        message = f"{where}: the default branch has no commit that can be read"
        raise InputError(message, "Look at it there with: git fsck") from error


def _unwritable(directory: Path, error: OSError) -> InputError:
    message = f"{directory}: the clone cannot be written: {error.strerror}"
    return InputError(message, "Free some space or give another folder with GIVEBACK_CACHE.")


# What git says (in lower case, without what it quotes) → what is wrong, and the way out.
_FETCH_PROBLEMS = (
    (("no space left", "disk quota", "file too large"), "the disk is full",
     "Free some space or give another folder with GIVEBACK_CACHE."),
    (("dubious ownership",), "the repository belongs to somebody else", "Scan it by its path instead of by file://."),
    (("not found", "does not exist", "does not appear to be", "repository '"), "no such repository",
     "Check the name; a private one needs credentials."),
    (("permission denied", "could not read username", "authentication", "returned error: 403", "returned error: 401"),
     "no permission to read it",
     "Check the name, or scan a clone that you may read, by its path."),
)  # fmt: skip


def _fetch_problem(where: str, error: GitFailed, branch: str | None) -> InputError:
    text = _own_words(error.errors)
    if isinstance(error, GitTimedOut):
        return InputError(f"{where}: {error.errors}", "Raise GIVEBACK_GIT_TIMEOUT (seconds), or scan a local clone.")
    if "couldn't find remote ref" in text and branch:
        return InputError(f"{where}: there is no branch {branch!r}", "Name another with --branch, or none.")
    if "couldn't find remote ref" in text:
        remedy = "There is nothing to count before its first commit; another branch is named with --branch."
        return InputError(f"{where}: the repository is empty", remedy)
    for signs, problem, remedy in _FETCH_PROBLEMS:
        if any(sign in text for sign in signs):
            return InputError(f"{where}: {problem}", remedy)
    return InputError(
        f"{where}: cannot be fetched: {error.reason}", "Check the address and the network, then run again."
    )


def _own_words(errors: str) -> str:
    """Give git's own words in lower case: not the addresses and names that it quotes, nor what a server says."""
    lines = (line for line in errors.lower().splitlines() if not line.startswith("remote:"))
    return re.sub(r"'[^']*'", "''", "\n".join(lines))
