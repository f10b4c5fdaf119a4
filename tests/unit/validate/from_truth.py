"""Documents made from the truth form (`tables` with columns and rows of text), without readers and reconstruction."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from shared.model.document import Document, Paragraph, Report, ReportType, Section
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Place, Reader
from shared.model.table import Cell, Column, Form, Role, Row, RowKind, Table, UnitSource

ROOT = Path(__file__).resolve().parents[3]
KINDS = {
    "收支总表": "income_expenditure_summary",
    "收入总表": "income_summary",
    "支出总表": "expenditure_summary",
    "基本支出总表": "basic_expenditure_summary",
    "项目支出总表": "project_expenditure_summary",
    "政府预算拨款收支总表": "fiscal_appropriation_summary",
    "一般公共预算支出表（按功能分类）": "general_budget_by_function",
    "一般公共预算支出表（按经济分类）": "general_budget_by_economic_class",
    "一般公共预算“三公”经费支出表": "three_public",
    "政府性基金预算支出表": "government_fund_expenditure",
    "国有资本经营预算支出表": "state_capital_expenditure",
    "重点项目绩效目标情况": "key_project_targets",
    "项目支出绩效目标表": "project_performance_targets",
    "绩效指标明细": "indicator_details",
}


def _vocabulary() -> list[tuple[str, Role, list[dict[str, list[str]]]]]:
    path = ROOT / "services/extract/templates/columns.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [(c["key"], Role(c["role"]), c["rules"]) for c in data["column"]]


VOCABULARY = _vocabulary()
KINDS_BY_FOLD = {fold(t): k for t, k in KINDS.items()}


def kind_of(title: str) -> str | None:
    """The kind by title; the blocks of a performance table by their part."""
    if title.endswith("·年度主要任务"):
        return "annual_tasks"
    if title.endswith(("·年度绩效指标", "·绩效指标")):
        return "performance_indicators"
    return KINDS_BY_FOLD.get(fold(title))


def column(path: list[str]) -> tuple[Role | None, str | None]:
    """Role and key of a head path by the vocabulary."""
    texts = [re.sub(r"^其中[:：]", "", fold(p)) for p in path]
    texts = [re.sub(r"^20\d\d年", "", t) or t for t in texts]
    if not texts:
        return None, None
    for key, role, rules in VOCABULARY:
        for rule in rules:
            leaves = [fold(leaf).replace("{y}年", "") for leaf in rule["leaf"]]
            if texts[-1] not in leaves:
                continue
            under = rule.get("under")
            if under and not any(fold(word) in above for word in under for above in texts[:-1]):
                continue
            return role, key
    return None, None


def table_from_truth(data: dict[str, Any], number: int) -> Table:
    """A `Table` of one table of the truth."""
    columns = []
    for at, path in enumerate(data["columns"]):
        role, key = column(path)
        if role is None:
            texts = [r[at] for r in data["rows"] if r[at]]
            numbers = sum(parse_number(t) is not None for t in texts)
            role = Role.AMOUNT if texts and numbers * 2 > len(texts) else Role.TEXT
        columns.append(Column(path=tuple(path), role=role, key=key))
    if any((c.key or "").startswith("indicator") for c in columns):
        columns = [
            Column(path=c.path, role=Role.LABEL if c.role is Role.AMOUNT else c.role, key=c.key) for c in columns
        ]
    rows = tuple(row_from_truth(r, columns) for r in data["rows"])
    return Table(
        id=f"t{number}",
        title=data["title"],
        number=data["number"],
        kind=kind_of(data["title"]),
        unit=data["unit"],
        unit_source=UnitSource.PRINTED if data["unit"] else None,
        organization=data.get("organization"),
        columns=tuple(columns),
        rows=rows,
        notes=tuple(data.get("notes") or ()),
    )


def row_from_truth(texts: list[str], columns: list[Column]) -> Row:
    cells = tuple(
        Cell(text=t, value=parse_number(t) if c.role is Role.AMOUNT else None, raw=(t,) if t else ())
        for t, c in zip(texts, columns, strict=True)
    )
    code = "".join(t for t, c in zip(texts, columns, strict=True) if c.role is Role.CODE)
    return Row(cells=cells, kind=RowKind.DATA, code=code if code.isdigit() else None)


def document_from_truth(data: dict[str, Any], prose: str = "") -> Document:
    """A `Document`; `prose` becomes sections, one for each heading 第…部分."""
    report = data["report"]
    tables = tuple(table_from_truth(t, n + 1) for n, t in enumerate(data["tables"]))
    forms = tuple(
        Form(
            id=f"f{n + 1}",
            title=next((t["title"].split("·")[0] for t in data["tables"] if "绩效" in t["title"]), "绩效目标表"),
            fields=tuple((k, Cell(text=str(v), raw=(str(v),))) for k, v in form.items() if k != "form"),
        )
        for n, form in enumerate(data.get("key_values") or ())
    )
    return Document(
        reader=Reader.TEXT,
        media_type="text/plain",
        pages=None,
        report=Report(
            type=ReportType(report["type"]),
            title=report.get("title"),
            organization=report.get("organization"),
            year=report.get("year"),
            year_source="printed",
        ),
        contents=tuple(data.get("contents") or ()),
        sections=sections_from(prose),
        tables=tables,
        forms=forms,
    )


def sections_from(prose: str) -> tuple[Section, ...]:
    """Paragraphs are separated by blank lines; a line 第…部分 or 一、 without a full stop is a heading."""
    sections: list[Section] = []
    line = 0
    for paragraph in prose.split("\n\n"):
        text = re.sub(r"\s+", "", paragraph)
        line += paragraph.count("\n") + 2
        if not text:
            continue
        if re.match(r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)[^。]{0,30}$", text):
            sections.append(Section(title=text, level=1 if text.startswith("第") else 2, place=Place(line=line)))
            continue
        if not sections:
            sections.append(Section(title="", level=1))
        last = sections[-1]
        sections[-1] = Section(
            title=last.title,
            level=last.level,
            place=last.place,
            paragraphs=(*last.paragraphs, Paragraph(text=text, place=Place(line=line))),
        )
    return tuple(sections)
