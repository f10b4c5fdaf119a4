"""Cells over several columns whose upright lines are not drawn in every row."""

from __future__ import annotations

from services.extract.core.geometry.splitting import Area, split_spans
from shared.model.page import Box, Word

#: two columns, of texts (0–100 points) and of figures (100–160)
XS = [0.0, 100.0, 160.0]
LINES = ["每月公布监测结果；及时处理异常。", "会同有关单位完成年度考核，并按", "程序报批。"]


def word(text: str, x0: float, x1: float, top: float) -> Word:
    return Word(text=text, box=Box(x0, top, x1, top + 10), size=10.0)


def merged(*, ends: float, figure: Word) -> list[Area]:
    """A ruled row above one whose text, of three lines, reaches `ends` and shares its cell with a figure."""
    above = [
        Area(0, 0, 1, 1, [word("更新设备", 2, 42, 0)]),
        Area(0, 1, 1, 1, [word("1,200", 130, 158, 0)]),
    ]
    words = [word(LINES[0], 2, ends, 12), word(LINES[1], 2, 98, 24), word(LINES[2], 2, 50, 36), figure]
    return [*above, Area(1, 0, 1, 2, words)]


def test_a_figure_beside_a_text_whose_last_sign_hangs_over_is_of_its_own_column() -> None:
    found = split_spans(merged(ends=108, figure=word("54,450", 124, 158, 30)), XS)
    assert [(a.row, a.col, a.col_span, len(a.words)) for a in found[2:]] == [(1, 0, 1, 3), (1, 1, 1, 1)]
    assert [a.words[-1].text for a in found[2:]] == ["程序报批。", "54,450"]


def test_where_the_text_itself_runs_over_or_the_figure_ends_elsewhere_the_cell_is_never_sure() -> None:
    for areas in (
        merged(ends=118, figure=word("54,450", 124, 158, 30)),
        merged(ends=108, figure=word("54,450", 119, 148, 30)),
    ):
        (found,) = split_spans(areas, XS)[2:]
        assert (found.col_span, found.sure) == (2, False)


def test_a_text_over_both_columns_with_a_figure_within_it_stays_sure() -> None:
    words = [word("全年安排经费用于监测，共计", 2, 112, 12), word("1,200", 114, 140, 12), word("元", 142, 152, 12)]
    (found,) = split_spans([Area(0, 0, 1, 2, words)], XS)
    assert (found.col_span, found.sure) == (2, True)


def _rows(*last: Word) -> list[Area]:
    """Four ruled rows of a name and a figure, and one cell over both columns with these words."""
    areas = []
    for r in range(4):
        areas.append(Area(r, 0, 1, 1, [word("更新设备", 2, 42, 20 * r)]))
        areas.append(Area(r, 1, 1, 1, [word("1,200", 133, 158, 20 * r)]))
    return [*areas, Area(4, 0, 1, 2, list(last))]


def test_a_figure_that_ends_as_those_of_its_column_is_parted_from_the_text_before_it_and_in_doubt() -> None:
    found = split_spans(_rows(word("维修", 2, 97, 80), word("3,200.50", 103, 158, 80)), XS)[8:]
    assert [(a.col, a.col_span, a.sure, [w.text for w in a.words]) for a in found] == [
        (0, 1, False, ["维修"]), (1, 1, False, ["3,200.50"]),
    ]  # fmt: skip


def test_a_figure_alone_in_a_cell_over_its_column_and_another_keeps_it_in_doubt() -> None:
    (found,) = split_spans(_rows(word("3,200", 133, 158, 80)), XS)[8:]
    assert (found.col_span, found.sure) == (2, False)
    (found,) = split_spans(_rows(word("3,200", 60, 85, 80)), XS)[8:]
    assert (found.col_span, found.sure) == (2, True)
