"""Engines: PostgreSQL by psycopg, SQLite in WAL mode. Made lazily; nothing connects before the first statement."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.errors import DatabaseError

#: Seconds that SQLite waits for another process's write, and PostgreSQL for a connection.
BUSY_SECONDS = 30
CONNECT_SECONDS = 5


def make_engine(url: str) -> Engine:
    """An engine for `postgresql://…` or `sqlite:///…`; no connection is opened yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        # TCP user timeout and keepalives: a database that vanished must not hold a worker for ever.
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
        },
    )


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: `_sqlite_begin` takes the write lock at the start instead, or
    # two processes that read first and write later would fail with "database is locked" without waiting.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch a new database to WAL. SQLite does not wait for its lock here, whatever its time-out: so we do."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One commit. Integrity errors pass (the caller knows what they mean), other driver errors become ours."""
    with _wrapped(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read-only look; takes no write lock in SQLite."""
    with _wrapped(), engine.connect() as connection:
        yield connection.execution_options(sqlite_begin="DEFERRED")


#: What makes a statement its own transaction.
_ALONE: dict[str, dict[str, Any]] = {
    "sqlite": {"sqlite_begin": None},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}


@contextmanager
def glancing(engine: Engine) -> Iterator[Connection]:
    """For one statement that reads: without the transaction's begin and end, which cost as much as the statement."""
    with _wrapped(), engine.connect() as connection:
        yield connection.execution_options(**_ALONE[engine.dialect.name])


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeoutError) as exc:
        raise DatabaseError(_told(exc)) from exc


#: What the databases say → what a person can do something about.
_PLAIN = {
    "database is locked": "the database is busy: another process has been writing for too long",
    "no such table": "the database has no tables of this version: run migrate",
    "no such column": "the database has no tables of this version: run migrate",
    'relation "': "the database has no tables of this version: run migrate",
    "disk is full": "the disk that holds the database is full",
    "readonly database": "the database's file, or its directory, cannot be written to",
    "unable to open database file": "the database's file cannot be opened",
    "disk I/O error": "the disk that holds the database fails",
    "malformed": "the database's file is damaged: restore it from a backup",
}


def _told(exc: Exception) -> str:
    """One line without statements or values: it goes to clients."""
    said = str(getattr(exc, "orig", exc))
    why = next((told for mark, told in _PLAIN.items() if mark in said), None)
    return why or f"the database does not answer: {exc.__class__.__name__}"
