"""Runs inside the peers' own environment: reads a bare repository with one of them and says how long that took.

Each reader imports its peer by itself, since only one of them may be at fault where an import fails.
"""

import json
import sys
import time


def perceval(path: str) -> int:
    from perceval.backends.core.git import Git  # type: ignore[import-not-found]  # noqa: PLC0415

    # no_update leaves out its fetch; that the folder exists already leaves out its clone.
    return sum(1 for _ in Git(path, path).fetch(no_update=True))


def pydriller(path: str) -> int:
    from pydriller import Repository  # type: ignore[import-not-found]  # noqa: PLC0415

    commits = 0
    for commit in Repository(path).traverse_commits():
        commits += 1
        for file in commit.modified_files:
            _ = file.added_lines + file.deleted_lines
    return commits


def main() -> None:
    name, path = sys.argv[1:]
    reader = {"perceval": perceval, "pydriller": pydriller}[name]
    __import__("perceval.backends.core.git" if name == "perceval" else name)  # importing is not timed
    started = time.perf_counter()
    commits = reader(path)
    json.dump({"seconds": time.perf_counter() - started, "commits": commits}, sys.stdout)


if __name__ == "__main__":
    main()
