"""Pages whose title and head stand below their rows, as some PDFs' content has them."""

from __future__ import annotations

import pytest

from services.extract.core.streams import late_titles
from shared.model.page import Block, Fragment, Line, Place
from tests.unit.extract.core.table_makers import TEMPLATES

TITLE = "2031年预算单位支出预算总表"
HEAD = ["项目 支出预算", "功能分类科目编码", "功能分类科目名称 合计 基本支出 项目支出"]
ROWS = ["201 一般公共服务支出 36 12 24", "201 06 财政事务 36 12 24"]
WHOSE = "编制单位：霁州市财政局"


def lines(*texts: str) -> list[Block]:
    return [Line(fragments=(Fragment(text=t, place=Place(line=i)),), place=Place(line=i)) for i, t in enumerate(texts)]


def raised(*texts: str) -> list[str]:
    return [b.text for b in late_titles.raised(lines(*texts), TEMPLATES) if isinstance(b, Line)]


@pytest.mark.parametrize("feed", ["", "\f"])
def test_title_and_head_below_the_rows_stand_above_them(feed: str) -> None:
    page = [f"{feed}单位：元", "类 款 项", *ROWS, TITLE, *HEAD, WHOSE]
    assert raised(*page) == [f"{feed}{TITLE}", "单位：元", WHOSE, "类 款 项", *HEAD, *ROWS]


def test_a_table_without_figures_has_its_title_above_as_well() -> None:
    page = ["\f单位：元", "类 款 项", "合计", TITLE, *HEAD, WHOSE]
    assert raised(*page)[0] == f"\f{TITLE}"


def test_of_two_totals_of_an_empty_table_in_single_words_one_is_its_row() -> None:
    leaves = HEAD[2].split()
    page = ["单位：元", "类", "款", "项", "合计", *leaves, TITLE, WHOSE, *HEAD[0].split(), HEAD[1]]
    found = raised(*page)
    assert found[0] == TITLE
    assert found[-1] == "合计"
    assert sorted(found) == sorted(page)


@pytest.mark.parametrize(
    "page",
    [
        [TITLE, WHOSE, "单位：元", *HEAD, "类 款 项", *ROWS],
        # the end of one table, and the next one's title and head, whose rows stand on the next page
        ["类 款 项", *ROWS, TITLE, WHOSE, "单位：元", *HEAD],
        # rows below the title as well
        ["单位：元", "类 款 项", *ROWS, TITLE, *HEAD, ROWS[0]],
        # prose on the page
        [
            "单位：元",
            *ROWS,
            TITLE,
            *HEAD,
            "本年支出比上年增加，主要原因是按照国家有关规定调整了人员经费并相应增加了有关的项目支出预算。",
        ],
    ],
)
def test_other_pages_stay_as_they_are(page: list[str]) -> None:
    assert raised(*page) == page


def test_without_form_feeds_a_head_in_two_parts_tells_and_a_page_ends_where_the_head_comes_again() -> None:
    page = ["单位：元", "类 款 项", *ROWS, TITLE, *HEAD, WHOSE]
    following = ["类 款 项", *HEAD, "221 住房保障支出 8 4 4"]
    assert raised(*page, *following) == [TITLE, "单位：元", WHOSE, "类 款 项", *HEAD, *ROWS, *following]


def test_without_form_feeds_the_title_below_the_rows_may_be_the_next_tables() -> None:
    page = [TITLE, WHOSE, "单位：元", *HEAD, "类 款 项", *ROWS, "2031年预算单位收入预算总表", WHOSE, "单位：元", *ROWS]
    assert raised(*page) == page


def test_without_form_feeds_what_follows_the_head_stays_below_the_rows() -> None:
    page = ["单位：元", "类 款 项", *ROWS, TITLE, *HEAD, WHOSE]
    after = ["其他相关情况说明", "本年支出比上年增加，主要原因是按照国家有关规定调整了人员经费并相应增加了项目支出。"]
    assert raised(*page, *after) == [TITLE, "单位：元", WHOSE, "类 款 项", *HEAD, *ROWS, *after]


def test_without_form_feeds_a_line_of_the_head_between_the_rows_and_the_title_is_of_the_lower_part() -> None:
    page = ["单位：元", "类 款 项", "合计", HEAD[2], TITLE, WHOSE, *HEAD[:2]]
    following = ["单位：元", "类 款", "301 工资福利支出 36 12 24"]
    assert raised(*page, *following) == [TITLE, "单位：元", WHOSE, "类 款 项", HEAD[2], *HEAD[:2], "合计", *following]


OWN = "2031年业务委托情况表"
BODY = ["序号 事项 金额", "1 渠道测量 36.00", "2 水质监测 12.00"]


def first(*texts: str) -> list[str]:
    return [b.text for b in late_titles.first(lines(*texts), TEMPLATES) if isinstance(b, Line)]


def test_a_title_that_no_template_has_stands_above_its_page_with_its_number_and_late_cells_stay_last() -> None:
    page = ["\f单位：万元", *BODY, "36.00 12.00", "表7", OWN, "（三期）"]
    assert first(*page) == ["\f表7", OWN, "单位：万元", *BODY, "36.00 12.00", "（三期）"]


def test_without_form_feeds_titles_stand_above_their_units_where_all_tables_have_them_below() -> None:
    one = ["单位：万元", *BODY, "36.00 12.00"]
    other = ["单位：元", *BODY, "3.00 2.00"]
    assert first("部门预算", *one, OWN, *other, OWN) == ["部门预算", OWN, *one, OWN, *other]


def test_titles_above_their_tables_stay_there() -> None:
    one = ["单位：万元", *BODY, "36.00 12.00"]
    for page in ([OWN, *one, OWN, *one], [*one, OWN, *one]):
        assert first(*page) == page


def test_a_head_that_no_template_has_stays_beside_its_late_words() -> None:
    page = [f"\f{WHOSE}", "单位：元", "项目 增减额 增减率", "合计 25 20 5 25%", "公务接待费 4 3 1 33%", "表6"]
    page += ["2031年“三公”经费预算表", "2030年预算数 2031年预算数"]
    assert raised(*page) == page
    assert first(*page) == ["\f表6", "2031年“三公”经费预算表", WHOSE, *page[1:5], "2030年预算数 2031年预算数"]


def test_rows_whose_names_touch_the_figure_before_are_rows() -> None:
    page = [
        "\f单位：元",
        "项目名称 功能科目名称",
        "一、拨款 36教育支出 12",
        "二、其他 0住房保障支出 24",
        "总计 36总计 36",
    ]
    assert first(*page, "表1", "收支对比表")[:2] == ["\f表1", "收支对比表"]
