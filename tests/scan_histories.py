"""Histories and scans that several tests share."""

from pathlib import Path

from git_builder import GitBuilder

from bot.collect import Collector, Scanned, collect

NAME = "acme/plain"


def scan(collector: Collector, repository: GitBuilder | Path | str, named: str = NAME) -> Scanned:
    where = repository.path if isinstance(repository, GitBuilder) else repository
    return collect(collector, str(where), named)


def merged_history(repository: GitBuilder) -> None:
    """A history of a hundred commits with merges."""
    for number in range(30):
        base = repository.commit({f"{number % 5}.c": b"%d\n" % number * 3}, message=f"Fix {number} (#{number})")
        repository.commit({"side.c": b"%d\n" % number}, branch="side", parents=[base])
        repository.commit({f"{number}.md": b"x\n"}, author=("Lee", f"{number % 7}+lee@users.noreply.github.com"))
        repository.merge("side", message=f"Merge pull request #{number + 100} from lee/side")
    repository.flush()
