"""Small documents for rules: tables from keys and rows of text, sections from paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.document import Document, Paragraph, Report, ReportType, Section
from shared.model.finding import Finding
from shared.model.numbers import parse_number
from shared.model.page import Place, Reader
from shared.model.table import Cell, Column, Form, Role, Row, RowKind, Table

ORGANIZATION = "某市某局"
#: key → (head path, role) of the columns that tests use
COLUMNS: dict[str, tuple[tuple[str, ...], Role]] = {
    "unit": (("预算单位",), Role.LABEL),
    "item": (("项目名称",), Role.LABEL),
    "function.code": (("科目编码",), Role.CODE),
    "function.name": (("科目名称",), Role.LABEL),
    "economic.code": (("科目编码",), Role.CODE),
    "economic.name": (("科目名称",), Role.LABEL),
    "total": (("支出总计",), Role.AMOUNT),
    "basic": (("基本支出",), Role.AMOUNT),
    "project": (("项目支出",), Role.AMOUNT),
    "previous.actual": (("2022年执行数",), Role.AMOUNT),
    "previous.budget": (("2022年预算数",), Role.AMOUNT),
    "change.amount": (("2023年预算数比2022年执行数", "增减额"), Role.AMOUNT),
    "change.rate": (("2023年预算数比2022年执行数", "增减%"), Role.AMOUNT),
    "personnel": (("人员经费",), Role.AMOUNT),
    "public": (("公用经费",), Role.AMOUNT),
    "amount": (("金额",), Role.AMOUNT),
    "income.item": (("收入", "项目"), Role.LABEL),
    "income.amount": (("收入", "预算数"), Role.AMOUNT),
    "expenditure.item": (("支出", "项目"), Role.LABEL),
    "expenditure.amount": (("支出", "预算数"), Role.AMOUNT),
    "expenditure.personnel": (("支出", "人员经费"), Role.AMOUNT),
    "expenditure.public": (("支出", "公用经费"), Role.AMOUNT),
    "procurement.subtotal": (("政府采购项目", "小计"), Role.AMOUNT),
    "procurement.sme": (("政府采购项目", "其中：面向中小企业政府采购项目"), Role.AMOUNT),
    "indicator.level1": (("一级指标",), Role.LABEL),
    "indicator.level2": (("二级指标",), Role.LABEL),
    "indicator.level3": (("三级指标",), Role.LABEL),
    "indicator.target": (("目标值",), Role.TEXT),
}


def table(
    kind: str | None,
    keys: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    number: str | None = None,
    unit: str | None = "万元",
    notes: Sequence[str] = (),
) -> Table:
    """A table; a key that is not in `COLUMNS` is the head text of an amount column of unknown key."""
    columns = []
    for key in keys:
        path, role = COLUMNS.get(key, ((key,), Role.AMOUNT))
        columns.append(Column(path=path, role=role, key=key if key in COLUMNS else None))
    made = []
    for texts in rows:
        cells = tuple(
            Cell(text=t, value=parse_number(t) if c.role is Role.AMOUNT else None, raw=(t,))
            for t, c in zip(texts, columns, strict=True)
        )
        code = "".join(t for t, c in zip(texts, columns, strict=True) if c.role is Role.CODE)
        made.append(Row(cells=cells, kind=RowKind.DATA, code=code or None))
    name = title or kind or "统计表"
    return Table(
        id=f"t-{name}",
        title=name,
        number=number,
        kind=kind,
        unit=unit,
        organization=ORGANIZATION,
        columns=tuple(columns),
        rows=tuple(made),
        notes=tuple(notes),
    )


def document(
    *tables: Table,
    text: Sequence[str] = (),
    year: int | None = 2023,
    contents: Sequence[str] = (),
    forms: Sequence[Form] = (),
    blank_numbers: Sequence[str] = (),
    organization: str = ORGANIZATION,
) -> Document:
    """A document of `tables` with one section of prose."""
    paragraphs = tuple(Paragraph(text=t, place=Place(line=n + 1)) for n, t in enumerate(text))
    return Document(
        reader=Reader.TEXT,
        media_type="text/plain",
        pages=None,
        report=Report(type=ReportType.DEPARTMENT_BUDGET, organization=organization, year=year, year_source="printed"),
        contents=tuple(contents),
        sections=(Section(title="第二部分 收支总体情况", level=1, paragraphs=paragraphs),) if text else (),
        tables=tables,
        forms=tuple(forms),
        blank_table_numbers=tuple(blank_numbers),
    )


def form(**fields: str) -> Form:
    """An application form; `_` in a name stands for a bracket pair around what follows (本年度项目金额_万元)."""
    named = {(f"{k.split('_')[0]}（{k.split('_')[1]}）" if "_" in k else k): v for k, v in fields.items()}
    return Form(
        id=f"f-{named.get('项目名称', '')}",
        title="二级项目支出绩效目标申报表",
        fields=tuple((k, Cell(text=v, raw=(v,))) for k, v in named.items()),
    )


def codes(checked: Document, *, rule: str | None = None) -> list[str]:
    """The codes of the findings (of one rule)."""
    return [f.code for f in checked.findings if rule is None or f.rule == rule]


def only(checked: Document, code: str) -> Finding:
    """The one finding with this code."""
    found = [f for f in checked.findings if f.code == code]
    assert len(found) == 1, [(f.code, f.message) for f in checked.findings]
    return found[0]


FUN = "general_budget_by_function"
ECO = "general_budget_by_economic_class"
EXP = "expenditure_summary"
SUM = "income_expenditure_summary"


def function_table(
    *, kind: str = FUN, title: str = "一般公共预算支出表", change: dict[tuple[str, str], str] | None = None
) -> Table:
    """A consistent table by function: 201 {20103 {2010301, 2010302}}, 208 {20805 {2080505, 2080506}}."""
    figures = {
        "": ("3,300", "2,300", "1,000"),
        "201": ("3,000", "2,000", "1,000"),
        "20103": ("3,000", "2,000", "1,000"),
        "2010301": ("2,400", "2,000", "400"),
        "2010302": ("600", "0", "600"),
        "208": ("300", "300", "0"),
        "20805": ("300", "300", "0"),
        "2080505": ("200", "200", "0"),
        "2080506": ("100", "100", "0"),
    }
    names = {
        "201": "一般公共服务支出",
        "20103": "政府办公厅（室）及相关机构事务",
        "2010301": "行政运行",
        "2010302": "一般行政管理事务",
        "208": "社会保障和就业支出",
        "20805": "行政事业单位养老支出",
        "2080505": "机关事业单位基本养老保险缴费支出",
        "2080506": "机关事业单位职业年金缴费支出",
    }
    rows = []
    for code, values in figures.items():
        shown = [
            (change or {}).get((code, key), value)
            for key, value in zip(("total", "basic", "project"), values, strict=True)
        ]
        rows.append([ORGANIZATION if not code else "", code, names.get(code, ""), *shown])
    return table(kind, ["unit", "function.code", "function.name", "total", "basic", "project"], rows, title=title)
