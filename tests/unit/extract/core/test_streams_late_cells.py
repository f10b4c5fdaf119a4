"""Cells that a page's content has behind all others: put back where they are missing, if that is sure."""

from __future__ import annotations

from services.extract.core.streams.late_cells import returned
from shared.model.page import Line
from tests.unit.extract.core.table_makers import TEMPLATES, printed


def texts(text: str) -> list[str]:
    return [block.text for block in returned(printed(text), TEMPLATES) if isinstance(block, Line)]


def test_the_same_text_stands_beside_each_word_of_the_lowest_line_of_the_head() -> None:
    text = """部门财务收支预算总表
单位：万元
收入 支出
项目 项目（按功能分类）
一、一般公共预算拨款收入 60.00 一、水利支出 60.00
收入总计 60.00 支出总计 60.00
2031年预算数 2031年预算数
"""
    assert texts(text)[2:7] == ["收入 支出", "项目", "2031年预算数", "项目（按功能分类）", "2031年预算数"]
    assert texts(text)[-1] == "收入总计 60.00 支出总计 60.00"


INCOME = """部门收入预算表
单位：万元
部门（单位）名称 合计 本年收入
小计 一般公共预算 单位资金
合计 9.00 9.00 9.00 0.00 0.00
101 沅江市水务局 9.00 9.00 9.00 0.00 0.00
101001 5.00 5.00 5.00 0.00 0.00
101002 4.00 4.00 4.00 0.00 0.00
部门（单位
）代码 政府性基金预
算
沅江市水务局（本级
）
沅江市水务技术服务
中心
"""


def test_broken_texts_of_the_head_and_names_of_rows_stand_where_they_are_missing() -> None:
    """The code before its name, the fund behind the general budget as in other heads; two rows lack a name, and there
    are two of two lines."""
    assert texts(INCOME)[2:] == [
        *("部门（单位", "）代码", "部门（单位）名称 合计 本年收入"),
        *("小计 一般公共预算", "政府性基金预", "算", "单位资金"),
        "合计 9.00 9.00 9.00 0.00 0.00",
        "101 沅江市水务局 9.00 9.00 9.00 0.00 0.00",
        "101001 沅江市水务局（本级） 5.00 5.00 5.00 0.00 0.00",
        "101002 沅江市水务技术服务中心 4.00 4.00 4.00 0.00 0.00",
    ]


def test_names_of_codes_that_a_list_has_are_its_names() -> None:
    text = """支出预算表
单位：万元
科目编码 科目名称 合计 基本支出
208 社会保障和就业支出 9.00 9.00
2080505 5.00 5.00
2080506 4.00 4.00
{}
"""
    first, second = "机关事业单位基本养老保险缴费\n支出", "机关事业单位职业年金缴费支\n出"
    assert texts(text.format(f"{first}\n{second}"))[-2:] == [
        "2080505 机关事业单位基本养老保险缴费支出 5.00 5.00",
        "2080506 机关事业单位职业年金缴费支出 4.00 4.00",
    ]
    assert texts(text.format(f"{second}\n{first}"))[-4] == "机关事业单位职业年金缴费支"  # whose it is, nothing says


def test_names_that_are_more_or_fewer_than_rows_lack_stay_below() -> None:
    few = INCOME.replace("沅江市水务技术服务\n中心\n", "")
    assert texts(few)[-4:] == [
        *("101001 5.00 5.00 5.00 0.00 0.00", "101002 4.00 4.00 4.00 0.00 0.00"),
        *("沅江市水务局（本级", "）"),
    ]


def test_texts_that_the_head_has_and_what_is_below_a_caption_stay() -> None:
    text = """支出预算表
单位：万元
科目编码 科目名称 合计 基本支出
208 社会保障和就业支出 9.00 9.00
20805 行政事业单位养老支出 9.00 9.00
科目编码 科目名称
"""
    assert texts(text) == text.splitlines()
    cells = text.replace(" ", "\n").replace("科目编码\n科目名称\n合计", "科目编码\n科目名\n称\n合计", 1)
    assert texts(cells) == cells.splitlines()  # the head of the next page


def test_a_text_of_the_head_that_reads_like_a_title_begins_no_table() -> None:
    text = """支出预算表
单位：万元
科目编码
科目名称
合计
项目支出
208
社会保障和就业支出
9.00
9.00
科目编码
科目名称
合计
项目支出
20805
行政事业单位养老支出
9.00
9.00
"""
    assert texts(text) == text.splitlines()


def test_lines_that_keep_their_places_stay() -> None:
    text = """支出预算表
单位：万元
科目编码   科目名称            合计    基本支出
208       社会保障和就业支出     9.00   9.00
20805     行政事业单位养老支出   9.00   9.00
                             项目支出
"""
    assert texts(text) == text.splitlines()


def test_lines_without_a_head_above_their_first_figures_stay_as_they_are() -> None:
    text = """部门收入预算表
单位：万元
101 沅江市水务局 9.00 9.00
部门（单位）代码
102 沅江市水务技术服务中心 5.00 4.00
部门（单位）名称
"""
    assert texts(text) == text.strip().splitlines()


def test_columns_one_behind_the_other_have_no_late_cells() -> None:
    names = [
        "行政运行",
        "机关服务",
        "事业运行",
        "住房公积金",
        "购房补贴",
        "培训支出",
        "死亡抚恤",
        "信息化建设",
        "其他支出",
    ]
    figures = [f"{n}.50" for n in range(1, 10)]
    text = "\n".join(["部门支出预算表", "单位：万元", "科目名称", "合计", *names, *figures, "项目支出"])
    assert texts(text) == text.splitlines()


def test_late_texts_of_two_years_stand_in_their_order_behind_the_names() -> None:
    page = ["收支对比表", "科目编码 科目名称 增减额 增减率", "201 一般公共服务支出 20 25 5 25%"]
    page += ["20106 财政事务 20 25 5 25%", "2030年预算数 2031年预算数"]
    found = [b.text for b in returned(printed("\n".join(page)), TEMPLATES) if isinstance(b, Line)]
    assert " ".join(found[1:-2]) == "科目编码 科目名称 2030年预算数 2031年预算数 增减额 增减率"
    assert found[-2:] == page[2:4]


def test_late_texts_whose_place_nothing_tells_keep_their_order() -> None:
    late = ["本年支出合", "计", "基本支出", "项目支出", "上缴上级", "支出", "经营支出", "对附属单", "位补助支", "出"]
    head = ["支出决算表", "单位：万元", "项目", "功能分类科", "目编码", "科目名称"]
    rows = ["合计", "260.00", "100.00", "160.00", "206", "科学技术支", "出", "260.00", "100.00", "160.00"]
    assert texts("\n".join([*head, *rows, *late])) == [*head[:3], *late, *head[3:], *rows]


def test_a_rate_that_ends_the_last_row_is_a_figure() -> None:
    words = "收支对比表 科目编码 科目名称 增减额 增减率 201 一般公共服务支出 20.5 25.5 5.0 24.4%"
    words += " 20106 财政事务 20.5 25.5 5.0 24.4%"
    page = [*words.split(), "2030年预算数", "2031年预算数"]
    found = [b.text for b in returned(printed("\n".join(page)), TEMPLATES) if isinstance(b, Line)]
    assert found[-1] == "24.4%"
    assert found[3:5] == ["2030年预算数", "2031年预算数"]


def test_texts_below_the_rows_of_a_table_whose_title_follows_are_left_to_it() -> None:
    """Its unit, between rows, begins it."""
    text = """部门支出预算表
单位：万元
科目编码 科目名称 合计 基本支出
201 一般公共服务支出 36.00 36.00
213 农林水支出 12.00 12.00
单位：万元
项目 预算数 项目 合计 一般公共预算
一、一般公共预算拨款 48.00 一、农林水支出 12.00 12.00
收入总计 48.00 支出总计 48.00 48.00
本年收入 本年支出
财政拨款收支预算总表
"""
    assert texts(text) == text.strip().split("\n")
