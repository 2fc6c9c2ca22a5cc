"""How commits landed: by which commit of the first-parent line, when, and under which pull request."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from git_builder import FIRST_DATE, GitBuilder

from bot.facts import LandingSeen
from bot.sources.git_command import Git, GitFailed
from bot.sources.git_walk import first_parent_line, landed_at, landings

HOUR = 3_600


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def git_of(repository: GitBuilder) -> Git:
    return Git(str(repository.git_dir))


def landed(repository: GitBuilder, fork: str | None = None, position: int = -1) -> dict[str, LandingSeen]:
    found = list(landings(git_of(repository), repository.head(), fork=fork, fork_position=position))
    by_sha = {seen.sha: seen for seen in found}
    assert len(by_sha) == len(found)
    reachable = repository.git("rev-list", repository.head(), *([f"^{fork}"] if fork else [])).decode().split()
    assert set(by_sha) == set(reachable)
    return by_sha


def test_a_commit_that_is_missing_is_a_failure_not_an_end(repository: GitBuilder) -> None:
    shas = [repository.commit({"a": b"%d\n" % number}) for number in range(5)]
    repository.remove_object(shas[2])
    with pytest.raises(GitFailed):
        list(landings(git_of(repository), shas[-1]))
    with pytest.raises(GitFailed):
        list(first_parent_line(git_of(repository), shas[-1]))


def test_a_straight_line_lands_commit_by_commit(repository: GitBuilder) -> None:
    shas = [repository.commit(message=f"Fix (#{number})" if number else "Begin") for number in range(4)]
    seen = landed(repository)
    assert [seen[sha] for sha in shas] == [
        LandingSeen(sha, False, True, number, FIRST_DATE + number * HOUR, number or None)
        for number, sha in enumerate(shas)
    ]
    assert list(first_parent_line(git_of(repository), shas[-1])) == shas[::-1]


def test_commits_that_a_merge_brought_in_land_with_it_under_its_number(repository: GitBuilder) -> None:
    base = repository.commit()
    inside = [repository.commit(branch="fix", parents=[base]), repository.commit(branch="fix", message="More (#3)")]
    other = repository.commit()
    merge = repository.merge("fix", message="Merge pull request #7 from lee/fix")
    seen = landed(repository)
    at = FIRST_DATE + 4 * HOUR
    assert seen[merge] == LandingSeen(merge, True, True, 2, at, None)
    assert seen[inside[0]] == LandingSeen(inside[0], False, False, 2, at, 7)
    assert seen[inside[1]] == LandingSeen(inside[1], False, False, 2, at, 3)  # a squash inside keeps its own
    assert seen[other] == LandingSeen(other, False, True, 1, FIRST_DATE + 3 * HOUR, None)


def test_a_merge_without_a_number_gives_none(repository: GitBuilder) -> None:
    base = repository.commit()
    inside = repository.commit(branch="fix", parents=[base])
    repository.commit()
    repository.merge("fix", message="Merge branch 'fix'")
    assert landed(repository)[inside].number is None


def test_in_nested_merges_the_inner_number_stands_and_the_outer_for_the_rest(repository: GitBuilder) -> None:
    base = repository.commit()
    outer = repository.commit(branch="outer", parents=[base])
    inner = repository.commit(branch="inner", parents=[outer])
    repository.commit(branch="outer")
    repository.merge("inner", branch="outer", message="Merge pull request #8 from lee/inner")
    plain = repository.commit(branch="plain", parents=[outer])
    repository.merge("plain", branch="outer", message="Merge branch 'plain' into outer")
    repository.commit()
    repository.merge("outer", message="Merge pull request #9 from lee/outer")
    seen = landed(repository)
    assert {seen[sha].number for sha in (outer, plain)} == {9}
    assert seen[inner].number == 8
    assert {seen[sha].position for sha in (outer, inner, plain)} == {2}


def test_main_merged_into_a_branch_does_not_move_what_landed_before(repository: GitBuilder) -> None:
    base = repository.commit()
    repository.commit(branch="fix", parents=[base])
    before = repository.commit(message="Before (#2)")
    repository.merge("main", branch="fix", message="Merge branch 'main' into fix")
    repository.commit()
    repository.merge("fix", message="Merge pull request #7 from lee/fix")
    assert landed(repository)[before] == LandingSeen(before, False, True, 1, FIRST_DATE + 2 * HOUR, 2)


def test_what_two_merges_brought_in_landed_with_the_earlier(repository: GitBuilder) -> None:
    base = repository.commit()
    shared = repository.commit(branch="shared", parents=[base])
    repository.commit(branch="late", parents=[shared])
    repository.commit()
    repository.merge("shared", message="Merge pull request #5 from lee/shared")
    repository.merge("late", message="Merge pull request #6 from lee/late")
    seen = landed(repository)[shared]
    assert (seen.number, seen.position) == (5, 2)


def test_an_octopus_brings_in_all_its_sides(repository: GitBuilder) -> None:
    base = repository.commit()
    sides = [repository.commit(branch=name, parents=[base]) for name in ("x", "y", "z")]
    repository.commit()
    octopus = repository.merge("x", "y", "z", message="Merge pull request #4 from lee/all")
    seen = landed(repository)
    assert seen[octopus].is_merge
    assert {(seen[side].position, seen[side].number, seen[side].on_first_parent) for side in sides} == {(2, 4, False)}


def test_after_a_foxtrot_the_old_line_lands_with_the_merge(repository: GitBuilder) -> None:
    base = repository.commit()
    old = [repository.commit(), repository.commit()]
    fix = repository.commit(branch="fix", parents=[base])
    foxtrot = repository.merge("main", branch="fix", message="Merge branch 'main' of example.org:acme/tool")
    repository.set_branch("main", foxtrot)
    seen = landed(repository)
    assert [(seen[sha].position, seen[sha].on_first_parent) for sha in old] == [(2, False)] * 2
    assert {seen[sha].landed_at for sha in old} == {seen[foxtrot].landed_at}
    assert (seen[fix].position, seen[fix].on_first_parent) == (1, True)


def test_an_unrelated_history_that_is_merged_lands_with_the_merge(repository: GitBuilder) -> None:
    repository.commit()
    roots = [repository.commit(branch="other", parents=[]), repository.commit(branch="other")]
    repository.merge("other", message="Add 'other/' as a subtree (#3)")
    seen = landed(repository)
    assert {(seen[sha].position, seen[sha].number) for sha in roots} == {(1, 3)}


def test_rebased_commits_with_one_number_are_one_change_each_on_the_line(repository: GitBuilder) -> None:
    shas = [repository.commit(message=f"Part {part} (#7)") for part in range(3)]
    seen = landed(repository)
    assert [(seen[sha].number, seen[sha].position) for sha in shas] == [(7, 0), (7, 1), (7, 2)]


def test_a_pull_request_numbered_zero_is_none(repository: GitBuilder) -> None:
    sha = repository.commit(message="Fix (#0)")
    assert landed(repository)[sha].number is None


def test_from_a_fork_on_only_what_is_new_is_given_with_the_positions_of_the_whole(repository: GitBuilder) -> None:
    for number in range(3):
        repository.commit(message=f"Number {number}")
    fork = repository.head()
    repository.commit(branch="fix", parents=[fork])
    repository.commit()
    repository.merge("fix", message="Merge pull request #7 from lee/fix")
    whole = landed(repository)
    part = landed(repository, fork, 2)
    assert part == {sha: whole[sha] for sha in part}
    assert len(part) == 3


@pytest.mark.parametrize(
    "message", [b"", b"\n\nbody (#7)", b"\xff (#7)", b"a\0b (#7)", b"a\tb\x1b (#7)", b"x" * 2_000_000 + b" (#7)"]
)
def test_whatever_a_message_holds_the_walk_goes_on(repository: GitBuilder, message: bytes) -> None:
    repository.commit()
    odd = repository.commit_literally(message=message)
    last = repository.commit(message="Last (#9)")
    seen = landed(repository)
    assert (seen[odd].position, seen[last].number) == (1, 9)


@pytest.mark.parametrize(
    ("committed", "authored", "expected"),
    [
        (FIRST_DATE, 0, FIRST_DATE),
        (0, FIRST_DATE, FIRST_DATE),
        (-5, FIRST_DATE, FIRST_DATE),
        (1, FIRST_DATE, 1),
        (4_102_444_800, FIRST_DATE, FIRST_DATE),
        (4_102_444_799, FIRST_DATE, 4_102_444_799),
        (0, 0, 0),
        (0, 1_104_537_599, 0),
        (1 << 60, 1 << 60, 0),
    ],
)
def test_an_impossible_committers_date_gives_way_to_the_authors(committed: int, authored: int, expected: int) -> None:
    assert landed_at(committed, authored) == expected


def test_impossible_dates_in_a_real_history_land_somewhere(repository: GitBuilder) -> None:
    repository.commit()
    who = b"Dana Doe <dana@acme.example> "
    good = b"%s%d +9999" % (who, FIRST_DATE)
    for date in (b"-5 +0000", b"99999999999999999999 +0000", b"4102444800 +0000", b"nonsense"):
        repository.commit_literally(author=good, committer=who + date)
    assert {seen.landed_at for seen in landed(repository).values()} == {FIRST_DATE}
