"""What must not wait, and what must not come back: removed installations, and repositories that were made private."""

import pytest
from receiving import Receiving
from sqlalchemy import text

from bot.context import Deployment
from bot.github_client import RateLimitedError, UnreachableError
from bot.installations import resync, sync_repository
from bot.store.database import Database
from bot.store.installations import RepositorySeen, is_removed, private_and_left, private_names, save_repository
from webhooks.events import Event
from webhooks.routing import ROUTES, Route


def reached(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(text("SELECT name FROM installed_repository WHERE removed_at IS NULL")).scalars())


def read_by_git(database: Database, name: str, github_id: int) -> None:
    zeros = ("lines_added", "lines_deleted", "lines_counted", "unreadable", "presence_scan", "commits")
    columns = {"name": name, "name_key": name, "scan": 1, "profile": "", "github_id": github_id}
    columns |= dict.fromkeys(zeros, 0)
    marks = ", ".join(f":{each}" for each in columns)
    with database.writing() as connection:
        connection.execute(text(f"INSERT INTO repository ({', '.join(columns)}) VALUES ({marks})"), columns)


def limited(deployment: Deployment, _event: Event) -> None:
    raise RateLimitedError(429, "slow down", deployment.seconds() + 3_600)


def test_a_repository_is_hidden_at_once_though_what_came_before_waits_for_a_limit(receiving: Receiving) -> None:
    stage = receiving.with_routes({**ROUTES, "issue_comment": Route(limited)})
    read_by_git(stage.database, "acme/engine", stage.engine.id)
    stage.comment("/giveback check")
    stage.settle()
    stage.github.privatize(stage.engine)
    stage.settle()
    assert [each.state for each in stage.letters("issue_comment")] == ["waiting"]
    assert private_names(stage.database) == {"acme/engine"}


def test_a_removed_installation_is_left_at_once_though_what_came_before_waits(receiving: Receiving) -> None:
    stage = receiving.with_routes({**ROUTES, "installation_repositories": Route(limited)})
    stage.github.remove_repositories(stage.installation, [stage.vault])
    stage.settle()
    stage.github.uninstall(stage.installation)
    stage.settle()
    assert is_removed(stage.database, stage.installation.id)
    assert reached(stage.database) == set()


def test_what_was_read_before_an_installation_was_removed_does_not_bring_its_repositories_back(
    receiving: Receiving,
) -> None:
    vault = RepositorySeen(receiving.vault.id, "acme/vault", is_private=True, default_branch="main")
    receiving.github.uninstall(receiving.installation)
    receiving.settle()
    save_repository(receiving.database, receiving.installation.id, vault, receiving.deployment.seconds())
    assert reached(receiving.database) == set()
    assert private_and_left(receiving.database) == []


def test_what_was_read_before_a_repository_was_hidden_does_not_show_it_again(receiving: Receiving) -> None:
    read_by_git(receiving.database, "acme/engine", receiving.engine.id)
    engine = RepositorySeen(receiving.engine.id, "acme/engine", is_private=False, default_branch="main")
    receiving.github.privatize(receiving.engine)
    receiving.settle()
    save_repository(receiving.database, receiving.installation.id, engine, receiving.deployment.seconds())
    assert private_names(receiving.database) == {"acme/engine"}
    receiving.github.publicize(receiving.engine)
    sync_repository(receiving.deployment, receiving.engine.id)
    assert private_names(receiving.database) == set()


def test_an_installation_that_cannot_be_looked_at_does_not_keep_the_others_from_it(receiving: Receiving) -> None:
    bolt = receiving.github.organization("bolt")
    receiving.github.repository("bolt/wing")
    receiving.github.faults.next_delivery("lost", event="installation")
    receiving.github.install(receiving.app, bolt)
    receiving.settle()
    receiving.github.faults.next(
        "error", method="GET", path=f"*/app/installations/{receiving.installation.id}", times=3
    )
    with pytest.raises(UnreachableError):
        resync(receiving.deployment)
    assert "bolt/wing" in reached(receiving.database)


def test_what_is_private_is_not_forgotten_while_its_activity_is_read(receiving: Receiving) -> None:
    read_by_git(receiving.database, "acme/vault", receiving.vault.id)
    receiving.github.uninstall(receiving.installation)
    assert receiving.github.settle()
    with receiving.database.lock("activity of acme/vault"):
        receiving.worker.handle_waiting()
    assert [each.id for each in private_and_left(receiving.database)] == [receiving.vault.id]
    receiving.github.clock.advance(minutes=1)
    receiving.settle()
    assert private_and_left(receiving.database) == []
