"""二级项目支出绩效目标申报表: one form a project, head fields in pairs, long texts, then the table of indicators."""

from __future__ import annotations

from samples.model import Books, Indicator, Project
from samples.money import Money
from samples.report import Block, FormCell, FormSheet, LogicalTable, PageBreak, Report, TableRow

YUAN = Money(unit="元", decimals=2, zero="0.00")
TITLE = "二级项目支出绩效目标申报表"
_WIDTHS = (1.5, 1.7, 1.6, 1.5, 1.6, 2.4)
_REQUIRED = frozenset({"数量", "质量", "时效", "成本", "社会效益", "服务对象满意度"})


def report(books: Books) -> Report:
    """A form for each of the first three projects."""
    blocks: list[Block] = []
    for i, project in enumerate(books.projects[:3]):
        blocks += [PageBreak(), _form(books, project, i)]
    return Report(
        family="application", type="project_application", title=TITLE, organization=books.department.name,
        year=books.year, contents=(), blocks=tuple(blocks[1:]),
    )  # fmt: skip


def _fields(books: Books, project: Project, number: int) -> tuple[tuple[str, str], ...]:
    d, year = books.department, books.year
    code = f"{d.region_code}{year % 100:02d}1060100{505001 + number:08d}"
    basis = "，".join(f"{name}{amount / 10_000:.2f}万元" for name, amount in project.parts)
    return (
        ("项目编码", code), ("项目名称", project.name),
        ("申请单位", d.name), ("一级预算单位", f"{d.parent}（本级）"),
        ("实施期限", "3"), ("项目类型", "01其他项目"),
        ("是否新增项目", "否"), ("分配方式", "项目法"),
        ("项目总金额（中期规划，元）", YUAN(project.amount * 3)), ("本年度项目金额（元）", YUAN(project.amount)),
        ("政策依据", f"按照{year - 1}年度工作安排和年度重点任务执行"),
        ("测算依据", f"{basis}。"),
        ("年度目标", project.goal),
        ("长期目标（跨度多年的项目需填）", project.goal),
    )  # fmt: skip


def _form(books: Books, project: Project, number: int) -> FormSheet:
    fields = _fields(books, project, number)
    cells: list[FormCell] = []
    for i in range(0, 10, 2):
        (a, x), (b, y) = fields[i], fields[i + 1]
        row = i // 2
        cells += [FormCell(row=row, col=0, text=f"{a}："), FormCell(row=row, col=1, text=x, col_span=2)]
        cells += [FormCell(row=row, col=3, text=f"{b}："), FormCell(row=row, col=4, text=y, col_span=2)]
    for i in range(10, len(fields)):
        label, text = fields[i]
        cells.append(FormCell(row=i - 5, col=0, text=f"{label}："))
        cells.append(FormCell(row=i - 5, col=1, text=text, col_span=5))
    table = _indicators(books, project)
    at = len(fields) - 5
    for col, span, text in (
        (0, 1, "一级指标"),
        (1, 1, "二级指标"),
        (2, 2, "三级指标"),
        (4, 1, "指标值"),
        (5, 1, "指标解释"),
    ):
        cells.append(FormCell(row=at, col=col, text=text, col_span=span, align="center"))
    for i, row_ in enumerate(table.rows):
        one, two, three, target, why = row_.cells
        at_row = at + 1 + i
        cells += [FormCell(row=at_row, col=0, text=one), FormCell(row=at_row, col=1, text=two)]
        cells += [FormCell(row=at_row, col=2, text=three, col_span=2), FormCell(row=at_row, col=4, text=target)]
        cells.append(FormCell(row=at_row, col=5, text=why))
    return FormSheet(
        title=TITLE, number=None, unit=None, organization=books.department.name, cells=tuple(cells), widths=_WIDTHS,
        rows=at + 1 + len(table.rows), tables=(table,), fields=fields,
    )  # fmt: skip


def _indicators(books: Books, project: Project) -> LogicalTable:
    heads = ("一级指标", "二级指标", "三级指标", "指标值", "指标解释")
    return LogicalTable(
        title=f"{TITLE}·绩效指标", organization=books.department.name, columns=tuple((head,) for head in heads),
        rows=tuple(TableRow(cells=_cells(one)) for one in project.indicators), labels=frozenset(range(5)),
    )  # fmt: skip


def _cells(one: Indicator) -> tuple[str, ...]:
    mark = "*" if one.level2 in _REQUIRED else ""
    return (one.level1, mark + one.level2, one.level3, one.target, one.explanation)
