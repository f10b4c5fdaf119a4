"""Tables without delimiters in the order of a PDF's content that has merged cells behind the others."""

from __future__ import annotations

import pytest

from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Block, Fragment, Grid, Line, Place
from tests.unit.extract.core.test_streams_pdf_tools import TITLE, matrix

ROWS = [
    ["201", "一般公共服务支出", "260", "260"],
    ["20101", "人大事务", "260", "260"],
    ["2010101", "行政运行", "200", "200"],
    ["2010102", "一般行政管理事务", "60", "60"],
]


def grids(words: str, title: str = "") -> list[list[list[str]]]:
    blocks: list[Block] = []
    for number, text in enumerate(f"{title} {words}".split(), start=1):
        place = Place(line=number)
        blocks.append(Line(fragments=(Fragment(text=text, place=place),), place=place))
    return [matrix(b) for b in recover(blocks, load()) if isinstance(b, Grid)]


@pytest.mark.parametrize("behind", range(1, 5))
def test_words_of_the_head_may_stand_between_rows(behind: int) -> None:
    above, below = (" ".join(" ".join(row) for row in rows) for rows in (ROWS[:behind], ROWS[behind:]))
    late = "功能分类科目编码 科目名称 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入"
    first = "项目 本年收入合计 财政拨款收入 合计 260 260"
    (table,) = grids(f"{first} {above} {late} {below}", "收入决算表 单位：万元")
    assert [row[:4] for row in table[-5:]] == [["合计", "", "260", "260"], *ROWS]


FUNDS = "项目 本年支出 功能分类 科目编码 科目名 称 合计 基本支出 项目支出 合计 年初结转 和结余 本年收入 年末结转 和结余"


def test_an_empty_table_whose_total_stands_among_the_words_of_its_head() -> None:
    (table,) = grids(FUNDS, "政府性基金预算财政拨款收入支出决算表 单位：万元")
    assert table[-1] == ["合计", *[""] * 7]
    assert table[0] == ["项目", "", "年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"]


def test_a_year_before_the_figures_of_its_row_is_no_caption_of_the_table() -> None:
    (table,) = grids(
        "公务用车购置及运行维护费 小计 公务用车购置费 公务用车运行维护费 2023年 11 0 2 9 0 9 2024年 23 0 4 19 14 5 "
        "增减变化金额 12 0 2 10 14 -4 预算单位 年度 总计 因公出国(境)费 公务接待费 青州市水务局",
        "一般公共预算“三公”经费支出表 部门名称：青州市水务局 单位：万元",
    )
    assert [row[:3] for row in table[-3:]] == [
        ["青州市水务局", "2023年", "11"],
        ["", "2024年", "23"],
        ["", "增减变化金额", "12"],
    ]


def test_tasks_whose_head_is_partly_behind_the_indicators() -> None:
    _, tasks, *_ = grids(
        "部门（单位）名称 青州市水务局 主管部门 青州市水务局 预算金额（万元） 总额 其中：财政拨款 其中：其他资金 "
        "供水管网改造 改造老旧管网二十公里，保障居民用水。 1,270 1,200 70 金额合计 1,270 1,200 70 "
        "年度总体目标 保障供水安全。 一级指标 二级指标 三级指标 目标值 产出 数量 改造管网长度 ≥20公里 "
        "年度主要任务 任务名称 主要内容",
        TITLE,
    )
    assert tasks[2:] == [
        ["供水管网改造", "改造老旧管网二十公里，保障居民用水。", "1,270", "1,200", "70"],
        ["金额合计", "", "1,270", "1,200", "70"],
    ]
