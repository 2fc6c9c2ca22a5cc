"""Broken repositories: what can be read is told exactly, what cannot is unknown, and nobody else loses anything."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from git_builder import GitBuilder

from bot.facts import CommitSeen
from bot.sources.git_command import Git, GitFailed
from bot.sources.git_history import MiningTask, mine


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def mined(repository: GitBuilder, *shas: str, merge_bot: bool = False, sync: str | None = None) -> list[CommitSeen]:
    """Read the commits given, else all, oldest first."""
    chosen = shas or tuple(repository.git("rev-list", "--reverse", "--topo-order", "--all").decode().split())
    git = Git(str(repository.git_dir))
    return mine(MiningTask(git, "acme/tool", chosen, (b"assisted-by: helper",), sync, merge_bot))


def lines(commit: CommitSeen) -> tuple[int | None, int | None, int | None]:
    return commit.lines_added, commit.lines_deleted, commit.lines_counted


def sha_of(repository: GitBuilder, name: str) -> str:
    return repository.git("rev-parse", name).decode().strip()


def test_a_commit_that_is_not_there_is_a_failure_of_git(repository: GitBuilder) -> None:
    repository.commit({"a": b"1\n"})
    with pytest.raises(GitFailed):
        mined(repository, repository.head(), "1" * 40)


@pytest.mark.parametrize("damage", ["remove_object", "corrupt_object"])
@pytest.mark.parametrize("kind", ["blob", "tree", "subtree"])
def test_lines_of_a_damaged_commit_are_unknown_and_its_neighbours_keep_theirs(
    repository: GitBuilder, damage: str, kind: str
) -> None:
    for number in range(12):
        attributes = {".gitattributes": b"*.gen linguist-generated\n"} if number == 0 else {}
        repository.commit({"sub/a.c": b"%d\n" % number, "b.gen": b"x%d\n" % number, **attributes})
    whole = mined(repository)
    shas = [commit.sha for commit in whole]
    name = {"blob": f"{shas[6]}:sub/a.c", "tree": f"{shas[6]}^{{tree}}", "subtree": f"{shas[6]}:sub"}[kind]
    getattr(repository, damage)(sha_of(repository, name))
    seen = mined(repository)
    assert [commit.sha for commit in seen if commit.unreadable] == shas[6:8]  # and the one that is compared with it
    assert {commit.sha: commit for commit in seen if not commit.unreadable} == {
        commit.sha: commit for commit in whole if commit.sha not in shas[6:8]
    }
    broken = {commit.sha: commit for commit in seen}[shas[6]]
    assert (broken.files, *lines(broken), broken.bulk, broken.documentation_only) == (None,) * 4 + (False, False)
    assert broken.author == whole[6].author


def test_a_damaged_mailmap_or_attributes_file_harms_nobody(repository: GitBuilder) -> None:
    repository.commit({".mailmap": b"Eve <eve@evil.example> <dana@acme.example>\n", ".gitattributes": b"*.c binary\n"})
    first = repository.head()
    second = repository.commit({"a.c": b"1\n"})
    for name in (".mailmap", ".gitattributes"):
        repository.corrupt_object(sha_of(repository, f"{first}:{name}"))
    seen = {commit.sha: commit for commit in mined(repository)}
    assert [lines(seen[sha]) for sha in (first, second)] == [(None, None, None), (1, 0, 1)]
    assert seen[second].author.address == "dana@acme.example"


def test_a_partial_clone_tells_its_commits_and_no_lines(repository: GitBuilder, tmp_path: Path) -> None:
    for number in range(30):
        repository.commit({"a": b"%d\n" % number})
    empty = repository.commit(message="Nothing changed")
    clone = GitBuilder(repository.partial_clone(tmp_path / "partial.git"))
    seen = mined(clone)
    assert len(seen) == 31
    assert [commit.sha for commit in seen if not commit.unreadable] == [empty]


def test_a_git_that_dies_in_the_middle_of_a_line_is_a_failure(
    repository: GitBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = repository.commit({"a": b"1\n"})
    folder = tmp_path / "bin"
    folder.mkdir()
    header = f"commit\\0{sha}" + "\\0" * 9
    (folder / "git").write_text(f"#!/bin/sh\nprintf '{header}1\\t'; kill -9 $$\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(GitFailed):
        mine(MiningTask(Git(str(tmp_path / "a.git")), "acme/tool", (sha,)))
