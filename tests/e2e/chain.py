"""The chain as it runs in production, in processes of its own: a worker per stage, the sweep, real servers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from services.commands.setup import migrate_now
from services.commands.supervisor import Child, Supervisor, yusuan
from services.ingest.service import IntakeService
from shared import outputs
from shared.bootstrap import Backends
from shared.lifecycle import ENDED, RowState, Stage
from shared.ports import Accepted, DocumentRow, Duplicate, StageRow
from shared.settings import Settings
from tests.e2e.gate import Gate
from tests.servers import Ceph, Postgres, Redis

#: Short, so that a test need not wait. Of the lease four heartbeats must fit in, also on a busy machine; each death of
#: a worker costs a test one lease and the start of another worker.
HASTE = {
    "lease_seconds": 1.2,
    "heartbeat_seconds": 0.3,
    "sweep_seconds": 0.2,
    "resend_seconds": 1.0,
    "retry_base_seconds": 0.1,
    "max_attempts": 4,
}


def report(name: str) -> bytes:
    """A small budget table that no other test uploads."""
    return f"# {name}部门预算\n\n收支总表\n\n单位：万元\n\n| 项目 | 2023年预算数 |\n|---|---|\n| 收入 | 1 |\n".encode()


@dataclass
class Chain:
    """Processes on real servers, each stage's way to the storage through a gate of its own."""

    postgres: Postgres
    redis: Redis
    ceph: Ceph
    folder: Path
    bucket: str
    gates: dict[Stage, Gate] = field(default_factory=dict)
    _end: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Chain:
        self.settings = Settings(
            data=self.folder,
            database_url=SecretStr(self.postgres.create()),
            redis_url=SecretStr(self.redis.url),
            s3_endpoint=self.ceph.endpoint,
            s3_access_key=SecretStr(self.ceph.access_key),
            s3_secret_key=SecretStr(self.ceph.secret_key),
            s3_bucket=self.bucket,
            _env_file=None,
            **HASTE,
        )
        self.backends = Backends(self.settings)
        migrate_now(self.backends)
        self.backends.objects.prepare()
        self.gates = {stage: Gate(self.ceph.port) for stage in Stage}
        environment = self.environment()
        workers = [
            Child(
                name=stage.value,
                command=yusuan("worker", "--queues", stage.value, "--name", stage.value),
                environment={**environment, "YUSUAN_S3_ENDPOINT": f"http://127.0.0.1:{self.gates[stage].port}"},
                patience=3.0,
            )
            for stage in Stage
        ]
        sweep = Child(name="sweep", command=yusuan("beat"), environment=environment, patience=3.0)
        self.supervisor = Supervisor([sweep, *workers], self.folder / "chain.log", longest_pause=0.5)
        self.supervisor.start()
        self._tending = threading.Thread(target=self.supervisor.tend, args=(self._end,))
        self._tending.start()
        return self

    def environment(self) -> dict[str, str]:
        """The settings as a process of the chain gets them."""

        def text(value: object) -> str:
            return value.get_secret_value() if isinstance(value, SecretStr) else str(value)

        set_here = {name: getattr(self.settings, name) for name in self.settings.model_fields_set}
        return {f"YUSUAN_{name.upper()}": text(value) for name, value in set_here.items()}

    def stop(self) -> None:
        for gate in self.gates.values():
            gate.open()
        self._end.set()
        self._tending.join()
        self.supervisor.stop()
        for gate in self.gates.values():
            gate.end()
        self.backends.engine.dispose()

    # ------------------------------------------------------------ what tests do with it

    def upload(self, name: str, data: bytes | None = None) -> str:
        intake = IntakeService(self.backends)
        (outcome,) = intake.accept("D1", name, BytesIO(data or report(name)))
        assert isinstance(outcome, Accepted | Duplicate), outcome
        return outcome.document.id

    def kill(self, stage: Stage) -> None:
        """SIGKILL to the worker of the stage and its children."""
        os.killpg(self.supervisor.pids()[stage.value], signal.SIGKILL)

    def rows(self, document_id: str) -> tuple[StageRow, ...]:
        return self.backends.progress.rows(document_id)

    def document(self, document_id: str) -> DocumentRow:
        found = self.backends.progress.document(document_id)
        assert found is not None
        return found

    def running(self, document_id: str, stage: Stage) -> bool:
        return any(r.stage is stage and r.state is RowState.RUNNING for r in self.rows(document_id))

    def ended(self, document_id: str) -> bool:
        return self.document(document_id).state in ENDED

    def settled(self, document_id: str) -> bool:
        """Ended, and compared with what it is to be compared with.

        What is compared again is not due while its run lasts: it must have been at its end before and after the look.
        """
        before = self.document(document_id)
        due = document_id in self.backends.kinships.due()
        after = self.document(document_id)
        return before.state in ENDED and not due and (after.state, after.run) == (before.state, before.run)

    def result(self, document_id: str) -> dict[str, Any]:
        revision = self.backends.publications.revision(document_id)
        assert revision is not None
        return outputs.load(self.backends.objects, revision.result_key)

    def until(self, condition: Callable[[], bool], seconds: float = 90.0) -> None:
        limit = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > limit:
                log = (self.folder / "chain.log").read_text(errors="replace")[-6000:]
                raise AssertionError(f"it did not come to pass within {seconds} s; the log ends:\n{log}")
            time.sleep(0.05)

    def assert_published_once(self, document_id: str) -> None:
        document = self.document(document_id)
        assert document.state.value == "published", document
        assert [r.revision for r in self.backends.publications.revisions(document_id)] == [1]
        changes = self.backends.publications.changes(0, department_id=None, limit=1000)
        assert [c.kind for c in changes if c.document_id == document_id] == ["published"]
        rows = self.rows(document_id)
        assert {r.state for r in rows} == {RowState.DONE}
        assert len({(r.run, r.stage, r.part) for r in rows}) == len(rows)
