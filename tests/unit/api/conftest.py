"""A gateway over SQLite and memory, with two departments, and a way to publish results without workers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from services.api import security
from services.api.app import create_app
from services.api.settings import GatewaySettings
from services.ingest.service import IntakeService
from services.validate.service import Reviser
from shared import publishing
from shared.adapters.database.migrate import migrate
from shared.adapters.memory import MemoryObjects, MemoryPublisher
from shared.bootstrap_gateway import GatewayBackends
from shared.lifecycle import RowState, Stage
from shared.model.document import Document, Identity, Report, ReportType, Timings
from shared.model.finding import CellRef, Finding, Severity
from shared.model.page import Box, Place, Reader
from shared.model.table import Cell, Column, Role, Row, RowKind, Table, UnitSource
from shared.ports import Failure

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


class Client:
    """Calls the application from the test's thread; the application has an event loop of its own, as in life."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self.app = app
        self._portal = portal
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            return await self._client.request(method, url, **more)

        return self._portal.call(call)

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self.request("POST", url, **more)

    def patch(self, url: str, **more: Any) -> httpx.Response:
        return self.request("PATCH", url, **more)

    def put(self, url: str, **more: Any) -> httpx.Response:
        return self.request("PUT", url, **more)

    def delete(self, url: str, **more: Any) -> httpx.Response:
        return self.request("DELETE", url, **more)


@dataclass
class Harness:
    """The gateway, its ports, and clients of two departments and of an administrator."""

    ports: GatewayBackends
    client: Client
    keys: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def auth(self, who: str = "a") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"}

    def get(self, path: str, who: str = "a", headers: dict[str, str] | None = None, **params: Any) -> Any:
        return self.client.get(path, params=params, headers={**self.auth(who), **(headers or {})})

    def post(self, path: str, who: str = "a", headers: dict[str, str] | None = None, **more: Any) -> Any:
        return self.client.post(path, headers={**self.auth(who), **(headers or {})}, **more)

    def upload(self, name: str = "report.pdf", data: bytes = PDF, who: str = "a", **more: Any) -> str:
        answer = self.post("/v1/documents", who, files=[("file", (name, data))], **more)
        assert answer.status_code in (200, 202), answer.text
        found: str = answer.json()["documents"][0]["document_id"]
        return found

    def publish(self, document_id: str, document: Document | None = None) -> None:
        """Take the document through all its stages, as workers would."""
        progress, publications = self.ports.progress, self.ports.publications
        row = progress.document(document_id)
        assert row is not None
        while waiting := [r for r in progress.rows(document_id) if r.state is RowState.QUEUED]:
            attempt = progress.claim(waiting[-1].id, "test", self.ports.settings.lease)
            assert attempt is not None
            if attempt.row.stage is not Stage.PUBLISH:
                progress.complete(attempt.token, f"outputs/{attempt.row.id}", pages_done=1)
                continue
            number = publications.next_revision(document_id)
            identity = Identity(document_id=document_id, revision=number, sha256=row.sha256, filename=row.filename)
            prepared = publishing.prepare(self.ports.objects, document or report(), identity, Timings())
            assert publications.publish(attempt.token, number, prepared) is not None

    def fail(self, document_id: str, *, retryable: bool = False) -> None:
        """Let the document's first stage fail until it is failed."""
        for _ in range(self.ports.settings.max_attempts):
            (row,) = [r for r in self.ports.progress.rows(document_id) if r.state is RowState.QUEUED]
            attempt = self.ports.progress.claim(row.id, "test", self.ports.settings.lease)
            assert attempt is not None
            failure = Failure(code="encrypted", detail="the file asks for a password", retryable=retryable)
            self.ports.progress.fail(attempt.token, failure, retry_in=self.ports.settings.lease * 0)
            if not retryable:
                return

    def published(self, name: str = "report.pdf", who: str = "a", data: bytes = PDF) -> str:
        document_id = self.upload(name, data, who)
        self.publish(document_id)
        return document_id


def _cell(text: str, *, row: int = 0, column: int = 0) -> Cell:
    number = Decimal(text.replace(",", "")) if text.replace(",", "").isdigit() else None
    box = Box(100 + 80 * column, 100 + 20 * row, 170 + 80 * column, 115 + 20 * row)
    return Cell(text=text, value=number, raw=(text,), place=Place(page=1, box=box))


def report() -> Document:
    """One table whose total is wrong by ten."""
    columns = (
        Column(path=("项目",), role=Role.LABEL, key="expenditure.item"),
        Column(path=("2023年预算数",), role=Role.AMOUNT, key="expenditure.amount"),
    )
    texts = [("一、基本支出", "100"), ("二、项目支出", "200"), ("支出总计", "310")]
    rows = tuple(
        Row(
            cells=(_cell(name, row=r), _cell(amount, row=r, column=1)),
            kind=RowKind.TOTAL if name.endswith("总计") else RowKind.DATA,
        )
        for r, (name, amount) in enumerate(texts)
    )
    table = Table(
        id="t1",
        number="1",
        title="支出总表",
        kind="expenditure_summary",
        unit="万元",
        unit_source=UnitSource.PRINTED,
        organization="某局",
        year=2023,
        pages=(1,),
        columns=columns,
        rows=rows,
    )
    finding = Finding(
        code="sum_mismatch",
        severity=Severity.ERROR,
        rule="RC-01",
        message="支出总计 310 与各项之和 300 不符",
        message_en="the total 310 is not the sum 300",
        table="t1",
        table_title="支出总表",
        cells=(CellRef(table="t1", row=2, column=1),),
        expected="300",
        actual="310",
        delta=Decimal(10),
        tolerance=Decimal(2),
    )
    head = Report(
        type=ReportType.DEPARTMENT_BUDGET,
        title="某局2023年部门预算",
        organization="某局",
        year=2023,
        year_source="printed",
    )
    return Document(
        reader=Reader.PDF_TEXT,
        media_type="application/pdf",
        pages=1,
        report=head,
        tables=(table,),
        findings=(finding,),
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of this version, to be copied: migrating takes longer than most tests."""
    data = tmp_path_factory.mktemp("migrated")
    ports = GatewayBackends(GatewaySettings(_env_file=None, data=data))  # type: ignore[call-arg]
    migrate(ports.engine)
    ports.engine.dispose()
    return data / "yusuan.db"


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> GatewaySettings:
    shutil.copy(migrated, tmp_path / "yusuan.db")
    return GatewaySettings(_env_file=None, data=tmp_path, key_secret="a secret of the tests")  # type: ignore[call-arg,arg-type]


@pytest.fixture
def harness(settings: GatewaySettings) -> Iterator[Harness]:
    yield from make_harness(settings)


def make_harness(settings: GatewaySettings, *, local: bool = False) -> Iterator[Harness]:
    ports = GatewayBackends(settings)
    if not local:
        vars(ports)["objects"] = MemoryObjects(ports.clock)
    vars(ports)["publisher"] = MemoryPublisher()
    app = create_app(settings, ports=ports, intake=IntakeService(ports), validator=Reviser(ports))
    with start_blocking_portal() as portal:
        made = Harness(ports=ports, client=Client(app, portal))
        for who, admin in (("a", False), ("b", False), ("admin", True)):
            key = security.new_key()
            department = None if admin else ports.keys.department(f"department {who}", create=True)
            row = ports.keys.add(
                security.hash_key(key, settings.secret),
                hint=security.hint(key),
                name=f"key of {who}",
                department_id=department.id if department else None,
                admin=admin,
                scopes=security.SCOPES,
            )
            made.keys[who], made.ids[who] = key, row.id
        yield made
    ports.engine.dispose()


@pytest.fixture
def local_harness(settings: GatewaySettings) -> Iterator[Harness]:
    """With the embedded storage, whose presigned URLs lead to the gateway."""
    yield from make_harness(settings, local=True)
