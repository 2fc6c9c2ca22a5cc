"""Rewrites the golden files from the code as it is: run it, then read the difference as a reader would."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def main() -> None:
    sys.path[:0] = [str(TESTS), str(TESTS.parent)]
    from golden_files import FOLDER, rendered  # noqa: PLC0415

    for name, text in rendered().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
