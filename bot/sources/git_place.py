"""Where a repository is: a name, an address or a path → a git directory that Giveback made itself, and its tip.

A remote is fetched into a bare clone in the cache. A local repository is read where it is, through a scratch git
directory that borrows its objects and refs: not one line of its configuration is used, and nothing in it is written.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import InputError
from bot.registry.entries import REPOSITORY
from bot.sources.git_address import fetch_address, file_path, local_path, name_in
from bot.sources.git_clone import fetched, fetched_tip, only_user
from bot.sources.git_command import Git, GitFailed
from bot.sources.git_damage import unreadable_tip

_LONGEST_POINTER = 4096
_CONFIG = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A repository that can be read: its name in the index, its git directory, and the default branch's commit."""

    repository: str
    git: Git
    tip: str
    is_partial: bool = False
    """Whether it was cloned with a filter, so that files may be missing that its origin has."""


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """How places are opened: the cache folder, where owner/name is fetched from, seconds for one git command."""

    cache: Path
    github_url: str = "https://github.com"
    timeout: int = 3600
    branch: str | None = None
    authorization: str | None = field(default=None, repr=False)
    """What the configured GitHub is shown by git for a private repository: the value of an Authorization header."""


def name_of(where: str, named: str | None, github_url: str) -> str:
    """Give the repository's name in the index: `--as`, else the address's or the origin's. Raises InputError."""
    if named is not None:
        return _checked_name(named, "--as")
    path = local_path(where)
    if path is None and REPOSITORY.fullmatch(where):
        return where
    path = path or file_path(where)
    origin = _origin_of(path, where) if path else where
    derived = name_in(origin, github_url) if origin else None
    if derived is None:
        what = f"its origin {origin}" if path and origin else "the address" if origin else "it has no origin that"
        message = f"{where}: {what} names no owner/name on {github_url}"
        raise InputError(message, "Say under which name it counts: --as owner/name")
    return derived


@contextmanager
def open_place(where: str, repository: str, options: PlaceOptions) -> Iterator[Place]:
    """Make a repository readable, for the duration of the block.

    Raises InputError where it does not exist, may not be read, is empty, shallow or no repository; BusyError where
    another process works on its clone.
    """
    path = local_path(where)
    if path is not None:
        with _scratch() as scratch:
            git = _borrow(path, scratch, where, options.timeout)
            yield Place(repository, git, _local_tip(git, where, options.branch), _is_partial(path))
    else:
        directory = options.cache / "clones" / f"{repository.lower()}.git"
        address = fetch_address(where, options.github_url)
        with only_user(directory, where):
            shown = (
                options.authorization
                if (name_in(address, options.github_url) or "").lower() == repository.lower()
                else None
            )
            git = fetched(
                address, where, directory, branch=options.branch, timeout=options.timeout, authorization=shown
            )
            yield Place(repository, git, fetched_tip(git, where))


def _checked_name(name: str, option: str) -> str:
    if not REPOSITORY.fullmatch(name):
        message = f"{option} {name!r}: not a repository's name"
        raise InputError(message, "Write it as owner/name, as on GitHub.")
    return name


def _git_directory(path: Path) -> Path | None:
    """Find the git directory of a work tree, a linked work tree, a submodule or a bare repository."""
    dot_git = path / ".git"
    candidates: tuple[Path, ...] = (dot_git, path)
    if dot_git.is_file():
        target = dot_git.read_text(encoding="utf-8", errors="surrogateescape").strip().removeprefix("gitdir:").strip()
        if len(target) > _LONGEST_POINTER:
            return None
        candidates = (path / target,)
    for candidate in candidates:
        if (candidate / "HEAD").is_file() and ((candidate / "objects").is_dir() or (candidate / "commondir").is_file()):
            return candidate
    return None


def _common_directory(directory: Path) -> Path:
    pointer = directory / "commondir"
    return directory / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else directory


def _origin_of(path: Path, where: str) -> str | None:
    with _permission_asked(where), contextlib.suppress(GitFailed):
        directory = _git_directory(path)
        return _config(_common_directory(directory), "remote.origin.url") if directory else None
    return None


def _config(common: Path, key: str) -> str | None:
    """Read one value of a repository's configuration as data: nothing in it takes effect."""
    git = Git(os.devnull)
    try:
        return git.text("config", f"--file={common.resolve() / 'config'}", "--no-includes", "--get", key) or None
    except GitFailed:
        return None


def _borrow(path: Path, scratch: Path, where: str, timeout: int) -> Git:
    """Make a scratch git directory over the objects and refs of a local repository."""
    with _permission_asked(where):
        found = _git_directory(path)
        if found is None:
            message = f"{where}: not a git repository"
            raise InputError(message, "Give the folder that holds .git, or a bare repository.")
        common = _common_directory(found).resolve()
        if (common / "shallow").exists():
            message = f"{where}: the repository is shallow, so that most of its history is missing"
            raise InputError(message, f"Fetch the rest first: git -C {where} fetch --unshallow")
        next((common / "objects").iterdir(), None)
        head = (found / "HEAD").read_bytes()
    (scratch / "objects" / "info").mkdir(parents=True)
    quoted = str(common / "objects").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    (scratch / "objects" / "info" / "alternates").write_text(
        f'"{quoted}"\n', encoding="utf-8", errors="surrogateescape"
    )
    (scratch / "HEAD").write_bytes(head)
    for name in ("refs", "packed-refs", "reftable"):
        if (common / name).exists():
            (scratch / name).symlink_to(common / name)
    extensions = {name: _config(common, f"extensions.{name}") for name in ("objectFormat", "refStorage")}
    lines = "".join(f"\t{name} = {value}\n" for name, value in extensions.items() if value and value.isalnum())
    (scratch / "config").write_text(_CONFIG + (f"[extensions]\n{lines}" if lines else ""), encoding="utf-8")
    return Git(str(scratch), timeout)


def _local_tip(git: Git, where: str, branch: str | None) -> str:
    """Give the commit of the default branch: as the origin's HEAD names it, else the repository's own HEAD."""
    if branch is None:
        with contextlib.suppress(GitFailed):
            branch = git.text("symbolic-ref", "refs/remotes/origin/HEAD").removeprefix("refs/remotes/origin/")
    candidates = [f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"] if branch else ["HEAD"]
    failures = []
    for ref in candidates:
        try:
            return git.text("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
        except GitFailed as error:
            failures.append(error)
    shown = branch or _name_of_head(git)
    if shown is None or _has_branches(git):
        raise unreadable_tip(where, shown or "HEAD", failures[0]) from failures[0]
    message = f"{where}: the repository is empty"
    raise InputError(message, "There is nothing to count before its first commit.")


def _is_partial(path: Path) -> bool:
    directory = _git_directory(path)
    return directory is not None and any((_common_directory(directory) / "objects" / "pack").glob("*.promisor"))


def _name_of_head(git: Git) -> str | None:
    """Give the branch that HEAD names; None where it names a commit."""
    try:
        return git.text("symbolic-ref", "--short", "HEAD")
    except GitFailed:
        return None


def _has_branches(git: Git) -> bool:
    try:
        return bool(git.text("for-each-ref", "--count=1", "--format=%(refname)", "refs/heads", "refs/remotes"))
    except GitFailed:
        return True  # one of them is broken


@contextmanager
def _permission_asked(where: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        message = f"{where}: no permission to read {error.filename}"
        raise InputError(message, "Run as a user who may read it, or copy it first.") from error


@contextmanager
def _scratch() -> Iterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="giveback-")
    except OSError as error:
        message = f"no temporary folder can be made: {error.strerror}"
        raise InputError(message, "Free some space, or name another folder in TMPDIR.") from error
    with folder as name:
        yield Path(name)
