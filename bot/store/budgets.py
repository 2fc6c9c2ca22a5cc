"""Budgets in the database, for `giveback status` and for processes that start: a note of what GitHub last said."""

from sqlalchemy import text

from bot.github_client import BudgetState
from bot.store.database import Database

_KEEP = text(
    "INSERT INTO github_budget (credential, bucket, most, remaining, reset_at, seen_at)"
    " VALUES (:credential, :bucket, :limit, :remaining, :reset_at, :seen_at)"
    " ON CONFLICT (credential, bucket) DO UPDATE SET most = excluded.most, remaining = excluded.remaining,"
    " reset_at = excluded.reset_at, seen_at = excluded.seen_at WHERE github_budget.seen_at <= excluded.seen_at"
)
_READ = text(
    "SELECT credential, bucket, most, remaining, reset_at, seen_at FROM github_budget ORDER BY credential, bucket"
)


def keep_budget(database: Database, state: BudgetState) -> None:
    """Note a budget, unless a later one is noted already."""
    with database.writing() as connection:
        connection.execute(_KEEP, vars(state))


def kept_budgets(database: Database) -> list[BudgetState]:
    """Give what is noted, by credential and bucket."""
    with database.reading() as connection:
        return [BudgetState(*row) for row in connection.execute(_READ)]
