"""What a poll costs the database: one statement, and no transaction around it; a write stays one commit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select

from shared.adapters.database.engine import glancing, writing
from shared.adapters.database.tables import documents
from tests.contract.conftest import Database


def test_a_poll_is_one_statement(database: Database) -> None:
    registered = database.progress.register(database.document())
    told: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement.split()[0])

    try:
        assert database.progress.document(registered.document.id) is not None
    finally:
        event.remove(database.engine, "before_cursor_execute", _note)
    assert told == ["SELECT"]


def test_after_a_glance_the_same_connection_writes_in_one_commit(database: Database) -> None:
    """The pool hands the connection on: what a glance asks of it must not stay."""
    registered = database.progress.register(database.document())
    with glancing(database.engine) as connection:
        connection.execute(select(documents.c.id)).all()
    try:
        with writing(database.engine) as connection:
            connection.execute(documents.delete())
            raise RuntimeError("the work breaks off")
    except RuntimeError:
        pass
    assert database.progress.document(registered.document.id) is not None
