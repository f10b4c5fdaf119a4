"""Whatever is killed or lost in the middle, every document ends once, with one published revision."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from samples import shipped
from shared.lifecycle import Stage
from tests.e2e.chain import Chain

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

#: Where in a stage its worker is killed: at its first word with the storage, and when it stores what it made.
MOMENTS = [(stage, b"") for stage in Stage] + [(stage, b"PUT /") for stage in Stage if stage is not Stage.INGEST]


def test_a_document_goes_through_at_once(chain: Chain) -> None:
    """Nothing waits for a sweep: each message goes out with the commit before it."""
    warm = chain.upload("warm.md")
    chain.until(lambda: chain.ended(warm))
    document_id = chain.upload("plain.md")
    chain.until(lambda: chain.ended(document_id))
    chain.assert_published_once(document_id)
    for row in chain.rows(document_id):
        assert row.attempt == 1
        assert row.started_at is not None
        assert (row.started_at - row.created_at).total_seconds() < chain.settings.resend_seconds


@pytest.mark.parametrize(("stage", "needle"), MOMENTS, ids=lambda v: v.value if isinstance(v, Stage) else v.decode())
def test_kill_9_in_the_middle_of_a_stage(chain: Chain, stage: Stage, needle: bytes) -> None:
    gate = chain.gates[stage]
    gate.close(needle)
    document_id = chain.upload(f"killed in {stage.value} {needle.decode()}.md")
    chain.until(lambda: chain.running(document_id, stage) and gate.waiting.is_set())
    chain.kill(stage)
    gate.open()
    chain.until(lambda: chain.ended(document_id))
    chain.assert_published_once(document_id)
    (row,) = [r for r in chain.rows(document_id) if r.stage is stage]
    assert row.attempt == 2


def test_kill_9_while_parts_are_read_side_by_side(chain: Chain) -> None:
    gate = chain.gates[Stage.EXTRACT]
    gate.close(b"PUT /")
    (pdf,) = [f for f in shipped() if f.name.startswith("01-")]
    document_id = chain.upload(pdf.name, pdf.read_bytes())
    chain.until(lambda: chain.running(document_id, Stage.EXTRACT) and gate.waiting.is_set())
    chain.kill(Stage.EXTRACT)
    gate.open()
    chain.until(lambda: chain.ended(document_id))
    chain.assert_published_once(document_id)
    parts = [r for r in chain.rows(document_id) if r.stage is Stage.EXTRACT]
    assert len(parts) > 1
    document = chain.document(document_id)
    assert document.pages_done == document.pages_total


def test_redis_restarts_with_its_data_gone(chain: Chain) -> None:
    """Messages that wait and messages that are being worked on are all lost with it."""
    gate = chain.gates[Stage.EXTRACT]
    gate.close()
    ids = [chain.upload(f"redis {n}.md") for n in range(4)]
    chain.until(lambda: any(chain.running(i, Stage.EXTRACT) for i in ids) and gate.waiting.is_set())
    chain.redis.halt()
    time.sleep(1.0)
    ids.append(chain.upload("while redis is away.md"))
    chain.redis.start()
    gate.open()
    chain.until(lambda: all(chain.ended(i) for i in ids))
    for document_id in ids:
        chain.assert_published_once(document_id)


def test_a_task_ends_while_redis_is_away(chain: Chain) -> None:
    """That it is done cannot be told to Redis: its worker must look for work again once Redis is back."""
    gate = chain.gates[Stage.EXTRACT]
    gate.close()
    first = chain.upload("ends while redis is away.md")
    chain.until(lambda: chain.running(first, Stage.EXTRACT) and gate.waiting.is_set())
    chain.redis.halt()
    gate.open()
    chain.until(lambda: any(r.stage is Stage.RECONSTRUCT for r in chain.rows(first)))
    time.sleep(1.0)  # the worker behind it tells Redis, in vain
    chain.redis.start()
    second = chain.upload("after redis is back.md")
    chain.until(lambda: chain.ended(first) and chain.ended(second))
    for document_id in (first, second):
        chain.assert_published_once(document_id)


def test_a_worker_that_sleeps_through_a_restart_of_redis(chain: Chain) -> None:
    """On a busy machine Redis is back before a worker looks at its broken connections: none may block on a new one."""
    warm = chain.upload("before redis restarts unseen.md")
    chain.until(lambda: chain.ended(warm))
    sleeper = chain.supervisor.pids()[Stage.VALIDATE.value]
    os.kill(sleeper, signal.SIGSTOP)
    chain.redis.halt()
    chain.redis.start()
    os.kill(sleeper, signal.SIGCONT)
    document_id = chain.upload("after redis restarted unseen.md")
    chain.until(lambda: chain.ended(document_id))
    chain.assert_published_once(document_id)
    assert chain.supervisor.pids()[Stage.VALIDATE.value] == sleeper


def test_the_database_is_away_for_five_seconds(chain: Chain) -> None:
    gates = [chain.gates[stage] for stage in (Stage.EXTRACT, Stage.VALIDATE)]
    ids = [chain.upload("before the outage.md")]
    chain.until(lambda: chain.ended(ids[0]))
    gates[0].close()
    ids += [chain.upload(f"database {n}.md") for n in range(3)]
    chain.until(lambda: any(chain.running(i, Stage.EXTRACT) for i in ids) and gates[0].waiting.is_set())
    chain.postgres.halt()
    back = threading.Timer(5.0, chain.postgres.start)
    back.start()
    gates[0].open()  # the stage ends while there is nobody to tell
    back.join()
    chain.until(lambda: all(chain.ended(i) for i in ids))
    for document_id in ids:
        chain.assert_published_once(document_id)


def test_a_poison_file_ends_as_a_dead_letter_and_disturbs_nobody(chain: Chain, tmp_path: Path) -> None:
    """A document whose worker dies at every attempt."""
    gate = chain.gates[Stage.VALIDATE]
    gate.close()
    poison = chain.upload("poison.md")
    for _ in range(chain.settings.max_attempts):
        chain.until(lambda: chain.running(poison, Stage.VALIDATE) and gate.waiting.is_set())
        gate.waiting.clear()
        chain.kill(Stage.VALIDATE)
        chain.until(lambda: not chain.running(poison, Stage.VALIDATE))
    gate.open()
    chain.until(lambda: chain.ended(poison))
    failure = chain.document(poison).failure
    assert failure is not None
    assert (failure.code, failure.stage, failure.dead_lettered) == ("worker_lost", Stage.VALIDATE, True)
    assert [d.id for d in chain.backends.progress.dead_letters()] == [poison]
    good = chain.upload("beside the poison.md")
    chain.until(lambda: chain.ended(good))
    chain.assert_published_once(good)
