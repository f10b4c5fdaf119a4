"""Figures and codes broken over lines by narrow cells, as exports in the order of the page's content give them."""

from __future__ import annotations

from services.extract.core.streams.broken import mended, settles_figures, with_percent_signs
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import fragments_of, tokens_of
from services.extract.templates import load
from shared.model.page import Fragment, Grid, Line, Place


def lines(*texts: str) -> list[Line]:
    places = [Place(line=number) for number in range(1, len(texts) + 1)]
    return [Line(fragments=(Fragment(text=t, place=p),), place=p) for t, p in zip(texts, places, strict=True)]


def cells(*texts: str) -> list[list[str]]:
    (rows,) = cells_of_all(*texts)
    return rows


def cells_of_all(*texts: str) -> list[list[list[str]]]:
    return [rows_of(block) for block in recover(lines(*texts), load()) if isinstance(block, Grid)]


def rows_of(grid: Grid) -> list[list[str]]:
    rows = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows[grid.head_rows or 0 :]


def words(*texts: str) -> list[str]:
    return [
        t.text for t in mended(tokens_of(lines(*texts)), lambda digits: digits in {"208", "2080501", "20805", "01"})
    ]


def test_the_sign_of_a_rate_goes_on_behind_its_figure_and_behind_nothing_else() -> None:
    def rates(*texts: str) -> list[str]:
        return [t.text for t in with_percent_signs(tokens_of(lines(*texts)))]

    assert rates("水务局", "2,895.00", "7.53", "%", "0", "0") == ["水务局", "2,895.00", "7.53%", "0", "0"]
    assert rates("度量单位", "%") == ["度量单位", "%"]
    assert words("合格率", "100", "%") == ["合格率", "100", "%"]  # the sign may be a measure in a column of its own


def test_a_separator_without_its_digits_goes_on_in_the_next_line() -> None:
    assert words("水务局", "2,89", "5", "2,", "895 0 0") == ["水务局", "2,895", "2,895", "0", "0"]


def test_digits_that_begin_with_a_separator_end_the_figure_above() -> None:
    assert words("水务局 7,067", ".85 0.00") == ["水务局", "7,067.85", "0.00"]


def test_too_few_decimals_are_completed_where_all_figures_have_as_many() -> None:
    assert words("甲 1.20 3.40 5.60 7.80 9.10", "乙 2586.4", "9") == [
        *["甲", "1.20", "3.40", "5.60", "7.80", "9.10", "乙"],
        "2586.49",
    ]
    assert words("甲 1.2 3.40 5.6 7.80 9", "乙 2586.4", "9")[-2:] == ["2586.4", "9"]


def test_whole_figures_are_never_joined() -> None:
    assert words("甲", "12", "345", "1,234", "56") == ["甲", "12", "345", "1,234", "56"]


def test_a_broken_code_is_joined_only_where_the_list_knows_it() -> None:
    assert words("208050", "1", "20805", "01") == ["2080501", "20805", "01"]


def test_among_decimals_six_digits_of_a_known_class_are_a_piece_of_a_code() -> None:
    rows = ("甲 1.20 3.40", "乙 5.60 7.80", "丙 9.10 2.20")
    assert words(*rows, "208077", "3", "丁 4.40 5.50")[-4:] == ["2080773", "丁", "4.40", "5.50"]
    assert words(*rows, "998077", "3", "丁 4.40 5.50")[-5:-3] == ["998077", "3"]
    assert words("甲 1 3", "208077", "3", "丁 4 5")[3:5] == ["208077", "3"]


def test_the_pieces_stay_as_they_were_read() -> None:
    [word] = mended(tokens_of(lines("7,067", ".85")), lambda _: False)
    assert [f.text for f in fragments_of([word])] == ["7,067", ".85"]


def test_a_title_with_a_space_behind_its_year_still_is_one() -> None:
    rows = cells(
        "2023 年预算单位支出预算总表",
        "编制单位：青州市水务局 单位：元",
        "项目 支出预算",
        "功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出类 款 项",
        "213 农林水支出 1,270 445 825",
        "213 03 水利 1,270 445 825",
    )
    assert [row[-4:] for row in rows] == [["农林水支出", "1,270", "445", "825"], ["水利", "1,270", "445", "825"]]


def test_a_table_number_broken_over_lines_ends_the_table_above() -> None:
    rows = cells(
        "收支总表",
        "收入 支出",
        "项目 2024年预算数 项目 2024年预算数",
        "一、政府预算拨款 12 一、农林水支出 12",
        "收入总计 12 支出总计 12",
        "表",
        "10",
    )
    assert rows[-1] == ["收入总计", "12", "支出总计", "12"]


def test_figures_in_many_pieces_are_whole_where_all_then_have_as_many_decimals() -> None:
    broken = ["水务局", "6,", "88", "3.", "58", "0.", "00 12.50", "12", "8.4", "4", "725.3", "8", "0.0", "0"]
    assert words(*broken) == ["水务局", "6,883.58", "0.00", "12.50", "128.44", "725.38", "0.00"]
    assert words("甲", "725.3", "8", "0.0", "12.55", "1.23", "4.56") == [
        "甲",
        "725.3",
        "8",
        "0.0",
        "12.55",
        "1.23",
        "4.56",
    ]


def test_the_last_digits_of_a_code_below_the_first_five() -> None:
    known = {"20138", "2013801", "20805"}
    assert next(t.text for t in mended(tokens_of(lines("20138", "01", "行政运行")), known.__contains__)) == "2013801"
    assert next(t.text for t in mended(tokens_of(lines("20805", "01", "归口")), known.__contains__)) == "20805"


def test_codes_in_a_column_of_three_digits() -> None:
    codes = {"20138", "2013801", "2013805", "208", "20805", "201"}
    narrow = ["201", "38", "市场", "201", "380", "1", "行政", "201", "380", "5", "秩序", "208", "05", "养老"]
    joined = [t.text for t in mended(tokens_of(lines(*narrow)), codes.__contains__)]
    assert joined == ["20138", "市场", "2013801", "行政", "2013805", "秩序", "20805", "养老"]
    apart = ["201", "38", "01", "行政", "208", "05", "养老"]
    assert [t.text for t in mended(tokens_of(lines(*apart)), codes.__contains__)] == apart


NARROW = """收入总表
单位：万元
预
算
单
位
收
入
总
计
本年收入 上
年
结
余
、
结
转
政府预算拨款 财
政
专
户
管
理
资
金
单位资金
一般公共预算拨款 政
府
性
基
金
预
算
拨
款
国
有
资
本
经
营
预
算
拨
款
事
业
收
入
事
业
单
位
经
营
收
入
上
级
补
助
收
入
附
属
单
位
上
缴
收
入
其
他
收
入
小
计
基
本
支
出
拨
款
履
职
类
项
目
拨
款
财
政
专
项
资
金
拨
款
政
府
投
资
项
目
拨
款
青
州
市
场
监
管
局
6,
88
3.
58
6,
88
3.
58
1,
82
3.
06
2,
02
7.
89
3,
03
2.
63
"""


def test_a_head_with_a_letter_on_each_line() -> None:
    (row,) = cells(*(NARROW + "0.\n00\n" * 10).rstrip().split("\n"))
    assert row == ["青州市场监管局", "6,883.58", "6,883.58", "1,823.06", "2,027.89", "3,032.63", *["0.00"] * 10]


def test_a_balance_whose_figures_stand_below_wrapped_labels() -> None:
    rows = cells(
        *["收支总表", "部门名称：青州市水务局 单位：万元", "收入 支出", "项目 2023 年预算数 项目 2023 年预算数"],
        *["一、政府预算拨款 883.58 一、农林水", "支出", "158.29"],
        *["1.一般公共预算拨", "款", "883.58 水利 158.29"],
        *["收入总计 883.58 支出总计 158.29"],
    )
    assert rows == [
        ["一、政府预算拨款", "883.58", "一、农林水支出", "158.29"],
        ["1.一般公共预算拨款", "883.58", "水利", "158.29"],
        ["收入总计", "883.58", "支出总计", "158.29"],
    ]


def test_the_rest_of_a_name_below_the_head_of_the_next_page() -> None:
    head = "预算单位 科目编码 科目名称 支出总计 基本支出 项目支出"
    found = cells_of_all(
        *["一般公共预算支出表（按经济分类）", "部门名称：青州市水务局 单位：万元", head],
        *["青州市水务局 884 823 61", "30399 其他对个人", "和家庭的补", "0 0 0"],
        *[head, "助", "310 资本性支出 61 0 61"],
    )
    assert [row[1:3] for rows in found for row in rows] == [
        ["", ""],
        ["30399", "其他对个人和家庭的补助"],
        ["310", "资本性支出"],
    ]


def test_a_figure_without_decimals_before_three_digits_with_them_is_its_thousands() -> None:
    others = "甲 1.20 3.40 5.60 7.80 9.10"
    assert words(others, "乙 1 304.87 1 304.87 12 007 001.25") == [
        *others.split(),
        "乙",
        "1304.87",
        "1304.87",
        "12007001.25",
    ]
    assert words("甲 1.20 3.4 5.60 7 9.10", "乙 1 304.87")[-2:] == ["1", "304.87"]


def test_groups_of_three_digits_alone_on_their_line_are_one_figure() -> None:
    others = ("水务局", "12", "208", "05", "教育", "7")
    assert words(*others, "55 335 727") == [*others, "55335727"]
    assert words("水务局 55 335 727", "208 农林 120 120")[1:4] == ["55", "335", "727"]


def test_figures_that_lack_digits_behind_a_separator_are_settled_by_being_whole() -> None:
    printed = tokens_of(lines("合计 9,280,113.", "83", "3,272,467.", "47", "47,119,91", "5.98", "1.00"))
    words = mended(printed, lambda _: False)
    assert [t.text for t in words] == ["合计", "9,280,113.83", "3,272,467.47", "47,119,915.98", "1.00"]
    assert settles_figures(printed, words)
    assert not settles_figures(words, words)
