"""Ruled tables that lack a line that was meant to be drawn."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, PageContent, Rule, Word

#: left ends of the columns 项, 科目名称, 合计 and 项目支出, and where the last one ends
XS = (50.0, 90.0, 250.0, 350.0, 450.0)


def table(*drawn: float) -> Grid:
    """Four rows between level rules, with the upright rules that are `drawn`."""
    words: list[Word] = []
    for i in range(4):
        y = 105.0 + 20 * i
        texts = [
            ("99", 55.0),
            ("公共设施支出" if i % 2 else "环境卫生", 95.0),
            ("7,750,000", 300.0),
            ("5,633,800", 400.0),
        ]
        words += [
            Word(text=t, box=Box(x, y, x + (5 if t[0].isdigit() else 10) * len(t), y + 10), size=10) for t, x in texts
        ]
    rules = [Rule(box=Box(XS[0], 100 + 20 * i, XS[-1], 100 + 20 * i), horizontal=True) for i in range(5)]
    rules += [Rule(box=Box(x, 100, x, 180), horizontal=False) for x in drawn]
    (grid,) = blocks(PageContent(number=1, width=600, height=800, words=tuple(words), rules=tuple(rules)))
    assert isinstance(grid, Grid)
    return grid


def sure(grid: Grid, text: str) -> bool:
    return all(f.confidence == 1 for c in grid.cells if text in c.text for f in c.fragments)


def test_a_figure_far_from_a_text_in_one_cell_is_never_sure() -> None:
    whole = table(*XS)
    assert whole.cols == 4
    assert sure(whole, "7,750,000")
    torn = table(*XS[:1], *XS[3:])
    assert not sure(torn, "7,750,000")
    assert sure(torn, "5,633,800")


def test_two_cells_with_as_many_lines_level_with_one_another_may_be_rows_that_are_not_ruled() -> None:
    places = ("城北办公区", "沿河路", "各街道", "局机关")
    lines = [("是否完成", "地点"), *(("否", place) for place in places)]
    words = tuple(
        Word(text=t, box=Box(x, 105 + 12 * i, x + 10 * len(t), 115 + 12 * i), size=10)
        for i, line in enumerate(lines)
        for t, x in zip(line, (60.0, 160.0), strict=True)
    )
    rules = [Rule(box=Box(50, y, 250, y), horizontal=True) for y in (102, 116, 166)]
    rules += [Rule(box=Box(x, 102, x, 166), horizontal=False) for x in (50, 150, 250)]
    (grid,) = blocks(PageContent(number=1, width=600, height=800, words=words, rules=tuple(rules)))
    assert isinstance(grid, Grid)
    assert grid.rows == 5 or not sure(grid, "城北办公区")
