"""Repositories that git cannot read to the end: what is the matter, by git's own words, and the way out."""

from bot.errors import InputError
from bot.sources.git_command import GitFailed

FETCH_THE_REST = "git fetch --refetch --no-filter"
"""What brings everything that a partial clone lacks."""
_MEND = "Look with `git fsck --full`, then mend or clone anew."
# Git names the object or file that it could not read, and goes on to what that means for it.
_DAMAGE = ("packfile", "corrupt", "truncated", "inflate", "unable to unpack", "does not match", "bad signature")


def unreadable_tip(where: str, branch: str, error: GitFailed) -> InputError:
    """Give the error of a branch whose newest commit git does not give."""
    line = _denied(error)
    if line is not None:
        return _not_permitted(where, line)
    message = f"{where}: the default branch {branch!r} has no commit that can be read"
    damage = _line_with(error, _DAMAGE)
    if damage is not None:
        return InputError(f"{message}, the repository is damaged: {damage}", _MEND)
    return InputError(message, "Name another with --branch, or look with: git fsck")


def unreadable_history(where: str, error: GitFailed, *, is_partial: bool) -> InputError:
    """Give the error of a history on which git gave up."""
    line = _denied(error)
    if line is not None:
        return _not_permitted(where, line)
    last = error.errors.splitlines()[-1] if error.errors else f"git ended with status {error.status}"
    if error.was_stopped:
        remedy = "Run again; if it took too long, raise GIVEBACK_GIT_TIMEOUT (seconds)."
        return InputError(f"{where}: git was stopped: {last}", remedy)
    if is_partial:
        remedy = f"Fetch what this partial clone lacks, in it: {FETCH_THE_REST}"
        return InputError(f"{where}: the history cannot be read: {last}", remedy)
    return InputError(f"{where}: the history cannot be read, the repository is damaged: {last}", _MEND)


def _not_permitted(where: str, line: str) -> InputError:
    remedy = "Run as the files' owner; where not even the owner may read them: chmod -R u+rX on the repository."
    return InputError(f"{where}: no permission to read all of it: {line}", remedy)


def _denied(error: GitFailed) -> str | None:
    return _line_with(error, ("permission denied",))


def _line_with(error: GitFailed, signs: tuple[str, ...]) -> str | None:
    lines = (line.strip() for line in error.errors.splitlines())
    return next((line for line in lines if any(sign in line.lower() for sign in signs)), None)
