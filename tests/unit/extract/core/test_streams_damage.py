"""Damage in tables without delimiters, on invented lines: misread heads, one cell a line, run-on lines, new heads."""

from __future__ import annotations

import pytest

from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import INFERRED
from services.extract.templates import load
from shared.model.page import Grid, GridSource
from tests.unit.extract.core.stream_makers import lines

EMPTY = """政府性基金预算支出表

部门名称：青州市水务局 单位：万元

预算单位 科日编码 科目名称 支出总计 基本支岀 项目支出
青州市水务局 0 0 0
"""
GOALS = [
    "供水管网改造项目",
    "1,270",
    "完成管网改造二十公里，保障供水。",
    "水质监测",
    "445",
    "每月监测水质，按期公布结果。",
]
UNKNOWN = """设备检修一览表

责任单位                  上年      本年
                          数量      数量      占比
东部水厂设备更新          275.26     18.34      6.1
西部水厂日常巡查与养      341.10      0.91      3.2
护
南部水厂检修                0.75      3.81
"""


def grids(text: str) -> list[Grid]:
    return [b for b in recover(lines(text), load()) if isinstance(b, Grid)]


def matrix(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


def test_misread_letters_of_a_head_do_not_lose_the_table() -> None:
    (grid,) = grids(EMPTY)
    assert matrix(grid)[-1] == ["青州市水务局", "", "", "0", "0", "0"]
    assert matrix(grid)[0][1] == "科日编码", "what was read stays; its repair is logged where heads are settled"


def test_nothing_recovered_without_delimiters_is_certain() -> None:
    for text in (EMPTY, UNKNOWN):
        for grid in grids(text):
            head = grid.head_rows or 0
            assert all(f.confidence <= INFERRED for c in grid.cells if c.row >= head for f in c.fragments)


@pytest.mark.parametrize("joint", ["\n", " "])
def test_texts_by_their_order_one_cell_a_line_or_all_on_one(joint: str) -> None:
    (grid,) = grids(joint.join(["项目名称", "预算数（万元）", "绩效目标", *GOALS]))
    assert matrix(grid)[1:] == [GOALS[:3], GOALS[3:]]


def test_an_unknown_head_over_columns_set_with_spaces() -> None:
    (grid,) = grids(UNKNOWN)
    assert grid.source is GridSource.ALIGNED
    assert matrix(grid)[:2] == [["责任单位", "上年", "本年", "占比"], ["", "数量", "数量", ""]]
    assert matrix(grid)[2:] == [
        ["东部水厂设备更新", "275.26", "18.34", "6.1"],
        ["西部水厂日常巡查与养护", "341.10", "0.91", "3.2"],
        ["南部水厂检修", "0.75", "3.81", ""],
    ]


def test_verse_and_prose_with_spaces_are_no_tables() -> None:
    verse = "\n".join(f"山高水长  月明{n}更\n    风来  雨去" for n in range(12))
    prose = "\n".join("他在一九九八年春天，第一次来到这座城市。  那时他二十岁，口袋里只有12元。" for _ in range(12))
    assert not grids(verse)
    assert not grids(prose)


def test_sums_over_the_page_break_tell_the_columns_of_short_rows() -> None:
    title = "一般公共预算基本支出情况表"
    head = "科目编码  科目名称  合计  人员经费  公用经费"
    first = f"{title}\n\n{head}\n合计 100 60 40\n\n301 工资福利支出 60 60\n\n302 商品和服务支出 40 40\n"
    second = f"{title}\n\n{head}\n30201 办公费 25 25\n\n30205 水费 15 15\n"
    parts = grids((first + "\n" + second).replace("  ", " "))
    assert [row[2:] for part in parts for row in matrix(part)[part.head_rows or 0 :]] == [
        ["100", "60", "40"],
        ["60", "60", ""],
        ["40", "", "40"],
        ["25", "", "25"],
        ["15", "", "15"],
    ]


def test_damage_behind_a_head_is_no_name_of_the_first_row() -> None:
    """The tail of the head's line on a page, and a word of it with signs that no row prints."""
    first = ["212", "城乡社区支出", "12.50", "5.25", "7.25"]
    second = ["21208", "土地出让收入安排", "12.50", "5.25", "7.25"]
    heads = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    (by_place,) = grids(
        """政府性基金预算支出情况表

科目编码  科目名称          合计      基本支出  项目支岀  八 D
     212  城乡社区支出        12.50      5.25      7.25
   21208  土地出让收入安排    12.50      5.25      7.25
"""
    )
    assert first_row(by_place) == first
    (by_words,) = grids("\n".join(["政府性基金预算支出情况表", "", *heads, "科目名称ų.", *first, *second]))
    assert first_row(by_words) == first


def first_row(grid: Grid) -> list[str]:
    return [c.text for c in sorted(grid.cells, key=lambda c: c.col) if c.row == grid.head_rows]
