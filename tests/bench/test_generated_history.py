from pathlib import Path

from bench.generated_history import write_history
from demo.fast_import import run_git


def count(path: Path, *options: str) -> int:
    return int(run_git(path, "rev-list", "--count", *options, "main"))


def test_a_generated_history_has_exactly_the_commits_asked_for_and_merges_on_top(tmp_path: Path) -> None:
    write_history(tmp_path / "long.git", 120)
    assert count(tmp_path / "long.git", "--no-merges") == 120
    assert count(tmp_path / "long.git", "--merges") == 3


def test_a_merge_brings_in_its_side_and_changes_nothing_itself(tmp_path: Path) -> None:
    write_history(tmp_path / "long.git", 45)
    merge = run_git(tmp_path / "long.git", "rev-list", "--merges", "main").decode().strip()
    assert run_git(tmp_path / "long.git", "diff", "--name-only", f"{merge}^2", merge) == b""
    assert run_git(tmp_path / "long.git", "diff", "--name-only", f"{merge}^1", merge) != b""


def test_the_same_length_gives_the_same_commits(tmp_path: Path) -> None:
    write_history(tmp_path / "one.git", 30)
    write_history(tmp_path / "two.git", 30)
    tips = [run_git(tmp_path / name, "rev-parse", "main") for name in ("one.git", "two.git")]
    assert tips[0] == tips[1]
