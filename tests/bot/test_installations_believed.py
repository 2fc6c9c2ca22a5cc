"""What is believed of an installation: GitHub's 404 when it comes again, its list, and an end that was told."""

import pytest
from receiving import Receiving
from sqlalchemy import text

from bot.errors import NotYetError
from bot.installations import remove_installation, resync, sync_installation
from bot.store.database import Database
from bot.store.effects import SETTLING
from bot.store.installations import InstallationSeen, is_removed, save_installation


def reached(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(text("SELECT name FROM installed_repository WHERE removed_at IS NULL")).scalars())


def test_an_installation_that_does_not_show_yet_is_asked_for_again_and_nothing_of_it_is_lost(
    receiving: Receiving,
) -> None:
    bolt = receiving.github.organization("bolt")
    wing = receiving.github.repository("bolt/wing")
    receiving.github.faults.next("not_found", method="GET", path="*/app/installations/*")
    there = receiving.github.install(receiving.app, bolt)
    receiving.settle()
    assert not is_removed(receiving.database, there.id)
    assert receiving.states["waiting"] == 1
    receiving.comment("/giveback help", repository=wing)
    receiving.github.clock.advance(seconds=SETTLING)
    receiving.settle()
    assert "bolt/wing" in reached(receiving.database)
    assert [each.app is receiving.app for each in wing.issues[1].comments] == [False, True]


def test_an_installation_that_is_missed_once_and_found_in_between_is_missed_anew(receiving: Receiving) -> None:
    for _ in range(2):
        receiving.github.faults.next("not_found", method="GET", path="*/app/installations/*")
        with pytest.raises(NotYetError):
            sync_installation(receiving.deployment, receiving.installation.id)
        receiving.github.clock.advance(days=1)
        assert sync_installation(receiving.deployment, receiving.installation.id)


def test_an_installation_that_github_lists_is_alive_again(receiving: Receiving) -> None:
    receiving.github.faults.next("not_found", method="GET", path="*/app/installations/*", times=2)
    with pytest.raises(NotYetError):
        sync_installation(receiving.deployment, receiving.installation.id)
    receiving.github.clock.advance(seconds=SETTLING)
    assert not sync_installation(receiving.deployment, receiving.installation.id)
    assert is_removed(receiving.database, receiving.installation.id)
    receiving.github.clock.advance(days=1)
    assert resync(receiving.deployment) == 1
    assert reached(receiving.database) == {"acme/engine", "acme/vault"}
    receiving.comment("/giveback help")
    receiving.settle()
    assert receiving.engine.issues[1].comments[-1].app is receiving.app


def test_an_installation_whose_end_was_told_stays_dead_while_a_list_may_be_older_than_that(
    receiving: Receiving,
) -> None:
    remove_installation(receiving.deployment, receiving.installation.id)  # and GitHub lists it still
    assert resync(receiving.deployment) == 0
    assert reached(receiving.database) == set()
    receiving.github.clock.advance(seconds=SETTLING)
    assert not sync_installation(receiving.deployment, receiving.installation.id), "nobody listed it"
    assert resync(receiving.deployment) == 1


def test_an_end_that_is_told_while_github_is_asked_stands(receiving: Receiving) -> None:
    remove_installation(receiving.deployment, receiving.installation.id)
    seen = InstallationSeen(receiving.installation.id, 1, "acme", "Organization", "all", {}, 1, None)
    now = receiving.deployment.seconds()
    assert not save_installation(receiving.database, seen, now + 60, revived_from=now - 5)
    assert is_removed(receiving.database, receiving.installation.id)
