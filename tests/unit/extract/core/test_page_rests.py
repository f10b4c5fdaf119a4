"""Lines at the top of a page that are the rest of a text of a table without rules."""

from __future__ import annotations

from services.extract.core.geometry.page_rests import attached
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place, Word


def cell(row: int, col: int, text: str, x0: float, top: float) -> GridCell:
    place = Place(page=2, box=Box(x0, top, x0 + 10 * len(text), top + 10))
    return GridCell(row=row, col=col, fragments=(Fragment(text=text, place=place),), place=place)


def table(*figures: str) -> Grid:
    names, goals = ("专项宣传培训", "数据质量核查"), ("推进能力建设", "保障业务开展")
    rows = [(50.0, names), (160.0, figures), (220.0, goals)]
    cells = [cell(r, c, text, x0, 100 + 30 * r) for c, (x0, texts) in enumerate(rows) for r, text in enumerate(texts)]
    place = Place(page=2, box=Box(50, 100, 300, 140))
    return Grid(cells=tuple(cells), rows=2, cols=3, source=GridSource.ALIGNED, place=place)


def line(text: str, x0: float, top: float) -> Word:
    return Word(text=text, box=Box(x0, top, x0 + 10 * len(text), top + 10), size=10.0)


HEAD = line("某市统计局部门预算", 50, 30)


def texts(grid: Grid) -> list[tuple[int, int, str]]:
    return [(c.row, c.col, c.text) for c in sorted(grid.cells, key=lambda c: (c.row, c.col))][:4]


def test_lines_in_the_column_of_a_text_are_a_row_above_the_first_and_in_doubt() -> None:
    grid, rest = attached(table("202", "25"), [HEAD, line("服务，提高", 220, 63), line("群众满意度。", 220, 76)], 2)
    assert texts(grid)[:2] == [(0, 2, "服务，提高群众满意度。"), (1, 0, "专项宣传培训")]
    assert grid.rows == 3
    assert all(f.confidence < 0.99 for c in grid.cells if c.row == 0 for f in c.fragments)
    assert rest == [HEAD]


def test_other_lines_above_a_table_stay_lines() -> None:
    for words in (
        [HEAD, line("群众满意度。", 235, 76)],  # not where its texts begin
        [HEAD, line("群众满意度。", 220, 60)],  # too far above
        [HEAD, line("群众满意度。", 50, 76)],  # in the first column, as a caption is
        [HEAD, line("一", 50, 43), line("二", 50, 53), line("群众满意度。", 220, 76)],  # more than a running head
    ):
        grid, rest = attached(table("202", "25"), words, 2)
        assert (grid.rows, rest) == (2, words)
    head, rest = attached(table("预算数", "25"), [HEAD, line("群众满意度。", 220, 76)], 2)
    assert (head.rows, len(rest)) == (2, 2)
