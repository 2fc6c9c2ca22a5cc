"""The repositories that other tests stand on are what they claim to be."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from git_builder import FIRST_DATE, GitBuilder

from demo.fast_import import Content, Entry, FastImportError


def count(repository: GitBuilder, revision: str = "HEAD") -> int:
    return int(repository.git("rev-list", "--count", revision))


def test_an_address_with_a_line_break_is_refused_with_gits_words(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    with pytest.raises(FastImportError, match="fatal"):
        repository.commit({"a": b"1\n"}, author=("Eve", "eve\n@b.example"))


def test_a_parent_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    with pytest.raises(FastImportError, match="Not a valid commit"):
        repository.commit({"a": b"1\n"}, parents=["1" * 40])


def test_a_branch_without_commits_has_no_head(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        GitBuilder(tmp_path / "a.git").head()


def test_the_same_calls_give_the_same_ids(tmp_path: Path) -> None:
    heads = set()
    for name in ("one", "two"):
        repository = GitBuilder(tmp_path / name)
        for number in range(300):
            repository.commit({f"{number % 7}.txt": b"%d\n" % number})
        heads.add(repository.head())
        assert repository.git("rev-parse", "HEAD").decode().strip() == repository.head()
        assert count(repository) == 300
        repository.git("fsck", "--strict")
    assert len(heads) == 1


def test_each_batch_continues_the_one_before_and_so_does_another_builder(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    repository.commit({"a": b"1\n"})
    repository.flush()
    repository.commit({"b": b"1\n"})
    again = GitBuilder(repository.path)
    again.commit({"c": b"1\n"})
    assert count(again) == 3
    assert again.git("ls-tree", "--name-only", "HEAD").split() == [b"a", b"b", b"c"]


def test_dates_are_the_ones_given_or_an_hour_apart(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    repository.commit()
    repository.commit(author_date=86_400, commit_date="1714557600 +0200")
    repository.commit(author_date=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    repository.commit(author_date="4102444801 +9999")
    repository.commit()
    shown = repository.git("log", "--reverse", "--date=raw", "--format=%ad,%cd").decode().split("\n")[:-1]
    assert shown == [
        f"{FIRST_DATE} +0000,{FIRST_DATE} +0000",
        "86400 +0000,1714557600 +0200",
        "1782864000 +0000,1782864000 +0000",
        "4102444801 +9999,4102444801 +9999",
        f"{FIRST_DATE + 3600} +0000,{FIRST_DATE + 3600} +0000",
    ]


def test_an_empty_commit_a_deletion_a_rename_a_link_and_a_submodule(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    repository.commit({"a": b"1\n2\n3\n", "b": b"x\n"})
    repository.commit()
    repository.commit({"b": None}, renames={"a": "sub/ä b.txt"})
    odd: dict[bytes, Content] = {
        b"link": Entry("120000", b"sub"),
        b"module": Entry("160000", b"2" * 40),
        b'\xff\n\t"\\': b"1\n",
    }
    repository.commit(odd)
    shown = repository.git("log", "--format=%x01", "-M", "-z", "--numstat").split(b"\x01")[1:]
    assert [part.strip(b"\0\n") for part in shown] == [
        b'1\t0\tlink\x001\t0\tmodule\x001\t0\t\xff\n\t"\\',
        b"0\t1\tb\x000\t0\t\0a\0sub/\xc3\xa4 b.txt",
        b"",
        b"3\t0\ta\x001\t0\tb",
    ]


def test_an_octopus_merge_has_all_parents_and_what_they_brought(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    base = repository.commit({"a": b"1\n"})
    for name in ("x", "y", "z"):
        repository.commit({name: b"1\n"}, branch=name, parents=[base])
        repository.commit({name: b"1\n2\n"}, branch=name)
    repository.commit({"a": b"1\n2\n"})
    merge = repository.merge("x", "y", "z")
    assert len(repository.git("rev-list", "--parents", "-1", merge).split()) == 5
    assert repository.git("ls-tree", "--name-only", "HEAD").split() == [b"a", b"x", b"y", b"z"]
    assert repository.git("show", "HEAD:z") == b"1\n2\n"
    assert repository.git("show", "HEAD:a") == b"1\n2\n"


@pytest.mark.parametrize(
    "author",
    [b"\xff\x01\t<\x1b <no@where> -5 +9999", b"X" * 10_240 + b" <a@b> 99999999999 -9999", b"nothing at all"],
)
def test_a_literal_commit_keeps_every_byte(tmp_path: Path, author: bytes) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    repository.commit({"a": b"1\n"})
    sha = repository.commit_literally({"b": b"1\n", "a": None}, author=author, message=b"\xfe\r\n")
    assert b"\nauthor " + author + b"\ncommitter " + author + b"\n\n\xfe\r\n" in repository.git("cat-file", "-p", sha)
    repository.commit({"c": b"1\n"})
    assert count(repository) == 3
    assert repository.git("ls-tree", "--name-only", "HEAD").split() == [b"b", b"c"]


def test_a_removed_blob_is_missing_and_the_rest_is_there(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    for number in range(200):  # so many that git keeps them in a pack
        repository.commit({"a": b"%d\n" % number})
    blob = repository.git("rev-parse", "HEAD~5:a").decode().strip()
    repository.remove_object(blob)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("cat-file", "-e", blob)
    assert count(repository) == 200
    other = repository.git("rev-parse", "HEAD~9:a").decode().strip()
    repository.corrupt_object(other)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("cat-file", "blob", other)


def test_a_partial_clone_has_the_commits_and_not_the_contents(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    repository.commit({"a": b"1\n"})
    clone = GitBuilder(repository.partial_clone(tmp_path / "partial.git"))
    assert count(clone) == 1
    with pytest.raises(subprocess.CalledProcessError):
        clone.git("show", "HEAD:a")


def test_a_rewritten_branch_forgets_what_it_dropped(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    first = repository.commit({"a": b"1\n"})
    repository.commit({"a": b"2\n"})
    repository.set_branch("main", first)
    repository.commit({"b": b"2\n"})
    assert repository.git("ls-tree", "--name-only", "HEAD").split() == [b"a", b"b"]
    assert count(repository) == 2
    repository.commit({"c": b"1\n"}, parents=[])
    assert count(repository) == 1
    assert repository.git("ls-tree", "--name-only", "HEAD").split() == [b"c"]


def test_grafts_and_replace_refs_change_what_plain_git_shows(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "a.git")
    shas = [repository.commit(message=f"Number {number}") for number in range(4)]
    repository.replace(shas[3], shas[0])
    plain = ["git", f"--git-dir={repository.path}", "log", "--format=%s"]
    assert subprocess.run(plain, capture_output=True, check=True).stdout.split(b"\n")[:-1] == [b"Number 0"]
    assert count(repository) == 4
    repository.graft(shas[3], shas[0])
    assert count(repository) == 2


def test_a_working_tree_is_filled_and_the_default_branch_is_the_one_asked_for(tmp_path: Path) -> None:
    repository = GitBuilder(tmp_path / "work", bare=False, branch="trunk")
    repository.commit({"a": b"1\n"}, branch="trunk")
    repository.checkout()
    assert (repository.path / "a").read_bytes() == b"1\n"
    repository.commit({"a": b"1\n"}, branch="other")
    repository.set_head("other")
    repository.set_branch("trunk", None)
    assert repository.git("for-each-ref", "--format=%(refname)").split() == [b"refs/heads/other"]
