"""部门（单位）整体支出绩效目标表: one printed form, two logical tables and the fields of its head."""

from __future__ import annotations

from samples.model import Books, Indicator
from samples.money import Money
from samples.report import FormCell, FormSheet, LogicalTable, TableRow

TASKS = "年度主要任务"
INDICATORS = "年度绩效指标"
_WIDTHS = (0.8, 1.7, 1.2, 2.6, 1.2, 1.2, 1.2)


def performance_sheet(books: Books, money: Money, title: str, number: str) -> FormSheet:
    """Seven printed columns: a side label, then the columns of both blocks, which share the width differently."""
    department = books.department
    tasks = _tasks(books, money, title, number)
    indicators = _indicators(books, title, number)
    goal = "".join(f"{i + 1}.{p.goal}" for i, p in enumerate(books.projects[:3]))
    cells = [
        FormCell(row=0, col=0, text="部门（单位）名称", col_span=2, align="center"),
        FormCell(row=0, col=2, text=department.name, col_span=2),
        FormCell(row=0, col=4, text="主管部门", align="center"),
        FormCell(row=0, col=5, text=department.parent, col_span=2),
    ]
    at = _task_block(cells, tasks, 1)
    cells.append(FormCell(row=at, col=0, text="年度总体目标", align="center"))
    cells.append(FormCell(row=at, col=1, text=goal, col_span=6))
    end = _indicator_block(cells, indicators, at + 1)
    fields = (("部门（单位）名称", department.name), ("主管部门", department.parent), ("年度总体目标", goal))
    return FormSheet(
        title=title, number=number, unit=money.unit, organization=department.name, cells=tuple(cells),
        widths=_WIDTHS, rows=end, tables=(tasks, indicators), fields=fields, subtitle=f"{books.year}年度",
    )  # fmt: skip


def _tasks(books: Books, money: Money, title: str, number: str) -> LogicalTable:
    group = "预算金额（万元）"
    columns = (("任务名称",), ("主要内容",), (group, "总额"), (group, "其中：财政拨款"), (group, "其中：其他资金"))
    rows = [("基本支出事项", "在职人员和离退休人员经费以及保障机构运转的公用经费", books.basic, 0)]
    rows += [(p.name, p.goal, p.amount, p.own) for p in books.projects]
    printed = [TableRow(cells=(n, c, money(a), money(a - own), money(own))) for n, c, a, own in rows]
    last = ("金额合计", "", money(books.total), money(books.total - books.own), money(books.own))
    return LogicalTable(
        title=f"{title}·{TASKS}", number=number, unit=money.unit, organization=books.department.name,
        columns=columns, rows=(*printed, TableRow(cells=last, spans=((0, 2),))), labels=frozenset({0, 1}),
    )  # fmt: skip


def _indicators(books: Books, title: str, number: str) -> LogicalTable:
    found: dict[str, Indicator] = {}
    order = (
        "数量",
        "质量",
        "时效",
        "成本",
        "经济效益",
        "社会效益",
        "生态效益",
        "可持续影响",
        "服务对象满意度",
        "其他满意度",
    )
    for project in books.projects[:2]:
        for one in project.indicators:
            if one.level3 == "不适用" and any(o.level2 == one.level2 for o in found.values()):
                continue
            found.setdefault(one.level2 + one.level3, one)
    chosen = sorted(found.values(), key=lambda one: order.index(one.level2))
    return LogicalTable(
        title=f"{title}·{INDICATORS}", number=number, unit=None, organization=books.department.name,
        columns=(("一级指标",), ("二级指标",), ("三级指标",), ("目标值",)),
        rows=tuple(TableRow(cells=(o.level1, o.level2, o.level3, o.target)) for o in chosen),
        labels=frozenset({0, 1, 2, 3}), merged=frozenset({0, 1}),
    )  # fmt: skip


def _task_block(cells: list[FormCell], table: LogicalTable, at: int) -> int:
    count = len(table.rows) + 2
    cells.append(FormCell(row=at, col=0, text=TASKS, row_span=count, align="center"))
    cells.append(FormCell(row=at, col=1, text="任务名称", row_span=2, align="center"))
    cells.append(FormCell(row=at, col=2, text="主要内容", row_span=2, col_span=2, align="center"))
    cells.append(FormCell(row=at, col=4, text="预算金额（万元）", col_span=3, align="center"))
    for col, text in zip((4, 5, 6), ("总额", "其中：财政拨款", "其中：其他资金"), strict=True):
        cells.append(FormCell(row=at + 1, col=col, text=text, align="center"))
    for i, row in enumerate(table.rows):
        y = at + 2 + i
        name, content, *amounts = row.cells
        if row.spans:
            cells.append(FormCell(row=y, col=1, text=name, col_span=3, align="center"))
        else:
            cells.append(FormCell(row=y, col=1, text=name))
            cells.append(FormCell(row=y, col=2, text=content, col_span=2))
        cells += [FormCell(row=y, col=4 + k, text=t, align="right") for k, t in enumerate(amounts)]
    return at + count


def _indicator_block(cells: list[FormCell], table: LogicalTable, at: int) -> int:
    count = len(table.rows) + 1
    cells.append(FormCell(row=at, col=0, text=INDICATORS, row_span=count, align="center"))
    for col, span, text in ((1, 1, "一级指标"), (2, 1, "二级指标"), (3, 2, "三级指标"), (5, 2, "目标值")):
        cells.append(FormCell(row=at, col=col, text=text, col_span=span, align="center"))
    values = [row.cells for row in table.rows]
    for i, row in enumerate(values):
        y = at + 1 + i
        for level in (0, 1):
            if i and values[i - 1][: level + 1] == row[: level + 1]:
                continue
            span = next((k for k in range(i, len(values)) if values[k][: level + 1] != row[: level + 1]), len(values))
            cells.append(FormCell(row=y, col=1 + level, text=row[level], row_span=span - i, align="center"))
        cells.append(FormCell(row=y, col=3, text=row[2], col_span=2))
        cells.append(FormCell(row=y, col=5, text=row[3], col_span=2, align="center"))
    return at + count
