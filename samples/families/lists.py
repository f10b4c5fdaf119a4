"""Lists of no known family: texts, dates, numbers of telephones, figures and blanks in any order of columns.

Departments publish many (政府采购项目清单, 专家名单, 规章制度目录); their titles end in any word, their columns hold
whatever: what is a row there, only its place and its words tell.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from samples.model import Books
from samples.report import Block, Heading, LogicalTable, PageBreak, Paragraph, Report, TableRow

_TITLES = (
    "政府采购项目清单", "购买服务目录", "重点任务分解表", "下属单位基本情况", "资产配置计划", "服务窗口联系方式",
    "课题研究安排", "评审专家名单", "规章制度目录", "培训班次计划", "整改落实情况表", "房屋出租出借情况",
)  # fmt: skip
_WORDS: dict[str, tuple[str, ...]] = {
    "项目名称": ("会议室音响更新", "业务档案整理", "网络安全测评", "消防设施维保", "法律顾问服务", "电梯维护保养"),
    "责任部门": ("办公室", "财务处", "规划发展处", "法规处", "后勤服务中心", "监督检查一处"),
    "采购方式": ("公开招标", "竞争性磋商", "询价", "单一来源", "框架协议"),
    "联系人": ("卜惠", "司徒远", "程立新", "陶敏", "邬海燕"),
    "地点": ("城北办公区C座", "各街道办事处", "沿河路1024号", "局机关及所属单位"),
    "资金来源": ("财政拨款", "事业收入", "上级补助", "财政拨款、事业收入"),
    "是否完成": ("是", "否"),
}
_SENTENCES = (
    "完成全市二十个监测点位的设备更新和联网调试", "建立健全内部控制制度，加强对关键岗位的监督检查",
    "为企业提供线上线下一体化服务，办理时限压缩30%以上", "委托第三方机构开展年度审计和绩效评价",
    "开展各类业务培训不少于6期，覆盖人员1,200人次", "依据市政府2031年第15次常务会议纪要",
    "推进数据共享；逐步实现“一网通办”", "每月5日前报送上月进展情况（含图片资料）", "因场地限制未实施，结转下年继续执行",
)  # fmt: skip
_REMARKS = ("", "", "", "含税", "跨年项目", "按季度支付")

Rng = random.Random


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its head, what its cell in the row of a number (from 0) says, its width, and whether it is a label."""

    head: str
    cell: Callable[[int], str]
    width: float
    is_label: bool = True
    parent: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        return (self.head,) if self.parent is None else (self.parent, self.head)


def report(books: Books) -> Report:
    """A sentence and three lists."""
    name, year = books.department.name, books.year
    rng = Rng(f"lists-{name}-{books.total}")
    blocks: list[Block] = [Heading(f"{name}{year}年有关事项", 1), Paragraph("现将有关事项列表说明，供了解和监督。")]
    for title in rng.sample(_TITLES, 3):
        blocks += [PageBreak(), _table(rng, f"{year}年{title}", name, year)]
    return Report(
        family="unknown", type="unknown", title=None, organization=name, year=year, contents=(), blocks=tuple(blocks)
    )


_GROUPS = (
    ("预算安排", ("总额", "财政拨款", "其他资金")),
    ("资金来源情况", ("本年预算", "上年结转")),
    ("完成情况", ("计划数", "完成数", "差额")),
)


def _table(rng: Rng, title: str, organization: str, year: int) -> LogicalTable:
    makers = [_words, *rng.choices((_words, _figures, _sentences, _dates, _shares, _telephones, _remarks), k=5)]
    rng.shuffle(makers)
    columns = [_Column("序号", lambda i: str(i + 1), 0.7, is_label=False)] if rng.random() < 0.5 else []
    for make in makers[: rng.randint(2, 6)]:
        column = make(rng, year)
        if column.head not in {c.head for c in columns}:
            columns.append(column)
    if len(columns) < 2:
        columns.append(_figures(rng, year))
    if rng.random() < 0.4:
        at = rng.randint(1, len(columns))
        columns[at:at] = _group(rng)
    count = rng.randint(2, 22)
    cells = [[c.cell(i) for c in columns] for i in range(count)]
    merged = frozenset[int]()
    if rng.random() < 0.3 and columns[0].head in _WORDS:
        # A name over several rows, each name once.
        names = rng.sample(_WORDS[columns[0].head], min(3, len(_WORDS[columns[0].head])))
        for i, row in enumerate(cells):
            row[0] = names[i * len(names) // count]
        merged = frozenset({0})
    return LogicalTable(
        title=title, organization=organization, columns=tuple(c.path for c in columns),
        rows=tuple(TableRow(cells=tuple(row)) for row in cells), merged=merged,
        labels=frozenset(i for i, c in enumerate(columns) if c.is_label), lead="填报单位：",
        widths=tuple(c.width for c in columns),
    )  # fmt: skip


def _group(rng: Rng) -> list[_Column]:
    """Columns of figures under one head."""
    parent, heads = rng.choice(_GROUPS)
    return [_Column(head, lambda i: _figure(rng, 2), 1.5, is_label=False, parent=parent) for head in heads]


def _words(rng: Rng, year: int) -> _Column:
    head = rng.choice(list(_WORDS))
    return _Column(head, lambda i: rng.choice(_WORDS[head]), 2.4)


def _figures(rng: Rng, year: int) -> _Column:
    decimals = rng.choice((0, 0, 1, 2))
    head = rng.choice(("数量", "预算金额", "单价", "参加人数", "合同金额"))
    return _Column(head, lambda i: _figure(rng, decimals), 1.5, is_label=False)


def _figure(rng: Rng, decimals: int) -> str:
    if rng.random() < 0.07:
        return rng.choice(("0", "—", ""))
    return f"{rng.randrange(1, 10 ** rng.randint(2, 6)) / 10**decimals:,.{decimals}f}"


def _sentences(rng: Rng, year: int) -> _Column:
    def cell(i: int) -> str:
        return "。".join(rng.sample(_SENTENCES, rng.choice((1, 1, 2, 3)))) + rng.choice(("。", ""))

    return _Column(rng.choice(("主要内容", "立项依据", "工作措施")), cell, 5.0)


def _dates(rng: Rng, year: int) -> _Column:
    form = rng.choice(("{y}年{m}月", "{y}-{m:02}-15", "{y}.{m:02}", "{y}年{m}月—{y}年12月", "{m}月底前"))
    return _Column("完成时限", lambda i: form.format(y=year, m=rng.randint(1, 12)), 2.0)


def _shares(rng: Rng, year: int) -> _Column:
    return _Column("完成率", lambda i: f"{rng.choice((100, rng.randint(1, 999) / 10))}%", 1.3, is_label=False)


def _telephones(rng: Rng, year: int) -> _Column:
    def cell(i: int) -> str:
        return rng.choice((f"0755-{rng.randint(20000000, 89999999)}", f"1{rng.randint(3000000000, 9999999999)}"))

    return _Column("联系电话", cell, 2.6, is_label=False)


def _remarks(rng: Rng, year: int) -> _Column:
    return _Column("备注", lambda i: rng.choice(_REMARKS), 1.5)
