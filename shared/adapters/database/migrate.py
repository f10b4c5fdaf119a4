"""Migrations by Alembic, without an ini file: the location is this package's, the connection is ours.

Alembic is imported when it is needed: the many worker processes never migrate, and start faster without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from shared.adapters.database.engine import reading, writing
from shared.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

LOCATION = Path(__file__).resolve().parents[2] / "migrations"

#: Any number that no other program takes: two processes that migrate at the same time go one after the other.
_ADVISORY_LOCK = 7_215_061_002


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision` in one transaction. Raises `DatabaseError`."""
    from alembic import command

    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
        command.upgrade(_config(connection), revision)


def check_revision(engine: Engine) -> None:
    """Raise `DatabaseError` unless the database has exactly the tables of this version."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with reading(engine) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    wanted = ScriptDirectory(str(LOCATION)).get_current_head()
    if found != wanted:
        raise DatabaseError(f"the database's tables are of version {found}, this program needs {wanted}: run migrate")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(LOCATION))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
