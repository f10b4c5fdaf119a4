"""Pages whose cells a text export gives column by column: rows by codes, names and sums."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from services.extract.core.streams.scattered import code_rows, figures, grids, pages
from services.extract.core.streams.tokens import tokens_of
from shared.model.page import Block, Fragment, Line, Place
from tests.unit.extract.core.table_makers import TEMPLATES

TITLE = "2031年预算单位支出预算总表"
ABOVE = ["编制单位：霁州市财政局", "单位：元"]
HEAD = ["项目", "支出预算", "功能分类科目编码", "功能分类科目名称", "类", "款", "项", "合计", "基本支出", "项目支出"]
CODES = ["201", "201", "201", "201", "221", "221", "221", "06", "06", "06", "02", "02"]
NAMES = [
    "一般公共服务支出",
    "财政事务",
    "01 行政运行",
    "02 一般行政管理事务",
    "住房保障支出",
    "住房改革支出",
    "01 住房公积金",
]
TOTALS = ["9,600", "9,600", "6,100", "3,500", "800", "800", "800"]
BASIC = ["6,100", "6,100", "6,100", "800", "800", "800"]
PROJECT = ["3,500", "3,500", "3,500"]
ALL = ["合计", "10,400", "6,900", "3,500"]
ROWS = [
    ["201", "一般公共服务支出", "9,600", "6,100", "3,500"],
    ["201", "06", "财政事务", "9,600", "6,100", "3,500"],
    ["201", "06", "01", "行政运行", "6,100", "6,100"],
    ["201", "06", "02", "一般行政管理事务", "3,500", "3,500"],
    ["221", "住房保障支出", "800", "800"],
    ["221", "02", "住房改革支出", "800", "800"],
    ["221", "02", "01", "住房公积金", "800", "800"],
    ALL,
]


def lines(*texts: str) -> list[Block]:
    return [Line(fragments=(Fragment(text=t, place=Place(line=i)),), place=Place(line=i)) for i, t in enumerate(texts)]


def in_rows(*texts: str) -> list[str]:
    return [b.text for b in pages.in_rows(lines(*texts), TEMPLATES) if isinstance(b, Line)]


@pytest.mark.parametrize("columns", [[TOTALS, BASIC, PROJECT], [BASIC, TOTALS, PROJECT]])
def test_columns_one_behind_the_other_become_rows(columns: list[list[str]]) -> None:
    body = [word for column in columns for word in column]
    found = in_rows(*ABOVE, *HEAD[:6], TITLE, *CODES, *HEAD[6:], *NAMES, *body, *ALL)
    assert found[:3] == [TITLE, *ABOVE]
    assert sorted(found[3:13]) == sorted(HEAD)
    assert found[13:] == [word for row in ROWS for word in row]


def test_a_name_that_no_list_has_gets_the_code_that_is_left() -> None:
    names = [*NAMES[:3], "02 某类专门事务", *NAMES[4:]]
    found = in_rows(TITLE, *ABOVE, *HEAD, *CODES, *names, *TOTALS, *BASIC, *PROJECT, *ALL)
    assert found[13 + 17 : 13 + 23] == ["201", "06", "02", "某类专门事务", "3,500", "3,500"]


@pytest.mark.parametrize(
    "page",
    [
        # row by row as it is
        [TITLE, *ABOVE, *HEAD, *(word for row in ROWS for word in row)],
        # a figure is lost: nothing tells which
        [TITLE, *ABOVE, *HEAD, *CODES, *NAMES, *TOTALS[1:], *BASIC, *PROJECT, *ALL],
        # sums that do not hold
        [TITLE, *ABOVE, *HEAD, *CODES, *NAMES, "9,700", *TOTALS[1:], *BASIC, *PROJECT, *ALL],
        # a code that has no name
        [TITLE, *ABOVE, *HEAD, *CODES, "224", *NAMES, *TOTALS, *BASIC, *PROJECT, *ALL],
    ],
)
def test_what_is_not_proven_stays_as_it_is(page: list[str]) -> None:
    assert in_rows(*page) == page


def test_rows_go_on_over_pages() -> None:
    first = [TITLE, *ABOVE, *HEAD, *CODES[:4], *CODES[7:10], *NAMES[:4], *TOTALS[:4], *BASIC[:3], *PROJECT]
    second = ["\f类", "款", "项", *CODES[4:7], *CODES[10:], *NAMES[4:], *TOTALS[4:], *BASIC[3:], *ALL]
    found = in_rows(*first, *second)
    assert "".join(found[13:]).split("\f") == ["".join(w for row in r for w in row) for r in (ROWS[:4], ROWS[4:])]


def test_words_that_may_be_of_a_name_leave_the_page_as_it_is() -> None:
    page = [TITLE, *ABOVE, *HEAD, *CODES, "及其他事项", *NAMES, *TOTALS, *BASIC, *PROJECT, *ALL]
    assert in_rows(*page) == page


def test_title_and_facts_stand_above_a_head_that_they_are_printed_in() -> None:
    page = ["编制单位：霁州市财政局", "项目", TITLE, "支出预算", "单位：元", "合计", "合计", "12"]
    assert in_rows(*page) == [TITLE, *ABOVE, "项目", "支出预算", "合计", "合计", "12"]
    assert in_rows("表 3", *page[2:])[:3] == ["表 3", TITLE, "单位：元"]


def test_lists_side_by_side_follow_row_by_row() -> None:
    title = "一般公共预算财政拨款基本支出决算表"
    left = (
        ["301", "30101", "30102", "303", "30302"],
        ["工资福利支出", "基本工资", "津贴补贴", "对个人和家庭的补助", "退休费"],
    )
    right = ["302", "30201", "30207"], ["商品和服务支出", "办公费", "邮电费"]
    head = ["经济分类科目编码", "科目名称", "决算数"]
    figures_of = ["90", "60", "30", "7", "7"], ["12", "8", "4"]
    body = [*left[0], *head, *left[1], *figures_of[0], *right[0], *head, *right[1], *figures_of[1]]
    found = in_rows(title, "单位：万元", *body, "人员经费合计", "97", "公用经费合计", "12")
    rows = found[found.index("301") :]
    assert rows[:6] == ["301", "工资福利支出", "90", "302", "商品和服务支出", "12"]
    assert rows[-4:] == ["人员经费合计", "97", "公用经费合计", "12"]


def test_codes_printed_whole_take_the_names_of_their_list() -> None:
    words = ["201", "20106", "2010601", "一般公共服务", "支出", "财政事务", "行政", "运行"]
    rows = code_rows.rows_of(tokens_of([b for b in lines(*words) if isinstance(b, Line)]), "function")
    assert [(row.code, "".join(t.text for t in row.name)) for row in rows] == [
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
        ("2010601", "行政运行"),
    ]


def places(*levels: int) -> list[figures.Place]:
    return [figures.Place(page=0, level=level) for level in levels]


def test_two_ways_that_are_about_as_likely_are_not_certain() -> None:
    known = figures.deal(places(0, 1, 1), [list(map(Decimal, ["5", "3", "2", "5", "3", "2"]))], 2)
    assert known is not None
    assert known.rows == ((0, 3), (1, 4), (2, 5))
    assert all(known.certain)


def test_a_search_without_end_is_given_up() -> None:
    dice = random.Random(7)
    values = [Decimal(dice.randint(1, 9)) for _ in range(240)]
    rows = [figures.Place(page=0, level=0), *(figures.Place(page=0, level=1 + i % 3) for i in range(119))]
    assert figures.deal(rows, [values], 3) is None


# ---------------------------------------------------------------- balances, stamps, tables without blank cells

BALANCE = "2031年预算单位财务收支预算总表"
LEFT = ["一、财政拨款收入", "1.一般公共预算资金", "二、事业收入"]
RIGHT = ["一、一般公共服务支出", "二、住房保障支出"]


def balance(*words: str) -> list[str]:
    found = in_rows(BALANCE, *ABOVE, "本年收入", "本年支出", "项目", "预算数", "项目", "预算数", *words)
    return found[9:]


def test_lists_of_a_balance_and_their_figures_come_in_turn() -> None:
    figures_of = ["10,400", "10,400", "9,600", "800"]
    found = balance(*LEFT, *RIGHT, *figures_of, "收入总计", "10,400", "支出总计", "10,400")
    rows = [LEFT[0], "10,400", RIGHT[0], "9,600", LEFT[1], "10,400", RIGHT[1], "800", LEFT[2]]
    assert found == [*rows, "收入总计", "10,400", "支出总计", "10,400"]


def test_what_a_class_comes_to_elsewhere_says_whose_a_figure_is() -> None:
    words = ["一、一般公共服务支出", "二、外交支出", "三、国防支出", "四、住房保障支出", "800", "9,600"]
    others = ["\f" + TITLE, *ABOVE, *HEAD, *CODES, *NAMES, *TOTALS, *BASIC, *PROJECT, *ALL]
    found = in_rows(
        BALANCE, *ABOVE, "本年收入", "本年支出", "项目", "预算数", "项目", "预算数", LEFT[0], *words,
        "收入总计", "10,400", "支出总计", "10,400", "10,400", *others,
    )  # fmt: skip
    rows = found[9 : found.index("\f" + TITLE)]
    assert rows[:4] == [LEFT[0], "10,400", words[0], "9,600"]
    assert rows[4:8] == ["二、外交支出", "三、国防支出", "四、住房保障支出", "800"]


def test_the_head_of_a_balance_stands_above_its_labels() -> None:
    rows = [LEFT[0], "800", RIGHT[1], "800", "收入总计", "800", "支出总计", "800"]
    words = ["本年收入", "项目", "预算数", *rows[:2], "本年支出", "项目", "预算数", *rows[2:]]
    found = in_rows(BALANCE, *ABOVE, *words)
    assert found[3:9] == ["本年收入", "项目", "预算数", "本年支出", "项目", "预算数"]
    assert found[9:] == rows


def test_a_balance_with_a_figure_too_many_stays_as_it_is() -> None:
    words = [*LEFT, *RIGHT, "10,400", "9,600", "800", "31", "7", "5", "3", "收入总计", "10,400", "支出总计", "10,400"]
    assert balance(*words) == words


def test_what_every_page_prints_stands_above_the_table() -> None:
    page = [TITLE, *ABOVE, *HEAD, *CODES, "样张", *NAMES, *TOTALS, *BASIC, *PROJECT, *ALL]
    found = in_rows(*page, "\f样张", "说明一", "\f样张", "说明二", "\f样张", "说明三")
    assert found[:2] == ["样张", TITLE]
    assert found[14 : found.index("\f样张")] == [word for row in ROWS for word in row]


def test_the_unit_is_the_label_of_the_sum_of_all_rows() -> None:
    title = "一般公共预算支出表（按功能分类）"
    head = ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]
    codes = ["201", "20106", "2010601", "2010602"]
    columns = [["9", "9", "9", "6", "3"], ["6", "6", "6", "6", "0"], ["3", "3", "3", "0", "3"]]
    body = [*codes, *(name.split()[-1] for name in NAMES[:4]), *(word for column in columns for word in column)]
    found = in_rows(title, "部门名称：霁州市财政局", "单位：万元", *head, "霁州市财政局", *body)
    assert found[9:17] == ["霁州市财政局", "9", "6", "3", "201", "一般公共服务支出", "9", "6"]


def test_the_one_row_of_a_table_stands_below_its_head() -> None:
    title = "2031年单位“三公”经费和机关运行经费预算表"
    head = ["“三公”经费预算数", "合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "小计", "购置费"]
    words = [*head, "5", "1", "2", "运行费", "2", "0", "2", "机关运行经费预算数", "31"]
    found = in_rows(title, "单位：万元", *words)
    assert found[2:] == [*head, "运行费", "机关运行经费预算数", "5", "1", "2", "2", "0", "2", "31"]


def test_a_grid_without_blank_cells_is_cut_where_its_sums_hold() -> None:
    page = [Decimal(n) for n in (9, 6, 2, 4, 7, 2, 5, 0, 5, 2, 0, 2)]
    rows = [(9, 2, 7), (6, 4, 2)], [(5, 0, 5), (2, 0, 2)]
    first = [Decimal(n) for n in (9, 6, 2, 4, 7, 2)]
    assert grids.whole([[1, 2]], [first], 3, [(0, (1, 2))], Decimal(1)) is None  # 6 is not all of 9
    found = grids.whole([[1, 1, 1, 1]], [page], 3, [(0, (1, 2))], Decimal(1))
    assert found is not None
    assert [tuple(int(page[i]) for i in row) for row in found[0]] == [*rows[0], *rows[1]]
