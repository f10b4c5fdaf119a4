"""Frames that upright lines alone part: which lines are of them, and where one cell ends and the next begins."""

from __future__ import annotations

from services.extract.core.geometry.grid import ruled
from services.extract.core.geometry.regions import components, lattice
from shared.model.page import Box, Grid, Rule, Word


def across(y: float, x0: float = 50, x1: float = 450) -> Rule:
    return Rule(box=Box(x0, y - 0.25, x1, y + 0.25), horizontal=True)


def down(x: float, top: float, bottom: float) -> Rule:
    return Rule(box=Box(x - 0.25, top, x + 0.25, bottom), horizontal=False)


def middle(text: str, x: float, y: float) -> Word:
    width = 10.0 * sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text)
    return Word(text=text, box=Box(x - width / 2, y - 5, x + width / 2, y + 5), size=10.0)


#: a frame from 100 to 300 with a column down its side, another down to 200, and one there that meets no level line
FRAME = [across(100), across(300), down(50, 100, 300), down(130, 100, 300), down(250, 100, 200), down(450, 100, 300)]


def grid_of(rules: list[Rule], words: list[Word]) -> Grid:
    (component,) = (c for c in components(rules) if c.horizontal)
    made = ruled(component, words, 1)
    assert made is not None
    return made[0]


def test_an_upright_line_that_meets_no_level_one_is_of_the_frame_where_another_ends_beside_it() -> None:
    (component,) = components([*FRAME, down(350, 120, 200)])
    assert [round(x) for x in lattice(component).xs] == [50, 130, 250, 350, 450]


def test_a_bar_within_a_cell_is_of_no_frame() -> None:
    first, bar = components([*FRAME, down(350, 120, 160)])
    assert (len(first.vertical), len(bar.vertical)) == (4, 1)


def test_texts_of_one_column_in_the_middle_of_the_heights_where_lines_end_are_of_cells_that_end_there() -> None:
    side = [middle("主要任务", 90, 150), middle("总体目标", 90, 250)]
    rows = [middle(t, x, y) for y in (112, 138, 163, 188) for t, x in (("培训", 190), ("9.00", 350))]
    grid = grid_of(FRAME, [*side, *rows, middle("完成年度培训和采购工作", 290, 250)])
    assert [(c.text, c.row, c.row_span) for c in grid.cells if c.col == 0] == [("主要任务", 0, 4), ("总体目标", 4, 1)]


def test_the_first_part_of_a_column_may_have_no_text_of_its_own() -> None:
    rules = [*FRAME, down(350, 100, 240), down(400, 240, 300)]
    side = [middle("总体目标", 90, 220), middle("绩效指标", 90, 270)]
    rows = [middle(t, x, y) for y in (112, 138, 163, 188) for t, x in (("培训", 190), ("9.00", 300))]
    grid = grid_of(rules, [*side, *rows, middle("完成培训工作", 250, 220), middle("完成率", 300, 270)])
    found = [c.text for c in grid.cells if c.col == 0 and c.text]
    assert found == ["总体目标", "绩效指标"]


def test_texts_over_one_another_beside_figures_are_of_rows_though_their_cell_is_of_the_head_as_well() -> None:
    rules = [across(100), across(300), down(50, 100, 300), down(130, 115, 300), down(250, 115, 300)]
    rules += [down(350, 135, 300), down(450, 100, 300)]
    heights = (150, 180, 220, 260)
    names = [middle(t, 190, y) for t, y in zip(("项目名称", "培训费", "采购费", "验收费"), heights, strict=True)]
    figures = [
        middle(t, x, y) for x in (300, 400) for t, y in zip(("金额", "9.00", "7.50", "3.00"), heights, strict=True)
    ]
    grid = grid_of(rules, [middle("年度任务", 250, 107), middle("预算金额", 350, 125), *names, *figures])
    assert [c.text for c in grid.cells if c.col == 1 and c.text][-4:] == ["项目名称", "培训费", "采购费", "验收费"]
    assert all(f.confidence < 0.99 for c in grid.cells if c.col == 1 and c.row for f in c.fragments)


def test_texts_of_one_column_at_the_top_of_their_cells_are_of_cells_that_begin_there() -> None:
    side = [middle("主要任务", 90, 109), middle("总体目标", 90, 209)]
    rows = [middle(t, x, y) for y in (112, 138, 163, 188) for t, x in (("培训", 190), ("9.00", 350))]
    grid = grid_of(FRAME, [*side, *rows, middle("完成年度培训和采购工作", 290, 250)])
    assert [(c.text, c.row) for c in grid.cells if c.col == 0 and c.text] == [("主要任务", 0), ("总体目标", 4)]


def test_texts_that_stand_elsewhere_stay_in_one_cell() -> None:
    side = [middle("主要任务", 90, 130), middle("总体目标", 90, 230)]
    rows = [middle(t, x, y) for y in (112, 138, 163, 188) for t, x in (("培训", 190), ("9.00", 350))]
    grid = grid_of(FRAME, [*side, *rows, middle("完成年度培训和采购工作", 290, 250)])
    assert ("主要任务总体目标", 5) in [(c.text, c.row_span) for c in grid.cells if c.col == 0]
