"""Uploads, reruns, retries, cancellations and deletions while workers, Redis, the database and the storage fail at
random: in the end nothing is lost, nothing stands twice, and every document was compared with what there is."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable

import pytest

from services.validate.kinship import counterparts, judge
from shared.errors import ProcessingError
from shared.lifecycle import ENDED, DocumentState, RowState, Stage
from shared.model.codec import document_from_json
from shared.outbox import dispatch
from shared.ports import StageRow
from tests.e2e.chain import Chain
from tests.reports import application, budget

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]
STEPS = 60


class Campaign:
    """What happens to a chain, drawn at random; what each document's people were told."""

    def __init__(self, chain: Chain, seed: int) -> None:
        self.chain = chain
        self.rng = random.Random(seed)
        self.seed = seed
        self.accepted: set[str] = set()
        self.deleted: set[str] = set()

    def step(self) -> None:
        """One thing that people do or that fails. What they ask of a document that is not so far is refused: that is no
        fault."""
        happens: dict[Callable[[], None], int] = {
            self.upload: 42, self.kill: 13, self.halt_redis: 5, self.halt_database: 4, self.slow_storage: 8,
            self.rerun: 10, self.retry: 6, self.cancel: 4, self.delete: 8,
        }  # fmt: skip
        (act,) = self.rng.choices(list(happens), list(happens.values()))
        with contextlib.suppress(ProcessingError):
            act()
        time.sleep(self.rng.random() * 0.6)

    def upload(self) -> None:
        organization = f"第{self.seed}{self.rng.choice('甲乙丙')}局"
        year = self.rng.choice((2021, 2022, 2023))
        if self.rng.random() < 0.6:
            total, more = self.rng.choice((1000, 1200, 1500)), self.rng.choice((None, 200, 300))
            data = budget(organization, year, total, more=more, project=self.rng.choice((0, 100)))
            name = f"{organization}{year}.md"
        else:
            data = application(organization, year, self.rng.choice((900_000, 1_000_000)))
            name = f"{organization}{year}申报表.txt"
        self.accepted.add(self.chain.upload(name, data))

    def kill(self) -> None:
        stage = self.rng.choice(list(Stage))
        if stage.value in self.chain.supervisor.pids():  # it may have been killed a moment ago
            self.chain.kill(stage)

    def halt_redis(self) -> None:
        self.chain.redis.halt()
        time.sleep(self.rng.random())
        self.chain.redis.start()

    def halt_database(self) -> None:
        self.chain.postgres.halt()
        time.sleep(self.rng.random())
        self.chain.postgres.start()

    def slow_storage(self) -> None:
        gate = self.chain.gates[self.rng.choice(list(Stage))]
        gate.close(self.rng.choice((b"", b"PUT /")))
        threading.Timer(self.rng.random() * 2.5, gate.open).start()

    def rerun(self) -> None:
        stage = self.rng.choice((Stage.EXTRACT, Stage.RECONSTRUCT, Stage.VALIDATE))
        self._start(lambda document_id: self.chain.backends.progress.rerun(document_id, stage))

    def retry(self) -> None:
        self._start(self.chain.backends.progress.retry)

    def cancel(self) -> None:
        self._start(lambda document_id: (self.chain.backends.progress.cancel(document_id), ())[1])

    def delete(self) -> None:
        if (document_id := self._one()) is not None:
            self.chain.backends.publications.delete(document_id)
            self.deleted.add(document_id)

    def _start(self, ask: Callable[[str], tuple[StageRow, ...]]) -> None:
        if (document_id := self._one()) is not None:
            dispatch(self.chain.backends.progress, self.chain.backends.publisher, ask(document_id))

    def _one(self) -> str | None:
        living = sorted(self.living)
        return self.rng.choice(living) if living else None

    @property
    def living(self) -> set[str]:
        return self.accepted - self.deleted


@pytest.mark.parametrize("seed", [11])
def test_whatever_fails_and_whatever_is_asked_nothing_is_lost(own_chain: Chain, seed: int) -> None:
    chain = own_chain
    campaign = Campaign(chain, seed)
    for _ in range(STEPS):
        campaign.step()
    time.sleep(2.5)  # the last gate opens
    chain.until(lambda: all(chain.settled(i) for i in campaign.living), seconds=120)

    feed = chain.backends.publications.changes(0, department_id=None, limit=100_000)
    assert [c.seq for c in feed] == sorted({c.seq for c in feed})
    assert len(campaign.living) > STEPS // 10
    for document_id in campaign.deleted:
        assert chain.backends.progress.document(document_id) is None
        assert [c.kind for c in feed if c.document_id == document_id][-1] == "deleted"
    for document_id in campaign.living:
        document = chain.document(document_id)
        assert document.state in ENDED
        assert document.state is not DocumentState.FAILED or document.failure is not None
        assert {r.state for r in chain.rows(document_id)}.isdisjoint({RowState.QUEUED, RowState.RUNNING})
        revisions = sorted(r.revision for r in chain.backends.publications.revisions(document_id))
        assert revisions == list(range(1, len(revisions) + 1))
        assert [c.revision for c in feed if c.document_id == document_id] == revisions
        if document.state is DocumentState.PUBLISHED:
            assert_compared_with_all_there_is(chain, document_id)


def assert_compared_with_all_there_is(chain: Chain, document_id: str) -> None:
    """Its findings about other documents are those that it would get now."""
    value = chain.result(document_id)
    document, _, _ = document_from_json(value)
    judged, _ = judge(chain.backends, counterparts(chain.backends, document_id, document), document)
    now = [(f.code, f.document_id) for f in judged.findings if f.document_id is not None]
    assert [(f["code"], f["document_id"]) for f in value["findings"] if f["document_id"] is not None] == now
