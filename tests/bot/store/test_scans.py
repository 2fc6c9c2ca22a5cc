"""Writing what a scan saw: seen by nobody until it is finished, kept whole however it is cut off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from stored_facts import count, stored

from bot.facts import CommitSeen, LandingSeen, PersonSeen, TrailerSeen
from bot.store.database import Database
from bot.store.scans import RepositoryScan, Totals, begin_scan, month_index, start_writing

DANA = PersonSeen("Dana Doe", "dana@acme.example")
LEE = PersonSeen("Lee", "7+lee@users.noreply.github.com")
AT = 1_704_067_200


def commit(number: int, **changes: Any) -> CommitSeen:
    made = CommitSeen(
        sha=f"{number:040x}", is_merge=False, author=DANA, committer=DANA, authored_at=AT, zone=0, committed_at=AT,
        date_is_absurd=False, trailers=(), files=1, lines_added=number, lines_deleted=1, lines_counted=number + 1,
        documentation_only=False, bulk=False, sync=False, is_revert=False, reverts_sha=None, reverts_number=None,
        ai_marked=False, bot_number=None,
    )  # fmt: skip
    return made._replace(**changes)


def landing(number: int, position: int | None = None, **changes: Any) -> LandingSeen:
    at = number if position is None else position
    return LandingSeen(f"{number:040x}", False, True, at, AT + number, None)._replace(**changes)


def write(scan: RepositoryScan, commits: list[CommitSeen], landings: list[LandingSeen] | None = None) -> None:
    chosen = landings or [landing(int(seen.sha, 16)) for seen in commits]
    known = scan.known_commits([seen.sha for seen in chosen])
    scan.write(chosen, known, [seen for seen in commits if seen.sha not in known])


def scanned(database: Database, tip: str, *numbers: int, after: int = -1) -> RepositoryScan:
    """One whole scan in which these commits land."""
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    scan.close_landings_after(after)
    write(scan, [commit(number) for number in numbers])
    scan.finish(tip, scan.totals())
    return scan


def test_nothing_counts_before_the_scan_is_finished(database: Database) -> None:
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    write(scan, [commit(1), commit(2)])
    seen = stored(database)
    assert (seen.landings, seen.commits) == ({}, {})
    assert seen.repository == (None, 0, 0, 0, 0, 0)
    assert count(database, "git_commit") == 2
    scan.finish("tip", scan.totals())
    assert stored(database).repository == ("tip", 2, 3, 2, 5, 0)


def test_what_was_cut_off_is_dropped_and_its_commits_are_known(database: Database) -> None:
    cut_off = begin_scan(database, "acme/plain", "")
    start_writing(cut_off)
    write(cut_off, [commit(1), commit(2)])
    again = begin_scan(database, "acme/plain", "")
    assert (again.number, again.tip_before, again.totals_before) == (1, None, Totals(0, 0, 0, 0, 0))
    start_writing(again)
    assert count(database, "landing") == 0
    assert set(again.known_commits([commit(number).sha for number in (1, 2, 3)])) == {commit(1).sha, commit(2).sha}
    write(again, [commit(1), commit(2), commit(3)])
    again.finish("tip", again.totals())
    assert len(stored(database).landings) == 3
    assert count(database, "git_commit") == 3
    assert count(database, "scan") == 1


def test_a_cut_off_scan_that_closed_landings_gives_them_back(database: Database) -> None:
    scanned(database, "one", 1, 2)
    cut_off = begin_scan(database, "acme/plain", "")
    start_writing(cut_off)
    cut_off.close_landings_after(1)
    assert cut_off.gone == 1
    assert set(stored(database).landings) == {commit(1).sha, commit(2).sha}
    again = begin_scan(database, "acme/plain", "")
    start_writing(again)
    again.finish("two", again.totals())
    assert set(stored(database).landings) == {commit(1).sha, commit(2).sha}


def test_landings_beyond_the_fork_are_closed_and_may_come_back(database: Database) -> None:
    scanned(database, "one", 1, 2, 3)
    rewritten = scanned(database, "two", 4, after=1)
    assert (rewritten.gone, rewritten.landed) == (2, 1)
    assert set(stored(database).landings) == {commit(1).sha, commit(4).sha}
    scanned(database, "three", 2, after=1)
    assert set(stored(database).landings) == {commit(1).sha, commit(2).sha}
    assert count(database, "landing") == 5
    assert count(database, "git_commit") == 4


def test_more_landings_than_one_transaction_holds_are_closed(database: Database) -> None:
    scanned(database, "one", *range(1, 1_202))
    assert scanned(database, "two", after=0).gone == 1_201
    assert stored(database).landings == {}


def test_the_fork_is_the_newest_commit_that_was_on_the_line(database: Database) -> None:
    assert begin_scan(database, "acme/plain", "").fork(["x"]) is None
    scanned(database, "one", 1, 2, 3)
    scan = begin_scan(database, "acme/plain", "")
    shas = [commit(number).sha for number in range(1_300, 0, -1)]
    assert scan.fork(shas) == (commit(3).sha, 3)
    assert scan.fork([commit(9).sha]) is None
    scanned(database, "two", after=1)
    assert begin_scan(database, "acme/plain", "").fork(shas) == (commit(1).sha, 1)


def test_a_commit_that_was_merged_in_is_no_fork(database: Database) -> None:
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    write(scan, [commit(1), commit(2)], [landing(1), landing(2, 1, on_first_parent=False)])
    scan.finish("one", scan.totals())
    assert begin_scan(database, "acme/plain", "").fork([commit(2).sha, commit(1).sha]) == (commit(1).sha, 1)


def test_people_are_kept_once_with_all_that_they_did(database: Database) -> None:
    trailers = (
        TrailerSeen("co-authored-by", LEE),
        TrailerSeen("co-authored-by", LEE._replace(name="Lee Again")),
        TrailerSeen("co-authored-by", DANA),
        TrailerSeen("signed-off-by", DANA),
        TrailerSeen("signed-off-by", DANA),
        TrailerSeen("reviewed-by", LEE),
    )
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    write(scan, [commit(1, trailers=trailers), commit(2, author=LEE, committer=DANA)])
    scan.finish("one", scan.totals())
    seen = stored(database)
    assert seen.authors == {
        commit(1).sha: [("github:7", 1), ("mail:dana@acme.example", 0)],
        commit(2).sha: [("github:7", 0)],
    }
    assert seen.trailers == {commit(1).sha: [("reviewed-by", "github:7"), ("signed-off-by", "mail:dana@acme.example")]}
    assert count(database, "account") == count(database, "person") == 2


def test_unreadable_commits_count_and_their_lines_do_not(database: Database) -> None:
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    write(scan, [commit(1), commit(2, files=None, lines_added=None, lines_deleted=None, lines_counted=None)])
    assert scan.totals() == Totals(2, 1, 1, 2, 1)


def test_merges_land_and_are_not_counted(database: Database) -> None:
    scan = begin_scan(database, "acme/plain", "")
    start_writing(scan)
    write(scan, [commit(1), commit(2, is_merge=True)], [landing(1), landing(2, is_merge=True)])
    assert scan.totals().commits == 1


def test_a_repository_is_one_in_any_spelling(database: Database) -> None:
    scanned(database, "one", 1)
    assert begin_scan(database, "ACME/Plain", "").tip_before == "one"
    assert count(database, "repository") == 1


def test_repositories_do_not_touch_each_other(database: Database) -> None:
    scanned(database, "one", 1, 2)
    other = begin_scan(database, "acme/other", "")
    start_writing(other)
    assert other.known_commits([commit(1).sha]) == {}
    write(other, [commit(1)])
    other.close_landings_after(-1)
    other.finish("two", other.totals())
    assert set(stored(database, "acme/plain").landings) == {commit(1).sha, commit(2).sha}
    assert set(stored(database, "acme/other").landings) == {commit(1).sha}


def test_the_audit_says_what_each_scan_found(database: Database) -> None:
    scanned(database, "one", 1, 2)
    scanned(database, "two", 3, after=1)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT number, tip_before, tip, landed, gone FROM scan ORDER BY number")).all()
        times = connection.execute(text("SELECT COUNT(*) FROM scan WHERE finished_at >= started_at")).scalar_one()
    assert [tuple(row) for row in rows] == [(1, None, "one", 2, 0), (2, "one", "two", 1, 1)]
    assert times == 2


@pytest.mark.parametrize("seconds", [0, 4_102_444_799, AT])
def test_a_month_is_found_for_every_second_that_can_land(seconds: int) -> None:
    assert 1970 * 12 <= month_index(seconds) < 2100 * 12


def test_the_order_in_which_repositories_are_read_decides_nothing_about_accounts(
    new_database: Callable[..., Database],
) -> None:
    renamed = LEE._replace(address="7+lee-acme@users.noreply.github.com", name="Lee of Acme")
    kept = []
    for order in ((LEE, renamed), (renamed, LEE)):
        database = new_database()
        for number, author in enumerate(order, 1):
            scan = begin_scan(database, f"acme/{author.name.count(' ')}", "")
            start_writing(scan)
            write(scan, [commit(number, author=author)])
            scan.finish("tip", scan.totals())
        with database.reading() as connection:
            found = connection.execute(text("SELECT key, address, login, name FROM account ORDER BY key")).all()
        kept.append([tuple(row) for row in found])
    assert kept[0] == kept[1]


def test_two_scans_at_once_that_meet_the_same_new_people_make_them_once(database: Database) -> None:
    authors = [PersonSeen(f"Person {number}", f"p{number}@acme.example") for number in range(400)]

    def scan(name: str) -> int:
        running = begin_scan(database, name, "")
        start_writing(running)
        for number, author in enumerate(authors, 1):
            write(running, [commit(number, author=author)])
        running.finish("tip", running.totals())
        return running.landed

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(scan, ("acme/plain", "acme/other"))) == [400, 400]
    assert count(database, "account") == 401
