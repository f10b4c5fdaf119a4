"""Tables of the provinces in text exports: names side by side, numbered rows, blanks in wide tables, codes that stand
whole although the family also prints them in parts."""

from __future__ import annotations

import time

import pytest

from services.extract.core.streams.blanks import GUESSED, settle_blanks
from tests.unit.extract.core.table_makers import TEMPLATES
from tests.unit.extract.core.test_streams import body, grids
from tests.unit.extract.core.test_streams_blanks import row

PROJECTS = """项目支出表
单位：万元
类型 项目名称 项目单位 合计
本年拨款 财政拨款结转结余
财政专户管理资金 单位资金
一般公共预算 政府性基金预算 国有资本经营预算 一般公共预算 政府性基金预算 国有资本经营预算
合计 9.00 7.00 0.00 0.00 2.00 0.00 0.00 0.00 0.00
特定目标类 水质监测 霁州市水务局 6.00 4.00 0.00 0.00 2.00 0.00 0.00 0.00 0.00
其他运转类 堤防养护 霁州市水务局 3.00 3.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00
"""


def test_as_many_words_on_a_line_as_columns_of_names_are_one_each() -> None:
    (found,) = grids(PROJECTS)
    assert [r[:4] for r in body(found)] == [
        ["合计", "", "", "9.00"],
        ["特定目标类", "水质监测", "霁州市水务局", "6.00"],
        ["其他运转类", "堤防养护", "霁州市水务局", "3.00"],
    ]


THREE_PUBLIC = """财政拨款“三公”经费、行政参公单位机关运行经费情况表
单位：万元
项目 行次 预算数 全年预算数 决算统计数
（一）支出合计 1 9.40 9.40 7.10
1．因公出国（境）费 2 0.00 0.00 0.00
2．公务用车购置及运行维护费 3 6.00 6.00 5.00
（1）公务用车购置费 4 0.00 0.00 0.00
（2）公务用车运行维护费 5 6.00 6.00 5.00
3．公务接待费 6 3.40 3.40 2.10
（1）国内接待费 7 — — 2.10
"""


def test_the_number_of_a_row_is_no_row() -> None:
    (found,) = grids(THREE_PUBLIC)
    assert body(found)[0] == ["（一）支出合计", "1", "9.40", "9.40", "7.10"]
    assert body(found)[-1] == ["（1）国内接待费", "7", "—", "—", "2.10"]
    assert len(body(found)) == 7


BALANCE = """收支总表
单位：万元
收入 支出
项目 预算数 项目 预算数
一、一般公共预算拨款收入 90.00 一、农林水支出 95.00
二、政府性基金预算拨款收入 0.00 二、住房保障支出 5.00
本年收入合计 90.00 本年支出合计 100.00
上年结转结余 10.00 年终结转结余 0.00
收入总计 100.00 支出总计 100.00
"""


def test_what_is_left_at_the_end_of_the_year_is_of_the_right_half() -> None:
    (found,) = grids(BALANCE)
    assert body(found)[3] == ["上年结转结余", "10.00", "年终结转结余", "0.00"]


BALANCES_HEAD = (
    " | 项目 | | 年初结转和结余 | | | 本年收入 | | | | | 本年支出 | | | | 年末结转和结余",
    "支出功 | | | 基本支出 | 项目支出 | | | | | | | | | | 基本支出 | 项目支出 | 项目支出 | 项目支出",
    "能分类 | 科目名称 | 合计 | 结转 | 结转和结 | 合计 | 基本支出 | 项目支出 | 合计 | 小计 | 人员经费 | 公用经费"
    " | 项目支出 | 合计 | 结转 | 小计 | 结转 | 结余",
    "科目编 | | | | 余",
    "码",
)
FIGURES = "1.00 | 0.00 | 1.00 | 8.00 | 5.00 | 3.00 | 9.00 | 5.00 | 4.00 | 1.00 | 4.00" + " | 0.00" * 5


def set_out(cells: str) -> str:
    """Cells on a line as a tool sets them out by their places; an ideograph takes one place."""
    widths = (8, 24, *[11] * 16)
    return "".join(
        text.ljust(width) if width == 24 else f"{text:>{width - 1}} "
        for text, width in zip((t.strip() for t in cells.split("|")), widths, strict=False)
    )


def test_parts_of_codes_have_no_columns_where_neither_head_nor_rows_show_them() -> None:
    rows = ("合计 |", "213 | 农林水支出", "21303 | 水利", "2130301 | 行政运行", "2130306 | 水利工程运行与维护")
    printed = [*BALANCES_HEAD, *(f"{row} | {FIGURES}" for row in rows)]
    text = "\n".join(("一般公共预算财政拨款收入支出决算表", "单位：万元", *map(set_out, printed)))
    (found,) = grids(text)
    assert found.cols == 18
    assert [r[0] for r in body(found)] == ["合计", "213", "21303", "2130301", "2130306"]


def test_too_many_ways_to_place_a_row_s_figures_are_left_open_at_once() -> None:
    """Nine figures in sixteen columns: more than six thousand ways for a row, millions of sums for their parents."""
    head = next(h for t in TEMPLATES.tables for h in t.heads if t.kind == "expenditure_by_government_economic_class")
    figures = {f"c{column}": "1" for column in range(6, 14)}
    codes = [("213", "", ""), ("213", "03", ""), ("213", "03", "01"), ("213", "03", "06"), ("213", "03", "99")]
    rows = [row(c0=a, c1=b, c2=c, c4="水利", c5="8", **figures) for a, b, c in codes]
    began = time.process_time()
    settle_blanks(rows, head)
    assert time.process_time() - began < 20  # minutes before
    assert {t.confidence for r in rows for column in range(5, 14) for t in r[column]} == {GUESSED}


TWO_YEARS = """一般公共预算支出预算表
单位：万元
功能分类科目 2032年预算数
2031年预算数
科目编码 科目名称 小计 基本支出 项目支出
合计 8.50 9.00 6.00 3.00
213 农林水支出 8.50 9.00 6.00 3.00
21303 水利 8.50 9.00 6.00 3.00
2130301 行政运行 5.90 6.00 6.00
2130306 水利工程运行与维护 1.60 2.00 2.00
2130399 其他水利支出 1.00 1.00 1.00
""" + "".join(f"2130{code} 水利支出 1.00 2.00 2.00\n" for code in range(401, 412))
OF_A_FAMILY = """政府性基金预算支出情况表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
合计 0.00 0.00 0.00
国有资本经营预算支出情况表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
合计 0.00 0.00 0.00
"""


def test_a_head_that_is_all_that_is_printed_is_the_tables_in_a_report_of_another_family() -> None:
    *_, found = grids(f"{OF_A_FAMILY}{TWO_YEARS}")
    assert found.cols == 6
    assert [r[2:4] for r in body(found)[2:5]] == [["8.50", "9.00"], ["5.90", "6.00"], ["1.60", "2.00"]]


def test_what_a_head_leaves_over_beside_the_first_total_is_of_the_head() -> None:
    cells = (
        "经济分类科目 2032年基本支出 科目编码 科目名称 合计 人员经费 日常公用经费 合计 9.00 6.00 3.00"
        " 301 工资福利支出 6.00 6.00 0.00 302 商品和服务支出 3.00 0.00 3.00"
    )
    (found,) = grids("一般公共预算财政拨款基本支出预算表\n单位：万元\n" + cells.replace(" ", "\n"))
    assert body(found)[0] == ["合计", "", "9.00", "6.00", "3.00"]


LEFT_BLANK = """财政拨款收支总表
单位：万元
收入 支出
项目 预算数 项目 合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款
一、本年收入 90.00 一、本年支出 92.00 92.00
一般公共预算资金 90.00 农林水支出 92.00 92.00
二、上年结转 2.00
一般公共预算拨款 2.00 二、结转下年
政府性基金预算拨款
收入合计 92.00 支出合计 92.00 92.00
"""


def test_two_labels_whose_amounts_are_blank_are_not_one() -> None:
    (found,) = grids(LEFT_BLANK)
    printed = [text for r in body(found) for text in r]
    assert "二、结转下年" in printed
    assert "政府性基金预算拨款" in printed


BESIDE = """部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）
单位：万元
部门经济科目编码 部门经济科目名称 政府经济科目编码 政府经济科目名称 合计 人员经费支出 公用经费支出 备注
合计 943.30 818.20 125.10
301 工资福利支出 501 机关工资福利支出 818.20 818.20 0.00
30101 基本工资 50101 工资奖金津补贴 511.90 511.90 0.00
30102 津贴补贴 50101 工资奖金津补贴 306.30 306.30 0.00
302 商品和服务支出 502 机关商品和服务支出 125.10 0.00 125.10
30201 办公费 50201 办公经费 84.70 0.00 84.70
30211 差旅费 50201 办公经费 40.40 0.00 40.40
"""


@pytest.mark.parametrize("between", [" ", "\n"])
def test_the_governments_code_and_name_stand_beside_the_departments(between: str) -> None:
    title, unit, head, *rows = BESIDE.splitlines()
    (found,) = grids("\n".join((title, unit, *(line.replace(" ", between) for line in (head, *rows)))))
    assert [r[:5] for r in body(found)[1:]] == [row.split()[:5] for row in rows[1:]]


def test_the_total_of_three_lists_stands_under_the_last_of_them() -> None:
    rows = (
        "301 工资福利支出 2.00 302 商品和服务支出 7.00 310 资本性支出 1.00",
        "30101 基本工资 2.00 30201 办公费 7.00 31002 办公设备购置 1.00",
        "合计 10.00",
    )
    head = " ".join(["科目编码 科目名称 金额"] * 3)
    (found,) = grids("\n".join(("一般公共预算财政拨款项目支出决算表", "单位：万元", head, *rows)))
    assert body(found)[-1] == ["合计", "", "", "", "", "", "", "", "10.00"]
    assert body(found)[0] == rows[0].split()
