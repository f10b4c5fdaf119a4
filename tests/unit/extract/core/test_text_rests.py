"""The last lines of a table's last text, alone at the top of the next page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.joining.text_rests import joined
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Line, Place

#: left ends of a name and a goal, and the right end of the table; ten points a letter
XS = (50.0, 200.0, 310.0)


def fragment(text: str, x: float, y: float, page: int = 1) -> Fragment:
    return Fragment(text=text, place=Place(page=page, box=Box(x, y, x + 10.0 * len(text), y + 10)))


def cell(row: int, col: int, *lines: str) -> GridCell:
    top = 700.0 + 40 * row
    box = Box(XS[col], top, XS[col + 1], top + 40)
    parts = tuple(fragment(t, XS[col] + 5, top + 5 + 15 * i) for i, t in enumerate(lines))
    return GridCell(row=row, col=col, fragments=parts, place=Place(page=1, box=box))


def grid(last: str = "时处置各类事件提升水") -> Grid:
    cells = (
        cell(0, 0, "项目名称"), cell(0, 1, "绩效目标"),
        cell(1, 0, "运行维护"), cell(1, 1, "保障系统稳定运行，及", last),
    )  # fmt: skip
    return Grid(
        cells=cells, rows=2, cols=2, source=GridSource.RULED, place=Place(page=1, box=Box(50, 700, 310, 780))
    )  # fmt: skip


def line(text: str = "平。", x: float = 205.0, page: int = 2, y: float = 60.0) -> Line:
    found = fragment(text, x, y, page)
    return Line(fragments=(found,), place=found.place)


def test_a_line_that_begins_where_those_of_the_cell_do_ends_its_text_and_the_cell_is_not_sure() -> None:
    (found,) = joined([grid(), line()])
    assert isinstance(found, Grid)
    (last,) = (c for c in found.cells if (c.row, c.col) == (1, 1))
    assert last.text == "保障系统稳定运行，及时处置各类事件提升水平。"
    assert all(f.confidence < 0.99 for f in last.fragments)
    assert last.fragments[-1].place.page == 2


def test_several_lines_of_it_and_what_follows_them() -> None:
    found = joined(
        [grid(), line("平并及时公开，做到应"), line("公开。", y=75.0), line("二、其他事项", x=50.0, y=110.0)]
    )
    assert [type(b) for b in found] == [Grid, Line]
    assert isinstance(found[0], Grid)
    assert found[0].cells[-1].text.endswith("平并及时公开，做到应公开。")


@pytest.mark.parametrize(
    ("table", "below"),
    [
        (grid(), line(x=50.0)),  # where running text begins
        (grid(), line(page=1, y=790.0)),  # below the table on its own page
        (grid(), line("12.50")),  # a figure
        (grid("时处置各类事件水平。"), line("二、其他")),  # the sentence is whole
        (grid("时处置事件"), line()),  # the line had room
    ],
)
def test_other_lines_stay_what_they_are(table: Grid, below: Line) -> None:
    assert joined([table, below]) == (table, below)


def test_a_line_larger_than_the_texts_of_the_table_is_no_rest() -> None:
    title = line()
    box = title.place.box
    assert box is not None
    large = replace(title, place=Place(page=2, box=box._replace(bottom=box.top + 16)))
    assert joined([grid(), large]) == (grid(), large)
