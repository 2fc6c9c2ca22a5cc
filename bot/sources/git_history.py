"""Git's log → commits: what each says of its authors, its dates and its lines. Streamed, one commit at a time.

A commit whose trees or blobs cannot be read is still a commit: its lines are unknown, not zero.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.facts import EARLIEST_AUTHORED, END_OF_TIME, CommitSeen
from bot.sources.git_command import Git, GitFailed, GitOutput, fields
from bot.sources.messages import parse_message, person, resolved_number
from bot.sources.paths import (
    BULK_FILES,
    BULK_LINES,
    LONGEST_REMEMBERED,
    IgnoredPaths,
    PathJudge,
    attribute_rules,
    ignored_paths,
    path_judge,
)

_MARK = b"commit"
_HEADER = ("%H", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
_FORMAT = "--format=commit%x00" + "%x00".join(_HEADER) + "%x00"
_ATTRIBUTES_SIZE_LIMIT = 1_000_000
_JUDGES = 4  # each is a few MB where it is made to be
_BY_NAME = path_judge(())


@dataclass(frozen=True, slots=True)
class MiningTask:
    """A slice of one history, for one worker: which commits, and how their messages are read."""

    git: Git
    repository: str
    shas: tuple[str, ...]
    ai_trailers: tuple[bytes, ...] = ()
    sync_subject: str | None = None
    merge_bot: bool = False
    former_names: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Patterns of paths that the repository's configuration leaves out."""


@dataclass(slots=True)
class _Lines:
    """The running count of one commit's files."""

    files: int = 0
    added: int = 0
    deleted: int = 0
    counted: int = 0
    documentation_only: bool = True
    ignored: int = 0


def mine(task: MiningTask) -> list[CommitSeen]:
    """Read the commits of a task; those whose files git cannot read come out with unknown lines.

    Raises GitFailed where not even the commits can be read.
    """
    attributes = _attributes_by_commit(task)
    seen: list[CommitSeen] = []
    unreadable: list[str] = []
    remaining = list(task.shas)
    together = True
    while remaining:
        before = len(seen)
        batch = remaining if together else remaining[:1]
        try:
            for commit in _read(task, batch, attributes, with_lines=True):
                seen.append(commit)  # noqa: PERF402 - what came before a failure is kept
        except GitFailed as error:
            if error.was_stopped:
                raise
            # Which commit broke it is known only when it is read alone; after one broken commit comes often another.
            if len(batch) == 1:
                unreadable.append(batch[0])
            remaining = remaining[len(seen) - before + (len(batch) == 1) :]
            together = False
        else:
            remaining = remaining[len(batch) :]
            together = True
    return seen + list(_read(task, unreadable, attributes, with_lines=False)) if unreadable else seen


def _read(task: MiningTask, shas: list[str], attributes: dict[str, str], *, with_lines: bool) -> Iterator[CommitSeen]:
    """Read commits in the order given. The newest one read is held back until git has not failed after it."""
    diff = ("--numstat", "-M50%") if with_lines else ("--no-patch",)
    arguments = ("log", "-z", "--no-walk=unsorted", "--stdin", "--root", "--date=raw", "--encoding=UTF-8", *diff)
    sync = re.compile(task.sync_subject) if task.sync_subject else None
    stdin = "\n".join(shas).encode()
    ignored = ignored_paths(task.ignored) if task.ignored else None
    held: CommitSeen | None = None
    with task.git.stream(*arguments, "--no-color", "--no-ext-diff", "--no-textconv", _FORMAT, stdin=stdin) as out:
        for header, lines in _records(out, task.git, attributes, ignored):
            if held is not None:
                yield held
            held = _commit(header, lines if with_lines else None, task, sync)
    if held is not None:
        yield held


def _records(
    out: GitOutput, git: Git, attributes: dict[str, str], ignored: IgnoredPaths | None
) -> Iterator[tuple[list[bytes], _Lines]]:
    """Group git's NUL-separated fields into commits."""
    stream = fields(out)
    header: list[bytes] = []
    lines = _Lines()
    judge = _BY_NAME
    for field in stream:
        if field == _MARK:
            if header:
                yield header, lines
            header = [next(stream, b"") for _ in _HEADER]
            blob = attributes.get(header[0].decode()) if attributes else None
            judge = _judge(git, blob) if blob else _BY_NAME
            lines = _Lines()
        elif field:
            _add_file(lines, field, stream, judge, ignored)
    if header:
        yield header, lines


def _add_file(
    lines: _Lines, field: bytes, stream: Iterator[bytes], judge: PathJudge, ignored: IgnoredPaths | None
) -> None:
    """Count one numstat entry: 'added TAB deleted TAB path', with the two paths of a rename in fields of their own."""
    added, deleted, path = field.split(b"\t", 2)
    if not path:
        next(stream, b"")
        path = next(stream, b"")
    verdict = judge.remembered(path) if len(path) <= LONGEST_REMEMBERED else judge.anew(path)
    lines.files += 1
    is_ignored = ignored is not None and ignored(path)
    lines.ignored += is_ignored
    if not verdict.documentation:
        lines.documentation_only = False
    if deleted == b"-":
        return
    plus, minus = int(added), int(deleted)
    lines.added += plus
    lines.deleted += minus
    if verdict.counts and not is_ignored:
        lines.counted += plus + minus


def _commit(header: list[bytes], lines: _Lines | None, task: MiningTask, sync: re.Pattern[str] | None) -> CommitSeen:
    sha, parents, name, address, authored, by, by_address, committed, text = header
    message = parse_message(text, task.ai_trailers, (task.repository, *task.former_names))
    subject = text.partition(b"\n")[0]
    authored_at, zone = parse_date(authored)
    committed_at, _ = parse_date(committed)
    return CommitSeen(
        sha=sha.decode(),
        is_merge=b" " in parents,
        author=person(name, address),
        committer=person(by, by_address),
        authored_at=authored_at,
        zone=zone,
        committed_at=committed_at,
        date_is_absurd=not (EARLIEST_AUTHORED <= authored_at < END_OF_TIME and 0 < committed_at < END_OF_TIME),
        trailers=message.trailers,
        files=lines.files if lines else None,
        lines_added=lines.added if lines else None,
        lines_deleted=lines.deleted if lines else None,
        lines_counted=lines.counted if lines else None,
        documentation_only=lines is not None and lines.files > 0 and lines.documentation_only,
        bulk=lines is not None and (lines.counted >= BULK_LINES or lines.files >= BULK_FILES),
        sync=_is_left_out(subject, lines, sync),
        is_revert=message.is_revert,
        reverts_sha=message.reverts_sha,
        reverts_number=message.reverts_number,
        ai_marked=message.ai_marked,
        bot_number=resolved_number(text, task.repository) if task.merge_bot else None,
    )


def _is_left_out(subject: bytes, lines: _Lines | None, sync: re.Pattern[str] | None) -> bool:
    """Whether the commit counts elsewhere, or touches nothing but what the repository's configuration leaves out."""
    if lines is not None and 0 < lines.files == lines.ignored:
        return True
    return sync is not None and sync.search(subject[:1000].decode("utf-8", "replace")) is not None


def parse_date(raw: bytes) -> tuple[int, int]:
    """Read git's raw date, 'seconds +hhmm': seconds since 1970 and minutes east of UTC; (0, 0) for nonsense."""
    seconds, _, zone = raw.partition(b" ")
    try:
        instant = int(seconds)
        hours = int(zone or b"0")
    except ValueError:
        return 0, 0
    minutes = abs(hours) // 100 * 60 + abs(hours) % 100
    east = minutes if hours >= 0 else -minutes
    # Anything beyond the world's widest zones, or beyond what a table can hold, is nobody's real date.
    return (instant if abs(instant) < 1 << 53 else 0), (east if abs(east) <= 15 * 60 else 0)


def _attributes_by_commit(task: MiningTask) -> dict[str, str]:
    """Give the blob of each commit's own `.gitattributes`, for the commits that have one."""
    blobs: dict[str, str] = {}
    for sha, line in zip(task.shas, _attributes_blobs(task.git, task.shas), strict=True):
        blob, _, kind_and_size = line.partition(" ")
        kind, _, size = kind_and_size.partition(" ")
        if kind == "blob" and int(size) <= _ATTRIBUTES_SIZE_LIMIT:
            blobs[sha] = blob
    return blobs


def _attributes_blobs(git: Git, shas: tuple[str, ...]) -> list[str]:
    """Give git's word on each commit's `.gitattributes`: 'id kind size', or that there is none."""
    names = "".join(f"{sha}:.gitattributes\n" for sha in shas).encode()
    try:
        answer = git.output("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", stdin=names)
    except GitFailed as error:
        if error.was_stopped:
            raise
        # A broken tree ends git; asked by halves, all commits but that tree's still get their answers.
        middle = len(shas) // 2
        return [*_attributes_blobs(git, shas[:middle]), *_attributes_blobs(git, shas[middle:])] if middle else [""]
    return answer.decode("utf-8", "replace").splitlines()


def _judge(git: Git, blob: str) -> PathJudge:
    try:
        return _judge_by(git, blob)
    except GitFailed as error:
        if error.was_stopped:
            raise
        return _BY_NAME


@lru_cache(maxsize=_JUDGES)
def _judge_by(git: Git, blob: str) -> PathJudge:
    """Give the judge by a `.gitattributes`; commits that follow each other mostly have the same. Raises GitFailed."""
    rules = attribute_rules(git.output("cat-file", "blob", blob))
    return path_judge(rules) if rules else _BY_NAME
