"""The generic family of 财预〔2016〕143号: eight tables of a department budget, in 万元 with two decimals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samples.families.common import EMPTY_NOTE, ORDINALS, economic_lines, function_lines, spent
from samples.model import OWN_SOURCES, Books, Spending, ThreePublic
from samples.money import Money, change, percent
from samples.report import Block, Contents, Heading, LogicalTable, PageBreak, Paragraph, Paths, Report, TableRow

WAN = Money(decimals=2, zero="0.00")
_Part = Callable[[Spending], int]


def report(books: Books) -> Report:
    """Title, 目录, text, tables."""
    name, year = books.department.name, books.year
    tables = tuple(make(books) for make in _MAKERS)
    titles = tuple(t.title for t in tables)
    title = f"{name}{year}年部门预算公开"
    lines = [(1, "第一部分 部门概况"), (1, f"第二部分 {year}年部门预算表")]
    lines += [(2, f"{ORDINALS[i]}、{t}") for i, t in enumerate(titles)]
    lines += [(1, f"第三部分 {year}年部门预算情况说明")]
    blocks: list[Block] = [Heading(title, 0), PageBreak(), Contents(lines=tuple(lines)), PageBreak()]
    blocks += [Heading("第一部分 部门概况", 2), Paragraph(f"{name}负责{books.department.subject}工作的组织实施。")]
    for table in tables:
        blocks += [PageBreak(), table]
    blocks += [PageBreak(), Heading(f"第三部分 {year}年部门预算情况说明", 2), *_text(books)]
    return Report(
        family="generic", type="department_budget", title=title, organization=name, year=year,
        contents=titles, blocks=tuple(blocks),
    )  # fmt: skip


def _text(books: Books) -> list[Block]:
    now, before, year = books.total, books.prior_total, books.year
    rate = percent(now - before, before, 2)
    return [
        Paragraph(
            f"{year}年收支总预算{WAN(now)}万元，比{year - 1}年{change(now, before)}{WAN(abs(now - before))}万元，"
            f"{'增长' if now >= before else '下降'}{rate}。"
        ),
        Paragraph(
            f"本年支出{WAN(now)}万元，其中：基本支出{WAN(books.basic)}万元，占{percent(books.basic, now, 2)}；"
            f"项目支出{WAN(books.project)}万元，占{percent(books.project, now, 2)}。"
        ),
    ]


def _table(title: str, columns: Paths, rows: list[TableRow], books: Books) -> LogicalTable:
    labels = frozenset(j for j, path in enumerate(columns) if path[-1] in ("项目", "科目名称"))
    return LogicalTable(
        title=title, unit="万元", organization=books.department.name, columns=columns, rows=tuple(rows), labels=labels,
        widths=tuple(2.8 if j in labels else 1.3 for j in range(len(columns))), lead="部门：", name_column=1,
    )  # fmt: skip


def _classes(books: Books, part: _Part) -> list[tuple[str, str]]:
    lines = [line for line in function_lines(books, part) if line.level == 0]
    return [(f"{ORDINALS[i]}、{line.name}", WAN(spent(books, line.code, part))) for i, line in enumerate(lines)]


def _summary(books: Books) -> LogicalTable:
    columns: Paths = (("收入", "项目"), ("收入", "预算数"), ("支出", "项目"), ("支出", "预算数"))
    left = [("一、一般公共预算拨款收入", WAN(books.granted)), ("二、政府性基金预算拨款收入", WAN(0))]
    left += [("三、国有资本经营预算拨款收入", WAN(0))]
    left += [
        (f"{ORDINALS[i + 3]}、{source}", WAN(books.own if source == books.own_source else 0))
        for i, source in enumerate(OWN_SOURCES)
    ]
    right = _classes(books, lambda s: s.total)
    rows = [
        (*(left[i] if i < len(left) else ("", "")), *(right[i] if i < len(right) else ("", "")))
        for i in range(max(len(left), len(right)))
    ]
    income = books.granted + books.own
    rows += [("本年收入合计", WAN(income), "本年支出合计", WAN(books.total))]
    rows += [("上年结转", WAN(books.carried), "结转下年", WAN(0))]
    rows += [("收入总计", WAN(books.total), "支出总计", WAN(books.total))]
    return _table("部门收支总体情况表", columns, [TableRow(cells=r) for r in rows], books)


def _coded(
    title: str, columns: tuple[tuple[str, ...], ...], parts: tuple[_Part, ...], books: Books, wanted: _Part
) -> LogicalTable:
    rows = [TableRow(cells=("合计", "", *(WAN(books.spent(part)) for part in parts)), spans=((0, 2),))]
    for line in function_lines(books, wanted):
        cells = (line.code, line.name, *(WAN(spent(books, line.code, part)) for part in parts))
        rows.append(TableRow(cells=cells, indent=line.level))
    return _table(title, columns, rows, books)


def _income(books: Books) -> LogicalTable:
    kinds = ("一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入", *OWN_SOURCES)
    columns: Paths = (
        ("科目", "科目编码"),
        ("科目", "科目名称"),
        ("合计",),
        ("上年结转",),
        *((kind,) for kind in kinds),
    )

    def own(source: str) -> _Part:
        return lambda s: s.own if source == books.own_source else 0

    parts: tuple[_Part, ...] = (lambda s: s.total, lambda s: s.carried, lambda s: s.total - s.carried - s.own)
    parts = (*parts, lambda s: 0, lambda s: 0, *(own(source) for source in OWN_SOURCES))
    return _coded("部门收入总体情况表", columns, parts, books, lambda s: s.total)


def _spending(books: Books) -> LogicalTable:
    kinds = ("合计", "基本支出", "项目支出", "上缴上级支出", "事业单位经营支出", "对下级单位补助支出")
    columns: Paths = (("科目编码",), ("科目名称",), *((kind,) for kind in kinds))
    parts: tuple[_Part, ...] = (lambda s: s.total, lambda s: s.basic, lambda s: s.project)
    parts = (*parts, *(((lambda s: 0),) * 3))
    return _coded("部门支出总体情况表", columns, parts, books, lambda s: s.total)


def _fiscal(books: Books) -> LogicalTable:
    columns: Paths = (
        ("收入", "项目"),
        ("收入", "预算数"),
        ("支出", "项目"),
        ("支出", "合计"),
        ("支出", "一般公共预算"),
    )
    columns = (*columns, ("支出", "政府性基金预算"), ("支出", "国有资本经营预算"))
    left = [("一、本年收入", WAN(books.granted)), ("（一）一般公共预算拨款", WAN(books.granted))]
    left += [
        ("（二）政府性基金预算拨款", WAN(0)),
        ("（三）国有资本经营预算拨款", WAN(0)),
        ("二、上年结转", WAN(books.carried)),
    ]
    right = _classes(books, lambda s: s.total - s.own)
    rows = []
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else ("", "")
        b = (*right[i], right[i][1], WAN(0), WAN(0)) if i < len(right) else ("",) * 5
        rows.append((*a, *b))
    total = WAN(books.granted + books.carried)
    rows.append(("收入总计", total, "支出总计", total, total, WAN(0), WAN(0)))
    return _table("财政拨款收支总体情况表", columns, [TableRow(cells=r) for r in rows], books)


def _general(books: Books) -> LogicalTable:
    group = f"{books.year}年预算数"
    columns: Paths = (("功能分类科目", "科目编码"), ("功能分类科目", "科目名称"))
    columns = (*columns, (group, "合计"), (group, "基本支出"), (group, "项目支出"))
    parts: tuple[_Part, ...] = (lambda s: s.total - s.own, lambda s: s.basic, lambda s: s.project - s.own)
    return _coded("一般公共预算支出情况表", columns, parts, books, parts[0])


def _basic(books: Books) -> LogicalTable:
    group, codes = f"{books.year}年基本支出", "部门预算经济分类科目"
    columns: Paths = (
        (codes, "科目编码"),
        (codes, "科目名称"),
        (group, "合计"),
        (group, "人员经费"),
        (group, "公用经费"),
    )
    people = sum(books.economic(c, lambda e: e.basic) for c in ("301", "303"))
    sums = (WAN(books.basic), WAN(people), WAN(books.basic - people))
    rows = [TableRow(cells=("合计", "", *sums), spans=((0, 2),))]
    for line in economic_lines(books, lambda e: e.basic):
        amount = books.economic(line.code, lambda e: e.basic)
        part = amount if line.code[:3] in ("301", "303") else 0
        cells = (line.code, line.name, WAN(amount), WAN(part), WAN(amount - part))
        rows.append(TableRow(cells=cells, indent=line.level))
    return _table("一般公共预算基本支出情况表", columns, rows, books)


def _three_public(books: Books) -> LogicalTable:
    vehicles = "公务用车购置及运行维护费"
    heads: Paths = (
        ("合计",),
        ("因公出国（境）费用",),
        ("公务接待费",),
        (vehicles, "小计"),
        (vehicles, "公务用车购置费"),
    )
    heads = (*heads, (vehicles, "公务用车运行维护费"))
    columns = tuple((f"{year}年预算数", *head) for year in (books.year - 1, books.year) for head in heads)

    def amounts(t: ThreePublic) -> tuple[int, ...]:
        return (t.total, t.abroad, t.reception, t.vehicles, t.purchase, t.operation)

    row = TableRow(cells=tuple(map(WAN, (*amounts(books.last_year), *amounts(books.this_year)))))
    return _table("一般公共预算“三公”经费支出情况表", columns, [row], books)


def _fund(books: Books) -> LogicalTable:
    group = "本年政府性基金预算支出"
    columns: Paths = (("科目编码",), ("科目名称",), (group, "合计"), (group, "基本支出"), (group, "项目支出"))
    row = TableRow(cells=("合计", "", WAN(0), WAN(0), WAN(0)), spans=((0, 2),))
    table = _table("政府性基金预算支出情况表", columns, [row], books)
    return replace(table, notes=(EMPTY_NOTE,))


_MAKERS: tuple[Callable[[Books], LogicalTable], ...] = (
    _summary, _income, _spending, _fiscal, _general, _basic, _three_public, _fund,
)  # fmt: skip
