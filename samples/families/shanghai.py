"""Shanghai (nine tables): 类/款/项 in three columns, amounts in 元, the last table and the text in 万元."""

from __future__ import annotations

from collections.abc import Callable

from samples.families.common import ORDINALS, economic_lines, function_lines, spent
from samples.model import Books, CodeLine, Spending
from samples.money import Money, change
from samples.report import Block, Contents, Heading, LogicalTable, PageBreak, Paragraph, Paths, Report, TableRow

YUAN = Money(unit="元", zero="")
WAN = Money(decimals=2, zero="0.00")
_LEAD = "编制单位："
_CODE_HEAD = ("项目", "功能分类科目编码")


def report(books: Books) -> Report:
    """Duties, offices, glossary, 编制说明, nine tables, other matters."""
    name, year = books.department.name, books.year
    tables = tuple(make(books, f"{year}年") for make in _MAKERS)
    titles = tuple(t.title for t in tables)
    title = f"{name}{year}年度单位预算"
    lines = [(1, "一、单位主要职能"), (1, "二、单位机构设置"), (1, "三、名词解释"), (1, "四、单位预算编制说明")]
    lines += [(1, "五、单位预算表"), *((2, f"{i + 1}.{t}") for i, t in enumerate(titles)), (1, "六、其他相关情况说明")]
    blocks: list[Block] = [Heading(title, 0), PageBreak(), Contents(lines=tuple(lines)), PageBreak()]
    blocks += _text(books)
    for table in tables:
        blocks += [PageBreak(), table]
    blocks += [PageBreak(), *_other_matters(books)]
    return Report(
        family="shanghai", type="department_budget", title=title, organization=name, year=year,
        contents=titles, blocks=tuple(blocks),
    )  # fmt: skip


def _text(books: Books) -> list[Block]:
    d, year, total = books.department, books.year, Money(unit="万元")
    now, before = books.granted, books.granted * books.prior_total // books.total
    compared = f"比{year - 1}年预算{change(now, before)}{total(abs(now - before))}万元"
    return [
        Heading(f"{d.name}主要职能", 2),
        Paragraph(f"{d.name}负责{d.subject}工作的组织实施和监督管理，承担上级交办的其他事项。"),
        Heading(f"{d.name}机构设置", 2),
        Paragraph(f"{d.name}设{len(d.offices)}个内设机构，包括：{'、'.join(d.offices)}。"),
        Heading("名词解释", 2),
        Paragraph(
            "（一）基本支出预算：为保障机构正常运转、完成日常工作任务而编制的年度支出计划，包括人员经费和公用经费。"
        ),
        Paragraph("（二）项目支出预算：在基本支出之外为完成工作任务编制的年度支出计划。"),
        Heading(f"{year}年单位预算编制说明", 2),
        Paragraph(
            f"{year}年，{d.name}收入预算{total(books.granted + books.own)}万元，"
            f"其中：财政拨款收入{total(now)}万元，{compared}。"
        ),
        Paragraph(
            f"支出预算{total(books.granted + books.own)}万元，其中：财政拨款支出预算{total(now)}万元，{compared}。"
        ),
    ]


def _other_matters(books: Books) -> list[Block]:
    now, year = books.this_year, books.year
    return [
        Heading("其他相关情况说明", 2),
        Heading(f"一、{year}年“三公”经费预算情况说明", 3),
        Paragraph(
            f"{year}年“三公”经费预算数为{WAN(now.total)}万元。其中：因公出国（境）费{WAN(now.abroad)}万元；"
            f"公务用车购置及运行费{WAN(now.vehicles)}万元；公务接待费{WAN(now.reception)}万元。"
        ),
        Heading("二、机关运行经费预算", 3),
        Paragraph(f"{year}年财政拨款的机关运行经费预算为{WAN(books.running_costs)}万元。"),
        Heading("三、政府采购预算情况", 3),
        Paragraph(
            f"{year}年度本单位政府采购预算{WAN(books.procurement)}万元，其中：政府采购货物预算{WAN(books.goods)}万元、"
            f"政府采购工程预算{WAN(books.works)}万元、政府采购服务预算{WAN(books.services)}万元。"
        ),
    ]


# ---------------------------------------------------------------- tables

_Part = Callable[[Spending], int]


def _money_part(s: Spending) -> int:
    """This year's money only: 上年结转 is no part of a Shanghai budget."""
    return s.total - s.carried


def _table(title: str, columns: Paths, rows: list[TableRow], books: Books, **more: object) -> LogicalTable:
    labels = more.pop("labels", frozenset({0}))
    unit = more.pop("unit", YUAN.unit)
    widths = more.pop("widths", ())
    assert isinstance(labels, frozenset)
    assert isinstance(unit, str)
    assert isinstance(widths, tuple)
    return LogicalTable(
        title=title, unit=unit, organization=books.department.name, columns=columns, rows=tuple(rows),
        labels=labels, widths=widths, lead=_LEAD, name_column=99,
    )  # fmt: skip


def _summary(books: Books, prefix: str) -> LogicalTable:
    top = ("本年支出", "预算数")
    columns: Paths = (("本年收入", "项目"), ("本年收入", "预算数"), ("本年支出", "项目"), (*top, "合计"))
    columns += ((*top, "基本支出", "人员经费"), (*top, "基本支出", "公用经费"), (*top, "项目支出"))
    granted = books.granted
    own = {source: books.own if source == books.own_source else 0 for source in ("事业收入", "其他收入")}
    left = [("一、财政拨款收入", YUAN(granted)), ("1、一般公共预算资金", YUAN(granted)), ("2、政府性基金", "")]
    left += [("3、国有资本经营预算", ""), ("二、事业收入", YUAN(own["事业收入"])), ("三、事业单位经营收入", "")]
    left += [("四、其他收入", YUAN(own["其他收入"]))]
    right = [_summary_line(books, line, i) for i, line in enumerate(_classes(books))]
    rows = []
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else ("", "")
        b = right[i] if i < len(right) else ("",) * 5
        rows.append(TableRow(cells=(*a, *b)))
    sums = _amounts(books, "")
    rows.append(TableRow(cells=("收入总计", YUAN(granted + books.own), "支出总计", *map(YUAN, sums))))
    return _table(
        f"{prefix}预算单位财务收支预算总表", columns, rows, books,
        labels=frozenset({0, 2}), widths=(2.6, 1.6, 2.6, 1.6, 1.6, 1.5, 1.5),
    )  # fmt: skip


def _classes(books: Books) -> list[CodeLine]:
    return [line for line in function_lines(books, _money_part) if line.level == 0]


def _amounts(books: Books, prefix: str) -> tuple[int, int, int, int]:
    """合计, 人员经费, 公用经费, 项目支出 below `prefix`; the running 项 takes all public spending."""
    basic = spent(books, prefix, lambda s: s.basic)
    project = spent(books, prefix, lambda s: s.project - s.carried)
    public_all = books.economic("302", lambda e: e.basic) + books.economic("310", lambda e: e.basic)
    runs = max(books.spending, key=lambda s: s.basic).code
    public = public_all if runs.startswith(prefix) else 0
    return basic + project, basic - public, public, project


def _summary_line(books: Books, line: CodeLine, i: int) -> tuple[str, ...]:
    return (f"{ORDINALS[i]}、{line.name}", *map(YUAN, _amounts(books, line.code)))


def _code_columns() -> tuple[tuple[str, ...], ...]:
    return (*((*_CODE_HEAD, part) for part in ("类", "款", "项")), ("项目", "功能分类科目名称"))


def _code_cells(line: CodeLine) -> tuple[str, ...]:
    code = line.code
    return (code[:3], code[3:5], code[5:7], line.name)


def _coded(
    title: str, group: str, books: Books, heads: tuple[str, ...], parts: tuple[_Part, ...], wanted: _Part
) -> LogicalTable:
    rows = [
        TableRow(cells=(*_code_cells(line), *(YUAN(spent(books, line.code, part)) for part in parts)))
        for line in function_lines(books, wanted)
    ]
    sums = tuple(YUAN(books.spent(part)) for part in parts)
    rows.append(TableRow(cells=("合计", "", "", "", *sums), spans=((0, 4),)))
    columns: Paths = (*_code_columns(), *((group, head) for head in heads))
    return _table(title, columns, rows, books, labels=frozenset({3}), widths=(0.9, 0.7, 0.7, 4, *[1.9] * len(heads)))


def _income(books: Books, prefix: str) -> LogicalTable:
    heads = ("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")

    def own(source: str) -> _Part:
        return lambda s: s.own if source == books.own_source else 0

    parts: tuple[_Part, ...] = (_money_part, lambda s: _money_part(s) - s.own)
    parts += (own("事业收入"), lambda s: 0, own("其他收入"))
    return _coded(f"{prefix}预算单位收入预算总表", "收入预算", books, heads, parts, _money_part)


def _spending(title: str, group: str, books: Books, own: bool) -> LogicalTable:
    def total(s: Spending) -> int:
        return _money_part(s) - (0 if own else s.own)

    parts: tuple[_Part, ...] = (total, lambda s: s.basic, lambda s: total(s) - s.basic)
    return _coded(title, group, books, ("合计", "基本支出", "项目支出"), parts, total)


def _expenditure(books: Books, prefix: str) -> LogicalTable:
    return _spending(f"{prefix}预算单位支出预算总表", "支出预算", books, own=True)


def _general(books: Books, prefix: str) -> LogicalTable:
    return _spending(f"{prefix}预算单位一般公共预算支出功能分类预算表", "一般公共预算支出", books, own=False)


def _fiscal(books: Books, prefix: str) -> LogicalTable:
    columns: Paths = (
        ("财政拨款收入", "项目"),
        ("财政拨款收入", "预算数"),
        ("财政拨款支出", "项目"),
        ("财政拨款支出", "合计"),
    )
    columns += tuple(("财政拨款支出", kind) for kind in ("一般公共预算", "政府性基金预算", "国有资本经营预算"))
    left = [("一、一般公共预算资金", YUAN(books.granted)), ("二、政府性基金", ""), ("三、国有资本经营预算", "")]
    right = []
    for i, line in enumerate(_classes(books)):
        amount = YUAN(spent(books, line.code, lambda s: _money_part(s) - s.own))
        right.append((f"{ORDINALS[i]}、{line.name}", amount, amount, "", ""))
    rows = []
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else ("", "")
        rows.append(TableRow(cells=(*a, *(right[i] if i < len(right) else ("",) * 5))))
    total = YUAN(books.granted)
    rows.append(TableRow(cells=("收入总计", total, "支出总计", total, total, "", "")))
    return _table(
        f"{prefix}预算单位财政拨款收支预算总表", columns, rows, books,
        labels=frozenset({0, 2}), widths=(2.4, 1.6, 2.6, 1.6, 1.6, 1.4, 1.4),
    )  # fmt: skip


def _empty(title: str, group: str, books: Books) -> LogicalTable:
    rows = [TableRow(cells=("合计", "", "", "", "", "", ""), spans=((0, 4),))]
    columns: Paths = (*_code_columns(), *((group, head) for head in ("合计", "基本支出", "项目支出")))
    return _table(title, columns, rows, books, labels=frozenset({3}), widths=(0.9, 0.7, 0.7, 4, 1.9, 1.9, 1.9))


def _fund(books: Books, prefix: str) -> LogicalTable:
    return _empty(f"{prefix}预算单位政府性基金预算支出功能分类预算表", "政府性基金预算支出", books)


def _state_capital(books: Books, prefix: str) -> LogicalTable:
    return _empty(f"{prefix}预算单位国有资本经营预算支出功能分类预算表", "国有资本经营预算支出", books)


def _economic(books: Books, prefix: str) -> LogicalTable:
    group = "一般公共预算基本支出"
    codes = ("项目", "经济分类科目编码")
    columns: Paths = ((*codes, "类"), (*codes, "款"), ("项目", "部门经济分类科目名称"))
    columns += ((group, "合计"), (group, "人员经费"), (group, "公用经费"))
    rows = []
    for line in economic_lines(books, lambda e: e.basic):
        amount = YUAN(books.economic(line.code, lambda e: e.basic))
        people = line.code[:3] in ("301", "303")
        cells = (line.code[:3], line.code[3:], line.name, amount, amount if people else "", "" if people else amount)
        rows.append(TableRow(cells=cells))
    people_sum = sum(books.economic(prefix3, lambda e: e.basic) for prefix3 in ("301", "303"))
    sums = (YUAN(books.basic), YUAN(people_sum), YUAN(books.basic - people_sum))
    rows.append(TableRow(cells=("合计", "", "", *sums), spans=((0, 3),)))
    return _table(
        f"{prefix}预算单位一般公共预算基本支出部门预算经济分类预算表", columns, rows, books,
        labels=frozenset({2}), widths=(0.9, 0.8, 4, 1.9, 1.9, 1.9),
    )  # fmt: skip


def _three_public(books: Books, prefix: str) -> LogicalTable:
    top, vehicles = "“三公”经费预算数", "公务用车购置及运行费"
    columns: Paths = ((top, "合计"), (top, "因公出国(境)费"), (top, "公务接待费"), (top, vehicles, "小计"))
    columns += ((top, vehicles, "购置费"), (top, vehicles, "运行费"), ("机关运行经费预算数",))
    t = books.this_year
    amounts = (t.total, t.abroad, t.reception, t.vehicles, t.purchase, t.operation, books.running_costs)
    rows = [TableRow(cells=tuple(map(WAN, amounts)))]
    return _table(
        f"{prefix}单位“三公”经费和机关运行经费预算表", columns, rows, books, labels=frozenset(), unit=WAN.unit
    )


_MAKERS: tuple[Callable[[Books, str], LogicalTable], ...] = (
    _summary, _income, _expenditure, _fiscal, _general, _fund, _state_capital, _economic, _three_public,
)  # fmt: skip
