"""What `yusuan doctor` says about a system that runs, or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.commands.admin import _age
from services.commands.health import UnhealthyError, judge_dead_letters, judge_queues, judge_workers
from shared.lifecycle import Stage
from shared.ports import StageLoad, WorkerRow

NOW = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
WORKER = WorkerRow(
    name="all@here",
    queues=tuple(stage.value for stage in Stage),
    pid=7,
    memory_bytes=100 * 1024**2,
    started_at=NOW,
    heartbeat_at=NOW,
    alive=True,
    busy_with=(),
)
LOAD = StageLoad(
    stage=Stage.EXTRACT,
    waiting=0,
    running=0,
    failed=0,
    done_last_hour=0,
    oldest_seconds=None,
    median_ms=None,
    paused=False,
)


def test_workers() -> None:
    assert judge_workers([WORKER]) == "1 alive, 100 MB"
    with pytest.raises(UnhealthyError, match="no worker for ingest, extract"):
        judge_workers([])
    silent = replace(WORKER, name="extract@here", queues=("extract",), alive=False)
    others = replace(WORKER, queues=("ingest", "reconstruct", "validate", "publish"))
    with pytest.raises(UnhealthyError, match=r"no worker for extract; gone: extract@here \(silent since 08:30:00\)"):
        judge_workers([others, silent])


@pytest.mark.parametrize(
    ("load", "said"),
    [
        (replace(LOAD, waiting=3, paused=True), r"stopped by an administrator: extract \(3 wait\)"),
        (replace(LOAD, waiting=3, oldest_seconds=500.0), r"nothing moves in extract \(3 wait, the oldest for 500 s\)"),
    ],
)
def test_queues_that_stand_still(load: StageLoad, said: str) -> None:
    with pytest.raises(UnhealthyError, match=said):
        judge_queues([load])


@pytest.mark.parametrize(
    "load",
    [LOAD, replace(LOAD, waiting=3, oldest_seconds=5.0), replace(LOAD, waiting=3, running=1, oldest_seconds=900.0)],
)
def test_queues_that_move(load: StageLoad) -> None:
    assert judge_queues([load]) == f"{load.waiting} wait, {load.running} run"


def test_dead_letters() -> None:
    assert judge_dead_letters(0) == "none"
    with pytest.raises(UnhealthyError, match="2 of documents"):
        judge_dead_letters(2)


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "5 s"), (65, "1 min 5 s"), (7300, "2 h 1 min"), (180_000, "2 d 2 h"), (-3, "0 s")]
)
def test_ages(seconds: int, said: str) -> None:
    assert _age(NOW, NOW - timedelta(seconds=seconds)).strip() == said


def test_no_age() -> None:
    assert _age(NOW, None).strip() == "-"
