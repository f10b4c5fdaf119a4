"""Tables of two lists side by side without delimiters: wrapped names, halves that end early, blank figures."""

from __future__ import annotations

import pytest

from tests.unit.extract.core.test_streams import body, grids

TITLE = "一般公共预算财政拨款基本支出决算表"
HEAD = "经济分类\n科目编码\n科目名称 决算数\n经济分类\n科目编码\n科目名称 决算数"
ROWS = [
    ["301", "工资福利支出", "95.36", "302", "商品和服务支出", "10.23"],
    ["30108", "机关事业单位基本养老保险缴费", "6.18", "30206", "电费", "0.40"],
    ["30399", "其他对个人和家庭的补助", "1.00", "310", "资本性支出", "2.00"],
    ["", "", "", "31002", "办公设备购置", "2.00"],
    ["人员经费合计", "", "96.36", "公用经费合计", "", "12.23"],
]


@pytest.mark.parametrize(
    "wrapped",
    [
        "30108 机关事业单位基本\n养老保险缴费\n6.18 30206 电费 0.40\n"
        "30399 其他对个人和家庭\n的补助\n1.00 310 资本性支出 2.00",
        "机关事业单位基本\n30108 6.18 30206 电费 0.40\n养老保险缴费\n"
        "其他对个人和家庭\n30399 1.00 310资本性支出 2.00\n的补助",
    ],
)
def test_names_wrapped_around_their_figures_go_to_the_code_whose_name_they_are(wrapped: str) -> None:
    (grid,) = grids(
        f"{TITLE}\n单位：万元\n{HEAD}\n301 工资福利支出 95.36 302 商品和服务支出 10.23\n{wrapped}\n"
        "31002 办公设备购置 2.00\n人员经费合计 96.36 公用经费合计 12.23"
    )
    assert body(grid) == ROWS


def test_one_cell_a_line() -> None:
    cells = "\n".join(text for row in ROWS for text in row if text)
    (grid,) = grids(f"{TITLE}\n{HEAD}\n{cells}")
    assert body(grid) == ROWS


@pytest.mark.parametrize("separator", [" ", "\n"])
def test_three_lists_of_which_two_are_of_one_class(separator: str) -> None:
    head = "人员经费 公用经费\n" + " ".join(["科目编码 科目名称 决算数"] * 3).replace(" ", separator)
    rows = [
        ["301", "工资福利支出", "95.36", "302", "商品和服务支出", "10.23", "30217", "公务接待费", "0.11"],
        ["30101", "基本工资", "94.36", "30201", "办公费", "3.00", "310", "资本性支出", "2.00"],
        ["303", "对个人和家庭的补助", "1.00", "30206", "电费", "7.12", "31002", "办公设备购置", "2.00"],
        ["30302", "退休费", "1.00", "", "", "", "", "", ""],
        ["人员经费合计", "", "96.36", "公用经费合计", "", "", "", "", "12.23"],
    ]
    lines = "\n".join(separator.join(text for text in row if text) for row in rows)
    (grid,) = grids(f"一般公共预算财政拨款基本支出决算明细表\n{head}\n{lines}")
    assert body(grid) == rows


def test_a_balance_of_amounts_by_that_name() -> None:
    (grid,) = grids(
        "收入支出决算总表\n收入 支出\n项目 金额 项目 金额\n"
        "一、一般公共预算财政拨款收入 759.74 一、一般公共服务支出 429.14\n总计 759.74 总计 759.74"
    )
    assert body(grid)[0] == ["一、一般公共预算财政拨款收入", "759.74", "一、一般公共服务支出", "429.14"]


def test_a_balance_with_numbered_lines_and_blank_figures() -> None:
    (grid,) = grids(
        "收入支出决算总表\n收入 支出\n项目 行次 决算数 项目 行次 决算数\n"
        "一、一般公共预算财政拨款收入 1 759.74 一、一般公共服务支出 31 429.14\n"
        "二、政府性基金预算财政拨款收入 2 二、外交支出 32\n"
        "总计 30 759.74 总计 60 759.74"
    )
    assert body(grid) == [
        ["一、一般公共预算财政拨款收入", "1", "759.74", "一、一般公共服务支出", "31", "429.14"],
        ["二、政府性基金预算财政拨款收入", "2", "", "二、外交支出", "32", ""],
        ["总计", "30", "759.74", "总计", "60", "759.74"],
    ]


def test_a_page_of_a_balance_whose_figures_are_all_blank_is_none_the_less_a_table() -> None:
    (grid,) = grids(
        "财政拨款收入支出决算总表\n收入 支出\n"
        "项目 决算数 项目 合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款\n"
        "十、节能环保支出\n十一、城乡社区支出"
    )
    assert [row[2] for row in body(grid)] == ["十、节能环保支出", "十一、城乡社区支出"]


PARTED = f"{TITLE}\n单位：万元\n经济分\n经济分类\n类科目\n科目编码 科目名称 决算数 科目名称 决算数\n编码\n类 款 类 款\n"


def test_class_and_section_in_columns_of_their_own_and_two_names_on_a_line_between() -> None:
    (grid,) = grids(
        PARTED + "301 工资福利支出 95.36 302 商品和服务支出 10.23\n"
        "机关事业单位基本\n301 08 6.18 302 07 邮电费 0.40\n养老保险缴费\n"
        "301 11 公务员医疗补助缴 0.00 302 11 差旅费 1.75\n费 因公出国（境）费\n301 13 住房公积金 3.00 302 12 0.00\n用\n"
        "其他对个人和家庭 其他商品和服务支\n303 99 1.00 302 99 9.07\n的补助 出\n"
        "310 资本性支出 2.00\n310 07 信息网络及软件购 2.00\n置更新\n人员经费合计 96.36 公用经费合计 12.23"
    )
    assert body(grid) == [
        ["301", "", "工资福利支出", "95.36", "302", "", "商品和服务支出", "10.23"],
        ["301", "08", "机关事业单位基本养老保险缴费", "6.18", "302", "07", "邮电费", "0.40"],
        ["301", "11", "公务员医疗补助缴费", "0.00", "302", "11", "差旅费", "1.75"],
        ["301", "13", "住房公积金", "3.00", "302", "12", "因公出国（境）费用", "0.00"],
        ["303", "99", "其他对个人和家庭的补助", "1.00", "302", "99", "其他商品和服务支出", "9.07"],
        ["", "", "", "", "310", "", "资本性支出", "2.00"],
        ["", "", "", "", "310", "07", "信息网络及软件购置更新", "2.00"],
        ["人员经费合计", "", "", "96.36", "公用经费合计", "", "", "12.23"],
    ]


def test_figures_of_three_and_two_digits_are_no_code() -> None:
    (grid,) = grids(
        PARTED + "301 工资福利支出 495 302 商品和服务支出 310\n301 01 基本工资 495 302 01 办公费 310\n"
        "人员经费合计 495 公用经费合计 310"
    )
    assert body(grid)[1] == ["301", "01", "基本工资", "495", "302", "01", "办公费", "310"]


def test_a_blank_figure_is_not_the_code_behind_it() -> None:
    (grid,) = grids(
        f"{TITLE}\n{HEAD}\n301 工资福利支出 95.36 302 商品和服务支出 10.23\n30101 基本工资 30201 办公费 3.00\n"
        "30102 津贴补贴 95.36 30202 印刷费\n公务用车运行维\n30310 个人农业生产补贴 30231 7.23\n护费\n"
        "人员经费合计 95.36 公用经费合计 10.23"
    )
    assert body(grid)[1:4] == [
        ["30101", "基本工资", "", "30201", "办公费", "3.00"],
        ["30102", "津贴补贴", "95.36", "30202", "印刷费", ""],
        ["30310", "个人农业生产补贴", "", "30231", "公务用车运行维护费", "7.23"],
    ]
