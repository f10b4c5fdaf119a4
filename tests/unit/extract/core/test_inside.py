"""Rows of a grid that are no rows of its table: a second title, notes at the foot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import inside
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place
from tests.unit.extract.core.table_makers import TEMPLATES, grid

RULED = GridSource.RULED


def opens(cell: GridCell) -> bool:
    return cell.text.endswith("单位：元")


def test_two_tables_in_one_frame_have_their_own_columns() -> None:
    frame = grid(
        "科目||金额", "甲||1", "政府性基金预算支出表||", "科目|基本支出|项目支出", "合计|2|3",
        source=RULED, spans={(0, 0): (1, 2), (1, 0): (1, 2), (2, 0): (1, 3)},
    )  # fmt: skip
    first, second = inside.stacked(frame, TEMPLATES, opens)
    assert (first.rows, first.cols, second.rows, second.cols) == (2, 2, 3, 3)
    assert [(c.col, c.col_span, c.text) for c in first.cells if c.row == 1] == [(0, 1, "甲"), (1, 1, "1")]
    assert second.cells[0].text == "政府性基金预算支出表"


def test_the_number_of_a_table_goes_with_its_title() -> None:
    spans = {(0, 0): (1, 2), (1, 0): (1, 2)}
    frame = grid("表1|", "收支总表|", "项目|金额", "拨款|1", source=RULED, spans=spans)
    assert inside.stacked(frame, TEMPLATES, opens) == (frame,)
    below = {(2, 0): (1, 2), (3, 0): (1, 2)}
    frame = grid("科目|金额", "甲|1", "表2|", "收支总表|", "项目|金额", "拨款|1", source=RULED, spans=below)
    assert [part.rows for part in inside.stacked(frame, TEMPLATES, opens)] == [2, 4]


def test_a_row_that_spans_the_frame_is_no_title_unless_a_known_one() -> None:
    frame = grid("科目|金额", "基本支出情况|", "甲|1", source=RULED, spans={(1, 0): (1, 2)})
    assert inside.stacked(frame, TEMPLATES, opens) == (frame,)


def test_notes_in_the_last_rows_leave_the_table() -> None:
    spans = {(2, 0): (1, 2), (3, 0): (1, 2)}
    table, notes = inside.without_notes(
        grid("科目|金额", "甲|1", "注：本表为空表。|", "说明：无安排。|", source=RULED, spans=spans)
    )
    assert table is not None
    assert table.rows == 2
    assert [n.text for n in notes] == ["注：本表为空表。", "说明：无安排。"]


def test_a_frame_of_notes_alone_is_no_table() -> None:
    table, notes = inside.without_notes(grid("注：接上页。|", source=RULED, spans={(0, 0): (1, 2)}))
    assert table is None
    assert [n.text for n in notes] == ["注：接上页。"]


def test_a_last_row_that_is_no_note_stays() -> None:
    whole = grid("科目|金额", "合计|", source=RULED, spans={(1, 0): (1, 2)})
    assert inside.without_notes(whole) == (whole, ())


def test_what_stands_below_a_note_over_the_whole_width_belongs_to_the_notes() -> None:
    spans = {(2, 0): (1, 2), (3, 0): (1, 2)}
    table, notes = inside.without_notes(
        grid("科目|金额", "甲|1", "注：包括上年结转。|", "单位转换时可能有尾数误差。|", source=RULED, spans=spans)
    )
    assert table is not None
    assert table.rows == 2
    assert [n.text for n in notes] == ["注：包括上年结转。", "单位转换时可能有尾数误差。"]


def test_notes_alone_in_the_first_cell_of_the_last_rows_leave_the_table() -> None:
    """A sheet printed with its grid lines, in which nothing was merged."""
    rows = ("科目|金额|结余", "甲|1|2", "乙||", "注：本表为空表。||", "另有尾数误差。||")
    table, notes = inside.without_notes(grid(*rows, source=RULED))
    assert table is not None
    assert table.rows == 3
    assert [n.text for n in notes] == ["注：本表为空表。", "另有尾数误差。"]


def test_a_whole_caption_in_one_cell_opens_another_table() -> None:
    frame = grid("科目|金额", "甲|1", "乙类明细表单位：元|", "乙|2", source=RULED, spans={(2, 0): (1, 2)})
    assert [part.rows for part in inside.stacked(frame, TEMPLATES, opens)] == [2, 2]


def placed(text: str, row: int, col: int, x0: float, x1: float) -> GridCell:
    place = Place(page=1, box=Box(x0, 20.0 * row, x1, 20.0 * row + 10))
    return GridCell(row=row, col=col, fragments=(Fragment(text=text, place=place),), place=place)


def test_a_title_in_the_middle_of_columns_without_upright_rules_begins_a_table() -> None:
    def under(title: str, x0: float) -> list[tuple[int, int]]:
        rows = [("项目", "金额"), ("甲", "1"), (title, ""), ("名称", "内容"), ("乙", "2")]
        cells = [
            placed(t, r, c, x0 if r == 2 else 10 + 200 * c, x0 + 60 if r == 2 else 60 + 200 * c)
            for r, row in enumerate(rows)
            for c, t in enumerate(row)
            if t
        ]
        box = Place(page=1, box=Box(10, 0, 260, 100))
        whole = Grid(cells=tuple(cells), rows=5, cols=2, source=GridSource.ALIGNED, place=box)
        return [(g.rows, g.cols) for g in inside.stacked(whole, TEMPLATES, opens)]

    assert under("绩效申请表", 105) == under("重点项目绩效目标情况", 105) == [(2, 2), (3, 2)]
    assert under("绩效申请表", 10) == under("绩效申请", 105) == [(5, 2)]


@pytest.mark.parametrize(
    "row",
    [
        "填表人：赵某||审核人：钱某",
        "单位负责人（签章）：|孙某|联系电话：5550100",
        "制表：赵某||",
        "填报日期：2031年2月|||",
    ],
)
def test_what_people_sign_below_a_table_is_no_row_of_it(row: str) -> None:
    rows = ("科目|金额|结余", "甲|1|2", "合计|1|2", row)
    table, notes = inside.without_notes(grid(*rows))
    assert table is not None
    assert table.rows == 3
    assert "".join(n.text for n in notes) == row.replace("|", "")


def test_a_note_above_the_signatures_goes_with_them() -> None:
    rows = ("科目|金额|结余", "甲|1|2", "注：不含结转。||", "填表人：赵某||审核人：钱某")
    table, notes = inside.without_notes(grid(*rows))
    assert table is not None
    assert table.rows == 2
    assert [n.text for n in notes] == ["注：不含结转。", "填表人：赵某", "审核人：钱某"]


def test_a_label_beside_figures_or_names_is_a_row() -> None:
    for row in ("审核人：钱某|1|2", "其中：||", "负责人：|甲|乙"):
        table = grid("科目|金额|结余", "甲|1|2", row)
        assert inside.without_notes(table) == (table, ())


def test_a_column_that_only_the_signatures_had_goes_with_them() -> None:
    """A sheet has no cells but filled ones; where blank ones are printed, their column stays."""
    whole = grid("科目||金额", "甲||1", "填表人：赵某|审核人：钱某|")
    filled = replace(whole, cells=tuple(c for c in whole.cells if c.text))
    table, _ = inside.without_notes(filled)
    assert table is not None
    assert (table.cols, [c.col for c in table.cells]) == (2, [0, 1, 0, 1])
    printed, _ = inside.without_notes(whole)
    assert printed is not None
    assert printed.cols == 3


def test_a_note_beside_its_label_is_no_row() -> None:
    table, notes = inside.without_notes(grid("科目|金额|结余", "甲|1|2", "备注|不含上年结转|"))
    assert table is not None
    assert (table.rows, [n.text for n in notes]) == (2, ["备注", "不含上年结转"])
    for row in ("备注|7|", "备注费|不含|", "备注|不含|甲"):
        whole = grid("科目|金额|结余", "甲|1|2", row)
        assert inside.without_notes(whole) == (whole, ())
