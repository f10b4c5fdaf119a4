"""Tables of no known family: invented titles, head trees of one to four levels, labels and numbers.

They show what geometry alone can do: no template helps with them.
"""

from __future__ import annotations

import random

from samples.model import Books
from samples.report import Block, Heading, LogicalTable, PageBreak, Paragraph, Paths, Report, SideBySide, TableRow

_TOPICS = (
    "公共设施",
    "志愿服务",
    "绿地养护",
    "水质监测",
    "图书借阅",
    "道路巡查",
    "档案利用",
    "培训开展",
    "设备检修",
    "信访办理",
)
_ENDS = ("情况表", "统计表", "明细表", "汇总表", "一览表")
_LABELS = ("片区", "事项", "类别", "名称", "站点", "责任单位")
_GROUPS = ("本年", "上年", "计划", "完成", "其中", "按类型分", "按来源分", "财政安排", "自筹部分")
_LEAVES = (
    "数量",
    "金额",
    "面积",
    "人次",
    "占比",
    "小计",
    "新增",
    "减少",
    "结存",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
)
_PARTS = ("东部", "西部", "南部", "北部", "中心", "沿河", "新城", "老城", "高新", "滨湖")
_KINDS = (
    "日常巡查与养护",
    "设施更新改造",
    "服务站点建设",
    "应急处置",
    "宣传培训活动",
    "系统平台运行维护及安全测评",
    "专项检查",
)


def report(books: Books) -> Report:
    """A few sentences, two small tables side by side, three tables."""
    name, year = books.department.name, books.year
    rng = random.Random(f"unknown-{name}-{books.total}")
    blocks: list[Block] = [Heading(f"{name}{year}年工作情况", 1), Paragraph("现将有关情况列表说明，供了解和监督。")]
    topics = rng.sample(_TOPICS, 3)
    pair = [_small(rng, f"{topic}{rng.choice(_ENDS)}", name) for topic in rng.sample(sorted({*_TOPICS} - {*topics}), 2)]
    blocks += [PageBreak(), SideBySide(left=pair[0], right=pair[1])]
    for topic in topics:
        blocks += [PageBreak(), _table(rng, f"{year}年{topic}{rng.choice(_ENDS)}", name)]
    return Report(
        family="unknown", type="unknown", title=None, organization=name, year=year, contents=(),
        blocks=tuple(blocks),
    )  # fmt: skip


def _small(rng: random.Random, title: str, organization: str) -> LogicalTable:
    """A table for half a page's width."""
    leaves = rng.sample(_LEAVES, 2)
    rows = tuple(
        TableRow(cells=(f"{part}片区", *(_number(rng, 0, rng.randint(2, 5)) for _ in leaves)))
        for part in rng.sample(_PARTS, rng.randint(3, 8))
    )
    columns: Paths = (("片区",), (leaves[0],), (leaves[1],))
    return LogicalTable(title=title, organization=organization, columns=columns, rows=rows, lead="填报单位：")


def _table(rng: random.Random, title: str, organization: str) -> LogicalTable:
    labels = rng.sample(_LABELS, rng.randint(1, 2))
    paths: list[tuple[str, ...]] = [(label,) for label in labels]
    paths += _tree(rng, rng.randint(1, 4))
    decimals = rng.choice((0, 0, 1, 2))
    rows = [_row(rng, len(labels), len(paths), decimals, i) for i in range(rng.randint(4, 40))]
    total = ("合计", *[""] * (len(labels) - 1), *(_number(rng, decimals, 9) for _ in paths[len(labels) :]))
    span = ((0, len(labels)),) if len(labels) > 1 else ()
    rows.append(TableRow(cells=total, spans=span))
    columns: Paths = tuple(paths)
    widths = (*[3.0] * len(labels), *[1.4] * (len(paths) - len(labels)))
    return LogicalTable(
        title=title, unit=rng.choice(("万元", "元", None)), organization=organization, columns=columns,
        rows=tuple(rows), labels=frozenset(range(len(labels))), lead="填报单位：", widths=widths,
    )  # fmt: skip


def _tree(rng: random.Random, depth: int) -> list[tuple[str, ...]]:
    """Leaf paths of `depth` levels at most; no two equal."""
    if depth == 1:
        return [(leaf,) for leaf in rng.sample(_LEAVES, rng.randint(2, 6))]
    found: list[tuple[str, ...]] = []
    for group in rng.sample(_GROUPS, rng.randint(1, 3)):
        if rng.random() < 0.25:
            found.append((group + "合计",))
        else:
            found += [(group, *path) for path in _tree(rng, rng.randint(1, depth - 1))[:4]]
    return found


def _row(rng: random.Random, labels: int, width: int, decimals: int, number: int) -> TableRow:
    first = f"{rng.choice(_PARTS)}{rng.choice(_KINDS)}{number + 1}号"
    names = (first, f"{rng.choice(_PARTS)}片区")[:labels]
    return TableRow(cells=(*names, *(_number(rng, decimals, rng.randint(2, 7)) for _ in range(width - labels))))


def _number(rng: random.Random, decimals: int, digits: int) -> str:
    if rng.random() < 0.08:
        return rng.choice(("0", "—", ""))
    return f"{rng.randrange(10 ** (digits - 1), 10**digits) / 10**decimals:,.{decimals}f}"
