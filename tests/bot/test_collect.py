"""Scanning repositories into a database: broken, hostile, rewritten, cut off; and real histories to the last line."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from git_builder import GitBuilder
from scan_histories import NAME, merged_history, scan
from stored_facts import count, stored

from bot.collect import Collector
from bot.errors import BusyError, InputError
from bot.store.database import Database


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[GitBuilder]:
    with GitBuilder(tmp_path / "a.git") as made:
        yield made


def non_merges(repository: GitBuilder) -> int:
    return int(repository.git("rev-list", "--count", "--no-merges", "HEAD"))


# What cannot be scanned


def test_a_scan_that_is_refused_leaves_nothing(collector: Collector, repository: GitBuilder, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for where in (repository.path, tmp_path / "plain", tmp_path / "nowhere", "ext::sh -c x", "--upload-pack=x"):
        with pytest.raises(InputError):
            scan(collector, str(where))
    assert count(collector.database, "repository") == 0
    assert stored(collector.database).repository is None


@pytest.mark.parametrize("damage", ["remove_object", "corrupt_object"])
@pytest.mark.parametrize("before", [False, True])
def test_a_history_with_a_damaged_commit_is_refused_and_what_was_there_stays(
    collector: Collector, repository: GitBuilder, damage: str, before: bool
) -> None:
    shas = [repository.commit({"a": b"%d\n" % number}) for number in range(2)]
    if before:
        scan(collector, repository)
    kept = stored(collector.database)
    shas += [repository.commit({"a": b"%d\n" % number}) for number in range(2, 6)]
    getattr(repository, damage)(shas[3])
    with pytest.raises(InputError, match="the history cannot be read") as error:
        scan(collector, repository)
    assert str(repository.path) in error.value.message
    assert any(sha in error.value.message for sha in shas)  # the damaged one, or the one that names it as its parent
    assert "fsck" in error.value.remedy
    after = stored(collector.database)
    assert (after.landings, after.commits) == (kept.landings, kept.commits)


def test_a_repository_that_another_scan_is_at_is_busy_and_others_are_not(
    collector: Collector, repository: GitBuilder, new_database: Callable[..., Database]
) -> None:
    repository.commit()
    other = new_database(collector.database.url.render_as_string(hide_password=False))
    with other.lock("ACME/plain"):
        with pytest.raises(BusyError, match="another run") as error:
            scan(collector, repository)
        assert error.value.exit_status == 2
        assert scan(collector, repository, "acme/other").totals.commits == 1
    assert scan(collector, repository).totals.commits == 1


def test_a_scan_that_takes_too_long_says_which_knob_to_turn(
    collector: Collector, repository: GitBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit()
    repository.flush()
    (tmp_path / "bin").mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, check=True, text=True).stdout.strip()
    script = f'#!/bin/sh\ncase "$*" in *topo-order*) exec sleep 60;; esac\nexec {real} "$@"\n'
    (tmp_path / "bin" / "git").write_text(script)
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    slow = replace(collector, options=replace(collector.options, timeout=1))
    with pytest.raises(InputError, match="longer than 1 seconds") as error:
        scan(slow, repository)
    assert "GIVEBACK_GIT_TIMEOUT" in error.value.remedy


# Damaged, partial and hostile repositories that can be scanned


def test_a_partial_clone_counts_every_commit_and_says_how_many_are_unreadable(
    collector: Collector, repository: GitBuilder, tmp_path: Path
) -> None:
    for number in range(20):
        repository.commit({"a": b"%d\n" % number})
    repository.commit(message="Nothing changed")
    clone = GitBuilder(repository.partial_clone(tmp_path / "partial.git"))
    totals = scan(collector, clone).totals
    assert totals.commits == non_merges(clone) == 21
    assert (totals.unreadable, totals.lines_added, totals.lines_deleted) == (20, 0, 0)


@pytest.mark.parametrize("damage", ["remove_object", "corrupt_object"])
@pytest.mark.parametrize("name", ["HEAD~5:a", "HEAD~5^{tree}", "HEAD:.gitattributes", "HEAD:.mailmap"])
def test_with_a_damaged_object_every_commit_is_counted_and_readable_ones_are_exact(
    collector: Collector, new_database: Callable[..., Database], repository: GitBuilder, damage: str, name: str
) -> None:
    repository.commit({".gitattributes": b"*.gen linguist-generated\n", ".mailmap": b"A <a@b> <dana@acme.example>\n"})
    for number in range(12):
        repository.commit({"a": b"%d\n" % number, "b.gen": b"x%d\n" % number})
    whole = replace(collector, database=new_database())
    scan(whole, repository)
    getattr(repository, damage)(repository.git("rev-parse", name).decode().strip())
    totals = scan(collector, repository).totals
    assert totals.commits == 13
    assert totals.unreadable in (1, 2)
    expected, found = stored(whole.database), stored(collector.database)
    broken = [sha for sha, commit in found.commits.items() if commit["lines_added"] is None]
    assert len(broken) == totals.unreadable
    for sha in set(found.commits) - set(broken):
        # without the project's attributes, what counts can only be judged by names
        guessed = {"lines_counted": expected.commits[sha]["lines_counted"]} if "attributes" in name else {}
        assert found.commits[sha] | guessed == expected.commits[sha]
    assert found.landings == expected.landings
    assert found.authors == expected.authors


def test_grafts_and_replace_refs_do_not_change_what_is_counted(collector: Collector, repository: GitBuilder) -> None:
    shas = [repository.commit({"a": b"%d\n" % number}) for number in range(4)]
    repository.replace(shas[2], shas[0])
    repository.graft(shas[3], shas[0])
    assert scan(collector, repository).totals.commits == 4
    assert set(stored(collector.database).landings) == set(shas)


def test_odd_names_addresses_paths_messages_and_dates_are_stored(collector: Collector, repository: GitBuilder) -> None:
    who = (
        b"\xff\xfe\t<\x1b <no@where>",
        b"X" * 10_240 + b" <" + b"y" * 10_240 + b"@a.example>",
        b"nothing",
        b"<>",
        b"",
    )
    for number, author in enumerate(who):
        for date in (b"-5 +0000", b"1704067200 +9999", b"99999999999 -9999"):
            message = b"Odd\0nul\n\nCo-authored-by: \xff\\N\t<\xfe@a.example>\n"
            files: dict[bytes, bytes | None] = {b"\xff\n\t\x1b%d" % number: date}
            repository.commit_literally(files, author=author + b" " + date, message=message)
            repository.commit({"a": b"%d\n" % number}, message=b"\xff\n\nCo-authored-by: \xff\\N\t<\xfe@a.example>\n")
    totals = scan(collector, repository).totals
    assert (totals.commits, totals.unreadable) == (30, 0)
    assert len(stored(collector.database).commits) == 30


# What a scan finds


def test_scanning_again_without_news_reads_nothing_and_says_the_same(
    collector: Collector, repository: GitBuilder
) -> None:
    merged_history(repository)
    first = scan(collector, repository)
    again = scan(collector, repository)
    assert (again.head, again.totals, again.landed, again.gone) == (first.head, first.totals, 0, 0)
    assert count(collector.database, "scan") == 1
    assert first.landed == 120


def test_only_what_is_new_is_read(collector: Collector, repository: GitBuilder) -> None:
    merged_history(repository)
    scan(collector, repository)
    repository.commit({"a": b"1\n"})
    repository.commit({"a": b"2\n"})
    assert scan(collector, repository).landed == 2


def test_a_forced_push_closes_what_is_gone_and_a_second_brings_it_back(
    collector: Collector, repository: GitBuilder
) -> None:
    base = repository.commit({"a": b"1\n"}, message="Base (#1)")
    old = repository.commit({"a": b"2\n"}, message="Old (#2)")
    scan(collector, repository)
    before = stored(collector.database)
    new = repository.commit({"a": b"3\n"}, parents=[base])
    gone = scan(collector, repository)
    assert (gone.landed, gone.gone, gone.totals.commits) == (1, 1, 2)
    assert set(stored(collector.database).landings) == {base, new}
    repository.set_branch("main", old)
    assert scan(collector, repository).totals.commits == 2
    assert stored(collector.database) == before


def test_after_a_foxtrot_the_old_line_landed_with_the_merge(collector: Collector, repository: GitBuilder) -> None:
    base = repository.commit()
    old = repository.commit()
    scan(collector, repository)
    repository.commit(branch="fix", parents=[base])
    foxtrot = repository.merge("main", branch="fix")
    repository.set_branch("main", foxtrot)
    scan(collector, repository)
    seen = stored(collector.database).landings
    assert (seen[old].on_first_parent, seen[old].position) == (False, 2)
    assert seen[old].landed_at == seen[foxtrot].landed_at


def test_rebased_commits_of_one_pull_request_are_one_change(collector: Collector, repository: GitBuilder) -> None:
    shas = [repository.commit({"a": b"%d\n" % part}, message=f"Part {part} (#7)") for part in range(3)]
    alone = repository.commit(message="Alone")
    scan(collector, repository)
    seen = stored(collector.database).landings
    assert [seen[sha].change for sha in (*shas, alone)] == [7, 7, 7, alone]


def test_in_a_project_with_a_merge_bot_its_line_names_the_pull_request(
    collector: Collector, repository: GitBuilder
) -> None:
    message = "Fix\n\nPull Request resolved: https://github.com/{}/pull/9\n"
    mine = repository.commit(message=message.format("Acme/bot-merged"))
    others = repository.commit(message=message.format("acme/other"))
    synced = repository.commit(message="sync : upstream")
    scan(collector, repository, "ACME/Bot-Merged")
    seen = stored(collector.database, "acme/bot-merged")
    assert [seen.landings[sha].change for sha in (mine, others)] == [9, others]
    assert seen.commits[synced]["sync"]
    scan(collector, repository, "acme/plain")
    plain = stored(collector.database, "acme/plain")
    assert plain.landings[mine].change == mine
    assert not plain.commits[synced]["sync"]


def test_a_remote_is_fetched_scanned_and_followed(collector: Collector, repository: GitBuilder) -> None:
    first = repository.commit({"a": b"1\n"})
    where = f"file://{repository.path}"
    assert scan(collector, where).head == first
    second = repository.commit({"a": b"2\n"})
    repository.flush()
    again = scan(collector, where)
    assert (again.head, again.landed) == (second, 1)


def test_progress_is_told(collector: Collector, repository: GitBuilder) -> None:
    merged_history(repository)
    told: list[tuple[str, int]] = []
    scan(replace(collector, watch=lambda name, commits: told.append((name, commits)), commits_a_task=50), repository)
    assert sum(commits for _, commits in told) == 120
    assert {name for name, _ in told} == {NAME}
