"""Rows of a name, a text and figures whose cells have several lines, each printed line by itself."""

from __future__ import annotations

from typing import Any

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.core.streams import name_and_text
from shared.model.page import Fragment, Legibility, Line, PageContent, Place, Reader, Source

HEAD = "第七部分 重点项目预算绩效情况说明\n2031年，本部门重点项目绩效目标情况如下：\n项目名称 预算数（万元） 绩效目标\n"
BY_PAGE = """改造老旧管网二十公里，降低漏损，逐步实现供水数据共享和业
管网改造 1,579
务协同。
城市供水水质监测数据核查 每月监测水质并公布结果，出现超标时及时处理，全年安全运
853
与评估 行，不发生责任事故。
用水户服务热线工作经费 477 及时答复来电。
水务信息系统运行维护与安
889 保障系统运行。
全保障
第八部分 其他需要说明情况
"""
BY_CONTENT = """管网改造 1,579
改造老旧管网二十公里，降低漏损，逐步实现供水数据共享和业
务协同。
城市供水水质监测数据核查
与评估
853
每月监测水质并公布结果，出现超标时及时处理，全年安全运
行，不发生责任事故。
用水户服务热线工作经费 477 及时答复来电。
水务信息系统运行维护与安
全保障
889 保障系统运行。
第八部分 其他需要说明情况
"""
PROJECTS = [
    ["管网改造", "1,579", "改造老旧管网二十公里，降低漏损，逐步实现供水数据共享和业务协同。"],
    [
        "城市供水水质监测数据核查与评估",
        "853",
        "每月监测水质并公布结果，出现超标时及时处理，全年安全运行，不发生责任事故。",
    ],
    ["用水户服务热线工作经费", "477", "及时答复来电。"],
    ["水务信息系统运行维护与安全保障", "889", "保障系统运行。"],
]
TASKS = """部门（单位）整体支出绩效目标表
2031年度
单位：万元
部门（单位）名称 青州市水务局 主管部门 青州市水务局
预算金额（万元）
任务名称 主要内容 其中：财政 其中：其他
总额
拨款 资金
在职人员和离退休人员经费以及保障机构运转
基本支出事项 1,001 1,001 0
的公用经费
年度主
城市供水水质监测 每月监测水质并公布结果，出现超标时及时处
要任务 853 853 0
数据核查与评估 理，不发生责任事故。
金额合计 1,854 1,854 0
年度总
保障供水。
体目标
一级指标 二级指标 三级指标 目标值
监测水质次数 ≥12次
数量 走访用水户户数 86户
产出 编发水质简报期数 ≥10期
监测设备故障率 ≤1%
年度绩
效指标 质量
供水管网改造工程与水质监测平台对接项目工
100%
程建设合格率
效益 社会效益 居民用水保障程度 提升
"""


def tables(text: str) -> list[list[list[str]]]:
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = Place(line=number)
            lines.append(Line(fragments=(Fragment(text=line, place=place),), place=place))
    page = PageContent(number=1, blocks=tuple(lines), legibility=Legibility.CLEAR)
    found = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", paged=False, pages=(page,)))
    assert all(c.confidence < 0.99 for t in found.tables for r in t.rows for c in r.cells if c.text)
    return [[[c.text for c in row.cells] for row in t.rows] for t in found.tables]


@pytest.mark.parametrize("body", [BY_PAGE, BY_CONTENT])
def test_projects_with_wrapped_names_and_goals(body: str) -> None:
    assert tables(HEAD + body) == [PROJECTS]


def test_tasks_and_indicators_whose_cells_stand_around_their_figures() -> None:
    tasks, indicators = tables(TASKS)
    assert tasks == [
        ["基本支出事项", "在职人员和离退休人员经费以及保障机构运转的公用经费", "1,001", "1,001", "0"],
        [
            "城市供水水质监测数据核查与评估",
            "每月监测水质并公布结果，出现超标时及时处理，不发生责任事故。",
            "853",
            "853",
            "0",
        ],
        ["金额合计", "", "1,854", "1,854", "0"],
    ]
    assert [row[1:] for row in indicators[2:5]] == [
        ["数量", "编发水质简报期数", "≥10期"],
        ["质量", "监测设备故障率", "≤1%"],
        ["质量", "供水管网改造工程与水质监测平台对接项目工程建设合格率", "100%"],
    ]


def test_many_lines_of_two_words_are_not_tried_in_every_way(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = 0
    cost = name_and_text._cost

    def counted(*words: Any) -> float:
        nonlocal judged
        judged += 1
        return cost(*words)

    monkeypatch.setattr(name_and_text, "_cost", counted)
    beside = "".join(f"管网{i}段 改造{i}处\n" for i in "一二三四五六七八九十甲乙")
    tables(f"{HEAD}{beside}管网改造 1,579\n{beside}水库加固 853\n第八部分 其他需要说明情况\n")
    assert 0 < judged < 50_000


def test_cells_at_the_top_of_their_rows_go_on_below_their_figures() -> None:
    form = (
        "部门整体支出绩效目标表\n部门（单位）名称 青州市水务局\n年度主要任 任务名称 主要内容 预算金额（万元）\n务\n"
        "总额 财政拨款 其他资金\n"
        "城市供水水质监测 每月监测水质并公布结果，出现超 853 853 0\n"
        "数据核查与评估 标时及时处理，不发生责任事故。\n"
        "管网改造 改造老旧管网二十公里，降低漏 1,579 1,200 379\n"
        "损，保障居民用水。\n"
        "金额合计 2,432 2,053 379\n"
    )
    (tasks, *_) = tables(form)
    assert tasks[-3:] == [
        [
            "城市供水水质监测数据核查与评估",
            "每月监测水质并公布结果，出现超标时及时处理，不发生责任事故。",
            "853",
            "853",
            "0",
        ],
        ["管网改造", "改造老旧管网二十公里，降低漏损，保障居民用水。", "1,579", "1,200", "379"],
        ["金额合计", "", "2,432", "2,053", "379"],
    ]
