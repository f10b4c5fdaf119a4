"""Cells that an export wrote into one, a line for each."""

from __future__ import annotations

from services.extract.core.flowing import fused_cells
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import TEMPLATES, grid


def parted(printed: Grid) -> Grid:
    return fused_cells.parted(printed, TEMPLATES.lexicon)


def texts(found: Grid) -> list[str]:
    at = {(c.row, c.col): c.text for c in found.cells}
    return ["|".join(at.get((r, c), "") for c in range(found.cols)) for r in range(found.rows)]


def test_two_columns_under_one_head_come_apart_in_doubt() -> None:
    found = parted(
        grid(
            "收入|支出|",
            "项目<br>预算数|项目|预算数",
            "一、拨款<br>1,250|一、文化旅游<br>体育支出|80",
            "二、事业收入|二、教育支出|70",
            "合计<br>1,250|合计|1,250",
        )
    )
    assert texts(found) == [
        "收入||支出|",
        "项目|预算数|项目|预算数",
        "一、拨款|1,250|一、文化旅游<br>体育支出|80",
        "二、事业收入||二、教育支出|70",
        "合计|1,250|合计|1,250",
    ]
    sure = {c.col for c in found.cells if c.row == 2 and all(f.confidence == 1 for f in c.fragments)}
    assert sure == {2, 3}


def test_two_columns_of_figures_under_two_texts_of_heads_come_apart_in_doubt() -> None:
    rows = [
        "||单位资金|",
        "项目|事业收<br>入|上级补<br>助收入<br>附属单位<br>上缴收入|其他收入",
        "工资|5|3<br>2|0",
        "奖金|4|0<br>4|0",
    ]
    found = parted(grid(*rows))
    assert texts(found)[1:] == [
        "项目|事业收<br>入|上级补助收入|附属单位上缴收入|其他收入",
        "工资|5|3|2|0",
        "奖金|4|0|4|0",
    ]
    assert {c.col for c in found.cells if c.row > 1 and any(f.confidence < 0.99 for f in c.fragments)} == {2, 3}
    strange = [row.replace("附属单位<br>上缴收入", "某种<br>其他") for row in rows]
    assert texts(parted(grid(*strange))) == strange


def test_two_rows_in_one_come_apart_in_doubt() -> None:
    found = parted(grid("项目|预算数", "教育支出|70", "住房支出<br> <br>总计|80<br>1,250"))
    assert texts(found) == ["项目|预算数", "教育支出|70", "住房支出|80", "总计|1,250"]
    assert all(f.confidence < 0.99 for c in found.cells if c.row > 1 for f in c.fragments)
    wide = parted(grid("项目|预算数|备注", "住房支出<br>总计|80<br>1,250|7"))
    assert texts(wide) == ["项目|预算数|备注", "住房支出|80|", "总计|1,250|7"]


def test_names_over_several_lines_and_heads_with_a_unit_stay_cells() -> None:
    for rows in (
        ("项目|预算数<br>（万元）", "文化旅游<br>体育支出|80", "教育<br>支出|70"),
        ("项目<br>预算数|备注", "一、拨款<br>1,250|无"),
        ("项目|备注", "甲<br>80|无", "乙<br>70|无"),
        ("项目|预算数", "总计|18472<br>105"),
    ):
        assert texts(parted(grid(*rows))) == list(rows)
