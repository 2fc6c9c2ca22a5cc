"""Alembic's environment: migrations run on the connection that the database opened, in its transaction."""

import sqlmodel  # noqa: F401 - migrations name its types
from alembic import context

from bot.store import activity_tables, app_tables  # noqa: F401 - they belong to the metadata
from bot.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
