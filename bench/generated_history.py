"""A long history of generated commits, written by one `git fast-import`: as long as a benchmark needs it."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from demo.fast_import import clean_environment, create_repository

_FILES = 500
_LINES = 60
_BEGUN = 1_451_606_400  # 2016-01-01
_SPACING = 7_200
_SIDE_EVERY = 40


def write_history(path: Path, commits: int, seed: int = 1) -> None:
    """Make a bare repository with exactly so many non-merge commits on main, and a merge for every fortieth."""
    create_repository(path)
    command = ["git", f"--git-dir={path}", "fast-import", "--quiet"]
    importer = subprocess.Popen(command, stdin=subprocess.PIPE, env=clean_environment(path))
    assert importer.stdin is not None
    for block in _stream(commits, random.Random(seed)):
        importer.stdin.write(block)
    importer.stdin.close()
    if importer.wait():
        raise subprocess.CalledProcessError(importer.returncode, command)


def _stream(commits: int, chance: random.Random) -> Iterator[bytes]:
    """Give fast-import's input. Every fortieth commit sits on a side line of its own and is merged at once."""
    texts = [[0] * _LINES for _ in range(_FILES)]
    tip = mark = 0
    for number in range(1, commits + 1):
        mark += 1
        files = _changes(texts, number, chance)
        yield _commit(mark, number, [tip] if tip else [], _subject(number, chance), chance) + files
        if number % _SIDE_EVERY == 0 and tip:
            mark += 1
            message = f"Merge pull request #{number} from dev/side"
            yield _commit(mark, number, [tip, mark - 1], message, chance) + files
        tip = mark


def _changes(texts: list[list[int]], number: int, chance: random.Random) -> bytes:
    """Change eight lines each of a few files (of all in the first commit); give that as fast-import's input."""
    changed = range(_FILES) if number == 1 else chance.sample(range(_FILES), 1 + int(chance.expovariate(0.8)))
    blocks = []
    for file in changed:
        start = chance.randrange(_LINES - 8)
        texts[file][start : start + 8] = range(number, number + 8)
        body = b"".join(b"line %d\n" % line for line in texts[file])
        blocks.append(b"M 100644 inline src/part%d/file%d.py\ndata %d\n%s\n" % (file % 20, file, len(body), body))
    return b"".join(blocks)


def _subject(number: int, chance: random.Random) -> str:
    subject = f"Change part {number % 20}" + (f" (#{number})" if chance.random() < 0.8 else "")
    if chance.random() < 0.1:
        other = chance.randrange(400)
        subject += f"\n\nCo-authored-by: Person {other} <p{other}@works{other % 60}.example>"
    return subject


def _commit(mark: int, number: int, parents: list[int], message: str, chance: random.Random) -> bytes:
    who = chance.randrange(400)
    date = _BEGUN + number * _SPACING
    person = b"Person %d <p%d@works%d.example> %d +0000" % (who, who, who % 60, date)
    text = message.encode()
    lines = [b"commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\n" % (mark, person, person)]
    lines.append(b"data %d\n%s\n" % (len(text), text))
    lines += [b"%s :%d\n" % (b"merge" if position else b"from", parent) for position, parent in enumerate(parents)]
    return b"".join(lines)
