"""项目支出绩效目标表: one table over several pages, each project with its goal and an enumeration of indicators."""

from __future__ import annotations

from samples.model import Books, Indicator, Project
from samples.money import Money
from samples.report import LogicalTable, Report, TableRow

WAN = Money(decimals=2, zero="")
TITLE = "项目支出绩效目标表（含转移支付项目）"
_LEVEL1 = {"产出": "1-产出指标", "效益": "2-效益指标", "满意度": "3-满意度指标"}
_LEVEL2 = {
    "数量": "11-数量指标", "质量": "12-质量指标", "时效": "13-时效指标", "经济效益": "21-经济效益",
    "社会效益": "22-社会效益", "服务对象满意度": "31-服务对象满意度",
}  # fmt: skip


def report(books: Books) -> Report:
    """The bare table, as finance bureaus attach it."""
    name, amount = books.department.name, WAN(books.project)
    sums = (amount, WAN(books.project - books.own), "", WAN(books.own), "", "")
    rows = [TableRow(cells=("合计", *sums)), TableRow(cells=(name, *sums))]
    rows += [_row(p) for p in books.projects]
    heads = ("项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标")
    table = LogicalTable(
        title=TITLE, unit="万元", organization=name, columns=tuple((head,) for head in heads), rows=tuple(rows),
        labels=frozenset({0, 5, 6}), widths=(2.2, 1.3, 1.3, 1.1, 1.1, 4, 6), lead="单位名称：",
    )  # fmt: skip
    return Report(
        family="performance", type="performance_targets", title=TITLE, organization=name, year=books.year,
        contents=(), blocks=(table,),
    )  # fmt: skip


def _row(project: Project) -> TableRow:
    listed = [one for one in project.indicators if one.level2 in _LEVEL2 and one.level3 != "不适用"]
    text = "".join(_enumerated(i + 1, one) for i, one in enumerate(listed[:6]))
    amounts = (WAN(project.amount), WAN(project.amount - project.own), "", WAN(project.own))
    return TableRow(cells=(project.name, *amounts, project.goal, text))


def _enumerated(number: int, one: Indicator) -> str:
    levels = f"{_LEVEL1[one.level1]}；{_LEVEL2[one.level2]}；{one.level3}"
    return f"{number}、{levels}；实施周期指标值：{one.target}；年度指标值：{one.target}。"
