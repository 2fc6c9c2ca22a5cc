"""The life of an installation, told by the stand-in's own webhooks: what is known here follows, and forgets."""

import pytest
from receiving import Receiving
from sqlalchemy import text

from bot.errors import NotYetError
from bot.installations import resync, sync_installation, sync_repository
from bot.store.database import Database
from bot.store.effects import SETTLING
from bot.store.installations import is_removed, link, private_names


def reached(database: Database) -> dict[str, bool]:
    with database.reading() as connection:
        query = text("SELECT name, is_private FROM installed_repository WHERE removed_at IS NULL")
        return {row[0]: bool(row[1]) for row in connection.execute(query)}


def installation(database: Database, column: str) -> object:
    with database.reading() as connection:
        return connection.execute(text(f"SELECT {column} FROM installation")).scalar_one()


def facts(database: Database, name: str, **values: object) -> int:
    """A repository with a commit of somebody who is seen nowhere else, and one of somebody who is."""
    with database.writing() as connection:
        columns = {"name": name, "name_key": name.lower(), "scan": 1, "profile": "", "commits": 1} | values
        columns |= dict.fromkeys(("lines_added", "lines_deleted", "lines_counted", "unreadable", "presence_scan"), 0)
        names = ", ".join(columns)
        marks = ", ".join(f":{each}" for each in columns)
        query = text(f"INSERT INTO repository ({names}) VALUES ({marks}) RETURNING id")
        repository: int = connection.execute(query, columns).scalar_one()
        known = {row[0]: row[1] for row in connection.execute(text("SELECT key, id FROM account"))}
        for person in ("everywhere", f"only in {name}"):
            if person not in known:
                number = connection.execute(text("INSERT INTO person DEFAULT VALUES RETURNING id")).scalar_one()
                made = text(
                    "INSERT INTO account (key, person_id, address, name, kind) VALUES (:key, :person, :key, :key,"
                    " 'human') RETURNING id"
                )
                known[person] = connection.execute(made, {"key": person, "person": number}).scalar_one()
            account = known[person]
            values = {"repository": repository, "sha": f"{repository}-{person}", "account": account}
            commit = connection.execute(
                text(
                    "INSERT INTO git_commit (repository_id, sha, is_merge, committer_id, authored_at, zone,"
                    " committed_at, date_is_absurd, documentation_only, bulk, sync, is_revert, ai_marked, profile)"
                    " VALUES (:repository, :sha, false, :account, 1, 0, 1, false, false, false, false, false, false,"
                    " '') RETURNING id"
                ),
                values,
            ).scalar_one()
            connection.execute(
                text("INSERT INTO commit_author (commit_id, account_id, role) VALUES (:commit, :account, 0)"),
                {"commit": commit, "account": account},
            )
            connection.execute(
                text(
                    "INSERT INTO presence (repository_id, account_id, first_landed_at)"
                    " VALUES (:repository, :account, 1)"
                ),
                values,
            )
            connection.execute(
                text("INSERT INTO employment (account_id, rule, confidence, evidence, share_num, share_den) VALUES"
                     " (:account, 'r', 1, '', 1, 1)"), values,
            )  # fmt: skip
    return repository


def rows(database: Database) -> dict[str, int]:
    tables = ("repository", "git_commit", "commit_author", "presence", "account", "person")
    with database.reading() as connection:
        return {table: connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() for table in tables}


def test_an_installation_is_known_with_what_it_reaches(receiving: Receiving) -> None:
    assert reached(receiving.database) == {"acme/engine": False, "acme/vault": True}
    assert installation(receiving.database, "account_login") == "acme"
    assert installation(receiving.database, "suspended_at") is None


def test_repositories_that_are_added_and_removed_are_followed(receiving: Receiving) -> None:
    rocket = receiving.github.repository("acme/rocket")
    receiving.github.remove_repositories(receiving.installation, [receiving.vault, rocket])
    receiving.settle()
    assert reached(receiving.database) == {"acme/engine": False}
    receiving.github.add_repositories(receiving.installation, [rocket])
    receiving.settle()
    assert reached(receiving.database) == {"acme/engine": False, "acme/rocket": False}


def test_a_renamed_repository_keeps_its_facts_under_its_new_name(receiving: Receiving) -> None:
    facts(receiving.database, "acme/engine", github_id=receiving.engine.id)
    receiving.github.rename(receiving.engine, "motor")
    receiving.settle()
    assert reached(receiving.database) == {"acme/motor": False, "acme/vault": True}
    with receiving.database.reading() as connection:
        assert connection.execute(text("SELECT name, name_key FROM repository")).one() == ("acme/motor", "acme/motor")


def test_a_name_that_another_repository_bears_now_is_that_ones(receiving: Receiving) -> None:
    first = facts(receiving.database, "acme/engine", github_id=receiving.engine.id)
    second = facts(receiving.database, "acme/old", github_id=receiving.vault.id)
    receiving.github.rename(receiving.engine, "elsewhere")
    receiving.github.rename(receiving.vault, "engine")
    sync_repository(receiving.deployment, receiving.vault.id)
    sync_repository(receiving.deployment, receiving.engine.id)
    with receiving.database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(text("SELECT id, name FROM repository"))}
    assert found == {first: "acme/elsewhere", second: "acme/engine"}


def test_a_transferred_repository_leaves_and_is_kept_where_it_goes(receiving: Receiving) -> None:
    bolt = receiving.github.organization("bolt")
    there = receiving.github.install(receiving.app, bolt)
    receiving.settle()
    receiving.github.transfer(receiving.engine, bolt)
    receiving.settle()
    assert reached(receiving.database) == {"bolt/engine": False, "acme/vault": True}
    with receiving.database.reading() as connection:
        through = text("SELECT installation_id FROM installed_repository WHERE name = 'bolt/engine'")
        assert connection.execute(through).scalar_one() == there.id


def test_a_repository_that_is_transferred_to_where_the_app_is_not_is_left(receiving: Receiving) -> None:
    receiving.github.transfer(receiving.engine, receiving.github.organization("bolt"))
    receiving.settle()
    assert reached(receiving.database) == {"acme/vault": True}


def test_a_repository_that_is_made_private_is_hidden_at_once_and_shown_when_it_is_public_again(
    receiving: Receiving,
) -> None:
    facts(receiving.database, "acme/engine", github_id=receiving.engine.id)
    receiving.github.faults.next("error", method="GET", path=f"*/repositories/{receiving.engine.id}/*", times=10)
    receiving.github.privatize(receiving.engine)
    receiving.settle()
    assert private_names(receiving.database) == {"acme/engine"}  # though GitHub could not be asked
    receiving.github.faults.clear()
    receiving.github.publicize(receiving.engine)
    receiving.github.clock.advance(minutes=5)
    receiving.settle()
    assert private_names(receiving.database) == set()
    assert reached(receiving.database)["acme/engine"] is False


def test_what_is_scanned_later_is_known_to_be_private(receiving: Receiving) -> None:
    facts(receiving.database, "acme/vault")
    with receiving.database.writing() as connection:
        link(connection, "acme/vault")
    assert private_names(receiving.database) == {"acme/vault"}


def test_a_deleted_installation_forgets_what_was_private_and_keeps_what_was_public(receiving: Receiving) -> None:
    facts(receiving.database, "acme/engine", github_id=receiving.engine.id)
    facts(receiving.database, "acme/vault", github_id=receiving.vault.id, is_private=True)
    clone = receiving.deployment.options.cache / "clones" / "acme" / "vault.git"
    clone.mkdir(parents=True)
    assert rows(receiving.database)["account"] == 3
    receiving.github.uninstall(receiving.installation)
    receiving.settle()
    assert is_removed(receiving.database, receiving.installation.id)
    assert reached(receiving.database) == {}
    assert rows(receiving.database) == {
        "repository": 1, "git_commit": 2, "commit_author": 2, "presence": 2, "account": 2, "person": 2,
    }  # fmt: skip
    assert not clone.exists()
    assert installation(receiving.database, "account_login") == ""


def test_what_comes_late_for_a_removed_installation_is_refused_and_noted(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("late", event="issue_comment")
    receiving.comment("/giveback help")
    receiving.github.uninstall(receiving.installation)
    receiving.settle()
    receiving.github.release_held()
    receiving.settle()
    (late,) = receiving.letters("issue_comment")
    assert (late.state, late.has_body) == ("ignored", False)
    assert late.last_error == f"installation {receiving.installation.id} was removed"


def test_a_tombstone_stays_one_whatever_comes_after(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("late", event="installation_repositories")
    receiving.github.remove_repositories(receiving.installation, [receiving.vault])
    receiving.github.uninstall(receiving.installation)
    receiving.settle()
    receiving.github.release_held()
    receiving.settle()
    assert not sync_installation(receiving.deployment, receiving.installation.id)
    assert resync(receiving.deployment) == 0
    assert reached(receiving.database) == {}


def test_an_installation_that_went_unheard_is_found_to_be_gone(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("lost", event="installation")
    receiving.github.uninstall(receiving.installation)
    receiving.settle()
    assert reached(receiving.database) != {}
    with pytest.raises(NotYetError, match="GitHub does not find it"):
        resync(receiving.deployment)
    assert reached(receiving.database) != {}, "a 404 is believed when it comes again"
    receiving.github.clock.advance(seconds=SETTLING)
    assert resync(receiving.deployment) == 0
    assert reached(receiving.database) == {}


def test_an_installation_that_came_unheard_is_found(receiving: Receiving) -> None:
    bolt = receiving.github.organization("bolt")
    receiving.github.repository("bolt/wing")
    receiving.github.faults.next_delivery("lost", event="installation")
    receiving.github.install(receiving.app, bolt)
    receiving.settle()
    assert resync(receiving.deployment) == 2
    assert "bolt/wing" in reached(receiving.database)


def test_a_suspended_installation_is_known_to_be_and_works_again_afterwards(receiving: Receiving) -> None:
    receiving.github.suspend(receiving.installation)
    receiving.settle()
    assert installation(receiving.database, "suspended_at") is not None
    assert reached(receiving.database) != {}
    receiving.github.unsuspend(receiving.installation)
    receiving.settle()
    assert installation(receiving.database, "suspended_at") is None


def test_a_suspension_that_went_unheard_is_met_and_noted(receiving: Receiving) -> None:
    receiving.github.faults.next_delivery("lost", event="installation")
    receiving.github.suspend(receiving.installation)
    receiving.settle()
    sync_repository(receiving.deployment, receiving.engine.id)
    assert installation(receiving.database, "suspended_at") is not None


def test_new_permissions_are_known_once_they_are_accepted(receiving: Receiving) -> None:
    receiving.app.permissions["checks"] = "write"
    sync_installation(receiving.deployment, receiving.installation.id)
    assert "checks" not in str(installation(receiving.database, "permissions"))
    receiving.github.accept_permissions(receiving.installation)
    receiving.settle()
    assert '"checks": "write"' in str(installation(receiving.database, "permissions"))


def test_a_private_repository_that_is_being_scanned_is_forgotten_when_that_ends(receiving: Receiving) -> None:
    facts(receiving.database, "acme/vault", github_id=receiving.vault.id, is_private=True)
    receiving.github.uninstall(receiving.installation)
    assert receiving.github.settle()
    with receiving.database.lock("acme/vault"):
        receiving.worker.handle_waiting()
    assert rows(receiving.database)["repository"] == 1
    assert receiving.states["waiting"] == 1
    receiving.github.clock.advance(minutes=1)
    receiving.settle()
    assert rows(receiving.database)["repository"] == 0


def test_every_look_that_was_covered_by_a_later_one_is_spared(receiving: Receiving) -> None:
    for name in ("a", "b", "c", "d"):
        rocket = receiving.github.repository(f"acme/{name}")
        receiving.github.remove_repositories(receiving.installation, [rocket])
    assert receiving.github.settle()
    before = len(receiving.github.requests)
    receiving.worker.handle_waiting()
    looks = [each.path for each in receiving.github.requests[before:]]
    assert looks.count(f"/app/installations/{receiving.installation.id}") == 1
    assert [each.state for each in receiving.letters("installation_repositories")] == ["done"] * 4
