"""Rows of text exports that a page break cut in two: what breaks off tells, not the place on the page."""

from __future__ import annotations

import pytest

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from shared.codes import load
from shared.model.page import GridSource
from shared.model.table import Row
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

HEAD = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
TITLE = "一般公共预算支出表（按功能分类）"
NAMES = Names(codes=load())
WHOLE = ("霁州市档案馆|||9.00|4.00|5.00", "|205|教育支出|9.00|4.00|5.00", "|20502|普通教育|9.00|4.00|5.00")


def built(*lines: str) -> tuple[Row, ...]:
    """One grid: an export that runs pages together prints the head again between them."""
    (table,) = stitch.join([part(grid(HEAD, *lines, source=GridSource.DELIMITED), TITLE)], TEMPLATES, 2024)
    return rows.build(table, NAMES)


def texts(row: Row) -> list[str]:
    return [c.text for c in row.cells]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("|2050204|高中|9.0|4.00|5.00", "||教育|0||"),
        ("|2050204|高中|9.|4.|5.", "||教育|00|00|00"),
        ("|205|高中|9.00|4.00|5.00", "|0204|教育|||"),
        ("|2050204|高中|9.00|4.00|5.00", "||教育|||"),
    ],
)
def test_pieces_of_figures_and_names_on_both_sides_of_a_head_are_one_row(upper: str, lower: str) -> None:
    found = built(*WHOLE, upper, HEAD, lower, "|2050205|高等教育|0.00|0.00|0.00")
    assert [texts(r)[1:] for r in found[3:]] == [
        ["2050204", "高中教育", "9.00", "4.00", "5.00"],
        ["2050205", "高等教育", "0.00", "0.00", "0.00"],
    ]
    assert all(c.confidence < 0.99 for c in found[3].cells)
    assert all(c.confidence == 1 for c in found[0].cells)


def test_whole_rows_on_both_sides_of_a_head_stay_two_and_sure() -> None:
    found = built(*WHOLE, HEAD, "|2050204|高中教育|0.00|0.00|0.00")
    assert len(found) == 4
    assert all(c.confidence == 1 for c in found[3].cells)


def test_a_head_that_is_printed_again_with_its_ends_cut_off_is_no_row() -> None:
    found = built(*WHOLE, "预算|科目编|科目名|支出总计|基本支出|项目支出", "|2050204|高中教育|0.00|0.00|0.00")
    assert len(found) == 4


def test_the_end_of_a_heads_text_printed_over_a_row_is_no_figure_of_it() -> None:
    found = built(*WHOLE, HEAD, "|2050204|高中教育|1.00|支出|1.00")
    assert texts(found[3])[4] == ""
    assert found[3].cells[4].repairs[0].code == "noise_dropped"
    assert all(c.confidence < 0.99 for c in found[3].cells)


def test_a_row_with_letters_among_its_figures_and_the_row_before_it_are_not_sure() -> None:
    found = built(*WHOLE, HEAD, "|2050204|高中教育|支1.00出|0.00|1.00")
    assert [min(c.confidence for c in r.cells) >= 0.99 for r in found] == [True, True, False, False]
