"""What `yusuan doctor` finds out about a running system: workers gone, queues that stand still, dead letters."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import ProcessingError
from shared.lifecycle import Stage
from shared.ports import StageLoad, WorkerRow

#: A queue whose oldest document waits longer than this stands still, unless something is being worked on.
_STANDS_STILL_SECONDS = 120.0


class UnhealthyError(ProcessingError):
    """The dependencies answer, but nothing moves."""

    code = "unhealthy"


def judge_workers(workers: Sequence[WorkerRow]) -> str:
    """How many are alive, and how much memory they take. Raises `UnhealthyError` for stages that nobody works on."""
    alive = [worker for worker in workers if worker.alive]
    served = {queue for worker in alive for queue in worker.queues}
    missing = [stage.value for stage in Stage if stage.value not in served]
    if missing:
        gone = [
            f"{worker.name} (silent since {worker.heartbeat_at:%H:%M:%S})" for worker in workers if not worker.alive
        ]
        last = f"; gone: {', '.join(gone)}" if gone else ""
        raise UnhealthyError(f"no worker for {', '.join(missing)}{last}")
    memory = sum(worker.memory_bytes or 0 for worker in alive) // 1024**2
    return f"{len(alive)} alive, {memory} MB"


def judge_queues(loads: Sequence[StageLoad]) -> str:
    """How much waits. Raises `UnhealthyError` for stages that are stopped or stand still."""
    paused = [f"{load.stage.value} ({load.waiting} wait)" for load in loads if load.paused]
    if paused:
        raise UnhealthyError(f"stopped by an administrator: {', '.join(paused)}")
    still = [
        f"{load.stage.value} ({load.waiting} wait, the oldest for {load.oldest_seconds:.0f} s)"
        for load in loads
        if load.waiting and not load.running and (load.oldest_seconds or 0) > _STANDS_STILL_SECONDS
    ]
    if still:
        raise UnhealthyError(f"nothing moves in {', '.join(still)}")
    return f"{sum(load.waiting for load in loads)} wait, {sum(load.running for load in loads)} run"


def judge_dead_letters(count: int) -> str:
    """Raises `UnhealthyError` if there are any."""
    if count:
        raise UnhealthyError(f"{count} of documents that have used up their attempts")
    return "none"
