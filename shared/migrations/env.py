"""Alembic's environment: runs on the connection that `shared.adapters.database.migrate` hands over."""

from __future__ import annotations

from alembic import context

from shared.adapters.database.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
