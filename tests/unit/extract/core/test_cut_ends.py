"""Texts that their cell cuts off at its right side."""

from __future__ import annotations

import pytest

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, PageContent, Rule, Word


def word(text: str, x: float, y: float) -> Word:
    edges = [x]
    for c in text:
        edges.append(edges[-1] + (10.0 if ord(c) > 0x2E00 else 5.0))
    return Word(text=text, box=Box(x, y, edges[-1], y + 10), size=10, char_x=tuple(edges))


def confidence(name: str, x: float, beside: str = "1,200.50") -> float:
    """Of a name in the second row of a frame, in a cell of 80 points that begins at 50."""
    rules = [Rule(box=Box(50, y - 0.2, 210, y + 0.2), horizontal=True) for y in (100, 120, 140, 160)]
    rules += [Rule(box=Box(x0 - 0.2, 100, x0 + 0.2, 160), horizontal=False) for x0 in (50, 130, 210)]
    words = [word("项目名称", 70, 105), word("预算数", 150, 105), word("道路", 51, 145), word("8.20", 188, 145)]
    words += [word(name, x, 125), *([word(beside, 168, 125)] if beside else [])]
    page = PageContent(number=1, width=400, height=600, words=tuple(words), rules=tuple(rules))
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    return min(f.confidence for c in grid.cells if (c.row, c.col) == (1, 0) for f in c.fragments)


@pytest.mark.parametrize(("x", "name"), [(51, "信息系统安全等级"), (53, "信息系统安全等级")])
def test_a_text_that_ends_at_the_side_of_its_cell_is_in_doubt(x: float, name: str) -> None:
    assert confidence(name, x) < 0.99


def test_a_text_that_keeps_its_margin_or_goes_on_over_an_empty_cell_is_sure() -> None:
    assert confidence("信息系统安全管", 51) == 1.0
    assert confidence("信息系统安全等级", 50.2) == 1.0  # cells without margins
    assert confidence("信息系统安全等级保护", 51, beside="") == 1.0


def of_long_text(rows: int, blank: int = 1) -> float:
    """The confidence of a name that runs over into the blank cell beside it, in the first of the rows of a frame."""
    ys = [100.0 + 20 * i for i in range(rows + 1)]
    rules = [Rule(box=Box(50, y - 0.2, 210, y + 0.2), horizontal=True) for y in ys]
    rules += [Rule(box=Box(x - 0.2, 100, x + 0.2, ys[-1]), horizontal=False) for x in (50, 130, 210)]
    words = [word("西河镇（本级）企业", 52, 105)]
    words += [w for y in ys[1:-1] for w in (word("东城", 52, y + 5), word("事业", 140, y + 5))][: -2 * blank or None]
    page = PageContent(number=1, width=400, height=600, words=tuple(words), rules=tuple(rules))
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    return min(f.confidence for c in grid.cells if (c.row, c.col) == (0, 0) for f in c.fragments)


def test_a_text_over_the_blank_cell_of_a_column_that_all_other_rows_fill_may_be_two() -> None:
    assert of_long_text(8, blank=0) < 0.99
    assert of_long_text(8, blank=4) == 1.0
    assert of_long_text(3, blank=0) == 1.0


def of_stop_at_line(gap: float) -> float:
    """The confidence of a text with a stop `gap` points behind the line between two cells, painted apart from it."""
    left, right_ = word("完善机制提升能力", 50.4, 125), word("；年度指标值", 130.4 + gap, 125)
    both = Word(
        text=left.text + right_.text,
        box=left.box.union(right_.box),
        size=10,
        char_x=(*(left.char_x or ())[:-1], *(right_.char_x or ())),
        joints=(8,),
    )
    rules = [Rule(box=Box(50, y - 0.2, 210, y + 0.2), horizontal=True) for y in (100, 120, 140, 160)]
    rules += [Rule(box=Box(x0 - 0.2, 100, x0 + 0.2, 160), horizontal=False) for x0 in (50, 130, 210)]
    words = [word("目标", 70, 105), word("指标", 150, 105), both, word("道路", 51, 145), word("完好", 131, 145)]
    page = PageContent(number=1, width=400, height=600, words=tuple(words), rules=tuple(rules))
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    return min(f.confidence for c in grid.cells if (c.row, c.col) == (1, 0) for f in c.fragments)


def test_a_line_that_begins_with_a_stop_right_behind_a_line_may_be_the_next_cell_s() -> None:
    assert of_stop_at_line(0.4) < 0.99
    assert of_stop_at_line(4.0) == 1.0
