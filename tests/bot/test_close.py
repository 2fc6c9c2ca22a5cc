"""Closing a month: frozen once, the same whatever the way there, and every difference stated."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from activity_builder import ActivityBuilder
from cryptography.exceptions import InvalidSignature
from giveback_runner import ROOT, Giveback
from small_world import DAY_24, FORGE, REPLY_WINDOW, Scanned, over, scan_world
from sqlalchemy import text

from bot.close import close_month
from bot.errors import BusyError
from bot.registry import load_registry
from bot.signing import Signer, verify
from bot.store.database import Database
from bot.store.months import read_closing
from demo.world import World
from reports.months import Month
from reports.renderers.canonical import canonical

JULY = Month(2026, 7)
LAST_INSTANT = datetime(2026, 7, 31, 23, 59, 59, tzinfo=UTC)
DAY_23 = datetime(2026, 8, 23, 23, 59, 59, tzinfo=UTC)


def sidecar_of(deployment: Giveback, month: str = "2026-07") -> dict[str, Any]:
    database = Database(deployment.database)
    closing = read_closing(database, Month.parse(month))
    database.close()
    found: dict[str, Any] = json.loads(closing.sidecar)
    return found


def stored_closings(deployment: Giveback) -> list[tuple[Any, ...]]:
    database = Database(deployment.database)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT month, revision, content, sidecar FROM closed_month ORDER BY 1, 2"))
        found = [tuple(row) for row in rows]
    database.close()
    return found


# What is refused


@pytest.mark.parametrize("month", ["2026-07", "2026-08", "2027-01"])
def test_a_month_that_is_not_over_is_refused(small: Scanned, deployment: Giveback, month: str) -> None:
    over(small, deployment)
    ran = deployment.at(LAST_INSTANT, "close", month, status=2)
    assert ran.out == ""
    assert f"{month} is not over" in ran.err
    assert "the newest that can is 2026-06" in ran.err
    assert stored_closings(deployment) == []


def test_a_month_can_be_closed_from_its_end_on(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    assert deployment.at(JULY.end, "close", "2026-07", "--json").json["state"] == "provisional"


def test_two_closings_of_one_month_at_once_are_refused(small: Scanned, tmp_path: Path) -> None:
    database = Database(small.copied_to(tmp_path))
    with database.lock("close 2026-07"), pytest.raises(BusyError, match="close 2026-07: another run is at work on it"):
        close_month(database, small.registry, JULY, Signer(tmp_path / "key"), REPLY_WINDOW)
    database.close()


# Closing again


def test_closing_twice_changes_nothing(small_deployment: Giveback) -> None:
    before = stored_closings(small_deployment)
    first = small_deployment.at(REPLY_WINDOW, "close", "2026-07")
    second = small_deployment.at(DAY_23, "close", "2026-07")
    assert first.out == second.out
    assert first.out.startswith("2026-07 unchanged: revision 1, provisional, SHA-256 ")
    assert stored_closings(small_deployment) == before


def test_a_provisional_month_becomes_final_on_the_24th_without_a_new_revision(small_deployment: Giveback) -> None:
    before = sidecar_of(small_deployment)
    assert small_deployment.at(DAY_23, "close", "2026-07", "--json").json == before
    final = small_deployment.at(DAY_24, "close", "2026-07", "--json").json
    moved = {"state", "closed_at", "signature"}
    assert {key for key in final if final[key] != before[key]} == moved
    assert (final["state"], final["revision"], final["difference"]) == ("final", 1, before["difference"])
    again = small_deployment.at(datetime(2030, 1, 1, tzinfo=UTC), "close", "2026-07", "--json").json
    assert again == final
    assert len(stored_closings(small_deployment)) == 2


def test_what_was_final_stays_final_under_a_clock_that_was_set_back(small_deployment: Giveback) -> None:
    final = small_deployment.at(DAY_24, "close", "2026-07", "--json").json
    assert small_deployment.at(DAY_23, "close", "2026-07", "--json").json == final


def test_other_facts_make_a_revision_that_states_the_difference_and_why(small: Scanned, deployment: Giveback) -> None:
    deployment.registry = small.world.registry
    deployment.settings["GIVEBACK_GITHUB_URL"] = FORGE
    deployment("scan", *list(small.repositories.values())[:2])
    first = deployment.at(REPLY_WINDOW, "close", "2026-07", "--json").json
    assert (first["revision"], first["difference"], first["why"]) == (1, [], ["first published"])
    deployment("scan", *small.repositories.values())
    ran = deployment.at(DAY_24, "close", "2026-07")
    second = sidecar_of(deployment)
    assert (second["revision"], second["state"]) == (2, "final")
    assert second["why"] == ["histories were scanned that had not been, had grown or had been rewritten"]
    assert second["difference_count"] >= len(second["difference"]) > 0
    assert ran.out.startswith("2026-07 closed: revision 2, final, ")
    assert f"{second['difference_count']} values differ from the revision before: histories were scanned" in ran.out
    paths = {change["path"] for change in second["difference"]}
    assert "coverage[git].state" in paths
    changed = next(change for change in second["difference"] if change["path"] == "coverage[git].state")
    assert (changed["before"], changed["after"]) == ("partial", "collected")
    assert first["sha256"] != second["sha256"]
    kept = stored_closings(deployment)
    assert [row[1] for row in kept] == [1, 2]
    assert json.loads(kept[0][3]) == first


def test_another_registry_makes_a_revision_that_says_so(small_deployment: Giveback, tmp_path: Path) -> None:
    folder = tmp_path / "corrected"
    folder.mkdir()
    assert small_deployment.registry
    for file in small_deployment.registry.iterdir():
        (folder / file.name).write_text(file.read_text().replace('"borealis.example"', '"elsewhere.example"'))
    small_deployment.registry = folder
    second = small_deployment.at(REPLY_WINDOW, "close", "2026-07", "--json").json
    assert second["revision"] == 2
    assert [reason.split(" from ")[0] for reason in second["why"]] == ["the registry changed"]
    assert any("organizations[borealis]" in change["path"] for change in second["difference"])


def test_activity_makes_a_revision_that_says_so(small_deployment: Giveback) -> None:
    database = Database(small_deployment.database)
    with database.reading() as connection:
        names = sorted(row[0] for row in connection.execute(text("SELECT name FROM repository")))
    activity = ActivityBuilder(database)
    activity.read(names[0])
    activity.request(("Una", "una@home.example"), "2026-07-01", repository=names[0])
    database.close()
    second = small_deployment.at(REPLY_WINDOW, "close", "2026-07", "--json").json
    assert second["why"] == ["activity on GitHub was read that had not been, or has happened since"]
    paths = {change["path"] for change in second["difference"]}
    assert f"projects[{names[0]}].month.metrics.change_requests.value" in paths
    assert not any(f"projects[{name}]" in path for name in names[1:] for path in paths)


def test_a_change_outside_of_the_scorecard_changes_nothing(small_deployment: Giveback, tmp_path: Path) -> None:
    before = stored_closings(small_deployment)
    assert small_deployment.registry
    folder = tmp_path / "reworded"
    folder.mkdir()
    for file in small_deployment.registry.iterdir():
        (folder / file.name).write_text("# A remark.\n" + file.read_text())
    small_deployment.registry = folder
    assert "unchanged" in small_deployment.at(REPLY_WINDOW, "close", "2026-07").out
    assert stored_closings(small_deployment) == before


def test_a_revision_keeps_what_an_earlier_one_said(small: Scanned, deployment: Giveback) -> None:
    """A month that becomes final after a revision still says what that revision changed."""
    deployment.registry = small.world.registry
    deployment.settings["GIVEBACK_GITHUB_URL"] = FORGE
    deployment("scan", next(iter(small.repositories.values())))
    deployment.at(REPLY_WINDOW, "close", "2026-07")
    deployment("scan", *small.repositories.values())
    second = deployment.at(REPLY_WINDOW, "close", "2026-07", "--json").json
    final = deployment.at(DAY_24, "close", "2026-07", "--json").json
    for key in ("revision", "difference", "difference_count", "why", "registry_digest", "facts_digest", "sha256"):
        assert final[key] == second[key]


# What was frozen


def test_the_content_and_the_sidecar_are_as_their_schemas_say(full_closed: Scanned, tmp_path: Path) -> None:
    database = Database(full_closed.copied_to(tmp_path))
    for month in full_closed.world.months:
        closing = read_closing(database, Month.parse(month))
        for words, name in ((closing.content, "scorecard-1"), (closing.sidecar, "sidecar-1")):
            schema = json.loads((ROOT / "reports" / "schema" / f"{name}.schema.json").read_text())
            jsonschema.validate(json.loads(words), schema)
            assert canonical(json.loads(words)) == words
        assert json.loads(closing.sidecar)["sha256"] == hashlib.sha256(closing.content.encode()).hexdigest()
        assert json.loads(closing.sidecar)["sha256"] not in closing.content
    database.close()


def test_the_signature_verifies_and_breaks_with_any_byte(small_deployment: Giveback) -> None:
    sidecar = sidecar_of(small_deployment)
    signature, key = sidecar.pop("signature"), sidecar.pop("public_key")
    signed = canonical(sidecar).encode()
    verify(key, signature, signed)
    for place in range(0, len(signed), 7):
        broken = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(InvalidSignature):
            verify(key, signature, broken)
    with pytest.raises(InvalidSignature):
        verify(key, signature, canonical({**sidecar, "sha256": "0" * 64}).encode())


# The same content whatever the way there


@pytest.fixture(scope="session")
def july_of_the_full_world(full_closed: Scanned, tmp_path_factory: pytest.TempPathFactory) -> str:
    database = Database(full_closed.copied_to(tmp_path_factory.mktemp("july")))
    content = read_closing(database, JULY).content
    database.close()
    return content


def content_of(database: Database, world: World, folder: Path) -> str:
    closed = close_month(database, load_registry(only=world.registry), JULY, Signer(folder / "key.pem"), REPLY_WINDOW)
    return closed.closing.content


def test_the_content_does_not_depend_on_the_scan_order_or_the_workers(
    full: Scanned, july_of_the_full_world: str, tmp_path: Path
) -> None:
    database = scan_world(full.world, str(tmp_path / "other.db"), backwards=True, workers=1)
    assert content_of(database, full.world, tmp_path) == july_of_the_full_world
    database.close()


def test_the_content_does_not_depend_on_the_database(
    full: Scanned, july_of_the_full_world: str, postgres_address: str, tmp_path: Path
) -> None:
    database = scan_world(full.world, postgres_address)
    assert content_of(database, full.world, tmp_path) == july_of_the_full_world
    again = close_month(database, full.registry, JULY, Signer(tmp_path / "key.pem"), REPLY_WINDOW)
    assert not again.is_new_revision
    assert not again.is_new_state
    database.close()


def test_a_second_run_gives_the_same_content(full: Scanned, july_of_the_full_world: str, tmp_path: Path) -> None:
    database = Database(full.copied_to(tmp_path))
    first = close_month(database, full.registry, JULY, Signer(tmp_path / "key.pem"), REPLY_WINDOW)
    assert first.closing.content == july_of_the_full_world
    scan_world(full.world, str(tmp_path / "giveback.db"), workers=1).close()
    second = close_month(database, full.registry, JULY, Signer(tmp_path / "key.pem"), REPLY_WINDOW)
    assert (second.closing, second.is_new_revision) == (first.closing, False)
    database.close()
