"""部门决算: the nine tables, in 万元 with two decimals, blank where there is nothing (domain.md §1.3, §2.11)."""

from __future__ import annotations

from collections.abc import Callable

from samples.families.common import economic_lines, function_lines, spent
from samples.model import Books, CodeLine, Spending, ThreePublic
from samples.money import Money, change, percent
from samples.names import function_names
from samples.report import Block, Contents, Heading, LogicalTable, PageBreak, Paragraph, Paths, Report, TableRow

WAN = Money(decimals=2, zero="")
TEXT = Money(decimals=2, zero="0.00")
_ITEM = ("项目", "功能分类科目编码"), ("项目", "科目名称")
_CLASSES = (
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217",
    "219", "220", "221", "222", "223", "224", "229",
)  # fmt: skip
_Part = Callable[[Spending], int]


def report(books: Books) -> Report:
    """Title, 目录, tables, then the text."""
    name, year = books.department.name, books.year
    tables = tuple(make(books) for make in _MAKERS)
    titles = tuple(t.title for t in tables)
    title = f"{name}{year}年度部门决算"
    lines = [
        (1, "第一部分 部门概况"),
        (1, "第二部分 部门决算表"),
        *((2, f"{_han(i + 1)}、{t}") for i, t in enumerate(titles)),
    ]
    lines += [(1, "第三部分 部门决算情况说明"), (1, "第四部分 名词解释")]
    blocks: list[Block] = [Heading(title, 0), PageBreak(), Contents(lines=tuple(lines)), PageBreak()]
    blocks += [Heading("第一部分 部门概况", 1), Paragraph(f"{name}负责{books.department.subject}工作的组织实施。")]
    for table in tables:
        blocks += [PageBreak(), table]
    blocks += [PageBreak(), *_text(books)]
    return Report(
        family="final_accounts", type="final_accounts", title=title, organization=name, year=year,
        contents=titles, blocks=tuple(blocks),
    )  # fmt: skip


def _han(n: int) -> str:
    digits = "一二三四五六七八九十"
    return digits[n - 1] if n <= 10 else ("二" if n >= 20 else "") + "十" + (digits[n % 10 - 1] if n % 10 else "")


def _income(books: Books) -> int:
    return books.granted + books.own


def _text(books: Books) -> list[Block]:
    name, year, spending, income = books.department.name, books.year, books.total, _income(books)
    before = books.prior_total
    delta = TEXT(abs(spending - before))
    return [
        Heading("第三部分 部门决算情况说明", 1),
        Heading("一、收入支出决算总体情况说明", 3),
        Paragraph(
            f"{name}{year}年度收入支出总计{TEXT(spending)}万元。与{year - 1}年度相比，"
            f"收入支出总计{change(spending, before)}{delta}万元，"
            f"{'增长' if spending >= before else '下降'}{percent(spending - before, before, 2)}。"
        ),
        Heading("二、收入决算情况说明", 3),
        Paragraph(
            f"本年收入合计{TEXT(income)}万元，其中：财政拨款收入{TEXT(books.granted)}万元，"
            f"占{percent(books.granted, income, 2)}。"
        ),
        Heading("三、支出决算情况说明", 3),
        Paragraph(
            f"本年支出合计{TEXT(spending)}万元，其中：基本支出{TEXT(books.basic)}万元，"
            f"占{percent(books.basic, spending, 2)}；"
            f"项目支出{TEXT(books.project)}万元，占{percent(books.project, spending, 2)}。"
        ),
    ]


# ---------------------------------------------------------------- tables


def _table(title: str, columns: Paths, rows: list[TableRow], books: Books, note: str) -> LogicalTable:
    labels = frozenset(j for j, path in enumerate(columns) if path[-1] in ("项目", "科目名称"))
    widths = tuple(3.2 if j in labels else 1.4 for j in range(len(columns)))
    return LogicalTable(
        title=title, unit="万元", organization=books.department.name, columns=columns, rows=tuple(rows), notes=(note,),
        labels=labels, widths=widths, lead="部门：", name_column=99,
    )  # fmt: skip


def _class_rows(books: Books, part: _Part, columns: int) -> list[tuple[str, ...]]:
    """Every 类 of the classification in its fixed place, blank where nothing was spent."""
    out: list[tuple[str, ...]] = []
    for i, code in enumerate(_CLASSES):
        amount = WAN(spent(books, code, part))
        name = f"{_han(i + 1)}、{function_names()[code]}"
        out.append((name, amount) if columns == 2 else (name, amount, amount, "", ""))
    return out


def _summary(books: Books) -> LogicalTable:
    columns: Paths = (("收入", "项目"), ("收入", "决算数"), ("支出", "项目"), ("支出", "决算数"))
    kinds = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
    left = [("一、一般公共预算财政拨款收入", WAN(books.granted)), ("二、政府性基金预算财政拨款收入", "")]
    left += [("三、国有资本经营预算财政拨款收入", "")]
    left += [
        (f"{_han(i + 4)}、{kind}", WAN(books.own if kind == books.own_source else 0)) for i, kind in enumerate(kinds)
    ]
    right = _class_rows(books, lambda s: s.total, 2)
    rows = [(*(left[i] if i < len(left) else ("", "")), *right[i]) for i in range(len(right))]
    rows += [
        ("本年收入合计", WAN(_income(books)), "本年支出合计", WAN(books.total)),
        ("使用非财政拨款结余", "", "结余分配", ""),
        ("年初结转和结余", WAN(books.carried), "年末结转和结余", ""),
        ("总计", WAN(books.total), "总计", WAN(books.total)),
    ]
    note = "注：本表反映部门本年度的总收支和年末结转结余情况。"
    return _table("收入支出决算总表", columns, [TableRow(cells=r) for r in rows], books, note)


def _coded(
    title: str, heads: tuple[str, ...], parts: tuple[_Part, ...], books: Books, wanted: _Part, note: str
) -> LogicalTable:
    columns: Paths = (*_ITEM, *((head,) for head in heads))
    rows = [TableRow(cells=("合计", "", *(WAN(books.spent(part)) for part in parts)), spans=((0, 2),))]
    for line in function_lines(books, wanted):
        cells = (line.code, line.name, *(WAN(spent(books, line.code, part)) for part in parts))
        rows.append(TableRow(cells=cells))
    return _table(title, columns, rows, books, note)


def _income_table(books: Books) -> LogicalTable:
    heads = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")

    def earned(s: Spending) -> int:
        return s.total - s.carried

    def own(kind: str) -> _Part:
        return lambda s: s.own if kind == books.own_source else 0

    parts = (earned, lambda s: earned(s) - s.own, *(own(kind) for kind in heads[2:]))
    note = "注：本表反映部门本年度取得的各项收入情况。"
    return _coded("收入决算表", heads, parts, books, earned, note)


def _spending_table(books: Books) -> LogicalTable:
    heads = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
    parts: tuple[_Part, ...] = (lambda s: s.total, lambda s: s.basic, lambda s: s.project)
    parts += (lambda s: 0,) * 3
    return _coded("支出决算表", heads, parts, books, lambda s: s.total, "注：本表反映部门本年度各项支出情况。")


def _fiscal(books: Books) -> LogicalTable:
    columns: Paths = (("收入", "项目"), ("收入", "决算数"), ("支出", "项目"), ("支出", "合计"))
    kinds = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    columns = (*columns, *(("支出", kind) for kind in kinds))
    left = [(f"{_han(i + 1)}、{kind}", WAN(books.granted) if i == 0 else "") for i, kind in enumerate(kinds)]
    right = _class_rows(books, lambda s: s.total - s.own, 5)
    rows = [(*(left[i] if i < len(left) else ("", "")), *right[i]) for i in range(len(right))]
    total = WAN(books.granted + books.carried)
    rows += [
        ("本年收入合计", WAN(books.granted), "本年支出合计", total, total, "", ""),
        ("年初财政拨款结转和结余", WAN(books.carried), "年末财政拨款结转和结余", "", "", "", ""),
        ("总计", total, "总计", total, total, "", ""),
    ]
    note = "注：本表反映部门本年度财政拨款总收支和结转结余情况。"
    return _table("财政拨款收入支出决算总表", columns, [TableRow(cells=r) for r in rows], books, note)


def _general(books: Books) -> LogicalTable:
    parts: tuple[_Part, ...] = (lambda s: s.total - s.own, lambda s: s.basic, lambda s: s.project - s.own)
    note = "注：本表反映部门本年度一般公共预算财政拨款支出情况。"
    heads = ("合计", "基本支出", "项目支出")
    return _coded("一般公共预算财政拨款支出决算表", heads, parts, books, parts[0], note)


def _basic(books: Books) -> LogicalTable:
    """Two lists side by side: people's costs left, public costs right."""
    columns: Paths = (("经济分类科目编码",), ("科目名称",), ("决算数",)) * 2
    lines = economic_lines(books, lambda e: e.basic)

    def half(classes: tuple[str, ...]) -> list[tuple[str, str, str]]:
        return [_economic_row(books, line) for line in lines if line.code[:3] in classes]

    left, right = half(("301", "303")), half(("302", "310"))
    blank = ("", "", "")
    rows = [
        TableRow(cells=(*(left[i] if i < len(left) else blank), *(right[i] if i < len(right) else blank)))
        for i in range(max(len(left), len(right)))
    ]
    people = sum(books.economic(c, lambda e: e.basic) for c in ("301", "303"))
    sums = ("人员经费合计", "", WAN(people), "公用经费合计", "", WAN(books.basic - people))
    rows.append(TableRow(cells=sums, spans=((0, 2), (3, 2))))
    note = "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"
    return _table("一般公共预算财政拨款基本支出决算表", columns, rows, books, note)


def _economic_row(books: Books, line: CodeLine) -> tuple[str, str, str]:
    return line.code, line.name, WAN(books.economic(line.code, lambda e: e.basic))


def _three_public(books: Books) -> LogicalTable:
    top, vehicles = "财政拨款“三公”经费", "公务用车购置及运行维护费"
    groups: Paths = (
        (top, "合计"),
        (top, "因公出国（境）费"),
        (top, vehicles, "小计"),
        (top, vehicles, "公务用车购置费"),
    )
    groups += ((top, vehicles, "公务用车运行维护费"), (top, "公务接待费"))
    columns = tuple((*group, kind) for group in groups for kind in ("预算数", "决算数"))

    def amounts(t: ThreePublic) -> tuple[int, ...]:
        return (t.total, t.abroad, t.vehicles, t.purchase, t.operation, t.reception)

    pairs = zip(amounts(books.last_year), amounts(books.this_year), strict=True)
    row = TableRow(cells=tuple(TEXT(v) for pair in pairs for v in pair))
    note = "注：本表反映部门本年度“三公”经费支出预决算情况。"
    return _table("财政拨款“三公”经费支出决算表", columns, [row], books, note)


def _empty(kind: str, books: Books) -> LogicalTable:
    columns: Paths = (*_ITEM, ("年初结转和结余",), ("本年收入",), ("本年支出", "合计"), ("本年支出", "基本支出"))
    columns = (*columns, ("本年支出", "项目支出"), ("年末结转和结余",))
    row = TableRow(cells=("合计", "", "", "", "", "", "", ""), spans=((0, 2),))
    note = f"说明：{books.department.name}本年度没有{kind}预算财政拨款收入和支出，故本表无数据。"
    return _table(f"{kind}预算财政拨款收入支出决算表", columns, [row], books, note)


_MAKERS: tuple[Callable[[Books], LogicalTable], ...] = (
    _summary, _income_table, _spending_table, _fiscal, _general, _basic, _three_public,
    lambda books: _empty("政府性基金", books), lambda books: _empty("国有资本经营", books),
)  # fmt: skip
