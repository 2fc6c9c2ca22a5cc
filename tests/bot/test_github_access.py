"""From settings and database to GitHub: the App as it is stored now, and by whom a public project may be read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.errors import InputError
from bot.github_access import github_access, reading_installation
from bot.github_client import BudgetState, RateLimitedError
from bot.settings import Settings
from bot.store.budgets import keep_budget
from bot.store.database import Database

NOW = datetime(2026, 8, 3, tzinfo=UTC)


def settings(folder: Path, **given: object) -> Settings:
    return Settings(secret_key_file=folder / "secret.key", **given)  # type: ignore[arg-type]


def install(
    database: Database, number: int, repository: str, *, suspended: bool = False, removed: bool = False
) -> None:
    installation = text(
        "INSERT INTO installation (id, account_id, account_login, account_type, repository_selection, permissions,"
        " installed_at, seen_at, suspended_at, removed_at)"
        " VALUES (:id, :id, 'acme', 'Organization', 'all', '{}', 1, 1, :suspended, :removed)"
    )
    installed = text(
        "INSERT INTO installed_repository (id, installation_id, name, is_private, added_at)"
        " VALUES (:id, :id, :name, false, 1)"
    )
    with database.writing() as connection:
        values = {"id": number, "suspended": 5 if suspended else None, "removed": 5 if removed else None}
        connection.execute(installation, values)
        connection.execute(installed, {"id": number, "name": repository})


def test_a_project_is_read_by_its_own_installation_else_by_the_oldest(database: Database) -> None:
    assert reading_installation(database, "acme/engine") is None
    install(database, 40, "acme/old", removed=True)
    install(database, 41, "acme/paused", suspended=True)
    assert reading_installation(database, "acme/engine") is None
    install(database, 42, "bolt/nut")
    install(database, 43, "acme/engine")
    assert reading_installation(database, "Acme/Engine") == 43
    assert reading_installation(database, "elsewhere/project") == 42
    assert reading_installation(database, "acme/paused") == 42


def test_before_there_is_an_app_the_operators_token_reads(database: Database, tmp_path: Path) -> None:
    install(database, 42, "acme/engine")
    access = github_access(database, settings(tmp_path, github_token=SecretStr(" ghp_x\n")), lambda: NOW)
    reader = access.github.reader("acme/engine")
    assert reader is not None
    with reader:
        assert reader.name == "operator"
    assert github_access(database, settings(tmp_path), lambda: NOW).github.reader("acme/engine") is None


def test_a_process_that_starts_keeps_the_pause_that_github_asked_another_for(
    database: Database, tmp_path: Path
) -> None:
    until = int(NOW.timestamp()) + 60
    keep_budget(database, BudgetState("operator", "secondary", 0, 0, until, until - 60))
    access = github_access(database, settings(tmp_path, github_token=SecretStr("ghp_x")), lambda: NOW)
    operator = access.github.as_operator()
    assert operator is not None
    with operator, pytest.raises(RateLimitedError) as raised:
        operator.get("/rate_limit")
    assert raised.value.until == until


def test_settings_that_name_no_github_are_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not an https address"):
        github_access(database, settings(tmp_path, github_url="file:///srv/git"), lambda: NOW)
