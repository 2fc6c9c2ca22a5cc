"""How commits landed: which first-parent commit brought each in, when, and under which pull request.

Streamed from the tip to the past, children before parents; memory holds the open branches, not the history.
"""

from collections.abc import Generator, Iterator
from typing import NamedTuple

from bot.facts import EARLIEST_AUTHORED, END_OF_TIME, LandingSeen
from bot.sources.git_command import Git, fields
from bot.sources.messages import merged_number, subject_number

_FORMAT = "--format=%H%x00%P%x00%ct%x00%at%x00%s"


class _Label(NamedTuple):
    """How a commit was brought in: ordered so that the earliest landing by the most direct path comes first.

    `depth` counts the numbered merges between the first-parent line and the commit.
    """

    position: int
    depth: int
    number: int
    landed_at: int


_NOWHERE = _Label(-1, 0, 0, 0)  # only the tip has no child, and the tip is on the line


def landings(
    git: Git, tip: str, *, fork: str | None = None, fork_position: int = -1
) -> Generator[LandingSeen, None, None]:
    """Give the landing of every commit reachable from `tip` and not from `fork`, children before parents.

    `fork` is a commit on the tip's first-parent line, at `fork_position`: what it reaches landed there or before.
    Raises GitFailed.
    """
    excluded = [f"^{fork}"] if fork else []
    expected = tip
    pending: dict[str, _Label] = {}
    with git.stream("log", "-z", "--topo-order", "--no-patch", "--no-color", _FORMAT, tip, *excluded, "--") as out:
        # Counted while git sorts the history, which it does before it says anything.
        position = fork_position + int(git.text("rev-list", "--count", "--first-parent", tip, *excluded, "--"))
        for sha, parents, committed, authored, subject in _records(fields(out)):
            merge = len(parents) > 1
            label = pending.pop(sha, _NOWHERE)
            on_line = sha == expected
            if on_line:
                label = _Label(position, 0, 0, landed_at(committed, authored))
                expected = parents[0] if parents else ""
                position -= 1
            elif parents:
                _offer(pending, parents[0], label)
            if merge:
                _offer_merged(pending, parents[1:], label, merged_number(subject))
            number = (None if merge else subject_number(subject)) or label.number or None
            yield LandingSeen(sha, merge, on_line, label.position, label.landed_at, number)


def first_parent_line(git: Git, tip: str) -> Iterator[str]:
    """Give the commits of the first-parent line, newest first. Raises GitFailed."""
    with git.stream("rev-list", "--first-parent", tip, "--") as out:
        rest = b""
        while block := out.read(1 << 16):
            *lines, rest = (rest + block).split(b"\n")
            yield from (line.decode() for line in lines)


def landed_at(committed: int, authored: int) -> int:
    """Give the second at which a first-parent commit landed: its committer's date, else its author's, else 1970.

    Git keeps no other record of when a branch moved; dates before 1970 or from 2100 on are nobody's.
    """
    if 0 < committed < END_OF_TIME:
        return committed
    return authored if EARLIEST_AUTHORED <= authored < END_OF_TIME else 0


def _records(stream: Iterator[bytes]) -> Iterator[tuple[str, list[str], int, int, bytes]]:
    for sha in stream:
        parents = next(stream, b"").decode().split()
        committed, authored = _seconds(next(stream, b"")), _seconds(next(stream, b""))
        yield sha.decode(), parents, committed, authored, next(stream, b"")


def _seconds(text: bytes) -> int:
    try:
        return int(text)
    except ValueError:
        return 0


def _offer(pending: dict[str, _Label], sha: str, label: _Label) -> None:
    known = pending.get(sha)
    if known is None or label < known:
        pending[sha] = label


def _offer_merged(pending: dict[str, _Label], parents: list[str], label: _Label, number: int | None) -> None:
    brought = label if number is None else label._replace(depth=label.depth + 1, number=number)
    for parent in parents:
        _offer(pending, parent, brought)
