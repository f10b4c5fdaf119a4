"""Exports in the order of the page's lines: names wrapped around the figures of their rows."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed


def grids(text: str) -> list[Grid]:
    return [b for b in recover(printed(text), TEMPLATES) if isinstance(b, Grid)]


FUNCTION = """一般公共预算支出表（按功能分类）
部门名称：青州市水务局 单位：万元
预算单位 科目编码 科目名称 支出总计 基本支出 项目支出
青州市
{unit}
水务局
社会保障和就
208 103 103 0
业支出
行政事业单位
20805 103 103 0
养老支出
机关事业单位
2080505 基本养老保险 103 103 0
缴费支出
213 农林水支出 1,167 620 547
"""


def test_names_come_out_whole_with_their_own_codes_and_figures() -> None:
    (grid,) = grids(FUNCTION.format(unit="1,270 723 547"))
    assert body(grid) == [
        ["青州市水务局", "", "", "1,270", "723", "547"],
        ["", "208", "社会保障和就业支出", "103", "103", "0"],
        ["", "20805", "行政事业单位养老支出", "103", "103", "0"],
        ["", "2080505", "机关事业单位基本养老保险缴费支出", "103", "103", "0"],
        ["", "213", "农林水支出", "1,167", "620", "547"],
    ]


def test_a_name_of_which_a_part_is_known_as_well_is_whole() -> None:
    head, _ = FUNCTION.split("青州市\n")
    (grid,) = grids(
        f"{head}青州市\n水务 1,270 723 547\n局\n208 社会保障和就业支出 103 103 0\n213 农林水支出 1,167 620 547\n"
    )
    assert body(grid)[0] == ["青州市水务局", "", "", "1,270", "723", "547"]


def test_pieces_of_names_beside_their_codes_are_no_names_of_a_balance() -> None:
    balance = (
        "收支总表\n部门名称：青州市水务局 单位：万元\n收入 支出\n项目 2024年预算数 项目 2024年预算数\n"
        "一、政府预算拨款 1,270 一、社会保障和就业支出 103\n行政事业单位\n二、单位资金 0 103\n养老支出\n"
        "机关事业单位\n三、事业收入 0 基本养老保险 103\n缴费支出\n二、农林水支出 1,167\n"
        "本年收入合计 1,270 本年支出合计 1,270\n"
    )
    (grid, _) = grids(balance + FUNCTION.format(unit="1,270 723 547"))
    assert [row[2:] for row in body(grid)][1:3] == [
        ["行政事业单位养老支出", "103"],
        ["机关事业单位基本养老保险缴费支出", "103"],
    ]


def test_the_pieces_of_such_a_name_keep_their_lines() -> None:
    (grid,) = grids(FUNCTION.format(unit="1,270 723 547"))
    name = next(c for c in grid.cells if "基本养老保险" in c.text)
    assert [(f.text, f.place.line) for f in name.fragments] == [
        ("机关事业单位", 13),
        ("基本养老保险", 14),
        ("缴费支出", 15),
    ]


def test_an_organisation_in_the_middle_of_its_years_covers_them_all() -> None:
    (grid,) = grids(
        "一般公共预算“三公”经费支出表\n部门名称：青州市水务局 单位：万元\n公务用车购置及运行维护费\n"
        "预算单位 年度 总计 因公出国(境)费 公务接待费\n小计 公务用车购置费 公务用车运行维护费\n"
        "2023年 9 0 3 6 0 6\n青州市\n2024年 12 0 3 9 0 9\n水务局\n增减变化金额 3 0 0 3 0 3\n"
    )
    assert [row[:3] for row in body(grid)] == [
        ["青州市水务局", "2023年", "9"],
        ["", "2024年", "12"],
        ["", "增减变化金额", "3"],
    ]


def test_a_code_that_stands_alone_with_its_figures_is_no_amount_where_other_cells_are_blank() -> None:
    (grid,) = grids(
        "一般公共预算财政拨款支出决算表\n单位：万元\n项目 合计 基本支出 项目支出\n功能分类科目编码 科目名称\n"
        "农林水\n213 264.87 62.63 202.24\n支出\n21303 水利 264.87 62.63 202.24\n2130301 行政运行 62.63 62.63\n"
        "其他水\n2130399 202.24 202.24\n利支出\n合计 264.87 62.63 202.24\n"
    )
    assert [row[:3] for row in body(grid)] == [
        ["213", "农林水支出", "264.87"],
        ["21303", "水利", "264.87"],
        ["2130301", "行政运行", "62.63"],
        ["2130399", "其他水利支出", "202.24"],
        ["合计", "", "264.87"],
    ]


def test_a_closing_row_below_a_label_without_figures_is_a_row_of_its_own() -> None:
    (grid,) = grids(
        "收支总表\n收入 支出\n项目 2031年预算数 项目 2031年预算数\n一、政府预算拨款 70 一、农林水支出 70\n"
        "二、单位资金 二、其他支出\n三、专项往来支出\n本年收入合计 70 本年支出合计 70\n收入总计 70 支出总计 70\n"
    )
    assert body(grid)[-3:] == [
        ["", "", "三、专项往来支出", ""],
        ["本年收入合计", "70", "本年支出合计", "70"],
        ["收入总计", "70", "支出总计", "70"],
    ]


def test_one_row_of_one_year_below_a_parent_that_stands_higher_than_its_neighbours() -> None:
    (grid,) = grids(
        "一般公共预算“三公”经费支出情况表\n单位：万元\n公务用车购置及运行费\n"
        "“三公”经费合计 因公出国（境）费 公务接待费\n小计 公务用车购置费 公务用车运行费\n"
        "33.75 0.00 31.30 26.44 4.86 2.45\n"
    )
    assert body(grid) == [["33.75", "0.00", "31.30", "26.44", "4.86", "2.45"]]


def test_a_unit_that_every_row_prints_wrapped_is_whole_before_its_codes() -> None:
    (grid,) = grids(
        "一般公共预算支出表（按功能分类）\n单位：万元\n预算单位 科目编码 科目名称 支出总计 基本支出 项目支出\n"
        "青州市水务局（本 30 10 20\n级）\n"
        "青州市水务局（本 208 社会保障和就业支出 10 10 0\n级）\n"
        "青州市水务局（本 2080505 机关事业单位基本养老保险缴费 10 10 0\n级） 支出\n"
        "青州市水务局（本 213 农林水支出 20 0 20\n级）\n"
    )
    assert body(grid) == [
        ["青州市水务局（本级）", "", "", "30", "10", "20"],
        ["青州市水务局（本级）", "208", "社会保障和就业支出", "10", "10", "0"],
        ["青州市水务局（本级）", "2080505", "机关事业单位基本养老保险缴费支出", "10", "10", "0"],
        ["青州市水务局（本级）", "213", "农林水支出", "20", "0", "20"],
    ]


def test_the_closing_rows_of_a_balance_that_end_the_year_stand_at_the_right() -> None:
    (grid,) = grids(
        "收支总体情况表\n单位：万元\n收入\n支出\n项目\n预算数\n项目\n预算数\n"
        "一、一般公共预算拨款收入\n30\n一、农林水支出\n30\n本年收入合计\n30\n本年支出合计\n30\n"
        "上年结转结余\n0\n年终结转结余\n0\n收入总计\n30\n支出总计\n30\n"
    )
    assert body(grid)[2] == ["上年结转结余", "0", "年终结转结余", "0"]


def test_a_unit_wrapped_before_its_codes_in_the_order_of_content_stays_before_them() -> None:
    (grid,) = grids(
        "一般公共预算支出表（按功能分类）\n单位：万元\n预算单位 科目编码 科目名称 支出总计 基本支出 项目支出\n"
        "青州市水务局（本\n级）\n30 10 20\n"
        "青州市水务局（本\n级）\n208 社会保障和就业支出 10 10 0\n"
        "青州市水务局（本\n级）\n20805 行政事业单位养老支出 10 10 0\n"
        "青州市水务局（本\n级）\n213 农林水支出 20 0 20\n青州市供水站 0 0 0\n"
    )
    assert {row[0] for row in body(grid)} == {"青州市水务局（本级）", "青州市供水站"}
    assert [row[1] for row in body(grid)] == ["", "208", "20805", "213", ""]
