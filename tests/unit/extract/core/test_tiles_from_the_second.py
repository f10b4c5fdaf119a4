"""Tables whose every second row is painted, counted from the head's first: that one is not."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Fill, Grid, Legibility, PageContent, Word

XS = (50.0, 150.0, 250.0, 350.0, 450.0)
HIGH, TOP = 20.0, 100.0


def text(what: str, row: float, first: int, last: int | None = None) -> Word:
    width = 10.0 * sum(1.0 if ord(c) > 0x2000 else 0.5 for c in what)
    x, y = (XS[first] + XS[(first if last is None else last) + 1]) / 2, TOP + (row + 0.5) * HIGH
    return Word(text=what, box=Box(x - width / 2, y - 5, x + width / 2, y + 5), size=10)


def painted(row: int, first: int = 0, last: int = 3) -> list[Fill]:
    y = TOP + row * HIGH
    return [Fill(box=Box(XS[c], y, XS[c + 1], y + HIGH), grey=0.9) for c in range(first, last + 1)]


def body(first: int, count: int) -> list[Word]:
    rows = [("货物类", "12.50", "堤防养护", "7.25"), ("服务类", "310.00", "水质监测", "4.75")]
    return [text(w, first + i, c) for i in range(count) for c, w in enumerate(rows[i % 2])]


def grid_of(words: list[Word], fills: list[Fill]) -> Grid:
    content = PageContent(
        number=1, width=600, height=800, words=tuple(words), rules=(), fills=tuple(fills), legibility=Legibility.CLEAR
    )
    found = [b for b in blocks(content) if isinstance(b, Grid)]
    assert len(found) == 1, found
    return found[0]


def cells(grid: Grid, row: int) -> list[tuple[str, int, int, int]]:
    return [(c.text, c.col, c.col_span, c.row_span) for c in grid.cells if c.row == row and c.text]


def test_parents_that_are_not_painted_stand_over_the_painted_part_of_their_head() -> None:
    words = [text("来源", 0, 0, 1), text("去向", 0, 2, 3), *(text(w, 1, c) for c, w in enumerate("类额类额"))]
    grid = grid_of([*words, *body(2, 4)], [*painted(1), *painted(3), *painted(5)])
    assert cells(grid, 0) == [("来源", 0, 2, 1), ("去向", 2, 2, 1)]
    assert grid.rows == 6


def test_an_owner_and_a_unit_above_a_painted_head_are_no_parents() -> None:
    words = [
        text("部门：江浦县", 0, 0, 1),
        text("单位：元", 0, 2, 3),
        *(text(w, 1, c) for c, w in enumerate("类额类额")),
    ]
    grid = grid_of([*words, *body(2, 4)], [*painted(1), *painted(3), *painted(5)])
    assert [t for t, *_ in cells(grid, 0)] == ["类", "额", "类", "额"]


def test_painted_cells_below_a_parent_are_of_the_head_of_what_is_painted_from_side_to_side() -> None:
    head = [text("类别", 0.5, 0), text("安排", 0, 1, 2), text("金额", 1, 1), text("用途", 1, 2), text("结余", 0.5, 3)]
    grid = grid_of([*head, *body(2, 4)], [*painted(1, 1, 2), *painted(3), *painted(5)])
    assert ("安排", 1, 2, 1) in cells(grid, 0)
    assert ("类别", 0, 1, 2) in cells(grid, 0)
    assert [t for t, *_ in cells(grid, 2)] == ["货物类", "12.50", "堤防养护", "7.25"]
