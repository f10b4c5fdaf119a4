"""Small documents that the export tests look at."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.model.document import Document, Identity, Paragraph, Report, ReportType, Section
from shared.model.finding import CellRef, Checks, Finding, Severity
from shared.model.page import Box, Place, Reader
from shared.model.table import Cell, Column, Form, Repair, Role, Row, RowKind, Table, UnitSource

IDENTITY = Identity(document_id="01JD000000000000000000TEST", revision=2, sha256="ab" * 32, filename="预算.pdf")


def amount(text: str, value: str | None = None, **more: object) -> Cell:
    number = Decimal(value if value is not None else text.replace(",", "")) if text else None
    return Cell(text=text, value=number, raw=(text,), place=Place(page=3, box=Box(10, 20, 30.5, 40)), **more)  # type: ignore[arg-type]


def name(text: str) -> Cell:
    return Cell(text=text, raw=(text,), place=Place(page=3, box=Box(1, 20, 9, 40)))


def expenditure() -> Table:
    """Two head levels with a spanning head, a code column, a repaired cell, a total row."""
    columns = (
        Column(path=("科目编码",), role=Role.CODE, key="function.code"),
        Column(path=("科目名称",), role=Role.LABEL, key="function.name"),
        Column(path=("支出", "基本支出"), role=Role.AMOUNT, key="basic"),
        Column(path=("支出", "项目支出"), role=Role.AMOUNT, key="project"),
    )
    mended = amount(
        "4,588.50",
        repairs=(Repair(code="inner_space", before="4, 588.50", after="4,588.50", why="数字中间的空格"),),
        confidence=0.98,
    )
    rows = (
        Row(kind=RowKind.CLASS, code="208", cells=(name("208"), name("社会保障"), mended, amount("-5"))),
        Row(
            kind=RowKind.ITEM, level=1, parent=0, cells=(name("020"), name("=cmd|'/c calc'!A1"), amount(""), name("—"))
        ),
        Row(kind=RowKind.TOTAL, cells=(name("合计"), name(""), amount("4,588.50"), amount("12345678901234567890"))),
    )
    return Table(
        id="t1",
        number="7",
        title="一般公共预算支出表",
        kind="general_budget_by_function",
        unit="万元",
        unit_source=UnitSource.PRINTED,
        organization="某局",
        year=2023,
        pages=(3,),
        columns=columns,
        rows=rows,
        notes=("注：尾差|四舍五入",),
    )


def bare() -> Table:
    """A table without a head, with a title that another table has too."""
    columns = (Column(path=(), role=Role.TEXT), Column(path=(), role=Role.TEXT))
    return Table(
        id="t2", title="一般公共预算支出表", columns=columns, rows=(Row(cells=(name("甲\n乙"), name("丙|丁"))),)
    )


def report() -> Document:
    wrong = Finding(
        code="sum_mismatch",
        severity=Severity.ERROR,
        rule="RC-01",
        message="合计 4,588.50 与各行之和 4,578.50 不符",
        table="t1",
        table_title="一般公共预算支出表",
        where="合计 / 基本支出",
        cells=(CellRef(table="t1", row=2, column=2),),
        expected="4578.50",
        actual="4588.50",
        delta=Decimal("10.00"),
        tolerance=Decimal("0.01"),
    )
    note = Finding(
        code="unit_not_printed", severity=Severity.INFO, rule="UN-01", message="<b>单位</b>未印", cells=wrong.cells
    )
    return Document(
        reader=Reader.PDF_TEXT,
        media_type="application/pdf",
        pages=5,
        report=Report(
            type=ReportType.DEPARTMENT_BUDGET,
            title="某局2023年部门预算",
            organization="某局",
            year=2023,
            year_source="printed",
        ),
        contents=("一般公共预算支出表",),
        sections=(Section(title="第一部分", level=1, paragraphs=(Paragraph(text="职责*是*什么"),)),),
        tables=(expenditure(), bare()),
        forms=(Form(id="f1", title="绩效目标表", fields=(("项目编码", name("+86")),)),),
        findings=(note, wrong),
        checks=Checks(passed=8, failed=1, not_evaluated=3),
    )


@pytest.fixture(name="report")
def _report() -> Document:
    return report()


@pytest.fixture(name="identity")
def _identity() -> Identity:
    return IDENTITY
