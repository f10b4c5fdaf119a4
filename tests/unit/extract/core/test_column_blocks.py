"""Figures of full tables block by block: single columns, and several beside one another row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extract.core.streams.scattered import labels, pages
from services.extract.core.streams.scattered.column_blocks import are_led_by_totals, columns_of
from services.extract.core.streams.tokens import tokens_of
from services.extract.core.streams.unlisted.tables import has_blanks
from shared.model.page import Block, Fragment, Line, Place
from tests.unit.extract.core.table_makers import TEMPLATES

LEVELS = [[0, 1, 2, 2, 1, 2]]
TOTALS = [100, 70, 30, 40, 30, 30]
GENERAL = [90, 60, 25, 35, 30, 30]
FUND = [10, 10, 5, 5, 0, 0]
RATES = [9000, 8571, 8333, 8750, 10000, 10000]
"""GENERAL of TOTALS, in hundredths of a per cent"""
UNIT = Decimal("0.01")


def figures(*columns: list[int], of: int = 1) -> list[Decimal]:
    return [Decimal(v) / of for column in columns for v in column]


def beside(*columns: list[int]) -> list[Decimal]:
    return [Decimal(v) for row in zip(*columns, strict=True) for v in row]


def rows_of(page: list[Decimal]) -> list[tuple[Decimal, ...]] | None:
    found = columns_of(LEVELS, [page], UNIT)
    return None if found is None else [tuple(page[i] for i in row) for row in found[0]]


WHOLE = [tuple(map(Decimal, row)) for row in zip(TOTALS, GENERAL, FUND, strict=True)]


@pytest.mark.parametrize(
    "page",
    [
        figures(TOTALS, GENERAL, FUND),
        figures(TOTALS) + beside(GENERAL, FUND),
        beside(TOTALS, GENERAL) + figures(FUND),
        beside(TOTALS, GENERAL, FUND),
    ],
)
def test_blocks_are_told_by_the_sums_of_their_columns(page: list[Decimal]) -> None:
    assert rows_of(page) == WHOLE


def test_rates_in_the_last_column_have_no_sums() -> None:
    page = beside(TOTALS, GENERAL) + figures(RATES, of=100)
    found = rows_of(page)
    assert found is not None
    assert [row[2] for row in found] == figures(RATES, of=100)
    spoilt = [*page[:-1], Decimal("99.00")]
    assert rows_of(spoilt) is None


def test_what_does_not_add_up_is_left_alone() -> None:
    page = figures(TOTALS) + beside([80, *GENERAL[1:]], FUND)
    assert rows_of(page) is None
    assert rows_of([*figures(TOTALS, GENERAL, FUND), Decimal(0)]) is None


def test_rows_over_pages_have_blocks_of_their_own_on_each() -> None:
    first = figures(TOTALS[:4]) + beside(GENERAL[:4], FUND[:4])
    second = beside(TOTALS[4:], GENERAL[4:], FUND[4:])
    found = columns_of([LEVELS[0][:4], LEVELS[0][4:]], [first, second], UNIT)
    assert found is not None
    assert [tuple(p[i] for i in row) for p, own in zip((first, second), found, strict=True) for row in own] == WHOLE


def test_only_a_total_before_its_parts_tells_which_column_is_which() -> None:
    page = figures(TOTALS, GENERAL, FUND)
    found = columns_of(LEVELS, [page], UNIT)
    assert found is not None
    assert are_led_by_totals(found, [page], UNIT)
    other = figures(GENERAL, TOTALS, FUND)
    found = columns_of(LEVELS, [other], UNIT)
    assert found is not None
    assert not are_led_by_totals(found, [other], UNIT)


PAGE = [
    *["部门支出总表", "部门：霁州市档案馆", "单位：万元", "科目编码", "201", "20126", "2012601", "2012604", "221"],
    *["22102", "2210201", "科目名称", "一般公共服务支出", "档案事务", "行政运行", "档案馆", "住房保障支出"],
    *["住房改革支出", "住房公积金", "合计", "合计", "130.00", "100.00", "100.00", "60.00", "40.00", "30.00", "30.00"],
    *["30.00", "基本支出", "项目支出", "124.00", "6.00", "94.00", "6.00", "94.00", "6.00", "60.00", "0.00", "34.00"],
    *["6.00", "30.00", "0.00", "30.00", "0.00", "30.00", "0.00"],
]


def lines(*texts: str) -> list[Block]:
    return [Line(fragments=(Fragment(text=t, place=Place(line=i)),), place=Place(line=i)) for i, t in enumerate(texts)]


def test_a_page_of_blocks_comes_row_by_row() -> None:
    found = [b.text for b in pages.in_rows(lines(*PAGE), TEMPLATES) if isinstance(b, Line)]
    assert found[found.index("2012604") :][:6] == ["2012604", "档案馆", "40.00", "34.00", "6.00", "221"]
    assert ["合计", "130.00", "124.00", "6.00"] in [found[i : i + 4] for i in range(len(found))]


def test_pieces_of_texts_that_a_block_prints_line_by_line_come_together() -> None:
    blocks = lines("上年结转", "一般公共预算拨", "政府性基金", "款收入", "预算拨款收入", "事业收入")
    words = tokens_of([b for b in blocks if isinstance(b, Line)])
    known = {"上年结转", "事业收入", "一般公共预算拨款收入", "政府性基金", "政府性基金预算拨款收入"}
    found = [t.text for t in labels.pieces_together(words, known)]
    assert found == ["上年结转", "一般公共预算拨", "款收入", "政府性基金", "预算拨款收入", "事业收入"]


def test_lines_set_in_another_order_have_no_blank_ones_between_them() -> None:
    apart = [
        Line(fragments=(Fragment(text=t, place=Place(line=i)),), place=Place(line=i)) for t, i in (("a", 1), ("b", 3))
    ]
    assert has_blanks(apart)
    assert not has_blanks(apart[::-1])
    assert not has_blanks([*apart, *apart[:1]])
