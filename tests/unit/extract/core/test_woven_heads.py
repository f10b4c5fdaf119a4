"""Heads in the order of a page's lines: texts wrapped over lines that others share, parents above their columns."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import tokens_of
from services.extract.core.streams.woven_heads import level_orders
from services.extract.templates import load
from shared.model.page import Grid, Line
from tests.unit.extract.core.stream_makers import lines


def orders(text: str) -> list[list[str]]:
    return level_orders(tokens_of([b for b in lines(text) if isinstance(b, Line)]), load().lexicon)


def test_texts_wrapped_around_the_line_of_their_neighbours() -> None:
    text = (
        "政府性基 国有资本\n一般公共预算 事业收\n科目编码 科目名称 合计 上年结转 金预算拨 经营预算 其他收入\n"
        "拨款收入 入\n款收入 拨款收入\n"
    )
    expected = [
        "科目编码",
        "科目名称",
        "合计",
        "上年结转",
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
        "国有资本经营预算拨款收入",
        "事业收入",
        "其他收入",
    ]
    assert orders(text)[0] == expected


def test_texts_that_begin_side_by_side_and_go_on_below() -> None:
    text = "科目编码 科目名称 合计 基本支出 项目支出 上缴上级支 对附属单位\n出 补助支出\n"
    assert orders(text)[0][-2:] == ["上缴上级支出", "对附属单位补助支出"]


def test_what_stands_over_others_is_woven_with_the_cells_in_the_middle() -> None:
    text = "功能分类科目 基本支出\n合计 项目支出\n科目编码 科目名称 小计 人员经费 公用经费\n"
    tops = ["功能分类科目", "合计", "基本支出", "项目支出"]
    assert [*tops, "科目编码", "科目名称", "小计", "人员经费", "公用经费"] in orders(text)


def test_the_label_of_the_first_row_is_no_text_of_the_head() -> None:
    assert orders("预算单位 科目编码 科目名称 支出总计 基本支出 项目支出\n青州市水务局（本\n级）\n") == []


def test_a_table_with_such_a_head_has_its_columns_in_order() -> None:
    (grid,) = (
        b
        for b in recover(
            lines(
                "一般公共预算支出情况表\n单位：万元\n功能分类科目 基本支出\n合计 项目支出\n"
                "科目编码 科目名称 小计 人员经费 公用经费\n合计 90 60 40 20 30\n213 农林水支出 90 60 40 20 30\n"
                "21303 水利 90 60 40 20 30\n2130301 行政运行 60 60 40 20 0\n2130314 防汛 30 0 0 0 30\n"
            ),
            load(),
        )
        if isinstance(b, Grid)
    )
    head = sorted((c.col, c.row, c.text) for c in grid.cells if c.row < (grid.head_rows or 0))
    assert [text for _, _, text in head] == [
        "功能分类科目",
        "科目编码",
        "科目名称",
        "合计",
        "基本支出",
        "小计",
        "人员经费",
        "公用经费",
        "项目支出",
    ]
