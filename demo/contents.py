"""What is in the files of a fictional repository: short generated lines, changed a few at a time.

Every line is new when it is written, so lines added and deleted are what a reader would count.
"""

from collections.abc import Iterable, Mapping
from random import Random

Lines = tuple[bytes, ...]
Changed = dict[str, Lines | None]

LONG_FILE = 90  # lines; a file this long gets no more
TOPICS = ("sampler", "tokens", "cache", "loader", "kernels", "layers", "router", "export", "config", "metrics")


def chance(rng: Random, percent: int) -> bool:
    """Whether something that happens in so many of a hundred cases happens now."""
    return rng.randrange(100) < percent


class Contents:
    """The text files at a repository's tip, by path; `held` are those that a side branch is working on."""

    def __init__(self, rng: Random) -> None:
        self.lines: dict[str, Lines] = {}
        self.held: set[str] = set()
        self._rng = rng
        self._serial = 0

    def take(self, changed: Mapping[str, Lines | None]) -> None:
        """Make a commit's changes the present state."""
        for path, lines in changed.items():
            if lines is None:
                self.lines.pop(path, None)
            else:
                self.lines[path] = lines

    def fresh(self, number: int) -> Lines:
        """So many lines that were nowhere before."""
        first, self._serial = self._serial, self._serial + number
        return tuple(
            b"step_%d = blend(%d, 0.%d)\n" % (n, n * 7 % 97, n * 31 % 1009) for n in range(first, first + number)
        )

    def first_files(self) -> Changed:
        """What a repository begins with."""
        files: Changed = {f"src/{topic}.py": self.fresh(self._rng.randint(12, 40)) for topic in TOPICS}
        files |= {f"docs/{topic}.md": self.fresh(self._rng.randint(6, 20)) for topic in TOPICS[:4]}
        files |= {"README.md": self.fresh(18), "package-lock.json": self.fresh(120), "VERSION": (b"1.0\n",)}
        files[".gitattributes"] = (
            b"gen/** linguist-generated=true\n",
            b"third/** linguist-vendored\n",
            b"*.png binary\n",
        )
        return files

    def code_change(self) -> Changed:
        """One to three source files changed by some lines, now and then a new file or a test with it."""
        sources = self._free("src/")
        changed: Changed = {}
        for path in self._rng.sample(sources, self._rng.choice((1, 1, 1, 2, 2, 3))):
            changed[path] = self._edited(self.lines[path])
        if chance(self._rng, 12):
            changed[f"src/{self._rng.choice(TOPICS)}_{self._serial}.py"] = self.fresh(self._rng.randint(10, 45))
        if chance(self._rng, 20):
            changed[f"tests/test_{self._serial}.py"] = self.fresh(self._rng.randint(5, 20))
        return changed

    def typo(self) -> Changed:
        """One line of documentation put right."""
        path = self._rng.choice(self._free("README", "docs/"))
        lines = self.lines[path]
        place = self._rng.randrange(len(lines))
        return {path: (*lines[:place], *self.fresh(1), *lines[place + 1 :])}

    def _free(self, *beginnings: str) -> list[str]:
        free = sorted(path for path in self.lines if path.startswith(beginnings) and path not in self.held)
        return [path for path in free if path.endswith((".py", ".md"))]

    def _edited(self, lines: Lines) -> Lines:
        start = self._rng.randrange(len(lines))
        removed = self._rng.randint(0, min(8, len(lines) - start))
        added = self._rng.randint(0 if removed > 1 else 1, 14) if len(lines) < LONG_FILE else 1
        kept = (*lines[:start], *self.fresh(added), *lines[start + removed :])
        return kept or self.fresh(1)


def joined(files: Mapping[str, Iterable[bytes] | None]) -> dict[str, bytes | None]:
    """The files' bytes, as a commit takes them."""
    return {path: None if lines is None else b"".join(lines) for path, lines in files.items()}
