"""Shenzhen 2022 (eleven tables), Shenzhen 2023 (twelve) and the Futian way of printing the latter (domain.md §1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samples.families.common import EMPTY_NOTE, economic_lines, function_lines, numbered, side_by_side, spent
from samples.families.shenzhen_performance import performance_sheet
from samples.families.shenzhen_prose import glossary, key_projects, prose
from samples.model import OWN_SOURCES, Books, Economic, Spending, ThreePublic
from samples.money import Money
from samples.report import Block, Contents, Heading, LogicalTable, PageBreak, Paths, Report, TableRow

GENERAL = ("小计", "履职类项目拨款", "财政专项资金拨款", "政府投资项目拨款")


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What tells the editions apart."""

    family: str
    coded: bool
    """支出总表 with codes, and the table by economic class (2023)"""
    money: Money
    performance_title: str = "部门（单位）整体支出绩效目标表"
    performance_label: str | None = None
    """the line that stands for number and title, where a report prints one (表十二：…)"""


SHENZHEN_2022 = Style(family="shenzhen2022", coded=False, money=Money())
SHENZHEN_2023 = Style(family="shenzhen2023", coded=True, money=Money())
FUTIAN = Style(
    family="futian",
    coded=True,
    money=Money(decimals=2, zero="0.00"),
    performance_title="整体支出绩效目标表",
    performance_label="表十二：整体支出绩效目标表",
)


def report(books: Books, style: Style = SHENZHEN_2023) -> Report:
    """The whole report: title, 目录, text and tables."""
    tables = _tables(books, style)
    titles = (*(t.title for t in tables), style.performance_title)
    name, year = books.department.name, books.year
    title = f"{year}年{name}部门预算"
    blocks: list[Block] = [Heading(title, 0), PageBreak(), _contents(titles), PageBreak(), Heading("一、文字部分", 1)]
    blocks += prose(books, style.money)
    blocks += key_projects(books, style.money)
    blocks += glossary(books)
    blocks += [PageBreak(), Heading("二、表格部分", 1)]
    for table in tables:
        blocks += [PageBreak(), table]
    number = str(len(titles))
    blocks += [PageBreak(), performance_sheet(books, style.money, style.performance_title, number)]
    return Report(
        family=style.family, type="department_budget", title=title, organization=name, year=year,
        contents=titles, blocks=tuple(blocks),
    )  # fmt: skip


def _contents(titles: tuple[str, ...]) -> Contents:
    parts: tuple[str, ...] = ("部门概况", "部门预算收支总体情况", "部门预算支出具体情况", "政府采购预算情况")
    parts += ("一般公共预算“三公”经费预算情况", "部门预算绩效管理情况", "重点项目预算绩效情况说明")
    parts += ("其他需要说明情况", "名词解释")
    lines = [(1, "一、文字部分")]
    lines += [(2, f"第{'一二三四五六七八九'[i]}部分 {part}") for i, part in enumerate(parts)]
    lines += [(1, "二、表格部分")]
    lines += [(2, f"（{_ordinal(i + 1)}）{title}") for i, title in enumerate(titles)]
    return Contents(lines=tuple(lines))


def _ordinal(n: int) -> str:
    return "一二三四五六七八九十"[n - 1] if n <= 10 else "十" + "一二三四五六七八九"[n - 11]


def _tables(books: Books, style: Style) -> tuple[LogicalTable, ...]:
    makers: list[Callable[[Books, Style, str], LogicalTable]] = [_summary, _income]
    makers += [_expenditure if style.coded else _expenditure_uncoded, _basic, _projects, _fiscal, _by_function]
    makers += ([_by_economic] if style.coded else []) + [_three_public, _fund, _state_capital]
    return tuple(make(books, style, str(i + 1)) for i, make in enumerate(makers))


# ---------------------------------------------------------------- balance tables


def _halves(year: int) -> tuple[tuple[str, ...], ...]:
    amount = f"{year}年预算数"
    return (("收入", "项目"), ("收入", amount), ("支出", "项目"), ("支出", amount))


def _right(books: Books, money: Money, part: Callable[[Spending], int]) -> list[tuple[str, ...]]:
    lines = function_lines(books, part)
    return [(name, money(spent(books, line.code, part))) for name, line in zip(numbered(lines), lines, strict=True)]


def _closing(money: Money, income: int, carried: int) -> list[tuple[str, ...]]:
    total = money(income + carried)
    return [
        ("本年收入合计", money(income), "本年支出合计", total),
        ("上年结余、结转", money(carried), "结转下年", money(0)),
        ("收入总计", total, "支出总计", total),
    ]


def _balance(
    title: str, number: str, books: Books, style: Style, rows: tuple[tuple[str, ...], ...], notes: tuple[str, ...]
) -> LogicalTable:
    return LogicalTable(
        title=title, number=number, unit=style.money.unit, organization=books.department.name,
        columns=_halves(books.year), rows=tuple(TableRow(cells=cells) for cells in rows), notes=notes,
        labels=frozenset({0, 2}), widths=(3, 1.4, 4, 1.4),
    )  # fmt: skip


def _summary(books: Books, style: Style, number: str) -> LogicalTable:
    money, granted = style.money, books.granted
    own = {source: books.own if source == books.own_source else 0 for source in OWN_SOURCES}
    left: list[tuple[str, ...]] = [
        ("一、政府预算拨款", money(granted)),
        ("1.一般公共预算拨款", money(granted)),
        ("2.政府性基金预算拨款", money(0)),
        ("3.国有资本经营预算拨款", money(0)),
        ("二、财政专户管理资金", money(0)),
        ("三、单位资金", money(books.own)),
    ]
    left += [(f"{i + 1}.{source}", money(own[source])) for i, source in enumerate(OWN_SOURCES)]
    right = _right(books, money, lambda s: s.total)
    rows = side_by_side(left, right, _closing(money, granted + books.own, books.carried))
    notes: tuple[str, ...] = ("注：财政拨款收支情况包括一般公共预算、政府性基金预算、国有资本经营预算拨款收支情况。",)
    notes += ("本套报表金额单位转换时可能存在尾数误差。",)
    return _balance("收支总表", number, books, style, rows, notes)


def _fiscal(books: Books, style: Style, number: str) -> LogicalTable:
    money, granted = style.money, books.granted
    left: list[tuple[str, ...]] = [
        ("政府预算拨款", money(granted)),
        ("一般公共预算拨款", money(granted)),
        ("政府性基金预算拨款", money(0)),
        ("国有资本经营预算拨款", money(0)),
    ]
    right = _right(books, money, lambda s: s.total - s.own)
    rows = side_by_side(left, right, _closing(money, granted, books.carried))
    return _balance("政府预算拨款收支总表", number, books, style, rows, ())


# ---------------------------------------------------------------- wide tables


def _sources(books: Books, money: Money, own: int) -> tuple[str, ...]:
    """财政专户管理资金 and the five kinds of 单位资金."""
    return (money(0), *(money(own if source == books.own_source else 0) for source in OWN_SOURCES))


def _income(books: Books, style: Style, number: str) -> LogicalTable:
    money, general = style.money, ("本年收入", "政府预算拨款", "一般公共预算拨款")
    columns: list[tuple[str, ...]] = [("预算单位",), ("收入总计",), (*general, "小计"), (*general, "基本支出拨款")]
    columns += [(*general, name) for name in GENERAL[1:]]
    columns += [
        ("本年收入", "政府预算拨款", "政府性基金预算拨款"),
        ("本年收入", "政府预算拨款", "国有资本经营预算拨款"),
    ]
    columns += [("本年收入", "财政专户管理资金")] + [("本年收入", "单位资金", source) for source in OWN_SOURCES]
    columns += [("上年结余、结转",)]
    granted = {s: sum(p.granted for p in books.projects if p.source == s) for s in ("duty", "special", "investment")}
    cells = [books.department.name, money(books.total), money(books.granted), money(books.basic)]
    cells += [money(granted[s]) for s in ("duty", "special", "investment")] + [money(0), money(0)]
    cells += [*_sources(books, money, books.own), money(books.carried)]
    return LogicalTable(
        title="收入总表", number=number, unit=money.unit, organization=books.department.name,
        columns=tuple(columns), rows=(TableRow(cells=tuple(cells)),),
    )  # fmt: skip


def _expenditure_uncoded(books: Books, style: Style, number: str) -> LogicalTable:
    columns: Paths = (("预算单位",), ("支出总计",), ("基本支出",), ("项目支出",), *_procurement_head(books.year))
    row = (books.department.name, *_expenditure_cells(books, style.money, ""))
    return LogicalTable(
        title="支出总表", number=number, unit=style.money.unit, organization=books.department.name,
        columns=columns, rows=(TableRow(cells=row),),
    )  # fmt: skip


def _procurement_head(year: int) -> tuple[tuple[str, ...], ...]:
    group = f"{year}年政府采购项目"
    return ((group, "小计"), (group, "其中：面向中小企业政府采购项目"), (group, "其中：面向小型、微型企业政府采购项目"))


def _expenditure_cells(books: Books, money: Money, prefix: str) -> tuple[str, ...]:
    parts: tuple[Callable[[Spending], int], ...] = (
        lambda s: s.total, lambda s: s.basic, lambda s: s.project,
        lambda s: s.procurement, lambda s: s.sme, lambda s: s.micro,
    )  # fmt: skip
    return tuple(money(spent(books, prefix, part)) for part in parts)


def _expenditure(books: Books, style: Style, number: str) -> LogicalTable:
    columns: Paths = (("预算单位",), ("科目编码",), ("科目名称",), ("支出总计",), ("基本支出",), ("项目支出",))
    rows = [(books.department.name, "", "", *_expenditure_cells(books, style.money, ""))]
    rows += [
        ("", line.code, line.name, *_expenditure_cells(books, style.money, line.code)) for line in function_lines(books)
    ]
    return LogicalTable(
        title="支出总表", number=number, unit=style.money.unit, organization=books.department.name,
        columns=(*columns, *_procurement_head(books.year)), rows=tuple(TableRow(cells=r) for r in rows),
        labels=frozenset({0, 2}), widths=(2.4, 1.1, 2.6, 1.2, 1.2, 1.2, 1.2, 1.5, 1.6),
    )  # fmt: skip


def _basic(books: Books, style: Style, number: str) -> LogicalTable:
    money = style.money
    columns: list[tuple[str, ...]] = [
        ("支出项目类别",),
        ("总计",),
        ("政府预算拨款", "小计"),
        ("政府预算拨款", "一般公共预算拨款"),
    ]
    columns += [("政府预算拨款", "政府性基金预算拨款"), ("政府预算拨款", "国有资本经营预算拨款"), ("财政专户管理资金",)]
    columns += [("单位资金", source) for source in OWN_SOURCES] + [("上年结余、结转",)]

    def row(name: str, amount: int, indent: int) -> TableRow:
        cells = (name, *[money(amount)] * 3, *[money(0)] * 9)
        return TableRow(cells=cells, indent=indent)

    lines = economic_lines(books, lambda e: e.basic)
    rows = [row(books.department.name, books.basic, 0)]
    rows += [row(line.name, books.economic(line.code, lambda e: e.basic), line.level + 1) for line in lines]
    return LogicalTable(
        title="基本支出总表", number=number, unit=money.unit, organization=books.department.name,
        columns=tuple(columns), rows=tuple(rows),
    )  # fmt: skip


def _projects(books: Books, style: Style, number: str) -> LogicalTable:
    money, top = style.money, f"{books.year}年预算"
    columns: list[tuple[str, ...]] = [("支出项目类别",), (top, "总计")]
    columns += [(top, "政府预算拨款", "一般公共预算拨款", name) for name in GENERAL]
    columns += [(top, "政府预算拨款", "政府性基金预算拨款"), (top, "政府预算拨款", "国有资本经营预算拨款")]
    columns += [(top, "财政专户管理资金")] + [(top, "单位资金", source) for source in OWN_SOURCES]
    columns += [(top, "上年结余、结转")]

    def row(name: str, amount: int, granted: dict[str, int], own: int, carried: int, indent: int) -> TableRow:
        cells = [name, money(amount), money(sum(granted.values()))]
        cells += [money(granted.get(s, 0)) for s in ("duty", "special", "investment")] + [money(0), money(0)]
        return TableRow(cells=(*cells, *_sources(books, money, own), money(carried)), indent=indent)

    totals = {s: sum(p.granted for p in books.projects if p.source == s) for s in ("duty", "special", "investment")}
    rows = [row(books.department.name, books.project, totals, books.own, books.carried, 0)]
    rows += [row(p.name, p.amount, {p.source: p.granted}, p.own, p.carried, 1) for p in books.projects]
    return LogicalTable(
        title="项目支出总表", number=number, unit=money.unit, organization=books.department.name,
        columns=tuple(columns), rows=tuple(rows),
    )  # fmt: skip


# ---------------------------------------------------------------- coded tables


def _coded(
    title: str, number: str, books: Books, style: Style, rows: list[TableRow], notes: tuple[str, ...]
) -> LogicalTable:
    columns: Paths = (("预算单位",), ("科目编码",), ("科目名称",), ("支出总计",), ("基本支出",), ("项目支出",))
    return LogicalTable(
        title=title, number=number, unit=style.money.unit, organization=books.department.name,
        columns=columns, rows=tuple(rows), notes=notes, labels=frozenset({0, 2}), name_column=2,
        widths=(2.6, 1.2, 3, 1.3, 1.3, 1.3),
    )  # fmt: skip


def _unit_row(books: Books, money: Money, total: int, basic: int, project: int) -> TableRow:
    return TableRow(cells=(books.department.name, "", "", money(total), money(basic), money(project)))


def _by_function(books: Books, style: Style, number: str) -> LogicalTable:
    money = style.money

    def fiscal(s: Spending) -> int:
        return s.project - s.own

    project = books.project - books.own
    rows = [_unit_row(books, money, books.basic + project, books.basic, project)]
    for line in function_lines(books, lambda s: s.total - s.own):
        basic, projects = spent(books, line.code, lambda s: s.basic), spent(books, line.code, fiscal)
        cells = ("", line.code, line.name, money(basic + projects), money(basic), money(projects))
        rows.append(TableRow(cells=cells, indent=line.level))
    return _coded("一般公共预算支出表（按功能分类）", number, books, style, rows, ())


def _by_economic(books: Books, style: Style, number: str) -> LogicalTable:
    money = style.money

    def fiscal(e: Economic) -> int:
        return e.project - e.own

    project = books.project - books.own
    rows = [_unit_row(books, money, books.basic + project, books.basic, project)]
    for line in economic_lines(books, lambda e: e.total - e.own):
        basic, projects = books.economic(line.code, lambda e: e.basic), books.economic(line.code, fiscal)
        cells = ("", line.code, line.name, money(basic + projects), money(basic), money(projects))
        rows.append(TableRow(cells=cells, indent=line.level))
    return _coded("一般公共预算支出表（按经济分类）", number, books, style, rows, ())


def _nothing(title: str, number: str, books: Books, style: Style) -> LogicalTable:
    row = _unit_row(books, style.money, 0, 0, 0)
    return _coded(title, number, books, style, [row], (EMPTY_NOTE,))


def _fund(books: Books, style: Style, number: str) -> LogicalTable:
    return _nothing("政府性基金预算支出表", number, books, style)


def _state_capital(books: Books, style: Style, number: str) -> LogicalTable:
    return _nothing("国有资本经营预算支出表", number, books, style)


def _three_public(books: Books, style: Style, number: str) -> LogicalTable:
    money, vehicles = style.money, "公务用车购置及运行维护费"
    columns: Paths = (("预算单位",), ("年度",), ("总计",), ("因公出国(境)费",), ("公务接待费",))
    columns += ((vehicles, "小计"), (vehicles, "公务用车购置费"), (vehicles, "公务用车运行维护费"))

    def amounts(t: ThreePublic) -> list[int]:
        return [t.total, t.abroad, t.reception, t.vehicles, t.purchase, t.operation]

    now, before = amounts(books.this_year), amounts(books.last_year)
    name = books.department.name
    rows = [
        (name, f"{books.year - 1}年", *map(money, before)),
        (name, f"{books.year}年", *map(money, now)),
        (name, "增减变化金额", *(money(a - b) for a, b in zip(now, before, strict=True))),
    ]
    empty = (EMPTY_NOTE,) if not any(now) and not any(before) else ()
    return LogicalTable(
        title="一般公共预算“三公”经费支出表", number=number, unit=money.unit, organization=name,
        columns=columns, rows=tuple(TableRow(cells=r) for r in rows), notes=empty,
        labels=frozenset({0, 1}), merged=frozenset({0}),
    )  # fmt: skip
