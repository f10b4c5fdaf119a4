"""Sheets with several tables of which only some are wider than the paper."""

from __future__ import annotations

from dataclasses import replace

from shared.model.page import PageContent
from tests.unit.extract.core.test_sheets import grids, numbers, page, texts

LEFT = ("编码|名称|合计", "205|教育支出|9", "206|科学支出|7", "207|文化支出|2", "208|社会保障支出|1")
RIGHT = ("基本支出|项目支出", "4|5", "3|4", "1|1", "1|0")
NARROW = ("项目|金额", "收入|19", "支出|19", "结余|0")


def stacked(upper: PageContent, lower: PageContent) -> PageContent:
    """Both pages' tables on one page."""
    return replace(upper, words=(*upper.words, *lower.words), rules=(*upper.rules, *lower.rules))


def test_a_page_of_further_columns_stands_beside_the_table_of_a_page_whose_rows_it_has() -> None:
    first = stacked(page(1, *NARROW, above="收支总表"), page(1, *LEFT, above="支出总表", top=260))
    second = page(2, *RIGHT, top=260)
    assert numbers([first, second, page(3, *NARROW, above="收支总表")]) == [[1, 2], [3]]
    summary, spent = grids(first, second)
    assert texts(summary)[1] == ["收入", "19"]
    assert texts(spent)[:2] == [
        ["编码", "名称", "合计", "基本支出", "项目支出"],
        ["205", "教育支出", "9", "4", "5"],
    ]


def test_a_page_between_that_is_no_wider_than_the_paper_stands_alone() -> None:
    pages = [page(1, *LEFT, above="支出总表"), page(2, *NARROW, above="收支总表"), page(3, *RIGHT)]
    assert numbers(pages) == [[1, 3], [2]]


def test_a_page_with_a_title_of_its_own_or_other_rows_holds_no_further_columns() -> None:
    first, between = page(1, *LEFT, above="支出总表"), page(2, *NARROW, above="收支总表")
    assert numbers([first, between, page(3, *RIGHT, above="项目总表")]) == [[1], [2], [3]]
    assert numbers([first, between, page(3, *RIGHT, top=131)]) == [[1], [2], [3]]
    assert numbers([first, between, page(3, *LEFT)]) == [[1], [2], [3]]


def test_further_rows_of_both_pages_stand_beside_one_another_without_a_head() -> None:
    first = stacked(page(1, *NARROW, above="收支总表"), page(1, *LEFT, above="支出总表", top=260))
    second = page(2, *RIGHT, top=260)
    third, fourth = page(3, "209|卫生支出|6", "210|环保支出|5", "211|农林支出|4"), page(4, "2|4", "3|2", "4|0")
    assert numbers([first, second, third, fourth]) == [[1, 2], [3, 4]]
    rest = grids(first, second, third, fourth)[-1]
    assert texts(rest)[0] == ["209", "卫生支出", "6", "2", "4"]
    named = page(4, "2|4", "3|2", "4|0", above="项目总表")
    assert numbers([first, second, third, named]) == [[1, 2], [3], [4]]
