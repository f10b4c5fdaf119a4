"""SQLite in memory is one database for all threads, whatever becomes of a connection."""

from __future__ import annotations

import sqlite3
import threading

from sqlalchemy import text

from shared.adapters.database.engine import reading, writing
from shared.adapters.memory import memory_engine

THREADS, ROUNDS = 6, 15


def test_threads_wait_for_each_other_and_see_one_database() -> None:
    engine = memory_engine()
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    faults: list[Exception] = []

    def count_up() -> None:
        try:
            for _ in range(ROUNDS):
                with writing(engine) as connection:
                    (n,) = connection.execute(text("SELECT n FROM counter")).one()
                    connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
        except Exception as fault:  # noqa: BLE001 - shown by the test
            faults.append(fault)

    threads = [threading.Thread(target=count_up) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with reading(engine) as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == THREADS * ROUNDS
    engine.dispose()


def test_a_lost_connection_takes_nothing_with_it_and_two_engines_share_nothing() -> None:
    engine, other = memory_engine(), memory_engine()
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE kept (n INTEGER)"))
    with engine.connect() as connection:
        connection.invalidate()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar_one() == 0
    with reading(other) as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert "kept" not in tables
    assert "documents" in tables
    engine.dispose()
    other.dispose()


def test_foreign_keys_hold() -> None:
    engine = memory_engine()
    with writing(engine) as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    engine.dispose()


def test_it_goes_with_its_engine() -> None:
    engine = memory_engine()
    url = str(engine.url.database)
    engine.dispose()
    left = sqlite3.connect(url, uri=True)
    assert left.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    left.close()
