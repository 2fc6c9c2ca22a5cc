"""Deriving who works for whom: once for the same facts and registry, anew where either changed, in any order."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from counting import ACME, AGENT, BOLT, BOT, COPY, ENGINE, FILES, LONER, SERVICE, Counting, co_authors, confidences
from sqlalchemy import text

from bot.attribution import AccountSeen
from bot.collect import collect
from bot.errors import BusyError
from bot.registry import Registry, load_registry
from bot.store import employments as employments_module
from bot.store.database import Database
from bot.store.employments import attribute, attributed_reading, kind_of


def employments(database: Database) -> list[tuple[Any, ...]]:
    """Give what holds by all that is known."""
    query = text(
        "SELECT a.key, r.name, e.organization, e.rule, e.confidence FROM employment e"
        " JOIN account a ON a.id = e.account_id LEFT JOIN repository r ON r.id = e.repository_id"
        " WHERE e.outdated_at IS NULL"
    )
    with database.reading() as connection:
        return sorted((tuple(row) for row in connection.execute(query)), key=str)


def kinds(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(text("SELECT key, kind FROM account"))}


def test_nothing_stored_is_nothing_derived_and_derived_once(database: Database, counting_registry: Registry) -> None:
    assert attribute(database, counting_registry)
    assert not attribute(database, counting_registry)
    assert employments(database) == []


def test_the_same_facts_and_registry_are_not_derived_again(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.ledger()
    assert not attribute(counting.database, counting.registry)
    counting.lands("2026-07-02", BOLT)
    for name, builder in counting.builders.items():
        collect(counting.collector, str(builder.path), name)
    assert attribute(counting.database, counting.registry)


def test_another_registry_derives_anew_and_takes_back_what_no_longer_holds(counting: Counting, tmp_path: Path) -> None:
    counting.lands("2026-07-01", BOT)
    counting.lands("2026-07-01", ACME)
    counting.ledger()
    before = employments(counting.database)
    folder = tmp_path / "other"
    folder.mkdir()
    for name, words in FILES.items():
        (folder / name).write_text(
            words.replace('"acme.example"', '"else.example"').replace("ids = [77]", "ids = [78]")
        )
    assert attribute(counting.database, load_registry(only=folder))
    assert employments(counting.database) == []
    assert kinds(counting.database)["github:77"] == "bot"  # by GitHub's own ending
    assert attribute(counting.database, counting.registry)
    assert employments(counting.database) == before


def test_kinds_are_told_apart(counting: Counting) -> None:
    for who in (ACME, BOT, AGENT, SERVICE, LONER, ("other[bot]", "99+other[bot]@users.noreply.github.com")):
        counting.lands("2026-07-01", who)
    counting.ledger()
    assert kinds(counting.database) == {
        f"mail:{ACME[1]}": "human",
        "github:77": "bot",
        "github:88": "agent",
        f"mail:{SERVICE[1]}": "service",
        f"mail:{LONER[1]}": "human",
        "github:99": "bot",
    }


def test_a_row_of_one_project_is_made_where_only_trailers_name_somebody(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, body=co_authors(BOLT))
    counting.lands("2026-07-02", BOLT, repository=COPY)
    counting.ledger()
    bolt = f"mail:{BOLT[1]}"
    assert [row for row in employments(counting.database) if row[0] == bolt] == [
        (bolt, ENGINE, "bolt", "mail-domain", 500),
        (bolt, None, "bolt", "mail-domain", 900),
    ]


def test_who_wrote_what_was_synced_is_not_seen_in_the_copy(counting: Counting) -> None:
    counting.lands("2026-07-01", BOLT, "Sync with engine: Speed up", repository=COPY)
    counting.lands("2026-07-02", ACME, body=co_authors(BOLT), repository=COPY)
    ledger = counting.ledger()
    bolt = f"mail:{BOLT[1]}"
    assert (bolt, COPY, "bolt", "mail-domain", 500) in employments(counting.database)
    assert ledger.total(COPY, ledger.month.index).newcomers == 2
    counting.lands("2026-07-03", LONER, "Sync with engine: Tune", repository=COPY)
    assert counting.ledger().total(COPY, ledger.month.index).newcomers == 2


def test_the_order_of_scans_does_not_matter(counting: Counting, new_database: Any) -> None:
    counting.lands("2026-07-01", ACME, body=co_authors(BOLT))
    counting.lands("2026-07-02", BOLT, repository=COPY)
    counting.ledger()
    other = new_database()
    from dataclasses import replace  # noqa: PLC0415

    collector = replace(counting.collector, database=other)
    for name in sorted(counting.builders):
        collect(collector, str(counting.builders[name].path), name)
        attribute(other, counting.registry)
    assert employments(other) == employments(counting.database)


def test_a_rewritten_history_takes_presence_with_it(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    first = counting.builder(ENGINE).head()
    counting.lands("2026-07-02", BOLT)
    counting.ledger()
    counting.builder(ENGINE).set_branch("main", first)
    counting.lands("2026-07-03", ACME, body=co_authors(BOLT))
    counting.ledger()
    bolt = [row for row in employments(counting.database) if row[0] == f"mail:{BOLT[1]}"]
    assert (f"mail:{BOLT[1]}", ENGINE, "bolt", "mail-domain", 500) in bolt


@pytest.mark.parametrize(
    ("login", "kind"),
    [(None, "human"), ("ada", "human"), ("ada[bot]", "bot"), ("ada[bot]x", "human"), ("bot", "human")],
)
def test_githubs_ending_for_apps_is_a_bot(counting_registry: Registry, login: str | None, kind: str) -> None:
    assert kind_of(AccountSeen("x@home.example", login, None), counting_registry) == kind


def test_two_runs_at_once_derive_everything_once(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", BOLT)
    for name, builder in counting.builders.items():
        collect(counting.collector, str(builder.path), name)
    together = Barrier(4)

    def run(_number: int) -> bool:
        together.wait()
        return attribute(counting.database, counting.registry)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    found = employments(counting.database)
    assert len(found) == len(set(found)) == 2


# Scans that finish meanwhile


def test_a_scan_that_finishes_while_people_are_attributed_is_news_for_the_next_run(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.lands("2026-07-01", LONER)
    counting.ledger()
    counting.lands("2026-07-02", LONER, body=co_authors(BOLT))
    with counting.database.writing() as connection:  # as where people have to be attributed anew
        connection.execute(text("DELETE FROM attribution_run"))
    honest = employments_module.derive_presence

    def derive(database: Database) -> None:
        honest(database)
        counting.scan()

    with monkeypatch.context() as patched:
        patched.setattr(employments_module, "derive_presence", derive)
        attribute(counting.database, counting.registry)
    assert attribute(counting.database, counting.registry)
    assert ("bolt", "mail-domain", 500) in confidences(counting.ledger())


def test_a_snapshot_holds_people_as_this_registry_has_them_whatever_others_do(
    counting: Counting, tmp_path: Path
) -> None:
    counting.lands("2026-07-01", BOLT)
    counting.scan()
    for name, content in FILES.items():
        (tmp_path / name).write_text(content.replace("bolt.example", "bolt-elsewhere.example"), encoding="utf-8")
    other = load_registry(only=tmp_path)
    attribute(counting.database, other)
    with attributed_reading(counting.database, counting.registry) as connection:
        organizations = {row[0] for row in connection.execute(text("SELECT organization FROM employment"))}
    assert organizations == {"bolt"}


def test_who_changes_everything_all_the_time_is_told_so_and_nothing_is_read(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.lands("2026-07-01", BOLT)
    counting.scan()
    honest = employments_module.derive_presence

    def derive(database: Database) -> None:
        honest(database)
        with database.writing() as connection:  # as a scan that finishes
            connection.execute(text("UPDATE repository SET scan = scan + 1"))

    monkeypatch.setattr(employments_module, "derive_presence", derive)
    with pytest.raises(BusyError, match="faster than people"), attributed_reading(counting.database, counting.registry):
        pass
